package pay

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// EventState is how far an event is.
type EventState string

// The states of an event, see [EventState].
const (
	EventOpen     EventState = "open"     // 待决定
	EventSettled  EventState = "settled"  // 已决定
	EventMistaken EventState = "mistaken" // 误报: it did not happen, or not to him
)

// Outcome is what was decided about an event.
type Outcome string

// The outcomes, see [Outcome].
const (
	Stop     Outcome = "stop"    // 停发
	GoOn     Outcome = "go_on"   // 继续发放: what was held is paid
	NewPayee Outcome = "payee"   // 换领款人后继续发放
	Mistake  Outcome = "mistake" // 误报，解冻
)

// Happening is something that happened to somebody, as it is told: by a clerk, or
// by a register of another department.
type Happening struct {
	Person    register.Ref
	Kind      EventKind
	Day       civil.Date
	Source    string // clerk, or register:NAME
	Reference string // the paper or record that shows it
	Note      string
}

// Event is one version of a happening that somebody's money waits for.
type Event struct {
	County, ID string
	Opened     int64
	Happening
	Freezes bool // the money waits for a decision, by the rule when it was told
	ForGood bool // he gets nothing any more, by the same rule
	State   EventState
	Outcome Outcome
	Words   string // why it was decided so
}

var eventTable = journal.NewTable("pay_event", journal.Text("person_county"), journal.Text("person"), journal.Text("kind"), journal.Text("day"),
	journal.Text("source"), journal.Text("reference"), journal.Text("note").Personal(), journal.Text("state"), journal.Text("outcome"), journal.Text("words"),
	journal.Bool("freezes"), journal.Bool("for_good"))

const (
	eventColumns = `v.county, v.id, v.opened, v.person_county, v.person, v.kind, v.day, v.source, v.reference, v.note, v.state, v.outcome, v.words,
		v.freezes, v.for_good`
	selectEvent  = `SELECT ` + eventColumns + ` FROM pay_event v WHERE v.county = $1 AND v.id = $2 AND v.closed IS NULL`
	selectEvents = `SELECT ` + eventColumns + ` FROM pay_event v WHERE v.county = $1 AND v.closed IS NULL AND ($2 = '' OR v.state = $2) ORDER BY v.id DESC`
	selectOfMan  = `SELECT ` + eventColumns + ` FROM pay_event v WHERE v.county = $1 AND v.closed IS NULL AND v.person_county = $2 AND v.person = $3 ORDER BY v.id`
)

func scanEvent(row db.Row) (*Event, error) {
	var e Event
	var day string
	var note *string
	err := row.Scan(&e.County, &e.ID, &e.Opened, &e.Person.County, &e.Person.ID, &e.Kind, &day, &e.Source, &e.Reference, &note, &e.State, &e.Outcome, &e.Words,
		&e.Freezes, &e.ForGood)
	if err != nil {
		return nil, err
	}
	e.Note = textOf(note)
	e.Day, err = civil.ParseDate(day)
	return &e, err
}

func (e *Event) open(ctx context.Context, w *journal.Write) error {
	e.Opened = w.Seq()
	return w.Open(ctx, eventTable, e.ID, journal.Valid{From: e.Day}, e.Person.County, e.Person.ID, string(e.Kind), e.Day.String(), e.Source, e.Reference,
		textOrNil(e.Note), string(e.State), string(e.Outcome), e.Words, e.Freezes, e.ForGood)
}

// GetEvent reads an event (NotFound when there is none).
func GetEvent(ctx context.Context, q db.Query, county, id string) (*Event, error) {
	e, ok, err := db.One(ctx, q, scanEvent, selectEvent, county, id)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, civil.NotFound.Refuse("pay_event_unknown", "没有找到这条变动，请重新打开变动列表。")
	}
	return e, nil
}

// Events are those of a county in a state, or in all, the newest first.
func Events(ctx context.Context, q db.Query, county string, state EventState) ([]*Event, error) {
	return db.Many(ctx, q, scanEvent, selectEvents, county, string(state))
}

// Report is [Pay.Happened] as an act of its own: somebody tells what he knows.
func (p *Pay) Report(ctx context.Context, actor, county string, h Happening) (e *Event, err error) {
	_, err = p.journal.Do(ctx, header(county, "event", actor), func(w *journal.Write) (err error) {
		e, err = p.Happened(ctx, w, actor, h)
		return err
	})
	return e, err
}

// Happened puts down what happened to somebody and holds his money the same day:
// every line of his that has not left is taken out of its list, also between two
// signatures, which are void then. Told again it changes nothing; when nobody here
// pays him anything it is no event of this county, and nil comes back.
func (p *Pay) Happened(ctx context.Context, w *journal.Write, actor string, h Happening) (*Event, error) {
	kind, ok := p.ruleOf(w.County(), h.Kind, h.Day, w.At().Date())
	if err := h.check(ok, w.At().Date()); err != nil {
		return nil, err
	}
	known, err := db.Many(ctx, w, scanEvent, selectOfMan, w.County(), h.Person.County, h.Person.ID)
	if err != nil {
		return nil, err
	}
	for _, e := range known {
		if e.same(&h, kind) {
			return e, nil
		}
	}
	list, err := concerned(ctx, w, h.Person, h.Day.Month())
	if err != nil || len(list) == 0 {
		return nil, err
	}
	e := &Event{County: w.County(), ID: newID(), Happening: h, Freezes: kind.Freezes, ForGood: kind.ForGood, State: EventOpen}
	if err := e.open(ctx, w); err != nil {
		return nil, err
	}
	frozen, rests := map[Subject]bool{}, map[string]bool{}
	for _, c := range list {
		f := c.freeze(e, kind)
		if err := f.open(ctx, w); err != nil {
			return nil, err
		}
		frozen[f.Subject], rests[f.Entitlement] = f.State == Freezing, f.State == Freezing
	}
	if !kind.Freezes {
		return e, nil
	}
	return e, holdLines(ctx, w, actor, e.reason(), func(l *Line) bool {
		return frozen[l.Subject] || l.once() && rests[l.Entitlement] || l.Payee == h.Person || l.Person != "" && l.Person == h.Person.ID
	})
}

// check refuses what cannot be held against anybody's money; known says that there is
// a rule for it.
func (h *Happening) check(known bool, today civil.Date) error {
	switch {
	case !known:
		return civil.Refuse("pay_event_kind", "请选择变动的种类：死亡、火化、服刑、迁出、结婚或离婚。")
	case h.Person.Zero():
		return civil.Refuse("pay_event_person", "没有写明是谁的变动，请先找到这个人。")
	case h.Day > today:
		return civil.Refuse("pay_event_day", "发生日期（%s）晚于今天，请核对。", h.Day)
	case h.Reference == "":
		return civil.Refuse("pay_event_reference", "请写明依据：证明的名称和编号，或者是谁报告的。")
	}
	return nil
}

// same says whether an event is the one that is told: somebody dies once, whatever
// day and office it is told by; everything else is told apart by its day.
func (e *Event) same(h *Happening, kind EventRule) bool {
	if e.State == EventMistaken {
		return false
	}
	if e.ForGood && kind.ForGood {
		return true
	}
	return e.Kind == h.Kind && e.Day == h.Day
}

// reason is what a held line says.
func (e *Event) reason() string {
	return e.Kind.Title() + "（" + e.Day.String() + "），冻结待决定"
}

// first is the first month that is no longer owed by the rule; 0: it names none.
func (e *Event) first(kind EventRule) civil.Month {
	switch kind.First {
	case "next":
		return e.Day.Month() + 1
	case "same":
		return e.Day.Month()
	}
	return 0
}
