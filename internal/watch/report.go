package watch

import (
	"context"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Report is what somebody says of a family that may need an office. Person,
// Household, or Division with Address say who it is; what is not known is empty.
type Report struct {
	Source    Source
	Title     string       // in a few words; empty: those of the source
	Person    register.Ref // zero: not known
	Household register.Ref // zero: that of the person, where he has one
	Name      string
	Phone     string
	Address   string
	Division  civil.Area // where they live; 0: where the family is registered
	Words     string     // what has happened
	Reporter  string     // who says so, and how he is reached; may stay empty
	Urgent    bool
	Origin    string // what it comes of, such as "call:…"; the same twice is one report
	Once      string // one-time key of the form
}

// Receipt is what whoever reports is told.
type Receipt struct {
	Lead   register.Ref
	Number string
	Joined bool // the family was a lead already; the report stands beside the others
	Again  bool // the same was reported before, by the same form or of the same origin
}

// Limits of what is written down.
const (
	wordsLeast = 4
	wordsMost  = 500
	nameMost   = 60
)

// Report writes a report down as a lead, or beside the open lead of the same
// family. Anybody may report; whoever reports learns nothing of the family.
func (d *Desk) Report(ctx context.Context, who Who, r Report) (Receipt, error) {
	found, err := d.found(ctx, &r)
	if err != nil {
		return Receipt{}, err
	}
	var out Receipt
	h := journal.Header{County: found.County, Kind: "lead.report", Actor: who.Actor, Purpose: string(who.Purpose), Note: who.OnBehalf, Durable: true}
	_, err = d.journal.Do(ctx, h, func(w *journal.Write) error {
		out = Receipt{}
		id, again, err := doneBefore(ctx, w, who, found.County, "report", r.Once)
		if err == nil && !again && r.Origin != "" {
			id, again, err = db.One(ctx, w, db.Text, reasonOrigin, found.County, r.Origin)
		}
		if err != nil {
			return err
		}
		if again {
			l, _, err := db.One(ctx, w, scanLead, selectLead, found.County, id)
			if err == nil && l != nil {
				out = Receipt{Lead: l.Ref, Number: l.Number, Again: true}
			}
			return err
		}
		l, joined, err := d.take(ctx, w, who, found, r.Once)
		if err == nil {
			out = Receipt{Lead: l.Ref, Number: l.Number, Joined: joined}
		}
		return err
	})
	return out, err
}

const reasonOrigin = `SELECT v.lead FROM lead_reason v WHERE v.county = $1 AND v.origin = $2`

// found turns a report into what is kept, and refuses one that leads nowhere.
func (d *Desk) found(ctx context.Context, r *Report) (*Found, error) {
	r.Words, r.Name = strings.TrimSpace(r.Words), strings.TrimSpace(r.Name)
	if n := len([]rune(r.Words)); n < wordsLeast || n > wordsMost {
		return nil, civil.Refuse("lead_words", "请写明这家遇到了什么困难，%d到%d个字。", wordsLeast, wordsMost)
	}
	if len([]rune(r.Name)) > nameMost {
		return nil, civil.Refuse("lead_name", "姓名最多%d个字，请核对。", nameMost)
	}
	if SourceTitles[r.Source] == "" || r.Source == BySignal {
		return nil, civil.Refuse("lead_source", "没有写明线索从哪里来，请从列出的来源中选择。")
	}
	f := &Found{
		Person: r.Person, Household: r.Household.ID, County: r.Household.County, Name: r.Name, Division: r.Division,
		Contact: Contact{Phone: r.Phone, Address: r.Address}, Level: AtVillage, Colour: Yellow, Days: []string{visitDays},
	}
	reason := Reason{Source: r.Source, Title: r.Title, Reporter: r.Reporter, Words: r.Words, Origin: r.Origin}
	if reason.Title == "" {
		reason.Title = SourceTitles[r.Source]
	}
	f.Reasons = []Reason{reason}
	if r.Urgent {
		f.Colour, f.Days = Red, []string{urgentDays}
	}
	if err := d.locate(ctx, f); err != nil {
		return nil, err
	}
	if f.Division == 0 || f.Division.Level() < civil.County {
		return nil, civil.Refuse("lead_division", "没有写明这家住在哪个县（市、区），请选择村（居）或乡镇（街道）。")
	}
	if f.County == "" {
		f.County = f.Division.County().String()
	}
	return f, nil
}

// locate fills in what the registers say of somebody: his family, its division
// and his name.
func (d *Desk) locate(ctx context.Context, f *Found) error {
	if f.Person.Zero() && f.Household == "" {
		return nil
	}
	today := d.Today()
	if f.Household == "" {
		held, err := d.register.MembershipsOf(ctx, f.Person, register.On(today))
		if err != nil {
			return err
		}
		for _, kind := range []register.Relation{register.Registered, register.Declared} {
			for _, m := range held {
				if m.Kind == kind { // the declared family, the last one, speaks before the registered one
					f.Household, f.County = m.Household, m.County
				}
			}
		}
	}
	return d.journal.DB().Read(ctx, func(q db.Query) error {
		if f.Name == "" && !f.Person.Zero() {
			name, err := d.register.NameOf(ctx, q, f.Person)
			if err != nil {
				return err
			}
			f.Name = name
		}
		if f.Household == "" {
			return nil
		}
		return d.family(ctx, q, f, today)
	})
}

// family fills in what the register says of a family.
func (d *Desk) family(ctx context.Context, q db.Query, f *Found, day civil.Date) error {
	h, people, err := d.register.FamilyNow(ctx, q, register.Ref{County: f.County, ID: f.Household}, day)
	if err != nil {
		return err
	}
	if f.Division == 0 {
		f.Division = h.Division
	}
	if f.Contact.Address == "" {
		f.Contact.Address = h.Address
	}
	for i, p := range people {
		if f.Name == "" && (p.Head || i == len(people)-1) {
			f.Name = p.Name
		}
	}
	return nil
}
