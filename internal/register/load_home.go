package register

import (
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/feed"
	"lianxin/internal/journal"
)

// home is a household as the rows of a file meet it.
type home struct {
	*Household
	fresh bool // this batch made it
}

// homes finds the households of the rows of a file by their numbers.
type homes struct {
	register *Register
	batch    *feed.Batch
	kind     Relation
	number   int
	division int
	none     bool // no household was there when the batch began, and nobody has made one since
	asked    *sightings
	recent   recent[*home] // those made by pages that may not be seen yet
}

// recent are things made by the page at hand and by the one before it, which
// may be on its way into the store.
type recent[T any] struct {
	page         *feed.Page
	made, before map[string]T
}

// turn makes room for a page.
func (r *recent[T]) turn(p *feed.Page) {
	switch {
	case p.Again || r.made == nil:
		r.made, r.before = map[string]T{}, map[string]T{}
	case r.page != p:
		r.made, r.before = map[string]T{}, r.made
	default:
		r.made = map[string]T{}
	}
	r.page = p
}

func (r *recent[T]) find(key string) (T, bool) {
	if one, there := r.made[key]; there {
		return one, true
	}
	one, there := r.before[key]
	return one, there
}

const (
	heldColumns  = `v.county, v.id, v.opened, v.valid_from, v.valid_to, 0`
	householdOwn = `, v.kind, v.number, v.address, v.division, v.payload, v.sealed`
	anyHousehold = `-- across counties
		SELECT v.county FROM household v LIMIT 1`
	householdsNumbers = `-- across counties
		SELECT ` + heldColumns + householdOwn + ` FROM household v WHERE v.number IN ` + Among + ` AND v.kind = $34 AND ` + journal.HeldBy
)

func (r *Register) newHomes(ctx context.Context, q db.Query, b *feed.Batch, kind Relation) (*homes, error) {
	h := &homes{register: r, batch: b, kind: kind, number: b.Where("household_number"), division: b.Where("division"), asked: newSightings()}
	return h, h.refresh(ctx, q)
}

func (h *homes) refresh(ctx context.Context, q db.Query) error {
	_, any, err := db.One(ctx, q, db.Text, anyHousehold)
	h.none = !any
	return err
}

// found are the households with the numbers of a page.
type found map[string][]*home

// look finds the households of a page.
func (h *homes) look(ctx context.Context, q db.Query, p *feed.Page, skip []bool) (found, error) {
	h.recent.turn(p)
	if p.Afresh {
		if err := h.refresh(ctx, q); err != nil {
			return nil, err
		}
	}
	list := found{}
	var ask []string
	for row := range p.Len() {
		c := p.Cell(row, h.number)
		if !c.Known || skip[row] {
			continue
		}
		if _, asked := list[c.Text]; asked {
			continue
		}
		list[c.Text] = nil
		first, err := h.asked.see(h.asked.of(c.Text, ""), p.Records[row])
		if err != nil {
			return nil, err
		}
		if !h.none || first != p.Records[row] {
			ask = append(ask, c.Text)
		}
	}
	err := asking(ask, func(args []any) error {
		return db.Each(ctx, q, func(row db.Row) error {
			one, err := scanHousehold(row)
			if err == nil {
				list[one.Number] = append(list[one.Number], &home{Household: one})
			}
			return err
		}, householdsNumbers, args...)
	}, h.batch.ID, string(h.kind))
	return list, err
}

// of is the household of a row, among those found and those just made; nil when
// there is none yet. Bureaus number for themselves, so that two counties may
// have the same number: then the row's division decides.
func (h *homes) of(p *feed.Page, row int, list found) *home {
	number := p.Cell(row, h.number).Text
	area := civil.Area(p.Cell(row, h.division).Int)
	all := list[number]
	if one, there := h.recent.find(homeKey(number, area.County())); there {
		return one
	}
	if area == 0 {
		if one, there := h.recent.find(homeKey(number, 0)); there {
			return one
		}
		if len(all) == 1 {
			return all[0]
		}
		return nil
	}
	at := slices.IndexFunc(all, func(one *home) bool { return one.Division.County() == area.County() })
	if at < 0 {
		return nil
	}
	return all[at]
}

func homeKey(number string, county civil.Area) string { return county.String() + " " + number }

// make opens a household.
func (h *homes) make(p *feed.Page, one *Household) (*home, error) {
	one.Ref = Ref{one.Division.County().String(), db.NewID()}
	one.Kind = h.kind
	values, err := one.row(h.register, one.Ref)
	if err != nil {
		return nil, err
	}
	p.Changes = append(p.Changes, feed.Change{
		County: one.County, Table: householdTable, ID: one.ID, Open: true, Valid: Since(h.batch.Reference).journal(), Values: values,
	})
	made := &home{one, true}
	h.recent.made[homeKey(one.Number, one.Division.County())] = made
	h.recent.made[homeKey(one.Number, 0)] = made
	return made, nil
}

// change opens the next version of a household.
func (h *homes) change(p *feed.Page, next *Household) error {
	values, err := next.row(h.register, next.Ref)
	if err != nil {
		return err
	}
	p.Tally.Changed++
	p.Changes = append(p.Changes, feed.Change{
		County: next.County, Table: householdTable, ID: next.ID, Closes: next.Opened, Open: true,
		Valid: Since(max(h.batch.Reference, next.Valid.From)).journal(), Values: values,
	})
	return nil
}

var errNowhere = civil.Refuse("division_missing", "看不出属于哪个区县：请补填行政区划，或读入时用 --place 说明这份文件是哪个区县的。")

// place is the division of a row: its own, its household's, or that of which the
// whole file speaks when that is no larger than a county.
func (h *homes) place(p *feed.Page, row int, one *home) (civil.Area, *civil.Error) {
	area := civil.Area(p.Cell(row, h.division).Int)
	if area == 0 && one != nil {
		area = one.Division
	}
	if area == 0 {
		area = h.batch.Place
	}
	if area.Level() < civil.County {
		return 0, errNowhere
	}
	return area, nil
}
