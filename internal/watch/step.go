package watch

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Step is something that was done about a lead.
type Step struct {
	ID     string
	N      int
	Action string
	Title  string
	Name   string // of whoever did it; empty for the program
	Unit   string // division code
	Day    civil.Date
	Met    string // whom a visitor met
	Words  string
	Photo  string // id of a file in the county of the lead; empty: none
	At     civil.Instant
}

const (
	stepColumns = `v.id, v.n, v.action, v.title, v.actor_name, v.unit, v.day, v.met, v.words, v.photo, a.at`
	stepsOf     = `SELECT ` + stepColumns + ` FROM lead_step v JOIN act a ON a.county = v.county AND a.seq = v.opened
		WHERE v.county = $1 AND v.lead = $2 AND ` + journal.Holds + ` ORDER BY v.n`
	stepOnce  = `SELECT v.lead FROM lead_step v WHERE v.county = $1 AND v.once = $2`
	stepsDone = `SELECT CAST(coalesce(max(v.n), 0) AS BIGINT) FROM lead_step v WHERE v.county = $1 AND v.lead = $2`
)

func scanStep(row db.Row) (s Step, err error) {
	var name, day, met, words *string
	if err := row.Scan(&s.ID, &s.N, &s.Action, &s.Title, &name, &s.Unit, &day, &met, &words, &s.Photo, &s.At); err != nil {
		return s, err
	}
	s.Name, s.Met, s.Words = textOf(name), textOf(met), textOf(words)
	s.Day, err = dayFrom(day)
	return s, err
}

// note writes a step down.
func note(ctx context.Context, w *journal.Write, who Who, lead register.Ref, s Step, once string) error {
	n, err := db.Int(w.QueryRow(ctx, stepsDone, lead.County, lead.ID))
	if err != nil {
		return err
	}
	return w.Open(ctx, stepTable, db.NewID(), journal.Always, lead.ID, n+1, s.Action, s.Title, orNull(who.Name), who.unit(),
		dayWord(s.Day), orNull(s.Met), orNull(s.Words), s.Photo, onceKey(who, s.Action, once))
}

// onceKey keeps the keys of different visitors and actions apart.
func onceKey(who Who, action, once string) string {
	if once == "" {
		return ""
	}
	return who.Actor + " " + action + " " + once
}

// doneBefore finds the lead on which the same form has acted already.
func doneBefore(ctx context.Context, q db.Query, who Who, county, action, once string) (lead string, again bool, err error) {
	if once == "" {
		return "", false, nil
	}
	return db.One(ctx, q, db.Text, stepOnce, county, onceKey(who, action, once))
}
