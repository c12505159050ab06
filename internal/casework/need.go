package casework

import (
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/pack"
)

// Lack is a condition of an action that does not hold, in words.
type Lack struct {
	Need    string // of pack.NeedWords
	Message string
}

// Lacks are all of them.
type Lacks []Lack

func (l Lacks) faults() Faults {
	faults := make(Faults, len(l))
	for i := range l {
		faults[i] = Fault{Field: "", Member: -1, Message: l[i].Message}
	}
	return faults
}

// Lacking lists what an action still needs. values are its form, canonical; nil
// while nobody has filled it in: then what the form would bring is not counted
// as lacking.
func (d *Desk) Lacking(ctx context.Context, f *File, who Who, a *pack.Action, values map[string]string) Lacks {
	var list Lacks
	if message := f.lacksGuardian(who, a); message != "" {
		list = append(list, Lack{"guardian", message})
	}
	for _, word := range a.Needs {
		if message := needs[word](&needing{ctx, d, f, who, a, values}); message != "" && !(slices.Contains(pack.ResponseWaives, word) && d.waived(ctx, f, word)) {
			list = append(list, Lack{word, message})
		}
	}
	return list
}

// needing is what a condition is asked about.
type needing struct {
	ctx    context.Context
	desk   *Desk
	file   *File
	who    Who
	action *pack.Action
	values map[string]string
}

// needs are the conditions of pack.NeedWords: each answers with what is lacking,
// or nothing.
var needs map[string]func(n *needing) string

func init() {
	needs = map[string]func(n *needing) string{
		"form": needForm, "declared": needDeclared, "papers": needPapers, "authorised": needAuthorised,
		"surveyed": needSurveyed, "checked": needChecked, "judged": needJudged, "verified": needVerified, "granting": needGranting,
		"previewed": needPreviewed, "notice_over": needNoticeOver, "no_objection": needNoObjection,
		"visited": needVisited, "heard": needHeard, "reason": needReason, "second_person": needSecondPerson,
		"within_remedy": needRemedy, "not_lately": needNotLately, "account": needAccount,
		"countersigned": needCountersigned, "resolved": needResolved, "in_grace": needInGrace,
	}
}

func needForm(n *needing) string {
	faults := Check(n.file.Matter, &n.file.Form)
	if len(faults) == 0 {
		return ""
	}
	return faults[0].Message
}

func needDeclared(n *needing) string {
	if n.file.Form.Agreed {
		return ""
	}
	return "请申请人看过承诺内容并签字。"
}

func needPapers(n *needing) string {
	for i := range n.file.Papers {
		if p := &n.file.Papers[i]; p.State == Wanted {
			return "还缺" + n.file.paperTitle(p) + "：请一次性告知申请人，或写明容缺、不用交的理由。"
		}
	}
	return ""
}

// paperTitle is a paper with whose it is.
func (f *File) paperTitle(p *Paper) string {
	title := p.Paper
	for i := range f.Matter.Papers {
		if f.Matter.Papers[i].Name == p.Paper {
			title = f.Matter.Papers[i].Title
		}
	}
	if name := f.partyName(p.Person); name != "" {
		return name + "的" + title
	}
	return title
}

func (f *File) partyName(person string) string {
	for i := range f.Parties {
		if f.Parties[i].Person.ID == person {
			return f.Parties[i].Name
		}
	}
	return ""
}

func needAuthorised(n *needing) string {
	if n.file.Matter.Authorise == nil {
		return ""
	}
	for i := range n.file.Parties {
		if p := &n.file.Parties[i]; p.Role != proxyRole && p.Signed == 0 {
			return p.Name + "还没有签署核对授权：可当面签，也可发给本人在手机上签。"
		}
	}
	return ""
}

func needSurveyed(n *needing) string {
	if s := n.file.survey("survey"); s != nil {
		return ""
	}
	return "还没有入户调查记录：请两人入户，双方签字。"
}

// survey is the last visit of a kind in the present round, nil for none.
func (f *File) survey(kind string) *Survey {
	for i := len(f.Surveys) - 1; i >= 0; i-- {
		if s := &f.Surveys[i]; s.Kind == kind && s.Opened > f.since() {
			return s
		}
	}
	return nil
}

// needChecked asks for a check, of whatever round: what departments have answered
// holds on when a decision is made anew.
func needChecked(n *needing) string {
	if n.file.Judgement() != nil {
		return ""
	}
	return "还没有核对：请先办理“核对”。"
}

func needJudged(n *needing) string {
	if j := n.file.Judgement(); j != nil && j.Opened > n.file.since() {
		return ""
	}
	return "还没有核对和计算：请先办理“核对”。"
}

