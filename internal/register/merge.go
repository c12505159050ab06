package register

import (
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// The subjects a merge, a look or a record can be about.
const (
	PersonKind       = "person"
	HouseholdKind    = "household"
	OrganisationKind = "organisation"
	FacilityKind     = "facility"
)

// Merge says that a record and another one mean the same subject. Both stay as
// they are; whoever reads the first is led to the second.
type Merge struct {
	Version
	Kind     string
	Merged   string // id, in the county of the row
	Survivor Ref
	Reason   string
}

// Transferred is the reason of a merge that is none: the subject moved to
// another county and has its record there from a day on.
const Transferred = "transferred"

// mergesMax is how many merges one reading follows; more is a circle.
const mergesMax = 16

var mergeTable = journal.NewTable("merge",
	journal.Text("subject_kind"), journal.Text("merged"), journal.Text("survivor_county"), journal.Text("survivor"), journal.Text("reason").Personal())

const (
	mergeColumns  = versionColumns + `, v.subject_kind, v.merged, v.survivor_county, v.survivor, v.reason`
	selectMerge   = `SELECT ` + mergeColumns + ` FROM merge v WHERE v.county = $1 AND v.merged = $3 AND ` + seen + ` ORDER BY v.id, v.opened`
	selectMerges  = `SELECT ` + mergeColumns + ` FROM merge v WHERE v.county = $1 AND ` + seen + ` ORDER BY v.id, v.opened`
	selectOrigins = `-- across counties
		SELECT DISTINCT v.county FROM merge v WHERE v.survivor_county = $1 AND v.survivor = $2`
	selectMergedTo = `SELECT ` + mergeColumns + ` FROM merge v
		WHERE v.county = $1 AND v.survivor_county = $3 AND v.survivor = $4 AND ` + seen + ` ORDER BY v.id, v.opened`
)

func scanMerge(row db.Row) (*Merge, error) {
	var m Merge
	var s versionScan
	var reason *string
	err := row.Scan(append(s.into(), &m.Kind, &m.Merged, &m.Survivor.County, &m.Survivor.ID, &reason)...)
	if err != nil {
		return nil, err
	}
	m.Reason = textOf(reason)
	m.Version, err = s.version()
	return &m, err
}

// Merge leads readers of one record to another, from now on and for every day.
// The act is in the merged record's county. It refuses to merge a record with
// itself, one that is merged already, and a circle (Conflict).
func (r *Register) Merge(ctx context.Context, w *journal.Write, kind string, merged, survivor Ref, reason string) error {
	if reason == "" || reason == Transferred {
		return civil.Refuse("merge_reason", "请写明为什么认为这两条记录是同一个对象。")
	}
	return r.link(ctx, w, Merge{Version: Version{Valid: Always}, Kind: kind, Merged: merged.ID, Survivor: survivor, Reason: reason}, merged)
}

// link opens a merge. Taking part in the survivor's chain makes two merges in
// opposite directions wait for each other.
func (r *Register) link(ctx context.Context, w *journal.Write, m Merge, merged Ref) error {
	if merged.County != w.County() {
		return civil.Refuse("register_version", "要修改的记录不完整或不属于这个县（市、区），请重新打开后再办理。")
	}
	there, err := w.In(ctx, m.Survivor.County)
	if err != nil {
		return err
	}
	if err := exists(ctx, w, m.Kind, merged); err != nil {
		return err
	}
	if err := exists(ctx, there, m.Kind, m.Survivor); err != nil {
		return err
	}
	as := AsOf{Day: m.Valid.From}
	if m.Valid == Always {
		as.Day = civil.LastDate
	}
	if next, err := follow(ctx, w, merged, as); err != nil || next != merged {
		return orConflict(err, "merge_twice", "这条记录已经并入另一条，请先撤销原来的合并。")
	}
	if end, err := follow(ctx, w, m.Survivor, as); err != nil || end == merged {
		return orConflict(err, "merge_circle", "两条记录互相指向对方，不能合并：请核对保留哪一条。")
	}
	if _, err := put(ctx, w, mergeTable, m.Valid, func(Ref) ([]any, error) {
		return []any{m.Kind, m.Merged, m.Survivor.County, m.Survivor.ID, m.Reason}, nil
	}); err != nil {
		return err
	}
	news := mergeNews{m.Kind, merged, m.Survivor}
	if err := w.Tell(ctx, "register.merged", news); err != nil || there == w {
		return err
	}
	return there.Tell(ctx, "register.merged", news)
}

// mergeNews names the two records for later stages.
type mergeNews struct {
	Kind     string `json:"kind"`
	Merged   Ref    `json:"merged"`
	Survivor Ref    `json:"survivor"`
}

func orConflict(err error, code, message string) error {
	if err != nil {
		return err
	}
	return &civil.Error{Kind: civil.Conflict, Code: code, Message: message}
}

// exists refuses a record that is not there (NotFound).
func exists(ctx context.Context, q db.Query, kind string, ref Ref) error {
	_, err := divisionOf(ctx, q, kind, ref)
	return err
}

// divisionOf is the division the newest version of a record belongs to.
func divisionOf(ctx context.Context, q db.Query, kind string, ref Ref) (civil.Area, error) {
	switch kind {
	case PersonKind:
		p, err := newest(ctx, q, scanPerson, selectPerson, ref)
		return orNone(p, err, func(p *Person) civil.Area { return p.Division })
	case HouseholdKind:
		h, err := newest(ctx, q, scanHousehold, selectHousehold, ref)
		return orNone(h, err, func(h *Household) civil.Area { return h.Division })
	case OrganisationKind:
		o, err := newest(ctx, q, scanOrganisation, selectOrganisation, ref)
		return orNone(o, err, func(o *Organisation) civil.Area { return o.Division })
	case FacilityKind:
		f, err := newest(ctx, q, scanFacility, selectFacility, ref)
		return orNone(f, err, func(f *Facility) civil.Area { return f.Division })
	}
	return 0, civil.Refuse("subject_kind", "只有人员、家庭、单位和设施的记录可以这样办理。")
}

// orNone reads the division of what was found.
func orNone[T any](found T, err error, division func(T) civil.Area) (civil.Area, error) {
	if err != nil {
		return 0, err
	}
	return division(found), nil
}

// Unmerge undoes the merge of a record: both are read as themselves again. What
// was recorded about either in between stays where it was recorded.
func (r *Register) Unmerge(ctx context.Context, w *journal.Write, merged Ref) error {
	if merged.County != w.County() {
		return civil.Refuse("register_version", "要修改的记录不完整或不属于这个县（市、区），请重新打开后再办理。")
	}
	list, err := db.Many(ctx, w, scanMerge, selectMerge, merged.County, now, merged.ID)
	if err != nil {
		return err
	}
	for _, m := range list {
		if m.closed || m.Reason == Transferred {
			continue
		}
		there, err := w.In(ctx, m.Survivor.County)
		if err != nil {
			return err
		}
		if err := strike(ctx, w, mergeTable, m.Version); err != nil {
			return err
		}
		news := mergeNews{m.Kind, merged, m.Survivor}
		if err := w.Tell(ctx, "register.unmerged", news); err != nil || there == w {
			return err
		}
		return there.Tell(ctx, "register.unmerged", news)
	}
	return &civil.Error{Kind: civil.NotFound, Code: "merge_none", Message: "这条记录没有并入别的记录，不需要撤销。"}
}

// follow is the record that speaks for one as of a day: the one itself, or the
// one it was merged into.
func follow(ctx context.Context, q db.Query, ref Ref, as AsOf) (Ref, error) {
	for range mergesMax {
		seq, err := as.seq(ctx, q, ref.County)
		if err != nil {
			return ref, err
		}
		list, err := db.Many(ctx, q, scanMerge, selectMerge, ref.County, seq, ref.ID)
		if err != nil {
			return ref, err
		}
		held := chosen(list, as.Day)
		if len(held) == 0 {
			return ref, nil
		}
		ref = held[0].Survivor
	}
	return ref, orConflict(nil, "merge_circle", "这条记录的合并关系绕成了圈，请联系管理员核查。")
}

// Follow is the record that speaks for one as of a day.
func (r *Register) Follow(ctx context.Context, ref Ref, as AsOf) (end Ref, err error) {
	err = r.db.Read(ctx, func(q db.Query) error {
		end, err = follow(ctx, q, ref, as)
		return err
	})
	return end, err
}

// EachMerge calls f for every merge and transfer of a county as of a day.
func (r *Register) EachMerge(ctx context.Context, county string, as AsOf, f func(*Merge) error) error {
	return r.db.Read(ctx, func(q db.Query) error {
		seq, err := as.seq(ctx, q, county)
		if err != nil {
			return err
		}
		return eachThing(ctx, q, scanMerge, as.Day, f, selectMerges, county, seq)
	})
}

// origins are the records that were merged into one or transferred to it, on
// whatever day, as far as the reader knows; in order of county and merge.
func origins(ctx context.Context, q db.Query, ref Ref, as AsOf) ([]*Merge, error) {
	counties, err := db.Many(ctx, q, db.Text, selectOrigins, ref.County, ref.ID)
	if err != nil {
		return nil, err
	}
	var found []*Merge
	for _, county := range sortedTexts(counties) {
		seq, err := as.seq(ctx, q, county)
		if err != nil {
			return nil, err
		}
		list, err := db.Many(ctx, q, scanMerge, selectMergedTo, county, seq, ref.County, ref.ID)
		if err != nil {
			return nil, err
		}
		_ = byThing(list, func(versions []*Merge) error { // the function never fails
			if m, there := last(versions); there {
				found = append(found, m)
			}
			return nil
		})
	}
	return found, nil
}

// family are a record and all that were merged into it or transferred to it,
// directly or through others.
func family(ctx context.Context, q db.Query, ref Ref, as AsOf) ([]Ref, error) {
	all := []Ref{ref}
	for i := 0; i < len(all) && i < mergesMax; i++ {
		list, err := origins(ctx, q, all[i], as)
		if err != nil {
			return nil, err
		}
		for _, m := range list {
			if origin := (Ref{m.County, m.Merged}); !slices.Contains(all, origin) {
				all = append(all, origin)
			}
		}
	}
	return all, nil
}

// Origins are the records that were merged into one or transferred to it.
func (r *Register) Origins(ctx context.Context, ref Ref) (list []*Merge, err error) {
	err = r.db.Read(ctx, func(q db.Query) error {
		list, err = origins(ctx, q, ref, AsOf{})
		return err
	})
	return list, err
}
