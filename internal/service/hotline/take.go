package hotline

import (
	"context"
	"errors"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/service"
)

// Taking is a call as it comes in.
type Taking struct {
	Channel  Channel
	Class    string
	Urgency  Urgency
	Result   Result
	Division civil.Area // where the person is now, a town or a village
	Person   register.Ref
	Name     string // of whom it is about; may be empty
	Said     Said   // with Reply where it was answered at once
	Once     string
}

// Limits of what is written down.
const (
	wordsLeast, wordsMost = 2, 1000
	nameMost              = 50
	whereMost             = 200
)

// hourMillis is an hour of an emergency.
const hourMillis = 60 * 60 * 1000

// Take takes a call. It has an office and a last day at once; one that was answered
// at once is done, and the caller is not called back. A form that is sent twice takes
// one call.
func (d *Desk) Take(ctx context.Context, who casework.Who, t Taking) (*Call, error) {
	class, err := d.check(&t)
	if err != nil {
		return nil, err
	}
	county := service.Code(t.Division)
	c := &Call{
		Ref: register.Ref{County: county, ID: db.NewID()}, Channel: t.Channel, Class: t.Class, Urgency: t.Urgency, Result: t.Result, State: Open,
		Division: t.Division, TakenIn: service.Post(who, takers...), Agent: who.Staff, Person: t.Person, Name: t.Name, once: service.OnceKey(who, t.Once),
	}
	if err := d.keep(c, t.Said); err != nil {
		return nil, err
	}
	if t.Said.Phone != "" {
		if c.phoneIndex, err = d.keys.AppendIndex(nil, access.Phone, t.Said.Phone); err != nil {
			return nil, err
		}
	}
	h := journal.Header{County: county, Kind: "hotline.take", Actor: who.Actor, Purpose: purposeOf(who, t.Result), Note: who.OnBehalf}
	_, err = d.journal.Do(ctx, h, func(w *journal.Write) error {
		if c.once != "" {
			before, sent, err := db.One(ctx, w, scanCall, selectOnce, county, c.once)
			if err != nil {
				return err
			}
			if sent {
				c = before
				return service.ErrRepeated
			}
		}
		return d.take(ctx, w, who, class, c, t.Said)
	})
	if err != nil && !errors.Is(err, service.ErrRepeated) {
		return nil, err
	}
	return c, nil
}

// purposeOf is what a call is looked at for.
func purposeOf(who casework.Who, r Result) string {
	switch {
	case r == Helped:
		return "emergency"
	case who.Purpose != "":
		return string(who.Purpose)
	}
	return "petition"
}

// takers are the roles that take calls, the desk first.
var takers = []access.Role{casework.Hotline, casework.Town, casework.Village, casework.County, casework.City}

func (d *Desk) take(ctx context.Context, w *journal.Write, who casework.Who, class *pack.CallClass, c *Call, said Said) error {
	today := w.At().Date()
	var err error
	if c.Number, err = w.Number(ctx, "RX"); err != nil {
		return err
	}
	c.Day, c.Taken, c.Opened = today, w.At(), w.Seq()
	c.Unit = unitOf(class.Unit, c.Division)
	if c.Due, err = d.within(c.County, dueOf(class, c.Urgency), today); err != nil {
		return err
	}
	words := said.Words
	switch c.Result {
	case Answered:
		c.State, c.Due, c.Replied, c.Ended = Closed, 0, w.At(), w.At()
		words = said.Reply
	case Helped:
		hours, err := d.number(c.County, class.Hours, today)
		if err != nil {
			return err
		}
		c.Urgency, c.Unit, c.Until = Emergency, c.Division.Township(), w.At()+civil.Instant(hours*hourMillis)
		c.Due = c.Until.Date()
	}
	if err := d.note(ctx, w, c, stepTake, who.Name, c.Unit, words, ""); err != nil {
		return err
	}
	return w.Open(ctx, callTable, c.ID, journal.Always, c.row()...)
}

// urgentDays is the parameter by which what is urgent is answered, whatever its class.
const urgentDays = "hotline_urgent_days"

func dueOf(class *pack.CallClass, u Urgency) string {
	if u == Usual {
		return class.Days
	}
	return urgentDays
}

// unitOf is the office of a level that is responsible for a division.
func unitOf(level string, division civil.Area) civil.Area {
	if level == "town" {
		return division.Township()
	}
	return division.County()
}

// check reads a call as it comes in, and says what is wrong with it.
func (d *Desk) check(t *Taking) (*pack.CallClass, error) {
	class := d.catalogue().CallClass(t.Class)
	t.Name, t.Said.Words, t.Said.Reply = strings.TrimSpace(t.Name), strings.TrimSpace(t.Said.Words), strings.TrimSpace(t.Said.Reply)
	if t.Urgency == "" {
		t.Urgency = Usual
	}
	switch n := len([]rune(t.Said.Words)); {
	case class == nil:
		return nil, civil.Refuse("call_class", "请选择是哪一类事。")
	case !slices.Contains(class.Results, string(t.Result)):
		return nil, civil.Refuse("call_result", "“%s”不能这样处理，请从列出的办法里选择。", class.Title)
	case urgencyTitles[t.Urgency] == "" || channelTitles[t.Channel] == "":
		return nil, civil.Refuse("call_urgency", "请选择急不急。")
	case t.Division.Level() < civil.Township:
		return nil, civil.Refuse("call_division", "请选择人现在在哪个乡镇（街道）。")
	case n < wordsLeast || n > wordsMost:
		return nil, civil.Refuse("call_words", "请写下说了什么，%d到%d个字。", wordsLeast, wordsMost)
	case t.Result == Answered && t.Said.Reply == "":
		return nil, civil.Refuse("call_reply", "当场答复的，请写下答复了什么。")
	case len([]rune(t.Said.Reply)) > wordsMost, len([]rune(t.Name)) > nameMost, len([]rune(t.Said.Caller)) > nameMost, len([]rune(t.Said.Where)) > whereMost:
		return nil, civil.Refuse("call_long", "姓名最多%d个字，地点最多%d个字，答复最多%d个字，请精简。", nameMost, whereMost, wordsMost)
	case t.Result == Helped && t.Said.Where == "":
		return nil, civil.Refuse("call_where", "请写明人现在在哪里，越细越好。")
	}
	return class, nil
}
