package register

import (
	"errors"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/feed"
)

// recognise calls is for whoever a row is about, looking at the photograph.
func (f *Finder) recognise(p *feed.Page, skip []bool, is func(row int, one Match)) error {
	met := ""
	var entries [][]byte // of the number met last: many files have a person's rows together
	for row := range p.Len() {
		c := p.Cell(row, f.number)
		if c.Search || !c.Known || c.Text != met || entries == nil {
			found, err := f.lookups(p, row, skip)
			if err != nil {
				return err
			}
			if found == nil {
				continue
			}
			met, entries = c.Text, found
		}
		for _, entry := range entries {
			f.all.each(entry, func(one Match) {
				one.Ref = f.merged.follow(one.Ref)
				is(row, one)
			})
		}
	}
	return nil
}

// entries are the index entries of the numbers of a page, under every key still
// in use, and which rows have them.
func (f *Finder) entries(p *feed.Page, skip []bool) (list [][]byte, rows map[string][]int, err error) {
	rows = make(map[string][]int, p.Len())
	var last []string // the keys in rows of the number met last: many files have a person's rows together
	met := ""
	for row := range p.Len() {
		c := p.Cell(row, f.number)
		if c.Search || !c.Known || c.Text != met || last == nil {
			found, err := f.lookups(p, row, skip)
			if err != nil {
				return nil, nil, err
			}
			if found == nil {
				continue
			}
			met, last = c.Text, last[:0]
			for _, entry := range found {
				key := string(entry)
				if rows[key] == nil {
					list = append(list, entry)
				}
				last = append(last, key)
			}
		}
		for _, key := range last {
			rows[key] = append(rows[key], row)
		}
	}
	return list, rows, nil
}

// lookups are the index entries of the number of a row, under every key still in
// use; nil when nobody is to be found by it.
func (f *Finder) lookups(p *feed.Page, row int, skip []bool) ([][]byte, error) {
	c := p.Cell(row, f.number)
	if c.Search {
		f.aside(p, row, IDNumberField, errLegacy, skip)
	}
	if c.Search || !c.Known {
		return nil, nil
	}
	if unknown, err := f.unknown(c.Text); unknown || err != nil {
		return nil, err
	}
	found, err := f.register.keys.Lookups(access.IDNumber, c.Text)
	var refusal *civil.Error
	if errors.As(err, &refusal) && refusal.Kind == civil.Invalid {
		f.aside(p, row, IDNumberField, refusal, skip)
		return nil, nil
	}
	return found, err
}

// unknown says that nobody needs to be asked for a number: no person was
// registered before this batch, and the batch has not registered this one.
func (f *Finder) unknown(number string) (bool, error) {
	if !f.nobody || f.made == nil {
		return f.nobody, nil
	}
	made, err := f.made.seen(f.made.of(number, ""))
	return !made, err
}
