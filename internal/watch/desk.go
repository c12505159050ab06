package watch

import (
	"context"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/file"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// Desk is where leads are worked on. It is safe for use by many goroutines.
type Desk struct {
	journal   *journal.Journal
	register  *register.Register
	keys      access.Keyring
	catalogue func() *pack.Catalogue
	calendar  *civil.Calendar
	files     *file.Cabinet
}

// Options are what a desk works with.
type Options struct {
	Journal   *journal.Journal
	Register  *register.Register
	Keys      access.Keyring
	Catalogue func() *pack.Catalogue // the packs in force now
	Calendar  *civil.Calendar
	Files     *file.Cabinet // for photographs of a visit
}

// New makes a desk. The journal must know the [Tables].
func New(o Options) *Desk {
	return &Desk{journal: o.Journal, register: o.Register, keys: o.Keys, catalogue: o.Catalogue, calendar: o.Calendar, files: o.Files}
}

// Today is the day it is by the clock of the store.
func (d *Desk) Today() civil.Date { return civil.InstantOf(d.journal.DB().Now()).Date() }

// Parameters of packs/watch that say how long somebody has.
const (
	visitDays    = "lead_visit_days"
	urgentDays   = "lead_urgent_days"
	escalateDays = "lead_escalate_days"
)

// within is the last day of a period of working days, which a parameter has, that
// begins today. The last known day of the calendar stands for those behind it.
func (d *Desk) within(county, parameter string, day civil.Date) (civil.Date, error) {
	n, err := d.catalogue().Number(parameter, county, day)
	if err != nil {
		return 0, err
	}
	due, _, err := d.calendar.Deadline(day, int(n))
	return due, err
}

// File is a lead with everything that is known of it.
type File struct {
	*Lead
	Contact Contact
	Reasons []Reason
	Steps   []Step // the oldest first
}

// Open reads a lead that lies within somebody's divisions.
func (d *Desk) Open(ctx context.Context, who Who, ref register.Ref) (*File, error) {
	f, err := d.Read(ctx, ref)
	if err != nil {
		return nil, err
	}
	if !who.scope().Covers(f.Division) {
		return nil, notFound()
	}
	return f, nil
}

// Read reads a lead for the program itself.
func (d *Desk) Read(ctx context.Context, ref register.Ref) (f *File, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		f, err = d.read(ctx, q, ref)
		return err
	})
	return f, err
}

func (d *Desk) read(ctx context.Context, q db.Query, ref register.Ref) (*File, error) {
	l, known, err := db.One(ctx, q, scanLead, selectLead, ref.County, ref.ID)
	if err != nil {
		return nil, err
	}
	if !known {
		return nil, notFound()
	}
	f := &File{Lead: l}
	if f.Contact, err = d.contactOf(l); err != nil {
		return nil, err
	}
	if f.Reasons, err = db.Many(ctx, q, scanReason, reasonsOf, l.County, l.ID); err != nil {
		return nil, err
	}
	f.Steps, err = db.Many(ctx, q, scanStep, stepsOf, l.County, l.ID)
	return f, err
}

// notFound is said of a lead that is not there and of one outside the scope.
func notFound() error {
	return &civil.Error{Kind: civil.NotFound, Code: "lead_not_found", Message: "没有找到这条线索，或不在您的管辖范围。"}
}
