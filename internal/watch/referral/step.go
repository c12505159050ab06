package referral

import (
	"context"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
)

// Limits of texts.
const (
	wordsLeast = 2
	wordsMost  = 1000
	unitMost   = 60
)

// Order is a need to be passed on.
type Order struct {
	Household register.Ref
	Person    register.Ref
	Name      string
	Division  civil.Area
	Origin    Origin
	OriginID  string
	Need      string
	Target    string
	Unit      string // empty: the office of that kind in this county
	Asked     string
	Once      string
}

// Send passes a need on.
func (d *Desk) Send(ctx context.Context, who officer.Officer, o Order) (*Referral, error) {
	if err := who.Covers(o.Division); err != nil {
		return nil, err
	}
	target, err := d.check(&o)
	if err != nil {
		return nil, err
	}
	var out *Referral
	_, err = d.journal.Do(ctx, who.Header(o.Household.County, "referral.send"), func(w *journal.Write) error {
		if id, there, err := d.sent(ctx, w, o.Household.County, who.Once(o.Once)); err != nil || there {
			if err == nil {
				out, _, err = db.One(ctx, w, d.scan, selectOne, o.Household.County, id)
			}
			return err
		}
		number, err := w.Number(ctx, "ZB")
		if err != nil {
			return err
		}
		out = &Referral{
			Ref: register.Ref{County: o.Household.County, ID: db.NewID()}, Number: number,
			Household: o.Household.ID, Person: o.Person, Name: o.Name, Division: o.Division, Origin: o.Origin, OriginID: o.OriginID, Need: o.Need,
			Target: o.Target, Unit: o.Unit, Passes: target.Passes, Turn: 1, State: Sent, Sender: who.Name, Body: Body{Asked: o.Asked},
			Note: "转出", ByName: who.Name, once: who.Once(o.Once),
		}
		if out.Due, err = d.due(out, target, w.At().Date()); err != nil {
			return err
		}
		if err := d.open(ctx, w, out); err != nil {
			return err
		}
		return d.tell(ctx, w, out, "转办"+out.Unit, out.Asked)
	})
	return out, err
}

// check refuses an order nobody could carry out, and finds its target.
func (d *Desk) check(o *Order) (*pack.Target, error) {
	support := d.Support(o.Division)
	target := support.Target(o.Target)
	switch {
	case support.Need(o.Need) == nil:
		return nil, civil.Refuse("referral_need", "请选择转办的需求。")
	case target == nil:
		return nil, civil.Refuse("referral_target", "请选择转给哪个部门或组织。")
	case !slices.Contains(target.Needs, o.Need):
		return nil, civil.Refuse("referral_fits", "%s不办理“%s”，请另选转办对象。", target.Title, support.Need(o.Need).Title)
	case o.Person.Zero() || o.Name == "":
		return nil, civil.Refuse("referral_person", "请选择是家里哪个人的需求。")
	}
	if o.Unit == "" {
		o.Unit = target.Title
	}
	if len([]rune(o.Unit)) > unitMost {
		return nil, civil.Refuse("referral_unit", "具体单位的名称最多%d个字，请精简。", unitMost)
	}
	var err error
	o.Asked, err = officer.Words("referral_asked", "请对方做什么", o.Asked, wordsLeast, wordsMost)
	return target, err
}

// due is by when a target has to answer what it got on a day.
func (d *Desk) due(r *Referral, target *pack.Target, day civil.Date) (civil.Date, error) {
	n, err := d.catalogue().Number(target.Days, r.Division.County().String()[:6], day)
	if err != nil {
		return 0, err
	}
	due, _, err := d.calendar.AddWorkdays(day, int(n))
	return due, err
}

// sent says whether a form has come before, and what it made.
func (d *Desk) sent(ctx context.Context, q db.Query, county, once string) (id string, there bool, err error) {
	if once == "" {
		return "", false, nil
	}
	return db.One(ctx, q, db.Text, selectOnce, county, once)
}

// Seen is the referral somebody acts on, as he saw it.
type Seen = officer.Seen

// change makes the next version of a referral in one of the states.
func (d *Desk) change(ctx context.Context, who officer.Officer, seen Seen, kind string, f func(w *journal.Write, r *Referral) error, in ...State) (*Referral, error) {
	var out *Referral
	_, err := d.journal.Do(ctx, who.Header(seen.County, kind), func(w *journal.Write) error {
		r, there, err := db.One(ctx, w, d.scan, selectOne, seen.County, seen.ID)
		if err != nil {
			return err
		}
		if !there {
			return officer.Missing()
		}
		if err := who.Covers(r.Division); err != nil {
			return err
		}
		out = r
		if _, before, err := d.sent(ctx, w, seen.County, who.Once(seen.Once)); err != nil || before {
			return err
		}
		switch {
		case seen.Opened != 0 && seen.Opened != r.Opened:
			return officer.Stale()
		case !slices.Contains(in, r.State):
			return civil.Conflict.Refuse("referral_state", "这件转办现在是“%s”，不能这样办理：请重新打开后再看下一步。", r.State.Title())
		}
		before := r.Opened
		r.once, r.ByName = who.Once(seen.Once), who.Name
		if err := f(w, r); err != nil {
			return err
		}
		if err := w.Close(ctx, referralTable, r.ID, before); err != nil {
			return err
		}
		return d.open(ctx, w, r)
	})
	return out, err
}

