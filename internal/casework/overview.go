package casework

import (
	"context"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Standing is how many cases of a matter stand in a stage in one town.
type Standing struct {
	Town    civil.Area
	Matter  string
	Stage   string
	Awaits  string
	Count   int
	Overdue int // of these, those whose time has run out
}

// A case is counted once, under the town that is responsible for it.
const selectStandings = `-- across counties
	SELECT substr(v.division, 1, 9), v.matter, v.stage, v.awaits, count(1),
		CAST(sum(CASE WHEN v.due < $3 AND v.awaits <> 'nobody' THEN 1 ELSE 0 END) AS BIGINT)
	FROM casefile v WHERE v.division BETWEEN $1 AND $2 AND v.number <> '' AND v.closed IS NULL
	GROUP BY substr(v.division, 1, 9), v.matter, v.stage, v.awaits ORDER BY substr(v.division, 1, 9), v.matter, v.stage, v.awaits`

// Overview counts the cases of a visitor's divisions by town, matter and stage.
func (d *Desk) Overview(ctx context.Context, who Who) (list []Standing, err error) {
	today := d.Today().String()
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		for _, span := range who.scope().Spans() {
			part, err := db.Many(ctx, q, scanStanding, selectStandings, span.First, span.Last, today)
			if err != nil {
				return err
			}
			list = append(list, part...)
		}
		return nil
	})
	return list, err
}

func scanStanding(row db.Row) (s Standing, err error) {
	var town string
	if err := row.Scan(&town, &s.Matter, &s.Stage, &s.Awaits, &s.Count, &s.Overdue); err != nil {
		return s, err
	}
	s.Town, err = civil.ParseArea(strings.TrimSpace(town) + "000")
	return s, err
}

const selectRaised = `SELECT ` + caseColumns + ` FROM casefile v WHERE v.county = $1 AND v.origin <> '' AND ` + journal.Holds

// Raised are the cases of a county that came of something, by what they came of:
// those the visitor may know.
func (d *Desk) Raised(ctx context.Context, who Who, county string) (map[string]*Case, error) {
	found := map[string]*Case{}
	err := d.journal.DB().Read(ctx, func(q db.Query) error {
		list, err := db.Many(ctx, q, scanCase, selectRaised, county)
		for _, c := range list {
			if s := who.scope(); s.Covers(c.Division) || s.Covers(c.Intake) {
				found[c.Origin] = c
			}
		}
		return err
	})
	return found, err
}

// Trail is one act of a case: who did what, for which purpose, with its link in the
// chain.
type Trail struct {
	journal.Act
	Tables []string // what of the case it wrote
}

// The acts of a case are those that opened or closed a version of anything in it.
const selectTrail = `SELECT a.seq, a.at, a.kind, a.actor, a.purpose, a.note, a.hash, w.what FROM (
		SELECT c.opened AS seq, 'casefile' AS what FROM casefile c WHERE c.county = $1 AND c.id = $2
		UNION SELECT f.opened, 'case_form' FROM case_form f WHERE f.county = $1 AND f.id = $2
		UNION SELECT p.opened, 'case_party' FROM case_party p WHERE p.county = $1 AND p.casefile = $2
		UNION SELECT s.opened, 'case_step' FROM case_step s WHERE s.county = $1 AND s.casefile = $2
		UNION SELECT r.opened, 'case_paper' FROM case_paper r WHERE r.county = $1 AND r.casefile = $2
		UNION SELECT k.opened, 'case_clock' FROM case_clock k WHERE k.county = $1 AND k.casefile = $2
		UNION SELECT u.opened, 'case_survey' FROM case_survey u WHERE u.county = $1 AND u.casefile = $2
		UNION SELECT j.opened, 'case_judgement' FROM case_judgement j WHERE j.county = $1 AND j.casefile = $2
		UNION SELECT n.opened, 'case_notice' FROM case_notice n WHERE n.county = $1 AND n.casefile = $2
		UNION SELECT o.opened, 'case_objection' FROM case_objection o WHERE o.county = $1 AND o.casefile = $2
		UNION SELECT x.opened, 'case_decision' FROM case_decision x WHERE x.county = $1 AND x.casefile = $2
		UNION SELECT l.opened, 'case_letter' FROM case_letter l WHERE l.county = $1 AND l.casefile = $2
		UNION SELECT g.opened, 'case_rating' FROM case_rating g WHERE g.county = $1 AND g.casefile = $2
	) w JOIN act a ON a.county = $1 AND a.seq = w.seq ORDER BY a.seq, w.what`

// Trail are the acts of a case, the oldest first.
func (d *Desk) Trail(ctx context.Context, who Who, ref register.Ref) (list []Trail, err error) {
	if _, err := d.Open(ctx, who, ref); err != nil {
		return nil, err
	}
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		return db.Each(ctx, q, func(row db.Row) error {
			t := Trail{Act: journal.Act{County: ref.County}}
			var what string
			err := row.Scan(&t.Seq, &t.At, &t.Kind, &t.Actor, &t.Purpose, &t.Note, &t.Hash, &what)
			if n := len(list); n > 0 && list[n-1].Seq == t.Seq {
				list[n-1].Tables = append(list[n-1].Tables, what)
				return err
			}
			t.Tables = []string{what}
			list = append(list, t)
			return err
		}, selectTrail, ref.County, ref.ID)
	})
	return list, err
}
