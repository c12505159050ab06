package watch

import (
	"context"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Query says which leads are wanted.
type Query struct {
	Tab    string     // open, late, case, closed; empty: all
	Level  Level      // empty: all
	Signal string     // only those a signal found; empty: all
	Source Source     // empty: all
	Within civil.Area // 0: all that the visitor may see
	After  string     // Next of the page before
	Size   int        // 1 to 100; 0: 20
}

// Listed is a page of leads, those first that run out first.
type Listed struct {
	Leads []*File // without steps
	Next  string
}

const (
	pageUsual = 20
	pageMax   = 100
	// noDue sorts what runs out never behind everything else.
	noDue = "9999-12-31"
)

const listLeads = `-- across counties
	SELECT ` + leadColumns + ` FROM lead v
	WHERE v.division BETWEEN $1 AND $2 AND (COALESCE(v.due, '9999-12-31'), v.id) > ($3, $4)
	AND ($5 = '' OR $5 = 'open' AND v.state IN ('new', 'accepted', 'visited') OR $5 = 'late' AND v.state IN ('new', 'accepted', 'visited') AND v.due < $6
		OR $5 = 'case' AND v.state = 'case' OR $5 = 'closed' AND v.state = 'closed')
	AND ($7 = '' OR v.level = $7)
	AND ($8 = '' AND $9 = '' OR EXISTS (SELECT 1 FROM lead_reason r WHERE r.county = v.county AND r.lead = v.id AND ($8 = '' OR r.signal = $8) AND ($9 = '' OR r.source = $9)))
	AND ` + journal.Holds + `
	ORDER BY COALESCE(v.due, '9999-12-31'), v.id LIMIT $10`

// List is a page of the leads a visitor may see.
func (d *Desk) List(ctx context.Context, who Who, query Query) (Listed, error) {
	size := query.Size
	if size == 0 {
		size = pageUsual
	}
	if size < 1 || size > pageMax {
		return Listed{}, civil.Refuse("page_size", "每页应为1到%d条。", pageMax)
	}
	due, id, _ := strings.Cut(query.After, "_")
	scope := who.scope()
	if query.Within != 0 {
		scope = scope.Within(query.Within)
	}
	var found []*Lead
	var out Listed
	err := d.journal.DB().Read(ctx, func(q db.Query) error {
		for _, span := range scope.Spans() {
			part, err := db.Many(ctx, q, scanLead, listLeads, span.First, span.Last, due, id, query.Tab, d.Today().String(),
				string(query.Level), query.Signal, string(query.Source), int64(size+1))
			if err != nil {
				return err
			}
			found = append(found, part...)
		}
		slices.SortFunc(found, func(a, b *Lead) int { return strings.Compare(position(a), position(b)) })
		if len(found) > size {
			found = found[:size]
			out.Next = position(found[size-1])
		}
		for _, l := range found {
			f := &File{Lead: l}
			var err error
			if f.Contact, err = d.contactOf(l); err != nil {
				return err
			}
			if f.Reasons, err = db.Many(ctx, q, scanReason, reasonsOf, l.County, l.ID); err != nil {
				return err
			}
			out.Leads = append(out.Leads, f)
		}
		return nil
	})
	return out, err
}

// position is where a lead stands in a list.
func position(l *Lead) string {
	due := noDue
	if l.Due != 0 {
		due = l.Due.String()
	}
	return due + "_" + l.ID
}

// Tally is how many leads of each sort there are within somebody's divisions.
type Tally struct {
	Open, Late, InCase, Closed int
	Results                    map[Result]int
}

const countLeads = `-- across counties
	SELECT v.state, v.result, CASE WHEN v.due < $3 THEN 1 ELSE 0 END, count(1) FROM lead v
	WHERE v.division BETWEEN $1 AND $2 AND ` + journal.Holds + `
	GROUP BY v.state, v.result, CASE WHEN v.due < $3 THEN 1 ELSE 0 END`

// Count counts what the list shows, tab by tab.
func (d *Desk) Count(ctx context.Context, who Who, within civil.Area) (t Tally, err error) {
	t.Results = map[Result]int{}
	scope := who.scope()
	if within != 0 {
		scope = scope.Within(within)
	}
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		for _, span := range scope.Spans() {
			err := db.Each(ctx, q, func(row db.Row) error {
				var state State
				var result Result
				var late, n int
				if err := row.Scan(&state, &result, &late, &n); err != nil {
					return err
				}
				t.add(state, result, late == 1, n)
				return nil
			}, countLeads, span.First, span.Last, d.Today().String())
			if err != nil {
				return err
			}
		}
		return nil
	})
	return t, err
}

func (t *Tally) add(state State, result Result, late bool, n int) {
	switch state {
	case Closed:
		t.Closed += n
		t.Results[result] += n
	case InCase:
		t.InCase += n
	default:
		t.Open += n
		if late {
			t.Late += n
		}
	}
}

const leadsOfHousehold = `SELECT ` + leadColumns + ` FROM lead v WHERE v.county = $1 AND v.household = $2 AND ` + journal.Holds + ` ORDER BY v.reported DESC, v.id`

// OfHousehold are all leads about a family, the newest first, for its file.
func (d *Desk) OfHousehold(ctx context.Context, q db.Query, household register.Ref) (list []*File, err error) {
	leads, err := db.Many(ctx, q, scanLead, leadsOfHousehold, household.County, household.ID)
	for _, l := range leads {
		f, err := d.read(ctx, q, l.Ref)
		if err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	return list, err
}
