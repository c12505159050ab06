package resident

import (
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/watch/plan"
	"lianxin/internal/watch/referral"
)

// helpedView is what offices do for somebody's family besides money.
type helpedView struct {
	Frame layout.Frame
	Plan  *helpPlan
	Given []helpGiven
}

// helpPlan is the plan of the family in plain words.
type helpPlan struct {
	State, Words string
	Mark         format.State
	Needs        string
	Keeper       string
	Next         []string // when somebody comes
	Steps        []helpStep
}

// helpStep is one thing that is to be done for the family.
type helpStep struct {
	Title, Words, Who, State string
	Mark                     format.State
}

// helpGiven is something that was passed on to another department.
type helpGiven struct {
	To, Need, For, Day, State, Answer string
	Mark                              format.State
}

// Helped shows what was passed on to other departments for somebody's family, what they
// answered, and the plan of his family. What an office noted for itself is not shown.
func (p *Pages) Helped(r *screen.Request) (screen.Answer, error) {
	person, err := self(r)
	if err != nil {
		return screen.Answer{}, err
	}
	homes, err := p.s.Register.HomesOf(r.Context(), person, r.Today())
	if err != nil {
		return screen.Answer{}, err
	}
	v := helpedView{Frame: p.frame(r, "帮我家办的事", "/home")}
	for i := range homes {
		if v.Plan == nil {
			if v.Plan, err = p.helpPlan(r, &homes[i]); err != nil {
				return screen.Answer{}, err
			}
		}
		given, err := p.helpGiven(r, &homes[i], person)
		if err != nil {
			return screen.Answer{}, err
		}
		v.Given = append(v.Given, given...)
	}
	return screen.Show(helpedPage(v))
}

// helpPlan is the plan of a family that runs, nil for none.
func (p *Pages) helpPlan(r *screen.Request, home *register.Home) (*helpPlan, error) {
	now, _, err := p.s.Plans.Of(r.Context(), home.Ref)
	if err != nil || now == nil || now.State == plan.Ended {
		return nil, err
	}
	support := p.s.Plans.Support(now.Division)
	out := &helpPlan{State: "正在做", Mark: format.Working, Needs: needWords(&support, now.Needs), Keeper: now.Keeper + "（" + now.Unit + "）"}
	if now.State == plan.Drafted {
		out.State, out.Mark, out.Words = "等您同意", format.Soon, "方案还在商量，工作人员会来听您的意见，您同意了才开始。"
	}
	if now.VisitOn != 0 {
		out.Next = append(out.Next, "下次上门看您：最迟"+format.NearDay(now.VisitOn, r.Today()))
	}
	if now.ReviewOn != 0 {
		out.Next = append(out.Next, "重新商量方案：最迟"+format.NearDay(now.ReviewOn, r.Today()))
	}
	for i := range now.Measures {
		if one, ok := helpStepOf(&support, &now.Measures[i], r.Today()); ok {
			out.Steps = append(out.Steps, one)
		}
	}
	return out, nil
}

// helpStepOf is a measure in plain words; ok is false for one that was dropped.
func helpStepOf(support *pack.Support, m *plan.Measure, today civil.Date) (one helpStep, ok bool) {
	one = helpStep{Title: m.Kind, Words: m.Words, Who: m.Doer, State: "最迟" + format.NearDay(m.Due, today), Mark: format.Working}
	if kind := support.Measure(m.Kind); kind != nil {
		one.Title = kind.Title
	}
	if m.Late(today) {
		one.State, one.Mark = "过了说好的日子，工作人员在办", format.Soon
	}
	if m.State == plan.Done {
		one.State, one.Mark = "办好了", format.Done
	}
	return one, m.State != plan.Dropped
}

func needWords(support *pack.Support, names []string) string {
	var list []string
	for _, name := range names {
		if need := support.Need(name); need != nil {
			list = append(list, need.Title)
		}
	}
	return strings.Join(list, "、")
}

// helpGiven is what was passed on of a family. What the packs mark as somebody's own is
// told to nobody else of it.
func (p *Pages) helpGiven(r *screen.Request, home *register.Home, person register.Ref) (list []helpGiven, err error) {
	found, err := p.s.Referrals.Of(r.Context(), home.Ref)
	for _, one := range found {
		support := p.s.Referrals.Support(one.Division)
		need := support.Need(one.Need)
		if one.State == referral.Withdrawn || one.Person != person && (need == nil || need.Own) {
			continue
		}
		line := helpGiven{To: one.Unit, Need: one.Need, For: format.Name(one.Name), Day: format.Day(one.At.Date())}
		if need != nil {
			line.Need = need.Title
		}
		if target := support.Target(one.Target); line.To == "" && target != nil {
			line.To = target.Title
		}
		line.State, line.Mark = referralWords(one, r.Today())
		if one.State == referral.Told || slices.Contains([]referral.State{referral.Granted, referral.Refused}, one.State) {
			line.Answer = one.Answer
		}
		list = append(list, line)
	}
	return list, err
}

// referralWords say how far something is that was passed on.
func referralWords(one *referral.Referral, today civil.Date) (string, format.State) {
	outcome := one.State
	if outcome == referral.Told {
		outcome = one.Outcome
	}
	switch outcome {
	case referral.Granted:
		return "已经办了", format.Done
	case referral.Refused:
		return "没有办成", format.Over
	case referral.More:
		return "对方还要补充，工作人员在办", format.Working
	}
	if one.Late(today) {
		return "对方还没有答复，工作人员在催", format.Soon
	}
	return "已经转过去，最迟" + format.NearDay(one.Due, today) + "答复", format.Working
}
