package pricelink

import (
	"context"
	"fmt"
	"strings"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pay"
)

// Result is what became of a part of a list in a county: the run of pay it was handed
// to, or what a department says it paid.
type Result struct {
	County  string
	ID      string
	Opened  int64
	Launch  string
	Group   string // empty: our own groups
	Run     string // of pay
	Persons int64
	Amount  civil.Fen
	Day     civil.Date
	Name    string // of the officer
	Note    string
}

var resultTable = journal.NewTable("price_result", journal.Text("launch"), journal.Text("group_name"), journal.Text("run"), journal.Int("persons"),
	journal.Int("amount"), journal.Text("day"), journal.Text("name"), journal.Text("note"))

const (
	resultColumns  = `v.county, v.id, v.opened, v.launch, v.group_name, v.run, v.persons, v.amount, v.day, v.name, v.note`
	selectResult   = `SELECT ` + resultColumns + ` FROM price_result v WHERE v.county = $1 AND v.id = $2 AND v.closed IS NULL`
	selectResults  = `SELECT ` + resultColumns + ` FROM price_result v WHERE v.county = $1 AND v.launch = $2 AND v.closed IS NULL ORDER BY v.id`
	selectHandable = `SELECT ` + claimColumns + ` FROM price_claim v WHERE v.county = $1 AND v.launch = $2 AND v.closed IS NULL AND v.struck = '' AND v.entitlement <> ''
		ORDER BY v.household, v.person, v.id`
	selectGroupSum = `SELECT count(*), CAST(COALESCE(sum(v.amount), 0) AS BIGINT) FROM price_claim v
		WHERE v.county = $1 AND v.launch = $2 AND v.group_name = $3 AND v.closed IS NULL AND v.struck = '' AND v.roll_person <> ''`
)

func scanResult(row db.Row) (*Result, error) {
	var r Result
	var day string
	err := row.Scan(&r.County, &r.ID, &r.Opened, &r.Launch, &r.Group, &r.Run, &r.Persons, &r.Amount, &day, &r.Name, &r.Note)
	if err == nil {
		r.Day, err = civil.ParseDate(day)
	}
	return &r, err
}

// put writes a result; one that says the same is left as it is.
func (r *Result) put(ctx context.Context, w *journal.Write) error {
	r.ID = r.Launch + "." + r.Group
	old, known, err := db.One(ctx, w, scanResult, selectResult, r.County, r.ID)
	switch {
	case err != nil:
		return err
	case known && old.Run == r.Run && old.Persons == r.Persons && old.Amount == r.Amount && (r.Run != "" || old.Day == r.Day && old.Note == r.Note):
		return nil
	case known:
		if err := w.Close(ctx, resultTable, old.ID, old.Opened); err != nil {
			return err
		}
	}
	return w.Open(ctx, resultTable, r.ID, journal.Always, r.Launch, r.Group, r.Run, r.Persons, r.Amount, r.Day.String(), r.Name, r.Note)
}

// HandOver gives our own groups to pay, a batch for each county, and closes the list
// for good. Broken off, it goes on where it was when it is repeated; repeated when
// all is done, it changes nothing.
func (d *Desk) HandOver(ctx context.Context, who casework.Who, seen Seen) (runs []Result, err error) {
	if err := decider(who, seen.Region); err != nil {
		return nil, err
	}
	var l *Decided
	_, err = d.Journal.Do(ctx, header(journal.Nowhere, "hand_over", who), func(w *journal.Write) (err error) {
		if l, err = getLaunch(ctx, w, seen.Region, seen.Month); err != nil {
			return err
		}
		if err := l.in(Listed, Handed); err != nil {
			return err
		}
		if l.ListHash != seen.Digest {
			return civil.Stale.Refuse("pricelink_list_stale", "名单在您查看以后重新编过，没有交发放：请看过新的名单后再交。")
		}
		if l.State == Handed {
			return nil
		}
		return l.move(ctx, w, Handed)
	})
	if err != nil {
		return nil, err
	}
	for _, county := range sortedKeys(l.Amounts) {
		r, err := d.handCounty(ctx, who, l, county)
		if err != nil {
			return runs, err
		}
		if r != nil {
			runs = append(runs, *r)
		}
	}
	return runs, nil
}

