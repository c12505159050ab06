package hotline

import (
	"context"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
	"lianxin/internal/service"
)

// Query says which calls are wanted.
type Query struct {
	Tab     string // open: to be handled; back: to be called back; closed; empty: all
	Class   string
	Overdue bool
	Person  string // id of whom they are about
	After   string // Next of the page before
	Size    int    // 1 to 100; 0: 20
}

// Listed is a page of calls, those first that run out first.
type Listed struct {
	Calls []*Call
	Next  string
}

// Tally is how many calls of each sort there are, for the same visitor.
type Tally struct{ Open, Back, Closed, Overdue int }

const (
	pageUsual = 20
	pageMax   = 100
	noDue     = "9999-12-31"
)

// Both give a call whose place or whose office lies in a span, as sees does.
const (
	listCalls = `-- across counties
		SELECT ` + callColumns + fromCall + `
		WHERE (v.division BETWEEN $1 AND $2 OR v.unit BETWEEN $1 AND $2)
		AND (COALESCE(NULLIF(v.due, ''), '9999-12-31'), v.id) > ($3, $4)
		AND ($5 = '' OR v.state IN ($5, $6)) AND ($7 = '' OR v.class = $7) AND ($8 = '' OR v.due <> '' AND v.due < $8) AND ($10 = '' OR v.person = $10)
		AND ` + journal.Holds + `
		ORDER BY COALESCE(NULLIF(v.due, ''), '9999-12-31'), v.id LIMIT $9`
	countStates = `-- across counties
		SELECT v.state, CASE WHEN v.due <> '' AND v.due < $3 THEN 1 ELSE 0 END, count(1)` + fromCall + `
		WHERE (v.division BETWEEN $1 AND $2 OR v.unit BETWEEN $1 AND $2) AND ` + journal.Holds + `
		GROUP BY v.state, CASE WHEN v.due <> '' AND v.due < $3 THEN 1 ELSE 0 END`
	selectByPerson = `-- across counties
		SELECT ` + callColumns + fromCall + `WHERE v.person = $1 AND v.person_county = $2 AND ` + journal.Holds + ` ORDER BY v.taken DESC, v.id LIMIT $3`
	selectByPhone = `-- across counties
		SELECT ` + callColumns + fromCall + `WHERE v.phone_index = $1 AND ` + journal.Holds + ` ORDER BY v.taken DESC, v.id LIMIT $2`
	selectWaiting = `-- across counties
		SELECT ` + callColumns + fromCall + `WHERE v.unit BETWEEN $1 AND $2 AND v.urgency = 'emergency' AND v.state IN ('open', 'handling') AND ` +
		journal.Holds + ` ORDER BY v.until, v.id LIMIT $3`
)

// tabs are the states of a tab.
var tabs = map[string][2]State{"open": {Open, Handling}, "back": {Replied, Replied}, "closed": {Closed, Closed}}

// List is a page of the calls a visitor may see.
func (d *Desk) List(ctx context.Context, who casework.Who, query Query) (Listed, error) {
	size := query.Size
	if size == 0 {
		size = pageUsual
	}
	if size < 1 || size > pageMax {
		return Listed{}, civil.Refuse("page_size", "每页应为1到%d条。", pageMax)
	}
	due, id, _ := strings.Cut(query.After, "_")
	overdue := ""
	if query.Overdue {
		overdue = d.now().Date().String()
	}
	states := tabs[query.Tab]
	seen := map[string]bool{}
	var out Listed
	err := d.journal.DB().Read(ctx, func(q db.Query) error {
		for _, span := range service.Scope(who, seers...).Spans() {
			found, err := db.Many(ctx, q, scanCall, listCalls, span.First, span.Last, due, id, string(states[0]), string(states[1]), query.Class, overdue,
				int64(size+1), query.Person)
			if err != nil {
				return err
			}
			for _, c := range found {
				if !seen[c.ID] {
					seen[c.ID] = true
					out.Calls = append(out.Calls, c)
				}
			}
		}
		return nil
	})
	if err != nil {
		return Listed{}, err
	}
	slices.SortFunc(out.Calls, func(a, b *Call) int { return strings.Compare(position(a), position(b)) })
	if len(out.Calls) > size {
		out.Calls = out.Calls[:size]
		out.Next = position(out.Calls[size-1])
	}
	return out, nil
}

// position is where a call stands in a list.
func position(c *Call) string {
	due := noDue
	if c.Due != 0 {
		due = c.Due.String()
	}
	return due + "_" + c.ID
}

// Tally counts the calls a visitor may see.
func (d *Desk) Tally(ctx context.Context, who casework.Who) (t Tally, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		for _, span := range service.Scope(who, seers...).Spans() {
			err := db.Each(ctx, q, func(row db.Row) error {
				var state State
				var late, n int
				if err := row.Scan(&state, &late, &n); err != nil {
					return err
				}
				switch state {
				case Open, Handling:
					t.Open += n
				case Replied:
					t.Back += n
				case Closed:
					t.Closed += n
				}
				t.Overdue += late * n
				return nil
			}, countStates, span.First, span.Last, d.now().Date().String())
			if err != nil {
				return err
			}
		}
		return nil
	})
	return t, err
}

// earlierMost is how many earlier calls are shown.
const earlierMost = 50

// Of are the calls about somebody that the visitor may see, the newest first.
func (d *Desk) Of(ctx context.Context, who casework.Who, person register.Ref) ([]*Call, error) {
	return d.some(ctx, who, selectByPerson, person.ID, person.County, int64(earlierMost))
}

// From are the calls from a number that the visitor may see, the newest first. A text
// that is no number rang never.
func (d *Desk) From(ctx context.Context, who casework.Who, phone string) (list []*Call, err error) {
	keys, err := d.keys.Lookups(access.Phone, phone)
	if err != nil {
		return nil, nil
	}
	for _, key := range keys {
		found, err := d.some(ctx, who, selectByPhone, key, int64(earlierMost))
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
	}
	return list, nil
}

func (d *Desk) some(ctx context.Context, who casework.Who, statement string, args ...any) (list []*Call, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		list, err = db.Many(ctx, q, scanCall, statement, args...)
		return err
	})
	return slices.DeleteFunc(list, func(c *Call) bool { return !sees(who, c) }), err
}

// emergenciesMost is how many emergencies a page of a telephone shows.
const emergenciesMost = 100

// Emergencies are those that wait in the towns of the visitor, the most urgent first,
// with what was said.
func (d *Desk) Emergencies(ctx context.Context, who casework.Who) (list []*File, err error) {
	var towns []civil.Area
	for _, p := range who.Posts {
		towns = append(towns, p.Division.Township())
	}
	scope, err := access.NewScope(towns...)
	if err != nil {
		return nil, nil // nobody without a post has emergencies
	}
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		for _, span := range scope.Spans() {
			found, err := db.Many(ctx, q, scanCall, selectWaiting, span.First, span.Last, int64(emergenciesMost))
			if err != nil {
				return err
			}
			for _, c := range found {
				if !sees(who, c) {
					continue
				}
				f := &File{Call: c}
				if err := d.open(c, &f.Said); err != nil {
					return err
				}
				list = append(list, f)
			}
		}
		return nil
	})
	return list, err
}

// Became are the calls that became one thing, such as case:COUNTY/ID.
func (d *Desk) Became(ctx context.Context, county, target string) (list []*Call, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		list, err = db.Many(ctx, q, scanCall, selectTarget, county, target)
		return err
	})
	return list, err
}
