package casework

import (
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// Raise says why an office opens a case that nobody asked for.
type Raise struct {
	Matter    string
	Start     string // what it comes of, one of the matter's Starts: recheck, death, …
	County    string
	Household string
	Person    register.Ref // of a matter about one person: whom it is about
	Origin    string       // what it comes of: the id of a proposal; a second case of it is not opened
	Note      string       // what is known, in words
	Form      *Answers     // with what the form begins; nil: with nothing but the people
}

// Raise opens a case about a family or a person, where the matter says so. Of one
// origin there is one case, however often it is raised.
func (d *Desk) Raise(ctx context.Context, who Who, r Raise) (register.Ref, error) {
	m, err := d.Matter(r.Matter)
	if err != nil {
		return register.Ref{}, err
	}
	stage := m.Opens
	if stage == "" && m.Kind == pack.Applying {
		stage = draftStage
	}
	if !slices.Contains(m.Starts, r.Start) || stage == "" {
		return register.Ref{}, civil.Refuse("matter_start", "“%s”不能这样立案，请看事项说明。", m.Title)
	}
	if m.Subject == pack.OfPerson && r.Person.Zero() {
		return register.Ref{}, civil.Refuse("matter_person", "“%s”是一个人的事，立案要写明是谁。", m.Title)
	}
	c := &Case{
		Ref: register.Ref{County: r.County, ID: db.NewID()}, Matter: m.Name, Stage: stage, Channel: "office",
		Household: r.Household, Origin: r.Origin, Applicant: r.Person,
	}
	var judged *judgedCase
	if m.Kind == pack.Applying && m.Opens != "" && m.Programme != "" {
		if judged, err = d.Try(ctx, who, &File{Case: c, Matter: m}); err != nil {
			return register.Ref{}, err
		}
	}
	h := journal.Header{County: r.County, Kind: "case.raise", Actor: who.Actor, Purpose: string(who.Purpose), Note: who.OnBehalf, Durable: true}
	_, err = d.journal.Do(ctx, h, func(w *journal.Write) error {
		known, there, err := db.One(ctx, w, scanCase, selectOrigin, r.County, r.Origin)
		if err != nil {
			return err
		}
		if there && r.Origin != "" {
			c = known
			return nil
		}
		return d.raise(ctx, w, who, c, m, r, judged)
	})
	return c.Ref, err
}

const selectOrigin = `SELECT ` + caseColumns + ` FROM casefile v WHERE v.county = $1 AND v.origin = $2 AND v.origin <> '' AND ` + journal.Holds

func (d *Desk) raise(ctx context.Context, w *journal.Write, who Who, c *Case, m *pack.Matter, r Raise, judged *judgedCase) error {
	family, members, err := d.register.FamilyNow(ctx, w, register.Ref{County: r.County, ID: r.Household}, day(w))
	if err != nil {
		return err
	}
	if m.Subject == pack.OfPerson {
		members = slices.DeleteFunc(members, func(p register.Relative) bool { return p.Person != r.Person })
	}
	if len(members) == 0 || !who.scope().Covers(family.Division) {
		return notFound()
	}
	at := max(0, slices.IndexFunc(members, func(p register.Relative) bool { return p.Head }))
	c.Applicant, c.Name = members[at].Person, members[at].Name
	c.Division, c.Intake, c.Since = family.Division, family.Division, w.At()
	if c.Stage != draftStage { // who fills a form in has not asked yet
		c.Submitted = w.At()
	}
	if c.Number, err = w.Number(ctx, m.Number); err != nil {
		return err
	}
	if d.delegated(m, c.Division, day(w)) {
		c.mark(Delegated)
	}
	f := &File{Case: c, Matter: m, Form: Answers{Family: map[string]string{}}}
	if r.Form != nil {
		f.Form = *r.Form
	}
	if err := d.raisedParties(ctx, w, f, members, at); err != nil {
		return err
	}
	f.settle()
	if err := d.writeForm(ctx, w, c.Ref, &f.Form); err != nil {
		return err
	}
	unit := ""
	if len(who.Posts) > 0 {
		unit = areaText(who.Posts[0].Division)
	}
	err = w.Open(ctx, stepTable, db.NewID(), journal.Always, c.ID, int64(1), "raise", "立案："+startWords[r.Start], "", c.Stage,
		orNull(who.Name), unit, orNull(r.Note), nil, "")
	if err != nil {
		return err
	}
	if judged != nil {
		if err := keepJudgement(ctx, &doing{desk: d, who: who, file: f, judged: judged}, w); err != nil {
			return err
		}
	}
	if err := d.warn(ctx, w, who, f, r); err != nil {
		return err
	}
	return w.Open(ctx, caseTable, c.ID, journal.Always, c.row()...)
}

// raisedParties makes the people of a case its parties, and puts those into its
// form who are not there.
func (d *Desk) raisedParties(ctx context.Context, w *journal.Write, f *File, members []register.Relative, head int) (err error) {
	for i, p := range members {
		party := Party{ID: db.NewID(), Opened: w.Seq(), Person: p.Person, Role: memberRole, Name: p.Name}
		if i == head {
			party.Role = applicantRole
		}
		if party.Signed, err = d.signedBefore(ctx, w, f.Matter, p.Person); err != nil {
			return err
		}
		if err := w.Open(ctx, partyTable, party.ID, journal.Always, party.row(f.Case.ID)...); err != nil {
			return err
		}
		f.Parties = append(f.Parties, party)
		if !slices.ContainsFunc(f.Form.Members, func(a MemberAnswers) bool { return a.Person == p.Person }) {
			f.Form.Members = append(f.Form.Members, MemberAnswers{Person: p.Person, Values: named(f.Matter, p.Name)})
		}
	}
	return nil
}

// named are answers that say nothing but a name, where the matter asks for it.
func named(m *pack.Matter, name string) map[string]string {
	values := map[string]string{}
	for i := range m.Sections {
		s := &m.Sections[i]
		for k := range s.Fields {
			if s.Of == "member" && s.Fields[k].Prefill == "person.name" && m.Kind == pack.Applying {
				values[s.Name+"."+s.Fields[k].Name] = name
			}
		}
	}
	return values
}

// warn sends the letter by which the people learn that a case was opened, where
// the matter has one for what it comes of.
func (d *Desk) warn(ctx context.Context, w *journal.Write, who Who, f *File, r Raise) error {
	letter := f.Matter.Warns[r.Start]
	if letter == "" {
		return nil
	}
	do := &doing{desk: d, who: who, file: f, action: &pack.Action{Name: "raise", Letter: letter}, values: map[string]string{"reason": r.Note}}
	return do.writeLetter(ctx, w)
}

// numbered gives a case its number, once.
func (do *doing) numbered(ctx context.Context, w *journal.Write) (err error) {
	if c := do.file.Case; c.Number == "" {
		c.Number, err = w.Number(ctx, do.file.Matter.Number)
	}
	return err
}

// startWords are the beginnings of cases that nobody asked for.
var startWords = map[string]string{
	"recheck": "复核建议", "recertification": "定期复核", "report": "家庭报告", "death": "成员去世", "news": "情况变化",
	"complaint": "举报", "grace": "渐退期满", "expiry": "证件将到期", "age": "到了规定的年龄", "moved": "户籍迁出", "term": "认定将到期",
}
