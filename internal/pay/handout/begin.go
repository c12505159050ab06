package handout

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

// Plan is a handout as somebody begins it.
type Plan struct {
	Division civil.Area // the county
	Areas    []civil.Area
	Kind     string
	Title    string
	Document string
	Words    string
	Response string
	Item     string
	Measure  string
	Unit     string
	Shares   []Share
	AsOf     civil.Date
	Ends     civil.Date
	Once     string
}

// Begin begins a handout.
func (d *Desk) Begin(ctx context.Context, who officer.Officer, plan Plan) (*Handout, error) {
	if err := who.Covers(plan.Division); err != nil {
		return nil, err
	}
	h, err := d.planned(&plan)
	if err != nil {
		return nil, err
	}
	h.Maker, h.ByName, h.once = who.Actor, who.Name, who.Once(plan.Once)
	_, err = d.Journal.Do(ctx, header(who, h.County, "begin"), func(w *journal.Write) error {
		id, there, err := db.One(ctx, w, db.Text, selectSent, h.County, h.once)
		if err != nil || there && h.once != "" {
			h.ID = id
			return err
		}
		if h.Number, err = w.Number(ctx, "PL"); err != nil {
			return err
		}
		h.Began = w.At().Date()
		return h.open(ctx, w)
	})
	return h, err
}

func header(who officer.Officer, county, kind string) journal.Header {
	h := who.Header(county, "handout."+kind)
	h.Durable = true
	return h
}

// planned is a handout of a plan that says all there is to say.
func (d *Desk) planned(plan *Plan) (h *Handout, err error) {
	h = &Handout{
		Ref: register.Ref{County: officer.Code(plan.Division)[:6], ID: db.NewID()}, Division: plan.Division, Kind: plan.Kind, Response: plan.Response,
		Document: strings.TrimSpace(plan.Document), Item: strings.TrimSpace(plan.Item), Measure: strings.TrimSpace(plan.Measure), Unit: plan.Unit,
		AsOf: plan.AsOf, Began: d.today(), Ends: plan.Ends, State: Draft, Note: "编制",
	}
	if d.Rule(h) == nil {
		return nil, civil.Refuse("handout_kind", "请选择是哪一种批量发放。")
	}
	if h.Title, err = officer.Words("handout_title", "名称", plan.Title, titleLeast, titleMost); err != nil {
		return nil, err
	}
	if h.Words, err = officer.Words("handout_words", "事由", plan.Words, wordsLeast, wordsMost); err != nil {
		return nil, err
	}
	if err := d.placed(h, plan.Areas); err != nil {
		return nil, err
	}
	switch {
	case len([]rune(h.Document)) > nameMost:
		return nil, civil.Refuse("handout_document", "文号最多%d个字。", nameMost)
	case h.Goods() && (h.Measure == "" || len([]rune(h.Measure)) > 4):
		return nil, civil.Refuse("handout_measure", "发物资的，请写计量单位，比如“袋”“件”。")
	case len([]rune(h.Item)) > nameMost:
		return nil, civil.Refuse("handout_item", "物资的名称最多%d个字。", nameMost)
	case h.Unit != "person" && h.Unit != perHousehold:
		return nil, civil.Refuse("handout_unit", "请选择按人还是按户发。")
	case h.AsOf == 0 || h.AsOf > h.Began:
		return nil, civil.Refuse("handout_asof", "请写名单以哪一天的在享情况为准，不能晚于今天。")
	case h.Ends < h.Began || h.Ends > h.Began.AddDays(366):
		return nil, civil.Refuse("handout_ends", "最后一天应在今天以后、一年以内。")
	}
	return h, d.shared(h, plan.Shares)
}

// placed keeps the towns of a handout, which lie in its county.
func (d *Desk) placed(h *Handout, areas []civil.Area) error {
	for _, a := range areas {
		if _, known := d.Divisions.Lookup(a, d.today()); !known || a.Level() != civil.Township || !h.Division.Contains(a) {
			return civil.Refuse("handout_areas", "“%s”不是本县（市、区）现在的乡镇（街道），请重新选择。", a)
		}
		if !slices.Contains(h.Areas, a) {
			h.Areas = append(h.Areas, a)
		}
	}
	slices.Sort(h.Areas)
	return nil
}

// piecesMost is the most pieces of goods one is given.
const piecesMost = 1000

// shared keeps what each class is given, and refuses more than the packs allow.
func (d *Desk) shared(h *Handout, shares []Share) error {
	rule := d.Rule(h)
	limit, err := d.Catalogue().Money(rule.Limit, h.County, h.Began)
	if err != nil {
		return err
	}
	for _, s := range shares {
		switch {
		case s.Class != "" && rule.Class(s.Class) == nil:
			return civil.Refuse("handout_share", "请从列出的类别里选。")
		case s.Each < 0 || h.Goods() && s.Each > piecesMost:
			return civil.Refuse("handout_share", "“%s”的数量请写0到%d的整数。", d.ClassTitle(h, s.Class), piecesMost)
		case !h.Goods() && civil.Fen(s.Each) > limit:
			return civil.Refuse("handout_share", "“%s”写了%s，一次最多%s：更多的请按临时救助一事一议。", d.ClassTitle(h, s.Class), civil.Fen(s.Each).Words(), limit.Words())
		case s.Each > 0:
			h.Shares = append(h.Shares, s)
		}
	}
	if len(h.Shares) == 0 {
		return civil.Refuse("handout_share", "请至少给一类对象写明发多少。")
	}
	return nil
}

// Seen is what somebody acts on, as he saw it.
type Seen = officer.Seen

// change makes the next version of a handout that is in one of some states. What f does
// not change is no version: it then only wrote rows.
func (d *Desk) change(ctx context.Context, who officer.Officer, seen Seen, kind string, f func(w *journal.Write, h *Handout) error, states ...State) (*Handout, error) {
	var out *Handout
	_, err := d.Journal.Do(ctx, header(who, seen.County, kind), func(w *journal.Write) error {
		h, err := get(ctx, w, seen.Ref)
		if err != nil {
			return err
		}
		if err := who.Covers(h.Division); err != nil {
			return err
		}
		out = h
		once := who.Once(seen.Once)
		switch {
		case once != "" && once == h.once:
			return nil
		case seen.Opened != 0 && seen.Opened != h.Opened:
			return officer.Stale()
		case !slices.Contains(states, h.State):
			return civil.Conflict.Refuse("handout_state", "“%s”现在是“%s”，不能这样办：请重新打开后再看下一步。", h.Title, Titles[h.State])
		}
		before := h.Opened
		h.once, h.ByName = once, who.Name
		if err := f(w, h); err != nil {
			return err
		}
		if err := w.Close(ctx, handoutTable, h.ID, before); err != nil {
			return err
		}
		return h.open(ctx, w)
	})
	return out, err
}
