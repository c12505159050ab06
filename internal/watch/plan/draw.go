package plan

import (
	"context"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
)

// Draft is what somebody writes into a plan.
type Draft struct {
	Needs  []string
	Words  string // what was found
	Keeper string
	Unit   string
	Once   string
}

// Limits of texts.
const (
	wordsLeast = 2
	wordsMost  = 1000
	nameMost   = 60
)

// check refuses a draft nobody could work by.
func (d *Desk) check(division civil.Area, draft *Draft) (err error) {
	support := d.Support(division)
	if len(draft.Needs) == 0 {
		return civil.Refuse("plan_needs", "请至少勾选一项这一家的困难或需求。")
	}
	for _, name := range draft.Needs {
		if support.Need(name) == nil {
			return civil.Refuse("plan_need", "需求“%s”不在本地的清单里，请重新勾选。", name)
		}
	}
	slices.Sort(draft.Needs)
	draft.Needs = slices.Compact(draft.Needs)
	if draft.Words, err = officer.Words("plan_words", "了解到的情况", draft.Words, wordsLeast, wordsMost); err != nil {
		return err
	}
	if draft.Keeper, err = officer.Words("plan_keeper", "救助管家的姓名", draft.Keeper, wordsLeast, nameMost); err != nil {
		return err
	}
	draft.Unit, err = officer.Words("plan_unit", "救助管家的单位", draft.Unit, wordsLeast, nameMost)
	return err
}

// Draw begins a plan for a family with an open file. A family has one running plan.
func (d *Desk) Draw(ctx context.Context, who officer.Officer, household register.Ref, draft Draft) (*Plan, error) {
	var out *Plan
	_, err := d.journal.Do(ctx, who.Header(household.County, "plan.draw"), func(w *journal.Write) error {
		f, there, err := db.One(ctx, w, scanFile, selectFile, household.County, household.ID)
		if err != nil {
			return err
		}
		if !there {
			return officer.Missing()
		}
		if err := who.Covers(f.Division); err != nil {
			return err
		}
		if f.Ended {
			return civil.Conflict.Refuse("file_ended", "这一家的档案已经结束，请先重新建档。")
		}
		running, there, err := db.One(ctx, w, d.scanPlan, selectRunning, household.County, household.ID)
		switch {
		case err != nil:
			return err
		case there && draft.Once != "" && d.sent(ctx, w, household.County, who.Once(draft.Once)):
			out = running
			return nil
		case there && running.State != Ended:
			return civil.Conflict.Refuse("plan_running", "这一家已有%s的帮扶方案，请在那份方案上修改。", running.State.Title())
		}
		if err := d.check(f.Division, &draft); err != nil {
			return err
		}
		out = &Plan{
			Ref: register.Ref{County: household.County, ID: db.NewID()}, Household: household.ID, Division: f.Division, State: Drafted,
			Needs: draft.Needs, Words: draft.Words, Keeper: draft.Keeper, Unit: draft.Unit, Note: "拟订方案", ByName: who.Name, once: who.Once(draft.Once),
		}
		return d.openPlan(ctx, w, out)
	})
	return out, err
}

// sent says whether a form has come before.
func (d *Desk) sent(ctx context.Context, q db.Query, county, once string) bool {
	_, there, err := db.One(ctx, q, db.Text, selectDrawnOnce, county, once)
	return err == nil && there
}

// Seen is the plan somebody acts on, as he saw it.
type Seen = officer.Seen

// change makes the next version of a running plan.
func (d *Desk) change(ctx context.Context, who officer.Officer, seen Seen, kind string, f func(w *journal.Write, p *Plan) error) (*Plan, error) {
	var out *Plan
	_, err := d.journal.Do(ctx, who.Header(seen.County, kind), func(w *journal.Write) error {
		p, there, err := db.One(ctx, w, d.scanPlan, selectPlan, seen.County, seen.ID)
		if err != nil {
			return err
		}
		if !there {
			return officer.Missing()
		}
		if err := who.Covers(p.Division); err != nil {
			return err
		}
		out = p
		switch once := who.Once(seen.Once); {
		case once != "" && d.sent(ctx, w, seen.County, once):
			return nil
		case seen.Opened != 0 && seen.Opened != p.Opened:
			return officer.Stale()
		case p.State == Ended:
			return civil.Conflict.Refuse("plan_ended", "这份帮扶方案已经结束，请另拟一份。")
		default:
			p.once, p.ByName = once, who.Name
		}
		before := p.Opened
		if err := f(w, p); err != nil {
			return err
		}
		if err := w.Close(ctx, planTable, p.ID, before); err != nil {
			return err
		}
		return d.openPlan(ctx, w, p)
	})
	return out, err
}

