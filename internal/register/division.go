package register

import (
	"context"
	"encoding/csv"
	"io"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

var divisionTable = journal.NewTable("division", journal.Text("code"), journal.Text("name"), journal.Text("successors"))

const selectDivisions = `SELECT ` + versionColumns + `, v.code, v.name, v.successors FROM division v
	WHERE v.county = $1 AND ` + seen + ` ORDER BY v.id, v.opened`

// divisionRow is one version of a line of the list of divisions. Its span is the
// days in which code and name held.
type divisionRow struct {
	Version
	code, name, successors string
}

func scanDivision(row db.Row) (*divisionRow, error) {
	var d divisionRow
	var s versionScan
	err := row.Scan(append(s.into(), &d.code, &d.name, &d.successors)...)
	if err != nil {
		return nil, err
	}
	d.Version, err = s.version()
	return &d, err
}

// same says whether a line says what another does.
func (d *divisionRow) same(o *divisionRow) bool {
	return d.Valid == o.Valid && d.name == o.name && d.successors == o.successors
}

// key tells the lines of one code apart: a code may have had several names.
func (d *divisionRow) key() string { return d.code + d.Valid.From.String() }

// PutDivisions makes the list of divisions what is given: new lines are opened,
// changed ones get a next version, missing ones are closed. A list that is
// there already changes nothing. The act concerns no county ([journal.Nowhere]).
func (r *Register) PutDivisions(ctx context.Context, w *journal.Write, list []civil.Division) error {
	if w.County() != journal.Nowhere {
		return civil.Refuse("division_county", "区划名录属于全局数据，请由系统管理员统一更新。")
	}
	if _, err := loadDivisions(divisionRows(list)); err != nil {
		return err
	}
	held, err := heldDivisions(ctx, w, now)
	if err != nil {
		return err
	}
	known := map[string]*divisionRow{}
	for _, d := range held {
		known[d.key()] = d
	}
	for _, d := range divisionRows(list) {
		before := known[d.key()]
		delete(known, d.key())
		values := func(Ref) ([]any, error) { return []any{d.code, d.name, d.successors}, nil }
		switch {
		case before == nil:
			_, err = put(ctx, w, divisionTable, d.Valid, values)
		case !before.same(d):
			err = change(ctx, w, divisionTable, before.Version, d.Valid, values)
		}
		if err != nil {
			return err
		}
	}
	for _, d := range held {
		if known[d.key()] == d {
			if err := strike(ctx, w, divisionTable, d.Version); err != nil {
				return err
			}
		}
	}
	return nil
}

// divisionRows are the lines of a list as the store keeps them.
func divisionRows(list []civil.Division) []*divisionRow {
	rows := make([]*divisionRow, 0, len(list))
	for _, d := range list {
		var successors []string
		for _, s := range d.Successors {
			successors = append(successors, s.String())
		}
		rows = append(rows, &divisionRow{
			Version: Version{Valid: Span{d.Since, d.Until}}, code: fullCode(d.Code), name: d.Name, successors: strings.Join(successors, "+"),
		})
	}
	return rows
}

// heldDivisions are the lines that hold after an act.
func heldDivisions(ctx context.Context, q db.Query, seq int64) ([]*divisionRow, error) {
	all, err := db.Many(ctx, q, scanDivision, selectDivisions, journal.Nowhere, seq)
	if err != nil {
		return nil, err
	}
	var held []*divisionRow
	_ = byThing(all, func(versions []*divisionRow) error { // the function never fails
		if d, there := last(versions); there {
			held = append(held, d)
		}
		return nil
	})
	return held, nil
}

// Divisions is the list of divisions as it was known at an instant (zero: now).
// It answers for any day by itself: which codes and names held, what was merged
// and split, who took over.
func (r *Register) Divisions(ctx context.Context, known civil.Instant) (list *civil.Divisions, err error) {
	err = r.db.Read(ctx, func(q db.Query) error {
		seq, err := AsOf{Known: known}.seq(ctx, q, journal.Nowhere)
		if err != nil {
			return err
		}
		held, err := heldDivisions(ctx, q, seq)
		if err != nil {
			return err
		}
		list, err = loadDivisions(held)
		return err
	})
	return list, err
}

// loadDivisions gives the lines to package civil in the form it reads, which
// also checks them against each other.
func loadDivisions(rows []*divisionRow) (*civil.Divisions, error) {
	rows = slices.Clone(rows)
	slices.SortFunc(rows, func(a, b *divisionRow) int { return strings.Compare(a.key(), b.key()) })
	read, write := io.Pipe()
	go func() {
		table := csv.NewWriter(write)
		_ = table.Write([]string{"code", "name", "since", "until", "successors"})
		for _, d := range rows {
			_ = table.Write([]string{d.code, d.name, openDay(d.Valid.From, civil.FirstDate), openDay(d.Valid.To, civil.LastDate), d.successors})
		}
		table.Flush()
		_ = write.CloseWithError(table.Error())
	}()
	list, err := civil.LoadDivisions(read)
	_ = read.Close() // lets the writer go when the list was refused half way
	return list, err
}

// openDay writes a day, nothing for an open end.
func openDay(day, open civil.Date) string {
	if day == open {
		return ""
	}
	return day.String()
}

// successionMax is how many mergers and splits in a row are followed.
const successionMax = 16

// Successors are the divisions that a code stands for on a later day: itself
// while it is in force, else all that took it over, by code. None when the list
// does not say.
func Successors(list *civil.Divisions, code civil.Area, day civil.Date) []civil.Area {
	open, found := []civil.Area{code}, map[civil.Area]bool{}
	for range successionMax {
		var next []civil.Area
		for _, c := range open {
			if _, there := list.Lookup(c, day); there {
				found[c] = true
			} else if d, known := list.Latest(c); known {
				next = append(next, d.Successors...)
			}
		}
		open = next
	}
	codes := make([]civil.Area, 0, len(found))
	for c := range found {
		codes = append(codes, c)
	}
	slices.Sort(codes)
	return codes
}
