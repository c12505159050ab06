package register

import (
	"bytes"
	"context"

	"lianxin/internal/access"
	"lianxin/internal/db"
)

// Looking for duplicates in the store. The records come ordered by a key, those
// under names from every county side by side, so that equal keys meet without
// keeping a city in memory.

const (
	selectTwins = `SELECT a.term, a.division, a.id FROM search_term a
		WHERE a.county = $1 AND a.subject = $2 AND a.kind = $3 AND (a.term, a.division, a.id) > ($4, $5, $6)
		ORDER BY a.term, a.division, a.id LIMIT $7`
	selectNumbers = `-- across counties
		SELECT v.id_index, v.county, v.id, v.opened FROM person v
		WHERE v.id_index IS NOT NULL AND (v.id_index, v.county, v.id, v.opened) > ($1, $2, $3, $4)
		ORDER BY v.id_index, v.county, v.id, v.opened LIMIT $5`
)

// keysAtOnce is how many records are read at a time.
const keysAtOnce = 2000

// keyed is a record under a key.
type keyed struct {
	key      []byte
	ref      Ref
	division string // of a twin key
	opened   int64  // of a number
}

// keyStream gives records in the order of a key.
type keyStream struct {
	next  func(after keyed) ([]keyed, error)
	ahead []keyed
	last  keyed
	end   bool
}

// head is the next record of the stream; false when there are no more.
func (s *keyStream) head() (keyed, bool, error) {
	if len(s.ahead) == 0 && !s.end {
		var err error
		if s.ahead, err = s.next(s.last); err != nil {
			return keyed{}, false, err
		}
		if s.end = len(s.ahead) < keysAtOnce; len(s.ahead) > 0 {
			s.last = s.ahead[len(s.ahead)-1]
		}
	}
	if len(s.ahead) == 0 {
		return keyed{}, false, nil
	}
	return s.ahead[0], true, nil
}

// together calls f with the records that share a key, over all streams, for
// every key that more than one record has.
func together(streams []*keyStream, f func(refs []Ref) error) error {
	for {
		var key []byte
		there := false
		for _, s := range streams {
			head, more, err := s.head()
			if err != nil {
				return err
			}
			if more && (!there || bytes.Compare(head.key, key) < 0) {
				key, there = head.key, true
			}
		}
		if !there {
			return nil
		}
		refs, err := withKey(streams, key)
		if err != nil {
			return err
		}
		if len(refs) > 1 {
			if err := f(refs); err != nil {
				return err
			}
		}
	}
}

// withKey takes all records of a key out of the streams, each once.
func withKey(streams []*keyStream, key []byte) ([]Ref, error) {
	var refs []Ref
	for _, s := range streams {
		for {
			head, more, err := s.head()
			if err != nil {
				return nil, err
			}
			if !more || !bytes.Equal(head.key, key) {
				break
			}
			if len(refs) == 0 || refs[len(refs)-1] != head.ref {
				refs = append(refs, head.ref)
			}
			s.ahead = s.ahead[1:]
		}
	}
	return refs, nil
}

// Duplicates calls f with every pair of records in the viewer's scope that may
// be one person, for somebody to decide; pairs that are merged or were found to
// be two people are left out. crowd is called where too many records share a key
// to be compared. A pair comes once for each key it shares.
func (r *Register) Duplicates(ctx context.Context, viewer access.Viewer, f func(Pair) error, crowd func(Crowd) error) error {
	if err := viewer.Check(); err != nil {
		return err
	}
	scope := viewer.Scope()
	return r.db.Read(ctx, func(q db.Query) error {
		places, err := db.Many(ctx, q, scanPlace, selectPlaces, PersonKind)
		if err != nil {
			return err
		}
		d := duplicates{r: r, q: q, scope: scope, apart: map[string]map[[2]Ref]bool{}, pair: f, crowd: crowd}
		var twins []*keyStream
		for _, county := range placesWithin(places, scope) {
			twins = append(twins, twinStream(ctx, q, county))
		}
		if err := together([]*keyStream{numberStream(ctx, q)}, func(refs []Ref) error { return d.group(ctx, refs, AlikeNumber) }); err != nil {
			return err
		}
		return together(twins, func(refs []Ref) error { return d.group(ctx, refs, "") })
	})
}

func twinStream(ctx context.Context, q db.Query, county string) *keyStream {
	return &keyStream{next: func(after keyed) ([]keyed, error) {
		return db.Many(ctx, q, func(row db.Row) (keyed, error) {
			k := keyed{ref: Ref{County: county}}
			var term string
			err := row.Scan(&term, &k.division, &k.ref.ID)
			k.key = []byte(term)
			return k, err
		}, selectTwins, county, PersonKind, string(TermTwin), string(after.key), after.division, after.ref.ID, keysAtOnce)
	}}
}

// numberStream gives the records of all counties in the order of their numbers.
func numberStream(ctx context.Context, q db.Query) *keyStream {
	return &keyStream{next: func(after keyed) ([]keyed, error) {
		key := after.key
		if key == nil {
			key = []byte{}
		}
		return db.Many(ctx, q, func(row db.Row) (k keyed, err error) {
			return k, row.Scan(&k.key, &k.ref.County, &k.ref.ID, &k.opened)
		}, selectNumbers, key, after.ref.County, after.ref.ID, after.opened, keysAtOnce)
	}}
}

// duplicates compares the records of one key.
type duplicates struct {
	r     *Register
	q     db.Query
	scope access.Scope
	apart map[string]map[[2]Ref]bool // decided pairs by county
	pair  func(Pair) error
	crowd func(Crowd) error
}

// group compares records that share a key. Pairs with one number are found by
// the number; by the other key only those are, so that a pair comes once.
func (d *duplicates) group(ctx context.Context, refs []Ref, by Reason) error {
	var list []Likeness
	for _, ref := range refs {
		p, err := newest(ctx, d.q, scanPerson, selectPerson, ref)
		if absent(err) || err == nil && !d.scope.Covers(p.Division) {
			continue
		}
		if err != nil {
			return err
		}
		list = append(list, likeness(p))
	}
	if len(list) > groupMax {
		return d.crowd(Crowd{list[0].Ref, len(list)})
	}
	for _, pair := range pairsWithin(list) {
		if (pair.Reasons[0] == AlikeNumber) != (by == AlikeNumber) {
			continue
		}
		settled, err := d.settled(ctx, pair)
		if err != nil {
			return err
		}
		if !settled {
			if err := d.pair(pair); err != nil {
				return err
			}
		}
	}
	return nil
}

// settled says whether somebody has decided about a pair.
func (d *duplicates) settled(ctx context.Context, pair Pair) (bool, error) {
	known, read := d.apart[pair.A.County]
	if !read {
		var err error
		if known, err = keptApart(ctx, d.q, pair.A.County); err != nil {
			return false, err
		}
		d.apart[pair.A.County] = known
	}
	if known[[2]Ref{pair.A, pair.B}] {
		return true, nil
	}
	return merged(ctx, d.q, pair.A, pair.B)
}

// likeness is what a person is compared by.
func likeness(p *Person) Likeness {
	l := Likeness{Ref: p.Ref, Name: p.Name, Sex: p.Sex, IDIndex: p.idIndex, Phone: p.phoneIndex}
	if p.Birth != nil {
		l.Birth, l.HasDay = *p.Birth, true
	}
	return l
}
