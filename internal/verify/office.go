package verify

import (
	"context"
	"slices"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/file"
	"lianxin/internal/job"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// Person names somebody of an order.
type Person = register.Ref

// Office asks departments. It is safe for use by many goroutines.
type Office struct {
	journal   *journal.Journal
	register  *register.Register
	keys      access.Keyring
	catalogue func() *pack.Catalogue
	calendar  *civil.Calendar
	asker     func(department string) Asker
	place     func(civil.Area) string
	pause     time.Duration
	files     *file.Cabinet
}

// Options are what an office works with.
type Options struct {
	Journal   *journal.Journal
	Register  *register.Register
	Keys      access.Keyring
	Catalogue func() *pack.Catalogue // the packs in force now
	Calendar  *civil.Calendar
	Asker     func(department string) Asker // nil: that department is asked by nobody yet
	Place     func(civil.Area) string       // a division in words
	Files     *file.Cabinet                 // for evidence
	Pause     time.Duration                 // before a question is sent again; 0: as usual
}

// pauseUsual is how long a department is left alone after it has failed.
const pauseUsual = 200 * time.Millisecond

// New makes an office. The journal must know the [Tables].
func New(o Options) *Office {
	if o.Pause == 0 {
		o.Pause = pauseUsual
	}
	return &Office{
		journal: o.Journal, register: o.Register, keys: o.Keys, catalogue: o.Catalogue, calendar: o.Calendar, asker: o.Asker,
		place: o.Place, pause: o.Pause, files: o.Files,
	}
}

// today is the day it is by the clock of the store.
func (o *Office) today() civil.Date { return civil.InstantOf(o.journal.DB().Now()).Date() }

// number is a parameter that is a whole number.
func (o *Office) number(county, name string, day civil.Date) (int64, error) {
	return o.catalogue().Number(name, county, day)
}

func (o *Office) grown(county string, day civil.Date) (Grown, error) {
	n, err := o.number(county, "verification_adult_age", day)
	return Grown(n), err
}

// Task is the kind of the task that goes on asking.
const Task = "verify.ask"

// Errand is its body.
type Errand struct {
	Inquiry string `json:"inquiry"`
	Turn    int    `json:"turn"`
	Note    string `json:"note,omitempty"`
}

// Start opens an inquiry: what may be asked is planned, what may not is written
// down with its reason. An inquiry of the same origin that still waits for
// departments is given back instead.
func (o *Office) Start(ctx context.Context, order Order) (*Inquiry, error) {
	if err := o.check(&order); err != nil {
		return nil, err
	}
	var opened *Inquiry
	h := journal.Header{County: order.County, Kind: "verify.start", Actor: order.Actor, Purpose: purpose(order.Cause)}
	_, err := o.journal.Do(ctx, h, func(w *journal.Write) (err error) {
		if opened, err = o.running(ctx, w, &order); err != nil || opened != nil {
			return err
		}
		opened, err = o.open(ctx, w, &order)
		return err
	})
	return opened, err
}

// purpose is what a question of some cause is asked for.
func purpose(c Cause) string {
	if c == Periodic || c == OnFeed {
		return "review"
	}
	return "verification"
}

func (o *Office) check(order *Order) error {
	inquiry := o.catalogue().Inquiry()
	switch {
	case len(order.Members) == 0:
		return civil.Refuse("inquiry_nobody", "没有写明核对谁，请选择家庭成员。")
	case order.Business == "":
		return civil.Refuse("inquiry_business", "没有写明为哪项业务核对，请选择业务。")
	case causeTitles[order.Cause] == "":
		return civil.Refuse("inquiry_cause", "没有写明为什么核对，请选择事由。")
	case order.Cause == Ordered && (order.Orderer == "" || order.Origin == ""):
		return civil.Refuse("inquiry_orderer", "受其他部门委托核对，要写明委托部门和来函文号。")
	}
	if len(order.Classes) == 0 {
		order.Classes = inquiry.Classes()
	}
	for _, class := range order.Classes {
		if inquiry.Asks(class) == nil {
			return civil.Refuse("inquiry_class", "“%s”不在可向部门查询的数据里，请重新选择。", class)
		}
	}
	if order.Reference == 0 {
		order.Reference = o.today()
	}
	if order.Reference > o.today() {
		return civil.Refuse("inquiry_reference", "核对基准日（%s）不能晚于今天。", order.Reference)
	}
	return nil
}

// running is the inquiry of the same origin that still waits.
func (o *Office) running(ctx context.Context, q db.Query, order *Order) (*Inquiry, error) {
	if order.Origin == "" || order.previous != "" {
		return nil, nil
	}
	list, err := db.Many(ctx, q, scanInquiry, selectOfOrigin, order.County, order.Origin)
	for _, i := range list {
		if i.State == Asking && i.Business == order.Business {
			return i, nil
		}
	}
	return nil, err
}

// open writes an inquiry with its members, departments and questions.
func (o *Office) open(ctx context.Context, w *journal.Write, order *Order) (*Inquiry, error) {
	number, err := w.Number(ctx, "HD")
	if err != nil {
		return nil, err
	}
	i := &Inquiry{
		County: order.County, ID: db.NewID(), Number: number, Business: order.Business,
		Cause: order.Cause, Origin: order.Origin, Orderer: order.Orderer, Division: order.Division, Household: order.Household,
		Reference: order.Reference, State: Asking, Previous: order.previous, Asker: order.Asker, Opened: w.Seq(), At: w.At(),
	}
	members, err := o.openMembers(ctx, w, i, order.Members)
	if err != nil {
		return nil, err
	}
	i.Applicant = members[0].Name
	if err := o.plan(ctx, w, i, order.Classes, members); err != nil {
		return nil, err
	}
	if err := w.Open(ctx, inquiryTable, i.ID, journal.Always, i.row()...); err != nil {
		return nil, err
	}
	return i, job.Put(ctx, w.Tx(), i.County, Task, i.ID+"-1", w.At()+firstTurn, Errand{Inquiry: i.ID, Turn: 1, Note: order.Note})
}

func (o *Office) openMembers(ctx context.Context, w *journal.Write, i *Inquiry, people []Person) (list []Member, err error) {
	for n, person := range people {
		if slices.ContainsFunc(list, func(m Member) bool { return m.Person == person }) {
			continue
		}
		name, err := o.register.NameOf(ctx, w, person)
		if err != nil {
			return nil, err
		}
		m := Member{ID: db.NewID(), Person: person, Name: name}
		if err := w.Open(ctx, memberTable, m.ID, journal.Always, i.ID, int64(n), person.County, person.ID, text(name)); err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, nil
}

// plan writes the questions of an inquiry, for every department one request with
// its time limit. A department nothing may be asked of is not waited for.
func (o *Office) plan(ctx context.Context, w *journal.Write, i *Inquiry, classes []string, members []Member) error {
	inquiry := o.catalogue().Inquiry()
	for k := range inquiry.Departments {
		d := &inquiry.Departments[k]
		asks, err := o.asksOf(ctx, w, i, d, classes, members)
		if err != nil {
			return err
		}
		if len(asks) == 0 {
			continue
		}
		days, err := o.number(i.County, d.Days, w.At().Date())
		if err != nil {
			return err
		}
		s := Source{ID: db.NewID(), Opened: w.Seq(), Inquiry: i.ID, Department: d.Name, Result: Barred}
		if s.Deadline, _, err = o.calendar.AddWorkdays(w.At().Date(), int(days)); err != nil {
			return err
		}
		i.Due = max(i.Due, s.Deadline)
		for _, about := range asks {
			may, err := o.planFor(ctx, w, i, d.Name, about.member, about.classes)
			if err != nil {
				return err
			}
			if may {
				s.Result = Waiting
			}
		}
		if err := w.Open(ctx, sourceTable, s.ID, journal.Always, s.row()...); err != nil {
			return err
		}
	}
	return nil
}

// about is what a department is asked about somebody.
type about struct {
	member  Member
	classes []string
}

// asksOf says what a department is asked and about whom.
func (o *Office) asksOf(ctx context.Context, q db.Query, i *Inquiry, d *pack.Department, classes []string, members []Member) (list []about, err error) {
	mine := slices.DeleteFunc(slices.Clone(d.Classes), func(class string) bool { return !slices.Contains(classes, class) })
	for _, m := range members {
		if d.Elsewhere {
			if mine, err = o.asksElsewhere(ctx, q, i, d, m); err != nil {
				return nil, err
			}
		}
		if len(mine) > 0 {
			list = append(list, about{m, mine})
		}
	}
	return list, nil
}

// asksElsewhere is what the place where somebody is registered is asked about him: all it
// can say; not on behalf of other departments, and in a review nothing it has said already
// and that still holds, because it answers by letter.
func (o *Office) asksElsewhere(ctx context.Context, q db.Query, i *Inquiry, d *pack.Department, m Member) ([]string, error) {
	if i.Orderer != "" {
		return nil, nil
	}
	asked, err := o.register.AskedAbout(ctx, q, m.Person)
	if refusal := refusalOf(err); refusal != nil && refusal.Kind == civil.NotFound || err == nil && !asked.Elsewhere() {
		return nil, nil
	}
	if err != nil || i.Cause != Periodic && i.Cause != OnFeed {
		return d.Classes, err
	}
	said, err := Answers(ctx, q, m.Person.County, journal.Latest, []string{m.Person.ID}, func(civil.Date) (int, error) { return 0, nil })
	return slices.DeleteFunc(slices.Clone(d.Classes), func(class string) bool {
		return slices.ContainsFunc(said[m.Person.ID], func(c fact.Coverage) bool { return c.Register == class && c.To >= o.today() })
	}), err
}

// planFor writes the questions about one person, and says whether any may be asked.
func (o *Office) planFor(ctx context.Context, w *journal.Write, i *Inquiry, department string, m Member, classes []string) (may bool, err error) {
	gate, err := o.gate(ctx, w, m.Person, w.At().Date())
	if err != nil {
		return false, err
	}
	for _, class := range classes {
		item := Item{ID: db.NewID(), Inquiry: i.ID, Department: department, Person: m.Person, Class: class, State: Planned}
		letter, err := gate.ask(class, i.Business)
		switch refusal := refusalOf(err); {
		case err == nil:
			item.Authorisation, item.Letter, may = letter.ID, letter.Number, true
		case refusal != nil && refusal.Kind == civil.Denied:
			item.State, item.Refusal = Refused, refusal.Code
		default:
			return false, err
		}
		if err := o.openItem(ctx, w, &item); err != nil {
			return false, err
		}
	}
	return may, nil
}

// gate is the gate of one person with what it reads, read once.
type gate struct {
	asked   register.Asked
	letters []*Authorisation
	day     civil.Date
	grown   Grown
	refused error
	shared  func(class string) bool // offices share it by law, without a letter
}

func (o *Office) gate(ctx context.Context, q db.Query, person register.Ref, day civil.Date) (g gate, err error) {
	g.day, g.shared = day, func(class string) bool { r := o.catalogue().Register(class); return r != nil && r.Class == "shared" }
	if g.grown, err = o.grown(person.County, day); err != nil {
		return g, err
	}
	if g.asked, err = o.register.AskedAbout(ctx, q, person); err != nil {
		if refusal := refusalOf(err); refusal != nil && refusal.Kind == civil.NotFound {
			g.refused = barred("person_unknown")
			return g, nil
		}
		return g, err
	}
	if g.asked.Number.Empty() {
		g.refused = barred("number_unknown")
		return g, nil
	}
	g.letters, err = Of(ctx, q, person)
	return g, err
}

func (g *gate) ask(class, business string) (*Authorisation, error) {
	if g.refused != nil {
		return nil, g.refused
	}
	if g.shared(class) && g.asked.End == g.asked.Ref {
		return &Authorisation{}, nil
	}
	return cover(&g.asked, g.letters, class, business, g.day, g.grown)
}
