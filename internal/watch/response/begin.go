package response

import (
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
)

// Draft is a response as somebody opens it.
type Draft struct {
	Division civil.Area // the county
	Areas    []civil.Area
	Kind     string
	Title    string
	Level    string
	Ends     civil.Date
	Words    string
	Once     string
}

// Begin opens a response from now on and lists the families it is to meet.
func (d *Desk) Begin(ctx context.Context, who officer.Officer, draft Draft) (*Response, error) {
	if err := who.Covers(draft.Division); err != nil {
		return nil, err
	}
	r, err := d.drafted(&draft)
	if err != nil {
		return nil, err
	}
	r.ByName, r.once = who.Name, who.Once(draft.Once)
	h := who.Header(r.County, "response.begin")
	h.Durable = true
	sent := false
	_, err = d.journal.Do(ctx, h, func(w *journal.Write) error {
		id, there, err := db.One(ctx, w, db.Text, selectSent, r.County, r.once)
		if err != nil || there && r.once != "" {
			r.ID, sent = id, err == nil
			return err
		}
		if err := d.apart(ctx, w, r); err != nil {
			return err
		}
		if r.Number, err = w.Number(ctx, "YJ"); err != nil {
			return err
		}
		r.Began, r.Started = w.At().Date(), w.At()
		return r.open(ctx, w)
	})
	if err != nil || sent {
		return r, err
	}
	_, err = d.Enlist(ctx, who, r.Ref)
	return r, err
}

// areasMost is how many towns and villages one response may name.
const areasMost = 100

// drafted is a response of a draft that says all there is to say.
func (d *Desk) drafted(draft *Draft) (*Response, error) {
	today := d.today()
	r := &Response{
		Ref: register.Ref{County: officer.Code(draft.Division)[:6], ID: db.NewID()}, Division: draft.Division, Kind: draft.Kind, Level: draft.Level,
		Ends: draft.Ends, Note: "启动响应",
	}
	for _, a := range draft.Areas {
		if _, known := d.divisions.Lookup(a, today); !known || !draft.Division.Contains(a) || a.Level() < civil.Township {
			return nil, civil.Refuse("response_areas", "“%s”不是本县（市、区）现在的乡镇（街道）或村（居），请重新选择。", a)
		}
		if !r.Covers(a) {
			r.Areas = append(slices.DeleteFunc(r.Areas, func(b civil.Area) bool { return a.Contains(b) }), a)
		}
	}
	slices.Sort(r.Areas)
	switch n := len(r.Areas); {
	case n == 0:
		return nil, civil.Refuse("response_areas", "请至少选择一个乡镇（街道），或者写一个村（居）。")
	case n > areasMost:
		return nil, civil.Refuse("response_areas", "一次最多%d个乡镇（街道）、村（居），现在是%d个：整个乡镇都有的，只选乡镇。", areasMost, n)
	}
	if KindTitle(r.Kind) == r.Kind {
		return nil, civil.Refuse("response_kind", "请选择是哪一类突发事件。")
	}
	var err error
	if r.Title, err = officer.Words("response_title", "事件名称", draft.Title, titleLeast, titleMost); err != nil {
		return nil, err
	}
	if r.Words, err = officer.Words("response_words", "发生了什么", draft.Words, wordsLeast, wordsMost); err != nil {
		return nil, err
	}
	return r, d.bounded(r, today)
}

// bounded refuses a level nobody knows and an end that is over or too far away.
func (d *Desk) bounded(r *Response, today civil.Date) error {
	rule := d.Rule(r, today)
	if rule == nil {
		return civil.Refuse("response_level", "请选择响应等级。")
	}
	most, err := d.catalogue().Number(rule.Most, r.County, today)
	if err != nil {
		return err
	}
	if last := today.AddDays(int(most) - 1); r.Ends < today || r.Ends > last {
		return civil.Refuse("response_ends", "响应的最后一天应在今天到%s之间（一次最多%d天），到期还需要的可以延长。", last.Words(), most)
	}
	return nil
}

// apart refuses a second open response for the same place: of two limits nobody would
// know which holds.
func (d *Desk) apart(ctx context.Context, w *journal.Write, r *Response) error {
	others, err := db.Many(ctx, w, scanResponse, selectRunning, r.County, w.At().Date().String())
	for _, o := range others {
		if o.ID != r.ID && o.touches(r.Areas) {
			return civil.Conflict.Refuse("response_open", "“%s”（%s）在这里已经启动响应，到%s：请延长或者调整那一次。", o.Title, o.Number, o.Ends.Words())
		}
	}
	return err
}

// Seen is what somebody acts on, as he saw it.
type Seen = officer.Seen

// change makes the next version of a response that is open.
func (d *Desk) change(ctx context.Context, who officer.Officer, seen Seen, kind string, f func(w *journal.Write, r *Response) error) (*Response, error) {
	var out *Response
	h := who.Header(seen.County, kind)
	h.Durable = true
	_, err := d.journal.Do(ctx, h, func(w *journal.Write) error {
		r, there, err := db.One(ctx, w, scanResponse, selectResponse, seen.County, seen.ID)
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
		switch once := who.Once(seen.Once); {
		case once != "" && once == r.once:
			return nil
		case seen.Opened != 0 && seen.Opened != r.Opened:
			return officer.Stale()
		case !r.Open(w.At().Date()):
			return civil.Conflict.Refuse("response_over", "这次响应已经结束，不能再改：还需要的请重新启动。")
		default:
			r.once, r.ByName = once, who.Name
		}
		before := r.Opened
		if err := f(w, r); err != nil {
			return err
		}
		if err := w.Close(ctx, responseTable, r.ID, before); err != nil {
			return err
		}
		return r.open(ctx, w)
	})
	return out, err
}

// Extend gives an open response another last day or another level.
func (d *Desk) Extend(ctx context.Context, who officer.Officer, seen Seen, level string, ends civil.Date, why string) (*Response, error) {
	return d.change(ctx, who, seen, "response.extend", func(w *journal.Write, r *Response) (err error) {
		if why, err = officer.Words("response_why", "理由", why, wordsLeast, wordsMost); err != nil {
			return err
		}
		if level == r.Level && ends == r.Ends {
			return civil.Refuse("response_ends", "等级和最后一天都没有改动。")
		}
		r.Level, r.Ends = level, ends
		r.Note = "调整为" + d.levelTitle(r, w.At().Date()) + "，到" + ends.Words() + "：" + why
		return d.bounded(r, w.At().Date())
	})
}

func (d *Desk) levelTitle(r *Response, day civil.Date) string {
	if rule := d.Rule(r, day); rule != nil {
		return rule.Title
	}
	return r.Level
}

// End ends an open response before its last day is over; the usual limits hold from then on.
func (d *Desk) End(ctx context.Context, who officer.Officer, seen Seen, why string) (*Response, error) {
	return d.change(ctx, who, seen, "response.end", func(w *journal.Write, r *Response) (err error) {
		if why, err = officer.Words("response_why", "理由", why, wordsLeast, wordsMost); err != nil {
			return err
		}
		r.Ended, r.Ends, r.Note = true, w.At().Date(), "结束响应："+why
		return nil
	})
}