func needGranting(n *needing) string {
	j := n.file.Judgement()
	switch {
	case j != nil && j.Outcome == "grant":
		return ""
	case n.values == nil || n.values["reason"] != "":
		return ""
	}
	return "按现有事实，计算结果不是“符合条件”。确要同意，请写明理由和依据。"
}

func needPreviewed(n *needing) string {
	notice := n.file.Notice("opinion")
	if notice != nil && n.file.did("confirm_preview", notice.Opened) != nil {
		return ""
	}
	return "公示内容家庭还没有看过：请让家庭在手机上看，或写明未能看过的原因。"
}

func needNoticeOver(n *needing) string {
	notice := n.file.Notice("opinion")
	switch {
	case notice == nil || notice.State != Posted:
		return "公示还没有发布。"
	case n.desk.Today() <= notice.Last:
		return "公示到" + notice.Last.Deadline() + "为止，还没有满。"
	}
	return ""
}

func needNoObjection(n *needing) string {
	if slices.ContainsFunc(n.file.Objections, func(o Objection) bool { return o.State == "open" }) {
		return "还有异议没有办结：请先重新调查或写明结论。"
	}
	return ""
}

func needVisited(n *needing) string {
	c := n.file.Case
	if !c.Marked(NearKin) && !c.Marked(Complaint) && !c.Marked(Drawn) || n.file.survey("visit") != nil {
		return ""
	}
	return "这户是近亲属备案、有投诉或被抽中的，县级要先入户，才能作出决定。"
}

func needReason(n *needing) string {
	if n.values == nil || len([]rune(n.values["reason"])) >= reasonShortest {
		return ""
	}
	return "请写明理由和依据，至少十个字，家庭会在信里看到。"
}

// reasonShortest is the length of a reason that says something, reasonLongest
// that of one that is still read.
const (
	reasonShortest = 10
	reasonLongest  = 1000
)

// needSecondPerson keeps whoever brought a case before the decider from deciding it.
func needSecondPerson(n *needing) string {
	for i := len(n.file.Steps) - 1; i >= 0; i-- {
		s := &n.file.Steps[i]
		if s.From == s.To || s.Unit == 0 {
			continue
		}
		if s.Actor == n.who.Actor {
			return "上一步“" + s.Title + "”是您办的，这一步要由另一个人办理。"
		}
		return ""
	}
	return ""
}

// needHeard waits for what the family has to say, or for the end of its time.
func needHeard(n *needing) string {
	informed := n.file.did("inform", n.file.since())
	from := n.file.since()
	if informed != nil {
		from = informed.Opened
	}
	if n.file.did("hear", from) != nil {
		return ""
	}
	if informed == nil {
		return "还没有告知家庭拟作的变更：不利的决定要先告知，听过意见再作。"
	}
	for i := range n.file.Clocks {
		c := &n.file.Clocks[i]
		if a := n.file.Matter.Action(informed.Action); a != nil && has(a.Starts, c.Clock) && c.Opened >= informed.Opened && n.desk.Today() <= c.Due {
			return "家庭可以在" + c.Due.Deadline() + "前陈述意见，现在还没有收到。"
		}
	}
	return ""
}

// needResolved keeps what one office may not decide alone to what a meeting resolved.
func needResolved(n *needing) string {
	if n.file.Resolution() != "" {
		return ""
	}
	return "还没有会议对这一件的议定：请先按“提请会商”，会后登记议定的意见，再来办理。"
}

func needRemedy(n *needing) string {
	decision := n.file.Decision()
	if decision == nil || decision.RemedyUntil == 0 || n.desk.Today() <= decision.RemedyUntil {
		return ""
	}
	return "申请复议的期限已在" + decision.RemedyUntil.Words() + "截止。情况有变化的，可以重新申请。"
}

func needInGrace(n *needing) string {
	if n.file.Case.graceEnd() != 0 {
		return ""
	}
	return "只有渐退期将满时立的件，才能接着发。"
}

func needAccount(n *needing) string {
	if n.file.Form.Family["payee.account"] != "" || n.desk.pays == nil {
		return ""
	}
	known := false
	err := n.desk.journal.DB().Read(n.ctx, func(q db.Query) (err error) {
		known, err = n.desk.pays.HasAccount(n.ctx, q, n.file.Case)
		return err
	})
	if err == nil && known {
		return ""
	}
	return "还没有登记领款账户：请补登后再决定。"
}

// delegated says whether the county has handed the decision to its towns.
func (d *Desk) delegated(m *pack.Matter, division civil.Area, on civil.Date) bool {
	return m.Delegated != "" && d.word(division.County(), m.Delegated, on) == "yes"
}
