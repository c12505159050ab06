package casework

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// Claim is who asks for somebody else, and as what.
type Claim struct {
	By   register.Ref // the resident who asks
	Name string       // what he is called
	Ward              // for whom; its kind says as what
}

// BeginFor opens a draft for somebody else. What the household register shows holds at
// once; of all else an office looks at a paper before it leads the case on.
func (d *Desk) BeginFor(ctx context.Context, who Who, b Begin, c Claim) (register.Ref, error) {
	m, err := d.Matter(b.Matter)
	if err != nil {
		return register.Ref{}, err
	}
	if !slices.Contains(who.Persons, c.By) || c.Kind == nil || !slices.Contains(m.Guardians, c.Kind.Name) || c.By == c.Person {
		return register.Ref{}, guardianDenied()
	}
	if old, err := d.grown(ctx, c.Kind, c.By); err != nil || !old {
		return register.Ref{}, cmp.Or(err, guardianDenied())
	}
	wards, err := d.Wards(ctx, c.By, m)
	if err != nil {
		return register.Ref{}, err
	}
	b.guardian = &Guardian{Person: c.By, Name: c.Name, Kind: c.Kind.Name, State: GuardianDeclared}
	if slices.ContainsFunc(wards, func(w Ward) bool { return w.Person == c.Person && w.Kind.Name == c.Kind.Name }) {
		b.guardian.State = GuardianShown
	}
	if len(b.Form.Members) > 0 {
		b.Form.Members[0].Person = c.Person
	}
	return d.Begin(ctx, who, b)
}

// openGuardian writes down who asks for the applicant of a new case.
func openGuardian(ctx context.Context, w *journal.Write, ref register.Ref, g *Guardian) error {
	if g == nil {
		return nil
	}
	g.ID = db.NewID()
	p := Party{ID: db.NewID(), Person: g.Person, Role: proxyRole, Name: g.Name}
	if err := w.Open(ctx, partyTable, p.ID, journal.Always, p.row(ref.ID)...); err != nil {
		return err
	}
	return w.Open(ctx, guardianTable, g.ID, journal.Always, g.row(ref.ID)...)
}

// GuardianPaper adds pictures of the paper that shows a guardian. It is his own, until
// an office has looked at it.
func (d *Desk) GuardianPaper(ctx context.Context, who Who, ref register.Ref, files []string) error {
	return d.changeGuardian(ctx, who, ref, 0, "case.guardian_paper", "交监护关系的证明", func(f *File, g *Guardian) error {
		if !f.Guards(who) || g.State != GuardianDeclared {
			return guardianDenied()
		}
		g.Files = append(slices.Clone(g.Files), files...)
		return nil
	})
}

// CheckGuardian says what an office found when it looked at the paper of a guardian.
// Where it is not so he is let out of the case, which stays the applicant's.
func (d *Desk) CheckGuardian(ctx context.Context, who Who, ref register.Ref, seen int64, holds bool, words string) error {
	if words == "" {
		return Faults{{"words", -1, "请写明看了什么材料、怎样核对的。"}}
	}
	title := "核对监护关系：属实"
	if !holds {
		title = "核对监护关系：不属实"
	}
	return d.changeGuardian(ctx, who, ref, seen, "case.guardian_check", title, func(f *File, g *Guardian) error {
		if !f.checksGuardian(who) {
			return guardianDenied()
		}
		switch {
		case g.State == GuardianObjected && holds:
			g.State = GuardianSettled
		case holds:
			g.State = GuardianConfirmed
		default:
			g.State = GuardianRefused
		}
		g.Words = words
		return nil
	})
}

// ObjectGuardian is the applicant who does not want to be acted for. It takes effect at
// once; an office asks him how the case shall go on.
func (d *Desk) ObjectGuardian(ctx context.Context, who Who, ref register.Ref, words string) error {
	return d.changeGuardian(ctx, who, ref, 0, "case.guardian_object", "本人不同意由别人代办", func(f *File, g *Guardian) error {
		if !who.speaksFor(f.Case, nil, applicantRole) || !g.acts() {
			return guardianDenied()
		}
		g.State, g.Words = GuardianObjected, words
		return nil
	})
}

// checksGuardian says whether a visitor is of the office that looks at the guardian now.
func (f *File) checksGuardian(who Who) bool {
	_, ok := who.post(Town, f.Case.Division, f.Case.Intake)
	return ok && f.Guardian != nil && (f.Guardian.State == GuardianDeclared || f.Guardian.State == GuardianObjected)
}

