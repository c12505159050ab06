package casework

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// draftStage is the stage in which a form is being filled in. Every matter
// begins with it.
const draftStage = "draft"

// phoneChannel is the channel of a family that fills in its form by itself.
const phoneChannel = "phone"

// Begin says with what a case begins.
type Begin struct {
	Matter  string
	Channel string // phone, window, village
	County  string // home county of the applicant; of the window where he is in no register
	Home    civil.Area
	Intake  civil.Area // where it is asked; the same as Home from a phone
	Origin  string
	Form    Answers // as prefilled; the applicant first
	Once    string
	Offered bool // an office opens it for somebody who has not asked: it has a number, so that lists show it

	guardian *Guardian // see BeginFor
}

// Begin opens a case as a draft. A form that is sent twice opens one. It refuses
// (Conflict) a benefit the applicant has asked for already and that is not decided.
func (d *Desk) Begin(ctx context.Context, who Who, b Begin) (register.Ref, error) {
	m, err := d.Matter(b.Matter)
	if err != nil {
		return register.Ref{}, err
	}
	if !slices.Contains(m.Channels, b.Channel) {
		return register.Ref{}, civil.Refuse("matter_channel", "“%s”不在这里办理，请看办事指南。", m.Title)
	}
	if len(b.Form.Members) == 0 || b.Home == 0 {
		return register.Ref{}, civil.Refuse("case_applicant", "没有写明申请人和户籍所在地，请补填。")
	}
	ref := register.Ref{County: b.County, ID: db.NewID()}
	begin := Input{Case: ref, Action: "begin", Once: b.Once}
	if done, again, err := d.doneBefore(ctx, who, begin); err != nil || again {
		return done.Case, err
	}
	if b.Home, err = d.within(ctx, &b); err != nil {
		return register.Ref{}, err
	}
	if b.Form.Family == nil {
		b.Form.Family = map[string]string{}
	}
	h := journal.Header{County: ref.County, Kind: "case.begin", Actor: who.Actor, Purpose: string(who.Purpose), Note: who.OnBehalf}
	_, err = d.journal.Do(ctx, h, func(w *journal.Write) error {
		// Acts of a county queue, so that of two at once the second sees the first.
		if sent, err := d.sentBefore(ctx, w, who, begin); err != nil || sent {
			return cmp.Or(err, errSentBefore)
		}
		if err := d.notAsked(ctx, w, m, b.Form.Members[0].Person); err != nil {
			return err
		}
		return d.open(ctx, w, who, b, m, ref, onceKey(who, begin))
	})
	if errors.Is(err, errSentBefore) {
		done, _, err := d.doneBefore(ctx, who, begin)
		return done.Case, err
	}
	return ref, err
}

// within is the division that deals with a case: the applicant's home, unless that
// lies in another county than the one whose registers know him. Then it is where he
// lives in that county, or the county itself; elsewhere nobody would see the case.
func (d *Desk) within(ctx context.Context, b *Begin) (civil.Area, error) {
	county, err := civil.ParseArea(b.County)
	if err != nil || county.Contains(b.Home) {
		return b.Home, err
	}
	applicant := b.Form.Members[0].Person
	if applicant.Zero() {
		return county, nil
	}
	family, err := d.homeOf(ctx, applicant)
	if err != nil || family == "" {
		return county, err
	}
	var home *register.Household
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		home, _, err = d.register.FamilyNow(ctx, q, register.Ref{County: b.County, ID: family}, d.Today())
		return err
	})
	if err != nil || !county.Contains(home.Division) {
		return county, err
	}
	return home.Division, nil
}

// open writes a draft down.
func (d *Desk) open(ctx context.Context, w *journal.Write, who Who, b Begin, m *pack.Matter, ref register.Ref, once string) (err error) {
	c := &Case{
		Ref: ref, Matter: m.Name, Stage: draftStage, Awaits: "family", Division: b.Home, Intake: b.Intake, Channel: b.Channel,
		Applicant: b.Form.Members[0].Person, Name: answer(m, b.Form.Members[0].Values, "person.name"), Origin: b.Origin,
	}
	c.Since, c.Opened = w.At(), w.Seq()
	if b.Offered {
		if c.Number, err = w.Number(ctx, m.Number); err != nil {
			return err
		}
	}
	if !c.Applicant.Zero() {
		p := Party{ID: db.NewID(), Person: c.Applicant, Role: applicantRole, Name: c.Name}
		if err := w.Open(ctx, partyTable, p.ID, journal.Always, p.row(ref.ID)...); err != nil {
			return err
		}
	}
	if err := openGuardian(ctx, w, ref, b.guardian); err != nil {
		return err
	}
	if err := d.writeForm(ctx, w, ref, &b.Form); err != nil {
		return err
	}
	err = w.Open(ctx, stepTable, db.NewID(), journal.Always, ref.ID, int64(1), "begin", "开始填写", "", draftStage,
		orNull(who.Name), "", nil, nil, once)
	if err != nil {
		return err
	}
	return w.Open(ctx, caseTable, ref.ID, journal.Always, c.row()...)
}

