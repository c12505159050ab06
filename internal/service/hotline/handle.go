package hotline

import (
	"context"
	"errors"
	"strings"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
	"lianxin/internal/service"
)

// Deed is something somebody does about a call.
type Deed struct {
	Call  register.Ref
	Seen  int64 // Opened of the version he had before him; 0: whatever stands
	Words string
	Once  string // key of the form that was sent; a second time does nothing
}

// Link says what a call has become: a case, a lead, a complaint. Whoever opened it
// names it as case:COUNTY/ID. Saying it again changes nothing.
func (d *Desk) Link(ctx context.Context, who casework.Who, ref register.Ref, target string) error {
	return d.do(ctx, who, Deed{Call: ref}, stepLink, func(_ *journal.Write, c *Call, _ *Said) (civil.Area, error) {
		if c.Target != "" {
			return 0, service.ErrRepeated
		}
		c.Target = target
		return 0, nil
	})
}

// Accept takes a call up for the office it was handed to.
func (d *Desk) Accept(ctx context.Context, who casework.Who, deed Deed) error {
	return d.do(ctx, who, deed, stepAccept, func(_ *journal.Write, c *Call, _ *Said) (civil.Area, error) {
		if c.State != Open {
			return 0, civil.Conflict.Refuse("call_state", "这个来电现在是“%s”，不用再接办。", c.State.Title())
		}
		c.State = Handling
		return 0, d.handles(who, c)
	})
}

// Pass hands a call to another office of the county: a town, or the county itself.
// What an emergency waits for keeps its hour.
func (d *Desk) Pass(ctx context.Context, who casework.Who, deed Deed, unit civil.Area) error {
	return d.do(ctx, who, deed, stepPass, func(w *journal.Write, c *Call, _ *Said) (civil.Area, error) {
		switch {
		case !c.Live():
			return 0, civil.Conflict.Refuse("call_state", "这个来电现在是“%s”，不能改派。", c.State.Title())
		case unit.Level() != civil.Township && unit.Level() != civil.County || service.Code(unit) != c.County || unit == c.Unit:
			return 0, civil.Refuse("call_unit", "请选择本县（市、区）的另一个单位。")
		case strings.TrimSpace(deed.Words) == "":
			return 0, civil.Refuse("call_pass_words", "请写明为什么改派。")
		case !service.Holds(who, c.Division, casework.Hotline) && d.handles(who, c) != nil:
			return 0, d.handles(who, c)
		}
		c.Unit, c.State = unit, Open
		return unit, nil
	})
}

// Respond says that somebody is with the person in need.
func (d *Desk) Respond(ctx context.Context, who casework.Who, deed Deed) error {
	return d.do(ctx, who, deed, stepRespond, func(w *journal.Write, c *Call, _ *Said) (civil.Area, error) {
		switch {
		case c.Until == 0 || !c.Live():
			return 0, civil.Conflict.Refuse("call_state", "这不是待响应的急难，不用登记到场。")
		case c.Responded != 0:
			return 0, civil.Conflict.Refuse("call_responded", "已有人登记到场，请刷新后看他写的情况。")
		case strings.TrimSpace(deed.Words) == "":
			return 0, civil.Refuse("call_respond_words", "请写下见到了谁、现在怎么样。")
		case d.handles(who, c) != nil && !near(who, c):
			return 0, d.handles(who, c)
		}
		c.Responded, c.State = w.At(), Handling
		return 0, nil
	})
}

// Reply answers a call. The caller is to be called back, unless he left no number.
func (d *Desk) Reply(ctx context.Context, who casework.Who, deed Deed) error {
	return d.do(ctx, who, deed, stepReply, func(w *journal.Write, c *Call, said *Said) (civil.Area, error) {
		text := strings.TrimSpace(deed.Words)
		switch n := len([]rune(text)); {
		case !c.Live():
			return 0, civil.Conflict.Refuse("call_state", "这个来电现在是“%s”，不能再答复。", c.State.Title())
		case n < wordsLeast || n > wordsMost:
			return 0, civil.Refuse("call_reply", "请写下怎么办的、答复了什么，%d到%d个字。", wordsLeast, wordsMost)
		case d.handles(who, c) != nil:
			return 0, d.handles(who, c)
		}
		today := w.At().Date()
		c.Late = c.Late || c.Due != 0 && c.Due < today || c.Until != 0 && (c.Responded == 0 || c.Responded > c.Until)
		said.Reply, c.Replied, c.State = text, w.At(), Replied
		if said.Phone == "" {
			c.State, c.Due, c.Ended = Closed, 0, w.At()
			return 0, nil
		}
		var err error
		c.Due, err = d.within(c.County, callBackDays, today)
		return 0, err
	})
}