// handCounty gives the list of a county to pay; nil when nobody of our own groups is
// on it.
func (d *Desk) handCounty(ctx context.Context, who casework.Who, l *Decided, county string) (*Result, error) {
	batch := pay.Batch{
		County: county, Programme: Programme, Month: l.Pay, Title: l.Title(),
		Basis: fmt.Sprintf("%s指数启动物价联动机制（%s，%s）", spoken(l.Month), l.Name, l.At.Date().Words()),
	}
	r := &Result{County: county, Launch: l.ID, Name: who.Name, Day: d.Today()}
	err := d.read(ctx, func(q db.Query) error {
		return db.Each(ctx, q, func(row db.Row) error {
			c, err := scanClaim(row)
			if err != nil {
				return err
			}
			batch.Lines = append(batch.Lines, pay.BatchLine{
				Household: c.Household, Person: c.Person.ID, Payee: c.Payee, Division: c.Division, Amount: c.Amount, Entitlement: c.Entitlement,
			})
			r.Persons++
			r.Amount += c.Amount
			return nil
		}, selectHandable, county, l.ID)
	})
	if err != nil || r.Persons == 0 {
		return nil, err
	}
	run, err := d.Payer.PrepareBatch(ctx, who.Actor, batch)
	if err != nil {
		return nil, err
	}
	r.Run = run.ID
	_, err = d.Journal.Do(ctx, header(county, "handed", who), func(w *journal.Write) error { return r.put(ctx, w) })
	return r, err
}

// Told is what a department says it paid to a group in a county.
type Told struct {
	Region  string
	Month   civil.Month
	County  string
	Group   string
	Persons int64
	Amount  civil.Fen
	Day     civil.Date
	Note    string
}

// Tell keeps what a department says it paid. More than the list allows is refused;
// less needs a word why.
func (d *Desk) Tell(ctx context.Context, who casework.Who, t Told) error {
	area, err := civil.ParseArea(t.County)
	if err != nil || !holds(who, area, casework.City, casework.County) {
		return civil.Denied.Refuse("pricelink_result_scope", "您不能登记这个县（市、区）的发放结果，请由当地或市级民政部门的人员登记。")
	}
	_, err = d.Journal.Do(ctx, header(t.County, "result", who), func(w *journal.Write) error {
		l, err := getLaunch(ctx, w, t.Region, t.Month)
		if err != nil {
			return err
		}
		if err := l.in(Handed); err != nil {
			return err
		}
		if err := t.check(ctx, w, l, d.Today()); err != nil {
			return err
		}
		r := &Result{County: t.County, Launch: l.ID, Group: t.Group, Persons: t.Persons, Amount: t.Amount, Day: t.Day, Name: who.Name, Note: strings.TrimSpace(t.Note)}
		return r.put(ctx, w)
	})
	return err
}

func (t *Told) check(ctx context.Context, q db.Query, l *Decided, today civil.Date) error {
	var persons int64
	var amount civil.Fen
	if err := q.QueryRow(ctx, selectGroupSum, t.County, l.ID, t.Group).Scan(&persons, &amount); err != nil {
		return err
	}
	switch {
	case persons == 0:
		return civil.Refuse("pricelink_result_group", "这个县（市、区）的名单里没有要由部门发的这类对象，请核对。")
	case t.Persons < 0 || t.Amount < 0:
		return civil.Refuse("pricelink_result_form", "人数和金额不能小于零，请核对。")
	case t.Persons > persons || t.Amount > amount:
		return civil.Refuse("pricelink_result_more", "联合名单上是%d人、%s元，登记的%d人、%s元超过了名单：请向部门核实是否多发。", persons, amount, t.Persons, t.Amount)
	case (t.Persons < persons || t.Amount < amount) && strings.TrimSpace(t.Note) == "":
		return civil.Refuse("pricelink_result_less", "联合名单上是%d人、%s元，登记的少于名单：请写明没有发的原因。", persons, amount)
	case t.Day > today || t.Day < l.At.Date():
		return civil.Refuse("pricelink_result_day", "发放日期应在启动以后、今天以前，请核对。")
	}
	return nil
}
