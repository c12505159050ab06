package watch

import (
	"context"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Found is a family with a reason to look after it, as it becomes a lead.
type Found struct {
	County    string
	Household string
	Person    register.Ref
	Name      string
	Division  civil.Area
	Contact   Contact
	Level     Level
	Colour    Colour
	Days      []string // parameters: working days until somebody has been there; the shortest counts
	Reasons   []Reason
}

const (
	openOfHousehold = `SELECT ` + leadColumns + ` FROM lead v WHERE v.county = $1 AND v.household = $2 AND v.state <> 'closed' AND ` + journal.Holds + ` ORDER BY v.id`
	openOfPerson    = `SELECT ` + leadColumns + ` FROM lead v WHERE v.county = $1 AND v.person_county = $2 AND v.person = $3 AND v.household = '' AND v.state <> 'closed' AND ` + journal.Holds + ` ORDER BY v.id`
)

// take makes a lead of what was found, or adds the reason to the open lead of the
// same family.
func (d *Desk) take(ctx context.Context, w *journal.Write, who Who, f *Found, once string) (l *Lead, joined bool, err error) {
	l, joined, err = openLead(ctx, w, f)
	if err != nil {
		return nil, false, err
	}
	if joined {
		err = d.join(ctx, w, who, l, f, once)
		return l, true, err
	}
	l, err = d.open(ctx, w, who, f, once)
	return l, false, err
}

// openLead is the lead of the same family that has not ended.
func openLead(ctx context.Context, q db.Query, f *Found) (*Lead, bool, error) {
	switch {
	case f.Household != "":
		return db.One(ctx, q, scanLead, openOfHousehold, f.County, f.Household)
	case !f.Person.Zero():
		return db.One(ctx, q, scanLead, openOfPerson, f.County, f.Person.County, f.Person.ID)
	}
	return nil, false, nil
}

// open writes a new lead with its first reason.
func (d *Desk) open(ctx context.Context, w *journal.Write, who Who, f *Found, once string) (*Lead, error) {
	number, err := w.Number(ctx, "XS")
	if err != nil {
		return nil, err
	}
	l := &Lead{
		Ref: register.Ref{County: f.County, ID: db.NewID()}, Number: number,
		Person: f.Person, Household: f.Household, Name: f.Name, Division: f.Division, State: Fresh, Level: f.Level, Colour: f.Colour,
		Reported: w.At(), Since: w.At(), Opened: w.Seq(),
	}
	if l.Due, err = d.soonest(f, w.At().Date()); err != nil {
		return nil, err
	}
	if err := d.reachBy(l, f.Contact); err != nil {
		return nil, err
	}
	if err := f.reasons(ctx, w, l); err != nil {
		return nil, err
	}
	if err := w.Open(ctx, leadTable, l.ID, journal.Always, l.row()...); err != nil {
		return nil, err
	}
	return l, note(ctx, w, who, l.Ref, Step{Action: "report", Title: "发现：" + f.titles()}, once)
}

// join adds a reason to a lead that is open. What makes it more urgent counts.
func (d *Desk) join(ctx context.Context, w *journal.Write, who Who, l *Lead, f *Found, once string) error {
	if err := f.reasons(ctx, w, l); err != nil {
		return err
	}
	due, err := d.soonest(f, w.At().Date())
	if err != nil {
		return err
	}
	next := *l
	next.Colour = stronger(l.Colour, f.Colour)
	if (l.State == Fresh || l.State == Accepted) && due < l.Due {
		next.Due = due
	}
	if next.Colour != l.Colour || next.Due != l.Due {
		if err := change(ctx, w, l, &next); err != nil {
			return err
		}
	}
	return note(ctx, w, who, l.Ref, Step{Action: "report", Title: "又发现：" + f.titles()}, once)
}

// change writes the next version of a lead. A version that the same act opened
// cannot be changed in it.
func change(ctx context.Context, w *journal.Write, l, next *Lead) error {
	if err := w.Close(ctx, leadTable, l.ID, l.Opened); err != nil {
		return err
	}
	if next.State != l.State {
		next.Since = w.At()
	}
	next.Opened = w.Seq()
	return w.Open(ctx, leadTable, l.ID, journal.Always, next.row()...)
}

// reasons writes the reasons of what was found.
func (f *Found) reasons(ctx context.Context, w *journal.Write, l *Lead) error {
	for i := range f.Reasons {
		f.Reasons[i].Found = w.At().Date()
		if err := w.Open(ctx, reasonTable, db.NewID(), journal.Always, f.Reasons[i].row(l.ID)...); err != nil {
			return err
		}
	}
	return nil
}

// titles are the reasons in one line.
func (f *Found) titles() string {
	var list []string
	for i := range f.Reasons {
		list = append(list, f.Reasons[i].Title)
	}
	return strings.Join(list, "；")
}

// soonest is the last day by which somebody has to have been there.
func (d *Desk) soonest(f *Found, today civil.Date) (first civil.Date, err error) {
	for _, parameter := range f.Days {
		due, err := d.within(f.County, parameter, today)
		if err != nil {
			return 0, err
		}
		if first == 0 || due < first {
			first = due
		}
	}
	return first, nil
}

// Add adds a reason to what was found: the more urgent colour counts, and whoever
// is nearest to the family sees to it first.
func (f *Found) Add(level Level, colour Colour, days string, r Reason) {
	rank := map[Level]int{AtVillage: 1, AtTown: 2, AtCounty: 3}
	if len(f.Reasons) == 0 || rank[level] < rank[f.Level] {
		f.Level = level
	}
	f.Colour = stronger(f.Colour, colour)
	f.Reasons = append(f.Reasons, r)
	f.Days = append(f.Days, days)
}