// CallBack notes a call back: whether anybody was reached, and how satisfied he is.
// Who is not satisfied is handled anew; who is not reached is tried again.
func (d *Desk) CallBack(ctx context.Context, who casework.Who, deed Deed, reached bool, grade int64) error {
	return d.do(ctx, who, deed, stepCallBack, func(w *journal.Write, c *Call, _ *Said) (civil.Area, error) {
		switch {
		case c.State != Replied:
			return 0, civil.Conflict.Refuse("call_state", "这个来电现在是“%s”，不用回访。", c.State.Title())
		case !callsBack(who, c):
			return 0, &civil.Error{Kind: civil.Denied, Code: "call_back_denied", Message: "回访由热线坐席或县（市、区）办理，不由答复的单位自己办。"}
		case reached && (grade < 1 || int(grade) >= len(Grades)):
			return 0, civil.Refuse("call_grade", "打通了的，请选择对方满意不满意。")
		case reached && grade < gradeFair && strings.TrimSpace(deed.Words) == "":
			return 0, civil.Refuse("call_back_words", "不满意的，请写下对方说哪里没办好。")
		}
		return 0, d.calledBack(w, c, reached, grade)
	})
}

func (d *Desk) calledBack(w *journal.Write, c *Call, reached bool, grade int64) (err error) {
	today := w.At().Date()
	switch {
	case reached && grade < gradeFair:
		c.Grade = grade
		return d.again(w, c)
	case reached:
		c.Grade, c.State, c.Due, c.Ended = grade, Closed, 0, w.At()
		return nil
	}
	c.Tries++
	tries, err := d.number(c.County, callBackTries, today)
	if err != nil {
		return err
	}
	if c.Tries >= tries {
		c.State, c.Due, c.Ended = Closed, 0, w.At()
		return nil
	}
	c.Due, _, err = d.calendar.AddWorkdays(today, 1)
	return err
}

// again hands a call to its office anew.
func (d *Desk) again(w *journal.Write, c *Call) (err error) {
	parameter := urgentDays
	if class := d.catalogue().CallClass(c.Class); class != nil {
		parameter = dueOf(class, c.Urgency)
	}
	c.State, c.Reopened, c.Tries, c.Ended = Open, c.Reopened+1, 0, 0
	c.Due, err = d.within(c.County, parameter, w.At().Date())
	return err
}

// Reopen handles a call anew that was done with.
func (d *Desk) Reopen(ctx context.Context, who casework.Who, deed Deed) error {
	return d.do(ctx, who, deed, stepReopen, func(w *journal.Write, c *Call, _ *Said) (civil.Area, error) {
		switch {
		case c.State != Closed:
			return 0, civil.Conflict.Refuse("call_state", "这个来电还没有办结，不用重新办理。")
		case !callsBack(who, c):
			return 0, &civil.Error{Kind: civil.Denied, Code: "call_reopen_denied", Message: "重新办理由热线坐席或县（市、区）提出。"}
		case strings.TrimSpace(deed.Words) == "":
			return 0, civil.Refuse("call_reopen_words", "请写明为什么要重新办理。")
		}
		return 0, d.again(w, c)
	})
}

// Phone is the number a call came from, for who has to ring it. That somebody looked
// stands among the steps of the call.
func (d *Desk) Phone(ctx context.Context, who casework.Who, deed Deed) (phone string, err error) {
	err = d.do(ctx, who, deed, stepLook, func(_ *journal.Write, c *Call, said *Said) (civil.Area, error) {
		if !d.MayPhone(who, c) {
			return 0, d.handles(who, c)
		}
		phone = said.Phone
		return 0, nil
	})
	return phone, err
}

// do does something about a call in an act of its own.
func (d *Desk) do(ctx context.Context, who casework.Who, deed Deed, kind string, f func(w *journal.Write, c *Call, said *Said) (civil.Area, error)) error {
	if len([]rune(deed.Words)) > wordsMost {
		return civil.Refuse("call_words_long", "最多%d个字，请精简。", wordsMost)
	}
	once := service.OnceKey(who, deed.Once)
	h := journal.Header{County: deed.Call.County, Kind: "hotline." + kind, Actor: who.Actor, Purpose: string(who.Purpose), Note: who.OnBehalf}
	_, err := d.journal.Do(ctx, h, func(w *journal.Write) error {
		if once != "" {
			if _, sent, err := db.One(ctx, w, db.Text, selectOnceStep, deed.Call.County, once); err != nil || sent {
				return orRepeated(err)
			}
		}
		c, err := d.find(ctx, w, who, deed.Call)
		if err != nil {
			return err
		}
		if deed.Seen != 0 && deed.Seen != c.Opened {
			return &civil.Error{Kind: civil.Stale, Code: "call_changed", Message: "这个来电刚刚被别人办过：请先看改动，再办理。"}
		}
		var said Said
		if err := d.open(c, &said); err != nil {
			return err
		}
		unit, err := f(w, c, &said)
		if err != nil {
			return err
		}
		if err := d.keep(c, said); err != nil {
			return err
		}
		if err := d.note(ctx, w, c, kind, who.Name, unit, strings.TrimSpace(deed.Words), once); err != nil {
			return err
		}
		return c.change(ctx, w)
	})
	if errors.Is(err, service.ErrRepeated) {
		return nil
	}
	return err
}

func orRepeated(err error) error {
	if err != nil {
		return err
	}
	return service.ErrRepeated
}
