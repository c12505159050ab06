package register

import (
	"context"
	"slices"

	"lianxin/internal/db"
)

// links are the merges and transfers that hold on a day, of people and of
// households.
type links struct {
	to   map[Ref]Ref   // the record that speaks for one
	from map[Ref][]Ref // those it speaks for directly
}

// end is the record that speaks for one in the end.
func (l *links) end(ref Ref) Ref {
	if l == nil {
		return ref
	}
	for range mergesMax {
		next, merged := l.to[ref]
		if !merged {
			break
		}
		ref = next
	}
	return ref
}

// all are a record and those it speaks for, directly or through others.
func (l *links) all(ref Ref) []Ref {
	list := []Ref{ref}
	if l == nil {
		return list
	}
	for i := 0; i < len(list) && i < mergesMax; i++ {
		for _, one := range l.from[list[i]] {
			if !slices.Contains(list, one) {
				list = append(list, one)
			}
		}
	}
	return list
}

// kinMergeCounties are the counties in which records were merged; a few.
const kinMergeCounties = `-- across counties
	SELECT DISTINCT v.county FROM merge v ORDER BY v.county`

// MergedPeople are the people of a county whose records were merged into others
// as of a day, each with the record that speaks for him.
func MergedPeople(ctx context.Context, q db.Query, county string, as AsOf) (map[string]Ref, error) {
	seq, err := as.seq(ctx, q, county)
	if err != nil {
		return nil, err
	}
	list, err := db.Many(ctx, q, scanMerge, selectMerges, county, seq)
	if err != nil {
		return nil, err
	}
	ends := map[string]Ref{}
	for _, m := range chosen(list, as.Day) {
		if m.Kind != PersonKind {
			continue
		}
		if ends[m.Merged], err = follow(ctx, q, m.Survivor, as); err != nil {
			return nil, err
		}
	}
	return ends, nil
}

// findLinks reads the merges of all counties, since a record may have been
// merged into one of another, and finds where those concerned belong.
func (k *kindred) findLinks(ctx context.Context) error {
	counties, err := db.Many(ctx, k.q, db.Text, kinMergeCounties)
	if err != nil || len(counties) == 0 {
		return err
	}
	k.links = &links{map[Ref]Ref{}, map[Ref][]Ref{}}
	var ends []Ref
	for _, county := range counties {
		p, err := k.in(ctx, county)
		if err != nil {
			return err
		}
		err = eachThing(ctx, k.q, scanMerge, k.as.Day, func(m *Merge) error {
			if m.Kind == PersonKind || m.Kind == HouseholdKind {
				ref := Ref{county, m.Merged}
				k.links.to[ref] = m.Survivor
				k.links.from[m.Survivor] = append(k.links.from[m.Survivor], ref)
				ends = append(ends, m.Survivor)
			}
			return nil
		}, selectMerges, county, p.Seq)
		if err != nil {
			return err
		}
	}
	return k.settle(ctx, ends)
}

// settle finds the one membership that counts of each person who has merged
// records: in a declared family before a registered household, that of the
// record itself before those of the records it speaks for, and the last of its
// own. Otherwise he would be a member twice.
func (k *kindred) settle(ctx context.Context, ends []Ref) error {
	k.placed = map[Ref]Ref{}
	for _, person := range ends {
		if k.links.end(person) != person || k.placed[person] != (Ref{}) {
			continue // it is read as another one itself
		}
		best := &kinRow{}
		for _, ref := range k.links.all(person) {
			if err := k.belongs(ctx, ref, &best); err != nil {
				return err
			}
		}
		k.placed[person] = best.ref
	}
	return nil
}

// belongs puts the membership of a record in the place of the best so far, when
// it stands before it.
func (k *kindred) belongs(ctx context.Context, ref Ref, best **kinRow) error {
	counties, err := db.Many(ctx, k.q, db.Text, selectWhere, ref.County, ref.ID)
	if err != nil {
		return err
	}
	for _, county := range sortedTexts(counties) {
		p, err := k.in(ctx, county)
		if err != nil {
			return err
		}
		err = k.read(ctx, p, kinBelongs, []any{county, ref.County}, []string{ref.ID}, nil, func(m *kinRow) error {
			mine := (*best).texts[1] == m.texts[1] && (*best).kind == m.kind && (*best).before(m)
			if (*best).ref == (Ref{}) || m.kind == Declared && (*best).kind != Declared || mine {
				*best = m
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
