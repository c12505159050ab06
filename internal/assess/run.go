package assess

import (
	"context"
	"path/filepath"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/journal"
)

var (
	runTable = journal.NewTable("run", journal.Text("city"), journal.Text("as_of"), journal.Text("bundle"),
		journal.Text("snapshot"), journal.Text("outcome"), journal.Int("households"), journal.Int("persons"))
	proposalTable = journal.NewTable("proposal", journal.Text("run"), journal.Text("kind"), journal.Text("programme"),
		journal.Text("household"), journal.Text("person"), journal.Int("amount_before"), journal.Int("amount_after"),
		journal.Int("covered"), journal.Text("reasons"), journal.Text("missing"))
)

// Run is one whole-city recheck in one county.
type Run struct {
	ID         string
	County     string
	City       string
	AsOf       civil.Date
	Bundle     string // hash of the packs
	Snapshot   string // hash of the facts
	Outcome    string // hash of the results
	Households int
	Persons    int
	At         civil.Instant
}

// The files of a run lie in a folder of their own, for each county its facts
// and its outcomes.
func (r *Run) files(folder string) string { return filepath.Join(folder, "runs", r.ID) }

func (r *Run) outcomeFile(folder string) string {
	return filepath.Join(r.files(folder), r.County+".outcome.arrow")
}

// keepFacts keeps what a county was judged by, also when the snapshot moves on.
func (r *Run) keepFacts(folder, from string, county civil.Area, s *fact.Snapshot) error {
	into := r.files(folder)
	if err := fact.KeepSnapshot(fact.SnapshotFile(from, county), fact.SnapshotFile(into, county)); err != nil || s.Base == "" {
		return err
	}
	return fact.KeepSnapshot(fact.ChangeFile(from, county), fact.ChangeFile(into, county))
}

func (r *Run) open(ctx context.Context, w *journal.Write) error {
	return w.Open(ctx, runTable, r.ID, journal.Always, r.City, r.AsOf, r.Bundle, r.Snapshot, r.Outcome, r.Households, r.Persons)
}

const selectRun = `SELECT v.id, v.county, v.city, v.as_of, v.bundle, v.snapshot, v.outcome, v.households, v.persons, a.at
	FROM run v JOIN act a ON a.county = v.county AND a.seq = v.opened WHERE v.county = $1 AND v.id = $2 AND v.closed IS NULL`

func scanRun(row db.Row) (r Run, err error) {
	var day string
	if err := row.Scan(&r.ID, &r.County, &r.City, &day, &r.Bundle, &r.Snapshot, &r.Outcome, &r.Households, &r.Persons, &r.At); err != nil {
		return r, err
	}
	r.AsOf, err = civil.ParseDate(day)
	return r, err
}

// Proposal is a change that waits for a person to decide.
type Proposal struct {
	ID     string
	County string
	Run    string
	Change
	opened int64
}

const selectProposals = `SELECT v.id, v.opened, v.run, v.kind, v.programme, v.household, v.person, v.amount_before, v.amount_after, v.covered, v.reasons, v.missing
	FROM proposal v WHERE v.county = $1 AND v.closed IS NULL ORDER BY v.programme, v.household, v.person, v.id`

const selectProposal = `-- across counties
	SELECT v.county, v.id, v.opened, v.run, v.kind, v.programme, v.household, v.person, v.amount_before, v.amount_after, v.covered, v.reasons, v.missing
	FROM proposal v WHERE v.id = $1 ORDER BY v.opened DESC LIMIT 1`

func (p *Proposal) scan(row db.Row, lead ...any) error {
	var kind, reasons, missing string
	into := append(lead, &p.ID, &p.opened, &p.Run, &kind, &p.Programme, &p.Household, &p.Person,
		&p.Before, &p.After, &p.Covered, &reasons, &missing)
	if err := row.Scan(into...); err != nil {
		return err
	}
	p.Kind, p.Reasons, p.Missing = ChangeKind(kind), split(reasons), split(missing)
	return nil
}

// Proposals are the open proposals of a county.
func Proposals(ctx context.Context, q db.Query, county string) ([]Proposal, error) {
	return db.Many(ctx, q, func(row db.Row) (Proposal, error) {
		p := Proposal{County: county}
		return p, p.scan(row)
	}, selectProposals, county)
}

func (c *Change) values(run string) []any {
	return []any{run, string(c.Kind), c.Programme, c.Household, c.Person, c.Before, c.After, c.Covered,
		strings.Join(c.Reasons, ";"), strings.Join(c.Missing, ";")}
}

func split(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ";")
}

// about is what a proposal is about: a run that finds the same again leaves it,
// one that finds something else about it opens the next version.
type about struct{ programme, household, person string }

func (c *Change) about() about { return about{c.Programme, c.Household, c.Person} }

func (c *Change) same(o *Change) bool {
	return c.Kind == o.Kind && c.Before == o.Before && c.After == o.After && c.Covered == o.Covered &&
		strings.Join(c.Reasons, ";") == strings.Join(o.Reasons, ";") && strings.Join(c.Missing, ";") == strings.Join(o.Missing, ";")
}
