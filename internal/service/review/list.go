package review

import (
	"cmp"
	"context"
	"slices"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Query says which complaints are wanted, those first that run out first.
type Query struct {
	State   State // empty: all that are not closed
	Kind    Kind  // empty: all
	Overdue bool
	After   string // Next of the page before
	Size    int    // 1 to 100; 0: 20
}

// Page is a page of complaints.
type Page struct {
	List []*Complaint
	Next string
}

const (
	pageUsual = 20
	pageMost  = 100
)

const listComplaints = `-- across counties
	SELECT ` + complaintColumns + fromComplaint + `
	WHERE v.handler BETWEEN $1 AND $2 AND ($3 = '' AND v.state <> 'closed' OR v.state = $3) AND ($4 = '' OR v.kind = $4)
		AND ($5 = '' OR v.state = 'open' AND v.verify_due < $5 OR v.state = 'verified' AND v.due < $5)
		AND v.due || '_' || v.id > $6 AND ` + journal.Holds + `
	ORDER BY v.due, v.id LIMIT $7`

// List is a page of what the visitor's offices have to look after.
func (o *Office) List(ctx context.Context, who casework.Who, query Query) (page Page, err error) {
	size := cmp.Or(query.Size, pageUsual)
	if size < 1 || size > pageMost {
		return page, civil.Refuse("page_size", "每页应为1到%d条。", pageMost)
	}
	overdue := ""
	if query.Overdue {
		overdue = o.today().String()
	}
	err = o.journal.DB().Read(ctx, func(q db.Query) error {
		for _, span := range scopeOf(who).Spans() {
			found, err := db.Many(ctx, q, o.scanComplaint, listComplaints, span.First, span.Last, string(query.State), string(query.Kind),
				overdue, query.After, int64(size+1))
			if err != nil {
				return err
			}
			page.List = append(page.List, found...)
		}
		return nil
	})
	slices.SortFunc(page.List, func(a, b *Complaint) int { return cmp.Compare(position(a), position(b)) })
	if len(page.List) > size {
		page.List = page.List[:size]
		page.Next = position(page.List[size-1])
	}
	return page, err
}

func position(c *Complaint) string { return c.Due.String() + "_" + c.ID }

// today is the day it is by the clock of the store.
func (o *Office) today() civil.Date { return civil.InstantOf(o.journal.DB().Now()).Date() }

// Tally is how many there are in each state, and how many are late.
type Tally struct {
	Open, Verified, Answered, Closed, Late int
}

const countComplaints = `-- across counties
	SELECT v.state, CASE WHEN v.state = 'open' AND v.verify_due < $3 OR v.state = 'verified' AND v.due < $3 THEN 1 ELSE 0 END, count(1)
	FROM complaint v WHERE v.handler BETWEEN $1 AND $2 AND ` + journal.Holds + `
	GROUP BY v.state, CASE WHEN v.state = 'open' AND v.verify_due < $3 OR v.state = 'verified' AND v.due < $3 THEN 1 ELSE 0 END`

// Count counts what the list shows.
func (o *Office) Count(ctx context.Context, who casework.Who) (t Tally, err error) {
	err = o.journal.DB().Read(ctx, func(q db.Query) error {
		for _, span := range scopeOf(who).Spans() {
			if err := db.Each(ctx, q, t.add, countComplaints, span.First, span.Last, o.today().String()); err != nil {
				return err
			}
		}
		return nil
	})
	return t, err
}

func (t *Tally) add(row db.Row) error {
	var state State
	var late, n int
	if err := row.Scan(&state, &late, &n); err != nil {
		return err
	}
	switch state {
	case Open:
		t.Open += n
	case Verified:
		t.Verified += n
	case Answered:
		t.Answered += n
	case Closed:
		t.Closed += n
	}
	t.Late += late * n
	return nil
}

const listOfPerson = `-- across counties
	SELECT ` + complaintColumns + fromComplaint + `WHERE v.person = $1 AND v.person_county = $2 AND ` + journal.Holds + `
	ORDER BY v.id DESC LIMIT 50`

// Mine are what a resident has said under his name, the newest first.
func (o *Office) Mine(ctx context.Context, who casework.Who) (list []*Complaint, err error) {
	err = o.journal.DB().Read(ctx, func(q db.Query) error {
		for _, person := range who.Persons {
			found, err := db.Many(ctx, q, o.scanComplaint, listOfPerson, person.ID, person.County)
			if err != nil {
				return err
			}
			list = append(list, found...)
		}
		return nil
	})
	return list, err
}