// ChecksGuardian says whether the guardian of a case waits for this visitor.
func (d *Desk) ChecksGuardian(f *File, who Who) bool { return f.checksGuardian(who) }

func guardianDenied() error {
	return &civil.Error{Kind: civil.Denied, Code: "guardian_denied", Message: "这一步现在不由您办，请刷新页面再看。"}
}

// changeGuardian opens the next version of a guardian, with a step everybody sees.
func (d *Desk) changeGuardian(ctx context.Context, who Who, ref register.Ref, seen int64, kind, title string, change func(*File, *Guardian) error) error {
	f, err := d.Open(ctx, who, ref)
	if err != nil {
		return err
	}
	if f.Guardian == nil {
		return notFound()
	}
	if seen != 0 && seen != f.Guardian.Opened {
		return &civil.Error{Kind: civil.Stale, Code: "guardian_changed", Message: "这件事刚刚被别人办过，请重新打开，看过再办。"}
	}
	g := *f.Guardian
	if err := change(f, &g); err != nil {
		return err
	}
	h := journal.Header{County: ref.County, Kind: kind, Actor: who.Actor, Purpose: string(who.Purpose), Note: who.OnBehalf}
	_, err = d.journal.Do(ctx, h, func(w *journal.Write) error {
		if err := w.Close(ctx, guardianTable, g.ID, f.Guardian.Opened); err != nil {
			return err
		}
		if !g.acts() {
			if err := letOut(ctx, w, f); err != nil {
				return err
			}
		}
		if err := w.Open(ctx, guardianTable, g.ID, journal.Always, g.row(ref.ID)...); err != nil {
			return err
		}
		return w.Open(ctx, stepTable, db.NewID(), journal.Always, ref.ID, int64(len(f.Steps))+1, "guardian", title, f.Case.Stage, f.Case.Stage,
			orNull(who.Name), stepUnit(f, who), orNull(g.Words), nil, "")
	})
	return err
}

// stepUnit is for which office a step was done; empty for a family's own.
func stepUnit(f *File, who Who) string {
	if post, ok := who.post(Town, f.Case.Division, f.Case.Intake); ok {
		return areaText(post.Division)
	}
	return ""
}

// letOut takes the guardian out of the parties of a case: from then on he sees nothing.
func letOut(ctx context.Context, w *journal.Write, f *File) error {
	for i := range f.Parties {
		p := &f.Parties[i]
		if p.Role == proxyRole && p.Person == f.Guardian.Person {
			if err := w.Close(ctx, partyTable, p.ID, p.Opened); err != nil {
				return err
			}
		}
	}
	return nil
}

// lacksGuardian says what stands in the way of an office that leads a case on while
// nobody has looked at its guardian, or the applicant has objected to him.
func (f *File) lacksGuardian(who Who, a *pack.Action) string {
	if f.Guardian == nil || who.Staff == "" || a.Danger || a.To == "" {
		return ""
	}
	if s := f.Matter.Stage(a.To); s == nil || s.With == "family" || s.Mark != "working" && s.Mark != "waiting" && s.Mark != "done" {
		return ""
	}
	switch f.Guardian.State {
	case GuardianDeclared:
		return "替他（她）申请的" + f.Guardian.Name + "还没有核对监护关系，请先核对。"
	case GuardianObjected:
		return "本人不同意由" + f.Guardian.Name + "代办，请先问本人要不要接着办，再登记。"
	}
	return ""
}

// SpokenForTopic is the news that somebody has sent an application for another of full
// age, who is to be told.
const SpokenForTopic = "casework.spoken_for"

// SpokenFor is its body.
type SpokenFor struct {
	Case string `json:"case"`
}

// tellWard lets the applicant of full age be told that somebody has asked for him.
func (do *doing) tellWard(ctx context.Context, w *journal.Write) error {
	f := do.file
	if !f.Guards(do.who) {
		return nil
	}
	if kind := do.desk.catalogue().Guardian(f.Guardian.Kind); kind == nil || !kind.Tells {
		return nil
	}
	return w.Tell(ctx, SpokenForTopic, SpokenFor{f.Case.ID})
}

// GuardianMessage is what the applicant of a case is told of who asked for him.
func (f *File) GuardianMessage() string {
	return fmt.Sprintf("%s替您申请了“%s”，编号%s。不同意的，登录后在这件事里点“不同意由别人代办”，或者打12345、到乡镇（街道）窗口说明。", f.Guardian.Name, f.Matter.Title, f.Case.Number)
}