// Take writes down that the other side has it.
func (d *Desk) Take(ctx context.Context, who officer.Officer, seen Seen) (*Referral, error) {
	return d.change(ctx, who, seen, "referral.take", func(_ *journal.Write, r *Referral) error {
		r.State, r.Note = Taken, "对方接收"
		return nil
	}, Sent)
}

// Reply is what the other side answers: granted, refused, or that it needs more.
type Reply struct {
	Result State // Granted, Refused or More
	Words  string
	Day    civil.Date // when it did or decided; 0: today
}

// Answer writes down what the other side answers.
func (d *Desk) Answer(ctx context.Context, who officer.Officer, seen Seen, a Reply) (*Referral, error) {
	return d.change(ctx, who, seen, "referral.answer", func(w *journal.Write, r *Referral) (err error) {
		today := w.At().Date()
		switch {
		case a.Result != Granted && a.Result != Refused && a.Result != More:
			return civil.Refuse("referral_result", "请选择对方的答复：已办理、未办理或要求补充。")
		case a.Day > today:
			return civil.Refuse("referral_day", "答复日期不能晚于今天（%s）。", today.Words())
		}
		if r.Body.Answer, err = officer.Words("referral_answer", "答复的内容", a.Words, wordsLeast, wordsMost); err != nil {
			return err
		}
		if a.Day == 0 {
			a.Day = today
		}
		r.State, r.AnsweredOn = a.Result, a.Day
		switch a.Result {
		case Granted:
			r.Outcome, r.Note = Granted, "对方答复：已办理"
		case Refused:
			r.Outcome, r.Note = Refused, "对方答复：未办理"
		default:
			r.Note = "对方要求补充"
		}
		return d.tell(ctx, w, r, r.Unit+strings.TrimPrefix(r.Note, "对方"), r.Body.Answer)
	}, Sent, Taken)
}

// Supply gives the other side what it wanted more of; its time begins anew.
func (d *Desk) Supply(ctx context.Context, who officer.Officer, seen Seen, words string) (*Referral, error) {
	return d.again(ctx, who, seen, "referral.supply", "补充后再转", words, More)
}

// Again sends an answer back to be done again: it does not meet the need.
func (d *Desk) Again(ctx context.Context, who officer.Officer, seen Seen, words string) (*Referral, error) {
	return d.again(ctx, who, seen, "referral.again", "退回重办", words, Granted, Refused)
}

func (d *Desk) again(ctx context.Context, who officer.Officer, seen Seen, kind, note, words string, in ...State) (*Referral, error) {
	return d.change(ctx, who, seen, kind, func(w *journal.Write, r *Referral) (err error) {
		if r.Body.Added, err = officer.Words("referral_added", "补充或退回的说明", words, wordsLeast, wordsMost); err != nil {
			return err
		}
		support := d.Support(r.Division)
		target := support.Target(r.Target)
		if target == nil {
			return civil.Conflict.Refuse("referral_gone", "转办对象已不在本地的清单里，请撤回后另转。")
		}
		r.State, r.Turn, r.Note, r.AnsweredOn, r.Outcome = Sent, r.Turn+1, note, 0, ""
		r.Due, err = d.due(r, target, w.At().Date())
		return err
	}, in...)
}

// Tell writes down that the family knows the answer. With it the referral ends.
func (d *Desk) Tell(ctx context.Context, who officer.Officer, seen Seen, how string) (*Referral, error) {
	return d.change(ctx, who, seen, "referral.tell", func(w *journal.Write, r *Referral) (err error) {
		if r.Body.TellBy, err = officer.Words("referral_told", "怎样告知的、谁知道了", how, wordsLeast, wordsMost); err != nil {
			return err
		}
		r.State, r.ToldOn, r.Note = Told, w.At().Date(), "告知家庭"
		return nil
	}, Granted, Refused)
}

// Withdraw takes a referral back that nobody has answered.
func (d *Desk) Withdraw(ctx context.Context, who officer.Officer, seen Seen, why string) (*Referral, error) {
	return d.change(ctx, who, seen, "referral.withdraw", func(_ *journal.Write, r *Referral) (err error) {
		if r.Body.Added, err = officer.Words("referral_why", "撤回的原因", why, wordsLeast, wordsMost); err != nil {
			return err
		}
		r.State, r.Note = Withdrawn, "撤回"
		return nil
	}, Sent, Taken, More)
}
