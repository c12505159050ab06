package pricelink

import (
	"context"
	"fmt"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Sum is a part of a joint list: how many, and how much.
type Sum struct {
	County  string
	Group   string
	OfRoll  bool   // of people a department named
	Struck  Struck // empty: they are paid
	Persons int64
	Amount  civil.Fen
}

const selectSums = `SELECT v.county, v.group_name, CASE WHEN v.roll_person = '' THEN 0 ELSE 1 END, v.struck, count(*), CAST(COALESCE(sum(v.amount), 0) AS BIGINT)
	FROM price_claim v WHERE v.county = $1 AND v.launch = $2 AND v.closed IS NULL
	GROUP BY v.county, v.group_name, CASE WHEN v.roll_person = '' THEN 0 ELSE 1 END, v.struck ORDER BY 1, 2, 3, 4`

func scanSum(row db.Row) (s Sum, err error) {
	var ofRoll int64
	err = row.Scan(&s.County, &s.Group, &ofRoll, &s.Struck, &s.Persons, &s.Amount)
	s.OfRoll = ofRoll == 1
	return s, err
}

// Sums are the sums of a list in some counties.
func (d *Desk) Sums(ctx context.Context, l *Decided, counties []string) (list []Sum, err error) {
	err = d.read(ctx, func(q db.Query) error {
		list, err = sums(ctx, q, l.ID, counties)
		return err
	})
	return list, err
}

func sums(ctx context.Context, q db.Query, launch string, counties []string) (list []Sum, err error) {
	for _, county := range counties {
		part, err := db.Many(ctx, q, scanSum, selectSums, county, launch)
		if err != nil {
			return nil, err
		}
		list = append(list, part...)
	}
	return list, nil
}

// Outcome is a result with what pay knows of its run.
type Outcome struct {
	Result
	State string    // of the run, in words; empty for a department
	Paid  int64     // persons whose money has arrived
	Came  civil.Fen // and how much
}

const selectPaidLines = `SELECT count(*), CAST(COALESCE(sum(v.amount), 0) AS BIGINT) FROM pay_line v
	WHERE v.county = $1 AND v.programme = $2 AND v.month = $3 AND v.closed IS NULL AND v.status = 'paid'`

// Outcomes are what became of a list in some counties.
func (d *Desk) Outcomes(ctx context.Context, l *Decided, counties []string) (list []Outcome, err error) {
	err = d.read(ctx, func(q db.Query) error {
		list, err = outcomes(ctx, q, l, counties)
		return err
	})
	return list, err
}

// ListFilter says which part of a list is wanted.
type ListFilter struct {
	County string
	Group  string // empty: all
	Struck string // "paid", "struck", or empty: all
}

// Shown is a claim as a page shows it; the number is for an export alone.
type Shown struct {
	Claim
	Name   string // of somebody on a department's list; our own the register knows
	number string
}

const (
	inList = ` FROM price_claim v WHERE v.county = $1 AND v.launch = $2 AND v.closed IS NULL AND ($3 = '' OR v.group_name = $3)
		AND ($4 = '' OR ($4 = 'paid' AND v.struck = '') OR ($4 = 'struck' AND v.struck <> ''))`
	selectList = `SELECT ` + claimColumns + inList + ` ORDER BY v.group_name, v.id LIMIT $5 OFFSET $6`
	countList  = `SELECT count(*)` + inList
)

// Claims is a page of a list, and how long the whole is. The look is kept, with how
// many people of lists were shown; of people in the register whoever shows their
// names keeps it.
func (d *Desk) Claims(ctx context.Context, who casework.Who, l *Decided, f ListFilter, from, limit int) (list []Shown, all int64, err error) {
	area, err := civil.ParseArea(f.County)
	if err != nil || !holds(who, area, casework.City, casework.County, casework.Finance) {
		return nil, 0, civil.NotFound.Refuse("pricelink_county", "没有找到，或不在您的管辖范围。")
	}
	err = d.read(ctx, func(q db.Query) error {
		if all, err = db.Int(q.QueryRow(ctx, countList, f.County, l.ID, f.Group, f.Struck)); err != nil {
			return err
		}
		claims, err := db.Many(ctx, q, scanClaim, selectList, f.County, l.ID, f.Group, f.Struck, limit, from)
		if err != nil {
			return err
		}
		list, err = d.named(ctx, q, claims, false)
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	return list, all, d.look(ctx, who, l, f, list)
}

// named finds the names of people on lists.
func (d *Desk) named(ctx context.Context, q db.Query, claims []*Claim, number bool) (list []Shown, err error) {
	for _, c := range claims {
		s := Shown{Claim: *c}
		if c.RollPerson != "" {
			p, known, err := db.One(ctx, q, scanListed, selectRollPerson, c.County, c.RollPerson)
			if err != nil {
				return nil, err
			}
			if known && p.Name != nil {
				s.Name = *p.Name
			}
			if known && number {
				text, err := d.Keys.Open(numberAt(p.County, p.ID), p.Sealed)
				if err != nil {
					return nil, err
				}
				s.number = string(text)
			}
		}
		list = append(list, s)
	}
	return list, nil
}

// look keeps that people of lists were looked at.
func (d *Desk) look(ctx context.Context, who casework.Who, l *Decided, f ListFilter, list []Shown) error {
	n := 0
	for i := range list {
		if list[i].RollPerson != "" {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	h := header(f.County, "look", who)
	h.Durable, h.Note = false, fmt.Sprintf("%s %s：看了名册上%d人的姓名", l.ID, f.Group, n)
	_, err := d.Journal.Do(ctx, h, func(*journal.Write) error { return nil })
	return err
}

// NameOf is the name of somebody in the register. Whoever shows it keeps the look.
func (d *Desk) NameOf(ctx context.Context, ref register.Ref) (name string, err error) {
	err = d.read(ctx, func(q db.Query) error {
		name, err = d.People.NameOf(ctx, q, ref)
		return err
	})
	return name, err
}
