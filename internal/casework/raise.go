package casework

import (
	"context"
	"fmt"
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
	Origin    string // what it comes of: the id of a proposal; a second case of it is not opened
	Note      string // what is known, in words
}

// Raise opens a case about a family in pay, where the matter says so. Of one
// origin there is one case, however often it is raised.
func (d *Desk) Raise(ctx context.Context, who Who, r Raise) (register.Ref, error) {
	m, err := d.Matter(r.Matter)
	if err != nil {
		return register.Ref{}, err
	}
	if m.Kind != pack.Changing || !slices.Contains(m.Starts, r.Start) || m.Opens == "" {
		return register.Ref{}, civil.Refuse("matter_start", "“%s”不能这样立案，请看事项说明。", m.Title)
	}
	c := &Case{
		Ref: register.Ref{County: r.County, ID: db.NewID()}, Matter: m.Name, Stage: m.Opens, Channel: "office",
		Household: r.Household, Origin: r.Origin,
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
		return d.raise(ctx, w, who, c, m, r)
	})
	return c.Ref, err
}

const selectOrigin = `SELECT ` + caseColumns + ` FROM casefile v WHERE v.county = $1 AND v.origin = $2 AND ` + journal.Holds

func (d *Desk) raise(ctx context.Context, w *journal.Write, who Who, c *Case, m *pack.Matter, r Raise) error {
	family, members, err := d.register.FamilyNow(ctx, w, register.Ref{County: r.County, ID: r.Household}, day(w))
	if err != nil {
		return err
	}
	if len(members) == 0 || !who.scope().Covers(family.Division) {
		return notFound()
	}
	at := max(0, slices.IndexFunc(members, func(p register.Relative) bool { return p.Head }))
	c.Applicant, c.Name = members[at].Person, members[at].Name
	c.Division, c.Intake, c.Submitted, c.Since = family.Division, family.Division, w.At(), w.At()
	n, _, err := db.One(ctx, w, db.Int, countNumbered, c.County, c.Matter)
	if err != nil {
		return err
	}
	year, _, _ := day(w).YMD()
	c.Number = fmt.Sprintf("%s-%s-%d-%05d", m.Number, c.County, year, n+1)
	if d.delegated(m, c.Division, day(w)) {
		c.mark(Delegated)
	}
	form := Answers{Family: map[string]string{}}
	for i, p := range members {
		party := Party{ID: db.NewID(), Person: p.Person, Role: memberRole, Name: p.Name}
		if i == at {
			party.Role = applicantRole
		}
		if party.Signed, err = d.signedBefore(ctx, w, m, p.Person); err != nil {
			return err
		}
		if err := w.Open(ctx, partyTable, party.ID, journal.Always, party.row(c.ID)...); err != nil {
			return err
		}
		form.Members = append(form.Members, MemberAnswers{Person: p.Person, Values: map[string]string{}})
	}
	f := &File{Case: c, Matter: m}
	f.settle()
	if err := d.writeForm(ctx, w, c.Ref, &form); err != nil {
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
	return w.Open(ctx, caseTable, c.ID, journal.Always, c.row()...)
}

// startWords are the beginnings of cases that nobody asked for.
var startWords = map[string]string{
	"recheck": "复核建议", "recertification": "定期复核", "report": "家庭报告", "death": "成员去世", "news": "情况变化",
	"complaint": "举报", "grace": "渐退期满",
}