// errSentBefore ends an act that the same form has already done.
var errSentBefore = errors.New("casework: the form was sent before")

// Save keeps a form that is being filled in. seen is the version the writer had
// before him. It may be called on a draft and on a case whose papers are lacking,
// by whoever fills it in.
func (d *Desk) Save(ctx context.Context, who Who, ref register.Ref, seen int64, form Answers) (opened int64, err error) {
	for range attemptsMost {
		if opened, err = d.save(ctx, who, ref, seen, form); !overtaken(err) {
			break
		}
	}
	if err == nil {
		err = d.shareFrom(ctx, who, ref)
	}
	return opened, err
}

func (d *Desk) save(ctx context.Context, who Who, ref register.Ref, seen int64, form Answers) (opened int64, err error) {
	f, err := d.Open(ctx, who, ref)
	if err != nil {
		return 0, err
	}
	if f.Case.Awaits != "family" || !d.fills(f, who) {
		return 0, &civil.Error{Kind: civil.Denied, Code: "form_closed", Message: "这份申请已经提交，不能再改。写错了的，请联系受理窗口更正。"}
	}
	if seen != 0 && seen != f.Case.Opened {
		return 0, d.stale(f)
	}
	if form.Family == nil {
		form.Family = map[string]string{}
	}
	if same(f.Form, form) {
		return f.Case.Opened, nil
	}
	h := journal.Header{County: ref.County, Kind: "case.save", Actor: who.Actor, Purpose: string(who.Purpose), Note: who.OnBehalf}
	act, err := d.journal.Do(ctx, h, func(w *journal.Write) error {
		if err := w.Close(ctx, caseTable, ref.ID, f.Case.Opened); err != nil {
			return err
		}
		if err := d.writeForm(ctx, w, ref, &form); err != nil {
			return err
		}
		c := *f.Case
		if len(form.Members) > 0 {
			c.Name = answer(f.Matter, form.Members[0].Values, "person.name")
		}
		return w.Open(ctx, caseTable, ref.ID, journal.Always, c.row()...)
	})
	if err != nil {
		return 0, err
	}
	return act.Seq, nil
}

// fills says whether a visitor fills in the form of a case: the family itself, or
// the unit that took it in.
func (d *Desk) fills(f *File, who Who) bool {
	if who.speaksFor(f.Case, f.Parties, applicantRole) || f.Guards(who) {
		return true
	}
	if _, ok := who.post(Town, f.Case.Intake, f.Case.Division); ok {
		return true
	}
	_, ok := who.post(Village, f.Case.Intake, f.Case.Division)
	return ok
}

func same(a, b Answers) bool {
	return a.Agreed == b.Agreed && maps.Equal(a.Family, b.Family) && slices.EqualFunc(a.Members, b.Members, func(x, y MemberAnswers) bool {
		return x.Person == y.Person && maps.Equal(x.Values, y.Values) && maps.Equal(x.Source, y.Source)
	})
}

// Assign gives a case to a member of staff, or takes it back with an empty name.
// Whoever takes the next one takes it for himself.
func (d *Desk) Assign(ctx context.Context, who Who, ref register.Ref, seen int64, staff string) error {
	f, err := d.Open(ctx, who, ref)
	if err != nil {
		return err
	}
	if !who.scope().Covers(f.Case.Division) && !who.scope().Covers(f.Case.Intake) {
		return notFound()
	}
	if seen != 0 && seen != f.Case.Opened {
		return d.stale(f)
	}
	h := journal.Header{County: ref.County, Kind: "case.assign", Actor: who.Actor, Purpose: string(who.Purpose), Note: who.OnBehalf}
	_, err = d.journal.Do(ctx, h, func(w *journal.Write) error {
		if err := w.Close(ctx, caseTable, ref.ID, f.Case.Opened); err != nil {
			return err
		}
		c := *f.Case
		c.Assignee = staff
		return w.Open(ctx, caseTable, ref.ID, journal.Always, c.row()...)
	})
	return err
}
