package watch

import (
	"context"
	"errors"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/file"
	"lianxin/internal/journal"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
)

// Action is something people do about a lead.
type Action string

// The actions.
const (
	Accept Action = "accept" // somebody sees to it
	Visit  Action = "visit"  // somebody was there
	Pass   Action = "pass"   // it goes up a level
	Close  Action = "close"  // it ends with a result
	Reopen Action = "reopen" // it is looked at again
)

// ActionTitles are the actions in words.
var ActionTitles = map[Action]string{Accept: "接收", Visit: "走访", Pass: "报上级", Close: "办结", Reopen: "重新打开"}

// Input is what somebody does about a lead. What an action does not use is empty.
type Input struct {
	Lead    register.Ref
	Action  Action
	Seen    int64 // the version the form was made from; 0: whichever holds
	Day     civil.Date
	Met     string
	Words   string
	Result  Result        // of Visit and Close; a visit may leave it open
	Content *file.Content // photograph of a visit; nil: none
	Once    string
}

// Results are with which a person may end a lead. Granted and refused come from
// the case alone.
var Results = []Result{Told, NotSo, Department, Unchanged, Changed}

// Allowed are the actions that are open to somebody on a lead.
func Allowed(who Who, l *Lead) []Action {
	if !who.plays(l.Division, villageRole, townRole, countyRole) {
		return nil
	}
	var list []Action
	switch l.State {
	case Fresh:
		list = []Action{Accept, Visit}
	case Accepted:
		list = []Action{Visit}
	case Visited:
		list = []Action{Visit, Close}
	case InCase:
		return nil
	case Closed:
		if who.plays(l.Division, townRole, countyRole) {
			return []Action{Reopen}
		}
		return nil
	}
	if _, above := l.Level.above(); above {
		list = append(list, Pass)
	}
	if l.State != Visited && who.plays(l.Division, townRole, countyRole) {
		list = append(list, Close)
	}
	return list
}

// Do does an action. A form that is sent twice acts once.
func (d *Desk) Do(ctx context.Context, who Who, in Input) error {
	if err := d.check(&in); err != nil {
		return err
	}
	if _, err := d.Open(ctx, who, in.Lead); err != nil {
		return err
	}
	h := journal.Header{
		County: in.Lead.County, Kind: "lead." + string(in.Action), Actor: who.Actor, Purpose: string(who.Purpose), Note: who.OnBehalf, Durable: true,
	}
	_, err := d.journal.Do(ctx, h, func(w *journal.Write) error {
		if _, again, err := doneBefore(ctx, w, who, in.Lead.County, string(in.Action), in.Once); err != nil {
			return err
		} else if again {
			return errSentBefore
		}
		f, err := d.read(ctx, w, in.Lead)
		if err != nil {
			return err
		}
		if in.Seen != 0 && in.Seen != f.Opened {
			return &civil.Error{Kind: civil.Stale, Code: "lead_changed", Message: "这条线索刚刚由别人办理过，请先看最新情况，再决定怎么办。"}
		}
		return d.act(ctx, w, who, f.Lead, &in)
	})
	if errors.Is(err, errSentBefore) {
		return nil
	}
	return err
}

// errSentBefore ends an act that the same form has already done.
var errSentBefore = errors.New("watch: the form was sent before")

// check refuses what no lead could take.
func (d *Desk) check(in *Input) error {
	in.Words, in.Met = strings.TrimSpace(in.Words), strings.TrimSpace(in.Met)
	n := len([]rune(in.Words))
	if in.Action != Accept && (n < wordsLeast || n > wordsMost) {
		what := map[Action]string{Visit: "看到的情况", Pass: "报上级的原因", Close: "办理情况", Reopen: "重新打开的原因"}[in.Action]
		return civil.Refuse("lead_words", "请写明%s，%d到%d个字。", what, wordsLeast, wordsMost)
	}
	if in.Action == Close && in.Result == "" || in.Result != "" && !slices.Contains(Results, in.Result) {
		return civil.Refuse("lead_result", "请选择办理结果。")
	}
	if in.Action != Visit {
		return nil
	}
	switch today := d.Today(); {
	case in.Day == 0:
		return civil.Refuse("visit_day", "请填写走访日期。")
	case in.Day > today:
		return civil.Refuse("visit_day", "走访日期不能晚于今天（%s）。", today)
	case in.Met == "" || len([]rune(in.Met)) > nameMost:
		return civil.Refuse("visit_met", "请写明见到了谁，最多%d个字；没有见到人的，写“无人在家”。", nameMost)
	}
	return nil
}

