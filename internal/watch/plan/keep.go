package plan

import (
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Standing is how a family stands today by what is in pay and what is known of it.
type Standing struct {
	Household  string
	Name       string
	Division   civil.Area
	Circle     string
	Classes    []string
	Unclear    []string
	Programmes []string
	Members    int64
}

// Kept is what bringing the files of a county up to date has changed.
type Kept struct{ Opened, Changed, Ended int }

// Filed are the first so many households of a county, in order, after one of them, that
// have an open file.
func Filed(ctx context.Context, q db.Query, county, after string, most int) ([]string, error) {
	return db.Many(ctx, q, db.Text, selectFiled, county, after, most)
}

// Keep brings the files of some households up to date, in one act: families that came into
// pay get a file, those that moved are in their circle, and files of families no longer in
// pay end unless somebody opened them or a plan of theirs is running. A household that has
// no standing is not in pay. A plan is never touched.
func (d *Desk) Keep(ctx context.Context, actor, county string, households []string, standing []Standing) (k Kept, err error) {
	var changes []*change
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		known, planned, err := filesOf(ctx, db.Repeating(q), county, households)
		if err == nil {
			changes = differences(county, d.today(), known, planned, standing)
		}
		return err
	})
	if err != nil || len(changes) == 0 {
		return k, err
	}
	h := journal.Header{County: county, Kind: "file.keep", Actor: actor, Purpose: "review"}
	_, err = d.journal.Do(ctx, h, func(w *journal.Write) error {
		for _, f := range changes {
			if err := f.put(ctx, w); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return k, err
	}
	for _, f := range changes {
		switch {
		case f.Ended:
			k.Ended++
		case f.fresh:
			k.Opened++
		default:
			k.Changed++
		}
	}
	return k, nil
}

// filesOf are the files households have, and those of them for whom a plan runs.
func filesOf(ctx context.Context, q db.Query, county string, households []string) (known []*File, planned []string, err error) {
	for _, id := range households {
		file, err := db.Many(ctx, q, scanFile, selectFile, county, id)
		if err != nil {
			return nil, nil, err
		}
		running, err := db.Many(ctx, q, db.Text, selectPlanned, county, id)
		if err != nil {
			return nil, nil, err
		}
		known, planned = append(known, file...), append(planned, running...)
	}
	return known, planned, nil
}

// put writes a file that differs from the one that is kept.
func (f *change) put(ctx context.Context, w *journal.Write) error {
	if f.before == 0 {
		return f.open(ctx, w)
	}
	f.Opened = f.before
	return f.next(ctx, w)
}

// change is a file as it is to be kept.
type change struct {
	File
	before int64 // the version it follows; 0: there is none
	fresh  bool  // the family had no open file
}

// differences are the files that are no longer as they are kept, by household.
func differences(county string, today civil.Date, known []*File, planned []string, standing []Standing) (list []*change) {
	kept := map[string]*File{}
	for _, f := range known {
		kept[f.ID] = f
	}
	held := map[string]bool{}
	for i := range standing {
		s := &standing[i]
		held[s.Household] = true
		now := File{
			Ref: register.Ref{County: county, ID: s.Household}, Name: s.Name, Division: s.Division, Circle: s.Circle, Classes: s.Classes,
			Unclear: s.Unclear, Programmes: s.Programmes, Members: s.Members, Since: today, Origin: Held,
		}
		old := kept[s.Household]
		switch {
		case old == nil:
			list = append(list, &change{File: now, fresh: true})
		case old.Ended:
			list = append(list, &change{File: now, before: old.Opened, fresh: true})
		case !old.same(&now):
			now.Since = old.Since
			list = append(list, &change{File: now, before: old.Opened})
		}
	}
	for _, f := range known {
		if held[f.ID] || f.Ended || f.Circle == "" && f.Origin == Staff {
			continue
		}
		now := *f
		now.Circle, now.Classes, now.Unclear, now.Programmes = "", nil, nil, nil
		now.Ended = !slices.Contains(planned, f.ID)
		if !now.Ended {
			now.Origin = Staff
		}
		list = append(list, &change{File: now, before: f.Opened})
	}
	return list
}

// same says whether a file says the same of a family.
func (f *File) same(o *File) bool {
	return f.Name == o.Name && f.Division == o.Division && f.Circle == o.Circle && f.Members == o.Members &&
		slices.Equal(f.Classes, o.Classes) && slices.Equal(f.Unclear, o.Unclear) && slices.Equal(f.Programmes, o.Programmes)
}
