package casework

import (
	"encoding/json"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Step is one thing that was done in a case: a line of its timeline.
type Step struct {
	ID        string
	Opened    int64 // the act
	N         int64 // from 1
	Action    string
	Title     string
	From, To  string // stages
	Actor     string
	ActorName string
	Unit      civil.Area // for which he acted; 0 for residents
	Words     string
	Detail    map[string]string // the action's form
	At        civil.Instant
}

const (
	selectSteps = `SELECT v.id, v.opened, v.n, v.action, v.title, v.from_stage, v.to_stage, a.actor, v.actor_name, v.unit, v.words, v.detail, a.at
		FROM case_step v JOIN act a ON a.county = v.county AND a.seq = v.opened
		WHERE v.county = $1 AND v.casefile = $2 AND ` + journal.Holds + ` ORDER BY v.n`
	selectOnce = `SELECT v.id, v.casefile FROM case_step v WHERE v.county = $1 AND v.once = $2`
	countSteps = `SELECT count(1) FROM case_step v WHERE v.county = $1 AND v.casefile = $2`
)

func (d *Desk) scanStep(county string) func(row db.Row) (Step, error) {
	return func(row db.Row) (s Step, err error) {
		var actor, words *string
		var unit string
		var detail []byte
		err = row.Scan(&s.ID, &s.Opened, &s.N, &s.Action, &s.Title, &s.From, &s.To, &s.Actor, &actor, &unit, &words, &detail, &s.At)
		if err != nil {
			return s, err
		}
		s.ActorName, s.Words = textOf(actor), textOf(words)
		if unit != "" {
			if s.Unit, err = civil.ParseArea(unit); err != nil {
				return s, err
			}
		}
		err = d.unseal(place("case_step", "detail", county, s.ID), detail, &s.Detail)
		return s, err
	}
}

// place is where a sealed text of a case stands.
func place(table, field, county, id string) access.Place {
	return access.Place{Table: table, Field: field, County: county, ID: id}
}

// seal makes a value unreadable without the keys; nil for nothing.
func (d *Desk) seal(at access.Place, value any) (any, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return d.keys.Seal(at, string(text))
}

// unseal reads what seal wrote; an erased one leaves the value as it is.
func (d *Desk) unseal(at access.Place, sealed []byte, into any) error {
	if len(sealed) == 0 {
		return nil
	}
	text, err := d.keys.Open(at, sealed)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}
