package casework

import (
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/rule"
)

// Judgement is what the rules said of the family on a day.
type Judgement struct {
	ID        string
	Opened    int64
	Day       civil.Date
	Programme string
	Outcome   string // grant, refuse, cannot_decide
	Amount    civil.Fen
	Covered   int
	Bundle    string
	Snapshot  string
	Result    Result
}

// OutOfScope says whether the programme was not judged at all, because by the
// registers the person is none of those it is for.
func (j *Judgement) OutOfScope() bool {
	return j.Outcome == "cannot_decide" && len(j.Result.Missing) == 0
}

// Result is a judgement in detail.
type Result struct {
	Reasons     []string          `json:"reasons,omitempty"` // codes of the clauses that do not hold
	Missing     []string          `json:"missing,omitempty"` // as determinations name them
	Trace       []rule.Step       `json:"trace"`
	Values      map[string]string `json:"values,omitempty"` // named expressions: household.income and so on
	Differences []Difference      `json:"differences,omitempty"`
	Others      []Other           `json:"others,omitempty"` // what the other programmes say
}

// Difference is something the family declared beside what the departments answered.
type Difference struct {
	Person   string `json:"person"` // id
	Name     string `json:"name"`
	Fact     string `json:"fact"` // full name
	Label    string `json:"label"`
	Declared string `json:"declared"` // empty: nothing was declared
	Checked  string `json:"checked"`  // empty: nothing was answered
	Verdict  string `json:"verdict"`  // same, less, more, unanswered
}

// Other is what another programme says of the family.
type Other struct {
	Programme string    `json:"programme"`
	Person    string    `json:"person,omitempty"`
	Outcome   string    `json:"outcome"`
	Amount    civil.Fen `json:"amount"`
}

const selectJudgements = `SELECT v.id, v.opened, v.day, v.programme, v.outcome, v.amount, v.covered, v.bundle, v.snapshot, v.result
	FROM case_judgement v WHERE v.county = $1 AND v.casefile = $2 AND ` + journal.Holds + ` ORDER BY v.opened`

const selectFacts = `SELECT v.facts FROM case_judgement v WHERE v.county = $1 AND v.id = $2 AND ` + journal.Holds

func (d *Desk) scanJudgement(county string) func(row db.Row) (Judgement, error) {
	return func(row db.Row) (j Judgement, err error) {
		var dayText string
		var result []byte
		err = row.Scan(&j.ID, &j.Opened, &dayText, &j.Programme, &j.Outcome, &j.Amount, &j.Covered, &j.Bundle, &j.Snapshot, &result)
		if err != nil {
			return j, err
		}
		if j.Day, err = civil.ParseDate(dayText); err != nil {
			return j, err
		}
		return j, d.unseal(place("case_judgement", "result", county, j.ID), result, &j.Result)
	}
}
