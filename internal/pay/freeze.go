package pay

import (
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// FreezeState is how the money an event concerns stands.
type FreezeState string

// The states of a freeze, see [FreezeState].
const (
	Freezing FreezeState = "frozen"   // 冻结: nothing leaves until somebody has decided
	Watched  FreezeState = "watched"  // 待复核: it is paid on, and the family is to be looked at
	Stopped  FreezeState = "stopped"  // 已停发
	Released FreezeState = "released" // 已解冻
)

// Freeze is one version of what an event does to a benefit.
type Freeze struct {
	County, ID string
	Opened     int64
	Event      string
	Subject
	Entitlement string
	First       civil.Month // the first month not owed: by the rule, 0 when it names none; of a stop, as decided
	Alone       bool        // nobody else lives on it
	Payee       bool        // its money goes to him
	State       FreezeState
	ForGood     bool // stopped by a death: what came back is never sent again
	Reason      string
}

var freezeTable = journal.NewTable("pay_freeze", journal.Text("event"), journal.Text("programme"), journal.Text("household"), journal.Text("person"),
	journal.Text("entitlement"), journal.Text("first_month"), journal.Bool("alone"), journal.Bool("payee"), journal.Text("state"),
	journal.Bool("for_good"), journal.Text("reason"))

const (
	freezeColumns = `v.county, v.id, v.opened, v.event, v.programme, v.household, v.person, v.entitlement, v.first_month, v.alone, v.payee, v.state, v.for_good, v.reason`
	selectFreezes = `SELECT ` + freezeColumns + ` FROM pay_freeze v WHERE v.county = $1 AND v.closed IS NULL AND v.event = $2 ORDER BY v.id`
	selectFrozen  = `SELECT ` + freezeColumns + ` FROM pay_freeze v WHERE v.county = $1 AND v.closed IS NULL AND v.state IN ('frozen', 'stopped')`
	selectIced    = `SELECT ` + freezeColumns + ` FROM pay_freeze v WHERE v.county = $1 AND v.closed IS NULL AND v.household = $2 ORDER BY v.id`
	selectUnsent  = `SELECT ` + runColumns + ` FROM pay_run v WHERE v.county = $1 AND v.closed IS NULL AND v.state IN ('draft', 'frozen', 'reviewed', 'approved') ORDER BY v.id`
	// Of whom something stands in the books: as beneficiary, payee, or one of those who live on it.
	selectConcerned = `SELECT DISTINCT v.household, v.entitlement FROM entitlement v WHERE v.county = $1 AND ` + journal.HeldAt + `
		AND (v.person = $4 OR v.payee_county = $3 AND v.payee = $4 OR ' ' || v.covered || ' ' LIKE '% ' || $3 || '/' || $4 || ' %') ORDER BY 1, 2`
	// Whose account takes no money: an event holds it, or he is dead.
	selectHeldPeople = `SELECT ` + eventColumns + ` FROM pay_event v WHERE v.county = $1 AND v.closed IS NULL AND v.state <> 'mistaken'`
)

func scanFreeze(row db.Row) (*Freeze, error) {
	var f Freeze
	var first *string
	err := row.Scan(&f.County, &f.ID, &f.Opened, &f.Event, &f.Programme, &f.Household, &f.Person, &f.Entitlement, &first, &f.Alone, &f.Payee, &f.State, &f.ForGood, &f.Reason)
	if err != nil {
		return nil, err
	}
	return &f, monthsOf(monthText{first, &f.First})
}

func (f *Freeze) open(ctx context.Context, w *journal.Write) error {
	f.Opened = w.Seq()
	return w.Open(ctx, freezeTable, f.ID, journal.Always, f.Event, f.Programme, f.Household, f.Person, f.Entitlement, monthOrNil(f.First), f.Alone, f.Payee,
		string(f.State), f.ForGood, f.Reason)
}

func (f *Freeze) put(ctx context.Context, w *journal.Write) error {
	if err := w.Close(ctx, freezeTable, f.ID, f.Opened); err != nil {
		return err
	}
	return f.open(ctx, w)
}

// Freezes are what an event does to benefits.
func Freezes(ctx context.Context, q db.Query, county, event string) ([]*Freeze, error) {
	return db.Many(ctx, q, scanFreeze, selectFreezes, county, event)
}

// FreezesOf are those of a household, past ones too.
func FreezesOf(ctx context.Context, q db.Query, household register.Ref) ([]*Freeze, error) {
	return db.Many(ctx, q, scanFreeze, selectIced, household.County, household.ID)
}

// concern is a benefit somebody has to do with.
type concern struct {
	entitlement  *Entitlement
	alone, payee bool
}

// concerned are the benefits of a county somebody has to do with in a month or later.
func concerned(ctx context.Context, w *journal.Write, person register.Ref, m civil.Month) ([]concern, error) {
	pairs, err := db.Many(ctx, w, func(row db.Row) (s [2]string, err error) { return s, row.Scan(&s[0], &s[1]) },
		selectConcerned, w.County(), journal.Latest, person.County, person.ID)
	if err != nil {
		return nil, err
	}
	var list []concern
	for _, pair := range pairs {
		e, err := Get(ctx, w, register.Ref{County: w.County(), ID: pair[0]}, pair[1])
		if err != nil {
			return nil, err
		}
		if end := e.end(); end != 0 && end < m {
			continue
		}
		s := e.At(m + 1)
		if s == nil {
			s = &e.Stretches[len(e.Stretches)-1]
		}
		c := concern{entitlement: e, payee: s.Payee == person}
		c.alone = e.Person == person.ID || e.Person == "" && len(s.Covered) == 1 && s.Covered[0] == person
		if c.alone || c.payee || slices.Contains(s.Covered, person) {
			list = append(list, c)
		}
	}
	return list, nil
}

// freeze is what an event does to a benefit: it waits when nobody else lives on it,
// or when its money would go to him. A family that lives on it is paid on.
func (c *concern) freeze(e *Event, kind EventRule) *Freeze {
	f := &Freeze{
		County: e.County, ID: newID(), Event: e.ID, Subject: c.entitlement.Subject, Entitlement: c.entitlement.ID, First: e.first(kind),
		Alone: c.alone, Payee: c.payee, State: Watched, Reason: e.reason(),
	}
	if kind.Freezes && (c.alone || c.payee) {
		f.State = Freezing
	}
	return f
}

// holdLines takes the lines that fit out of all lists that have not left. Signatures
// under such a list are void.
func holdLines(ctx context.Context, w *journal.Write, actor, reason string, fits func(*Line) bool) error {
	runs, err := db.Many(ctx, w, scanRun, selectUnsent, w.County())
	if err != nil {
		return err
	}
	for _, r := range runs {
		lines, err := Lines(ctx, w, r)
		if err != nil {
			return err
		}
		if held, err := hold(ctx, w, lines, reason, fits); err != nil || !held {
			if err != nil {
				return err
			}
			continue
		}
		if err := r.relist(ctx, w, actor); err != nil {
			return err
		}
	}
	return nil
}

// hold takes lines out of one list.
func hold(ctx context.Context, w *journal.Write, lines []*Line, reason string, fits func(*Line) bool) (held bool, err error) {
	for _, l := range lines {
		if l.Status != Ready || !fits(l) {
			continue
		}
		held = true
		l.Status, l.Live, l.Reason = Held, false, reason
		if err := l.put(ctx, w); err != nil {
			return false, err
		}
		if l.Origin == "" {
			continue
		}
		if err := markOrigin(ctx, w, l.Origin, Again); err != nil {
			return false, err
		}
	}
	return held, nil
}

// ice is what keeps money from leaving.
type ice struct {
	subjects map[Subject]string      // why a benefit waits
	rests    map[string]string       // why a benefit waits that a batch may rest on, by its id
	people   map[register.Ref]string // why nobody pays to somebody's account
	gone     map[Subject]bool        // whose returned money stays
}

// iced reads what keeps money from leaving in a county.
func iced(ctx context.Context, q db.Query, county string) (ice, error) {
	i := ice{subjects: map[Subject]string{}, rests: map[string]string{}, people: map[register.Ref]string{}, gone: map[Subject]bool{}}
	freezes, err := db.Many(ctx, q, scanFreeze, selectFrozen, county)
	if err != nil {
		return i, err
	}
	for _, f := range freezes {
		if f.State == Freezing {
			i.subjects[f.Subject], i.rests[f.Entitlement] = f.Reason, f.Reason
		}
		if f.ForGood {
			i.gone[f.Subject] = true
		}
	}
	events, err := db.Many(ctx, q, scanEvent, selectHeldPeople, county)
	for _, e := range events {
		switch {
		case e.ForGood && e.State == EventSettled:
			i.people[e.Person] = "领款人已死亡，请先换领款人"
		case e.Freezes && e.State == EventOpen:
			i.people[e.Person] = e.reason()
		}
	}
	return i, err
}

// why says why a line may not leave; empty when it may.
func (i *ice) why(l *Line, payee register.Ref) string {
	if why := i.subjects[l.Subject]; why != "" {
		return why
	}
	if why := i.rests[l.Entitlement]; why != "" && l.once() {
		return why
	}
	if why := i.people[payee]; why != "" {
		return why
	}
	return i.people[register.Ref{County: payee.County, ID: l.Person}]
}
