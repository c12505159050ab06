package response

import (
	"context"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
)

// At is the response that is open on a day in one of some places of a county and whose
// level gives relief by a matter; nil for none.
func (d *Desk) At(ctx context.Context, q db.Query, places []civil.Area, matter string, day civil.Date) (*Response, error) {
	if len(places) == 0 {
		return nil, nil
	}
	running, err := db.Many(ctx, q, scanResponse, selectRunning, places[0].County().String()[:6], day.String())
	if err != nil {
		return nil, err
	}
	for _, r := range running {
		rule := d.Rule(r, day)
		if r.Open(day) && rule != nil && slices.Contains(rule.Matters, matter) && slices.ContainsFunc(places, r.Covers) {
			return r, nil
		}
	}
	return nil, nil
}

// Relief is what was given once under a response.
type Relief struct {
	register.Ref // county of the response, and the decision
	Response     string
	Case         register.Ref
	Household    string // in the county of the case
	Number       string // of the case
	Amount       civil.Fen
	Given        civil.Instant
}

const (
	reliefColumns = `v.county, v.id, v.response, v.case_county, v.casefile, v.household, v.number, v.amount, v.given`
	selectReliefs = `SELECT ` + reliefColumns + ` FROM response_relief v WHERE v.county = $1 AND v.response = $2 AND v.closed IS NULL ORDER BY v.given, v.id`
	selectOfCase  = `-- across counties
		SELECT ` + reliefColumns + ` FROM response_relief v WHERE v.casefile = $1 AND v.case_county = $2 AND v.closed IS NULL ORDER BY v.given DESC, v.id DESC LIMIT 1`
)

func scanRelief(row db.Row) (r Relief, err error) {
	err = row.Scan(&r.County, &r.ID, &r.Response, &r.Case.County, &r.Case.ID, &r.Household, &r.Number, &r.Amount, &r.Given)
	return r, err
}

// Of is the response under which something was given on a case last; nil for none.
func (d *Desk) Of(ctx context.Context, q db.Query, ref register.Ref) (*Response, error) {
	one, there, err := db.One(ctx, q, scanRelief, selectOfCase, ref.ID, ref.County)
	if err != nil || !there {
		return nil, err
	}
	r, _, err := db.One(ctx, q, scanResponse, selectResponse, one.County, one.Response)
	return r, err
}

// Relieved counts what was given under a response, in the act that gives it. The county
// of the case may be another one.
func (d *Desk) Relieved(ctx context.Context, w *journal.Write, r Relief) error {
	part, err := w.In(ctx, r.County)
	if err != nil {
		return err
	}
	return part.Open(ctx, reliefTable, r.ID, journal.Always, r.Response, r.Case.County, r.Case.ID, r.Household, r.Number, int64(r.Amount), int64(part.At()))
}

// Figures are what came of a response.
type Figures struct {
	Listed, Visited, Help int       // families: to be met, met, found in need
	Times                 int       // how often something was given
	Helped                int       // families that were given something
	Amount                civil.Fen // in all
	First                 int       // minutes from its beginning to the first relief; -1: none yet
	Reliefs               []Relief  // in their order
}

const countFamilies = `SELECT v.state, v.result, count(1) FROM response_family v WHERE v.county = $1 AND v.response = $2
	AND v.division BETWEEN $3 AND $4 AND v.closed IS NULL GROUP BY v.state, v.result`

// minute is how many units of an instant a minute has.
const minute = 60_000

// Count counts what came of a response so far.
func (d *Desk) Count(ctx context.Context, viewer access.Viewer, r *Response) (f Figures, err error) {
	if err := viewer.Check(); err != nil {
		return f, err
	}
	f.First = -1
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		if err := f.families(ctx, q, r, access.Span{First: officer.Code(r.Division), Last: lastOf(r.Division)}); err != nil {
			return err
		}
		f.Reliefs, err = db.Many(ctx, q, scanRelief, selectReliefs, r.County, r.ID)
		return err
	})
	helped := map[register.Ref]bool{}
	for _, one := range f.Reliefs {
		helped[register.Ref{County: one.Case.County, ID: one.Household}] = true
		f.Amount += one.Amount
		if f.First < 0 {
			f.First = int((one.Given - r.Started) / minute)
		}
	}
	f.Times, f.Helped = len(f.Reliefs), len(helped)
	return f, err
}

// families counts the families of a stretch of divisions.
func (f *Figures) families(ctx context.Context, q db.Query, r *Response, span access.Span) error {
	return db.Each(ctx, q, func(row db.Row) error {
		var state, result string
		var n int
		if err := row.Scan(&state, &result, &n); err != nil {
			return err
		}
		f.Listed += n
		if state == visitedState {
			f.Visited += n
		}
		if result == "help" {
			f.Help += n
		}
		return nil
	}, countFamilies, r.County, r.ID, span.First, span.Last)
}

// CountOwn counts the families of a viewer's divisions alone, as his list shows them.
func (d *Desk) CountOwn(ctx context.Context, viewer access.Viewer, r *Response) (f Figures, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		for _, span := range viewer.Scope().Spans() {
			if err := f.families(ctx, q, r, span); err != nil {
				return err
			}
		}
		return nil
	})
	return f, err
}