// Revise writes what was found, the needs or the keeper anew.
func (d *Desk) Revise(ctx context.Context, who officer.Officer, seen Seen, draft Draft) (*Plan, error) {
	return d.change(ctx, who, seen, "plan.revise", func(_ *journal.Write, p *Plan) error {
		if err := d.check(p.Division, &draft); err != nil {
			return err
		}
		var changed []string
		if !slices.Equal(p.Needs, draft.Needs) {
			changed = append(changed, "需求")
		}
		if p.Keeper != draft.Keeper || p.Unit != draft.Unit {
			changed = append(changed, "救助管家（"+p.Keeper+"→"+draft.Keeper+"）")
		}
		if p.Words != draft.Words {
			changed = append(changed, "情况")
		}
		p.Needs, p.Words, p.Keeper, p.Unit = draft.Needs, draft.Words, draft.Keeper, draft.Unit
		p.Note = "修改：" + strings.Join(changed, "、")
		if len(changed) == 0 {
			p.Note = "核对过，没有改动"
		}
		return nil
	})
}

// Agree writes down that the family agrees. From then on the plan runs: the family is
// visited and the plan looked at anew within the periods of the packs.
func (d *Desk) Agree(ctx context.Context, who officer.Officer, seen Seen, by string, on civil.Date) (*Plan, error) {
	return d.change(ctx, who, seen, "plan.agree", func(w *journal.Write, p *Plan) (err error) {
		measures, err := db.Many(ctx, w, d.scanMeasure(p.County), selectMeasures, p.County, p.ID)
		today := w.At().Date()
		switch {
		case err != nil:
			return err
		case p.State == Agreed:
			return civil.Conflict.Refuse("plan_agreed", "家庭已于%s同意这份方案。", p.AgreedOn.Words())
		case len(measures) == 0:
			return civil.Refuse("plan_measures", "方案里还没有帮扶措施，请先加上至少一项再请家庭同意。")
		case on > today || on == 0:
			return civil.Refuse("plan_agreed_on", "同意日期不能空着，也不能晚于今天（%s）。", today.Words())
		}
		if p.AgreedBy, err = officer.Words("plan_agreed_by", "同意的人", by, wordsLeast, nameMost); err != nil {
			return err
		}
		p.State, p.AgreedOn, p.Note = Agreed, on, "家庭同意，开始执行"
		if p.VisitOn, err = d.nextVisit(ctx, w, p, today); err != nil {
			return err
		}
		p.ReviewOn, err = d.nextReview(p, today)
		return err
	})
}

// nextVisit is by when a family is visited after a day: within the period of plans, or
// sooner where it has to be visited more often for another reason.
func (d *Desk) nextVisit(ctx context.Context, q db.Query, p *Plan, day civil.Date) (civil.Date, error) {
	days, err := d.catalogue().Number("plan_visit_days", p.Division.County().String()[:6], day)
	if err != nil || d.rhythm == nil {
		return day.AddDays(int(days)), err
	}
	often, err := d.rhythm(ctx, q, register.Ref{County: p.County, ID: p.Household}, day)
	if often > 0 {
		days = min(days, often)
	}
	return day.AddDays(int(days)), err
}

// nextReview is by when a plan is looked at anew after a day.
func (d *Desk) nextReview(p *Plan, day civil.Date) (civil.Date, error) {
	n, err := d.catalogue().Number("plan_review_months", p.Division.County().String()[:6], day)
	if err != nil {
		return 0, err
	}
	_, _, of := day.YMD()
	month := day.Month().Add(int(n))
	return min(month.First().AddDays(of-1), month.Last()), nil
}

// Review writes down that the plan was looked at anew: it goes on, or it ends.
func (d *Desk) Review(ctx context.Context, who officer.Officer, seen Seen, words string, ends bool) (*Plan, error) {
	return d.change(ctx, who, seen, "plan.review", func(w *journal.Write, p *Plan) (err error) {
		if words, err = officer.Words("plan_review", "评估的结论", words, wordsLeast, wordsMost); err != nil {
			return err
		}
		if ends {
			p.State, p.Reason, p.VisitOn, p.ReviewOn, p.Note = Ended, words, 0, 0, "结束方案"
			return d.dropOpen(ctx, w, p)
		}
		if p.State != Agreed {
			return civil.Conflict.Refuse("plan_not_running", "家庭还没有同意这份方案，不用评估：请先登记家庭意见。")
		}
		p.Words, p.Note = words, "重新评估，继续执行"
		p.ReviewOn, err = d.nextReview(p, w.At().Date())
		return err
	})
}