// act writes what an action changes.
func (d *Desk) act(ctx context.Context, w *journal.Write, who Who, l *Lead, in *Input) error {
	if !slices.Contains(Allowed(who, l), in.Action) {
		return &civil.Error{Kind: civil.Denied, Code: "lead_action", Message: "这条线索现在不能“" + ActionTitles[in.Action] + "”：可能已由别人办理，请看最新情况。"}
	}
	next, today := *l, w.At().Date()
	step := Step{Action: string(in.Action), Title: ActionTitles[in.Action], Words: in.Words}
	var err error
	switch in.Action {
	case Accept:
		next.State, next.Assignee = Accepted, who.Staff
	case Visit:
		step.Day, step.Met = in.Day, in.Met
		next.State, next.Assignee = Visited, who.Staff
		if step.Photo, err = d.photo(ctx, w, l, in.Content); err != nil {
			return err
		}
		if next.Due, err = d.within(l.County, escalateDays, today); err != nil {
			return err
		}
		if l.Household != "" {
			if err := w.Tell(ctx, officer.VisitedTopic, officer.Visitation{Household: l.Household, Day: in.Day.String()}); err != nil {
				return err
			}
		}
	case Pass:
		next.Level, _ = l.Level.above()
		step.Title = "报" + LevelTitles[next.Level]
		if next.Due, err = d.within(l.County, escalateDays, today); err != nil {
			return err
		}
	case Reopen:
		next.State, next.Result, next.Case, next.Notices = Accepted, "", register.Ref{}, 0
		if next.Due, err = d.within(l.County, visitDays, today); err != nil {
			return err
		}
	}
	if in.Result != "" {
		next.State, next.Result, next.Due = Closed, in.Result, 0
		step.Title += "：" + ResultTitles[in.Result]
	}
	if err := change(ctx, w, l, &next); err != nil {
		return err
	}
	if next.State == Closed {
		if err := d.tellClosed(ctx, w, &next); err != nil {
			return err
		}
	}
	return note(ctx, w, who, l.Ref, step, in.Once)
}

// photo keeps the photograph of a visit.
func (d *Desk) photo(ctx context.Context, w *journal.Write, l *Lead, content *file.Content) (string, error) {
	if content == nil {
		return "", nil
	}
	ref, err := d.files.Put(ctx, w, content, file.Note{Case: l.ID, Kind: "photo"})
	return ref.ID, err
}

// ClosedTopic is the news that a lead has ended.
const ClosedTopic = "lead.closed"

// Ended is its body.
type Ended struct {
	Lead   string `json:"lead"`
	Result Result `json:"result"`
}

func (d *Desk) tellClosed(ctx context.Context, w *journal.Write, l *Lead) error {
	return w.Tell(ctx, ClosedTopic, Ended{l.ID, l.Result})
}

// Photo is the photograph of a visit to a lead somebody may open.
func (d *Desk) Photo(ctx context.Context, who Who, ref register.Ref, id string) (found *file.File, data []byte, err error) {
	f, err := d.Open(ctx, who, ref)
	if err != nil {
		return nil, nil, err
	}
	if !slices.ContainsFunc(f.Steps, func(s Step) bool { return s.Photo == id && id != "" }) {
		return nil, nil, notFound()
	}
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		found, data, err = d.files.Open(ctx, q, ref.County, id)
		return err
	})
	return found, data, err
}
