package response

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/watch/officer"
)

// Visit is what whoever met a family has found.
type Visit struct {
	Day    civil.Date
	Manner string
	Result string
	Words  string
}

// Visit writes down that a family was met, or that nobody was there. It may be done after
// the response is over: what was found is written down late rather than never.
func (d *Desk) Visit(ctx context.Context, who officer.Officer, seen Seen, v Visit) (*Family, error) {
	words, err := officer.Words("visit_words", "看到的情况", v.Words, wordsLeast, wordsMost)
	if err != nil {
		return nil, err
	}
	switch {
	case titleOf(Manners, v.Manner) == v.Manner:
		return nil, civil.Refuse("visit_manner", "请选择是怎样见到的。")
	case titleOf(Results, v.Result) == v.Result:
		return nil, civil.Refuse("visit_result", "请选择结果。")
	}
	var out *Family
	_, err = d.journal.Do(ctx, who.Header(seen.County, "response.visit"), func(w *journal.Write) error {
		f, there, err := db.One(ctx, w, d.scanFamily, selectFamily, seen.County, seen.ID)
		if err != nil {
			return err
		}
		if !there {
			return officer.Missing()
		}
		if err := who.Covers(f.Division); err != nil {
			return err
		}
		out = f
		once := who.Once(seen.Once)
		if once != "" && once == f.once {
			return nil
		}
		if seen.Opened != 0 && seen.Opened != f.Opened {
			return officer.Stale()
		}
		r, _, err := db.One(ctx, w, scanResponse, selectResponse, f.County, f.Response)
		if err != nil {
			return err
		}
		if today := w.At().Date(); v.Day < r.Began || v.Day > today {
			return civil.Refuse("visit_day", "走访日期应在响应启动（%s）到今天之间。", r.Began.Words())
		}
		before := f.Opened
		f.Visited = f.Visited || v.Result != missed
		f.VisitedOn, f.Manner, f.Result, f.Words, f.ByName, f.once = v.Day, v.Manner, v.Result, words, who.Name, once
		if err := w.Close(ctx, familyTable, f.ID, before); err != nil {
			return err
		}
		return d.openFamily(ctx, w, f)
	})
	return out, err
}
