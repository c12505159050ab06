package casework

import (
	"context"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// PublicNotice is a notice as anybody may read it.
type PublicNotice struct {
	Case register.Ref
	Notice
	Over bool // the time is over, or it was taken down: nothing is shown any more
}

// Notice reads a notice by its address. One whose time is over shows nothing.
func (d *Desk) Notice(ctx context.Context, county, id string) (PublicNotice, error) {
	var out PublicNotice
	err := d.journal.DB().Read(ctx, func(q db.Query) error {
		n, known, err := db.One(ctx, q, scanNotice, selectNotice, county, id)
		if err == nil && (!known || n.State == Preview) {
			err = &civil.Error{Kind: civil.NotFound, Code: "notice_not_found", Message: "没有这份公示，或公示已经结束。"}
		}
		out = PublicNotice{Case: register.Ref{County: county, ID: n.Case}, Notice: n}
		return err
	})
	if err != nil {
		return PublicNotice{}, err
	}
	if out.State != Posted || d.Today() > out.Last {
		out.Over, out.Body = true, NoticeBody{Title: out.Body.Title}
	}
	return out, nil
}

// Board lists the notices that hang in a village or town today.
func (d *Desk) Board(ctx context.Context, area civil.Area) ([]PublicNotice, error) {
	var list []PublicNotice
	county := area.County().String()
	first, last := areaText(area), areaText(area)
	if area.Level() < civil.Village {
		first, last = boardSpan(area)
	}
	err := d.journal.DB().Read(ctx, func(q db.Query) error {
		found, err := db.Many(ctx, q, scanNotice, selectPosted, county, first, last)
		for _, n := range found {
			if d.Today() <= n.Last {
				list = append(list, PublicNotice{Case: register.Ref{County: county, ID: n.Case}, Notice: n})
			}
		}
		return err
	})
	return list, err
}

// boardSpan are the first and the last code below a division.
func boardSpan(area civil.Area) (first, last string) {
	code := strings.TrimRight(area.String(), "0")
	for len(code)%3 != 0 {
		code += "0"
	}
	return code + strings.Repeat("0", 12-len(code)), code + strings.Repeat("9", 12-len(code))
}

// Draw says which cases the county visits by lot.
type Draw struct {
	Day   civil.Date
	Seed  string
	Among []string
	Drawn []string
}

// DrawVisits draws, of the cases that wait for the county's decision, one in
// every so many to be visited. The seed is kept beside the list, so that anybody
// can draw again and finds the same.
func (d *Desk) DrawVisits(ctx context.Context, who Who, county civil.Area, oneIn int) (Draw, error) {
	if _, ok := who.post(County, county); !ok || oneIn < 1 {
		return Draw{}, notFound()
	}
	var waiting []*Case
	for after := ""; ; {
		page, err := d.List(ctx, who, Query{Tab: "mine", Within: county, Size: pageMax, After: after})
		if err != nil {
			return Draw{}, err
		}
		for _, c := range page.Cases {
			if c.County == county.String() && !c.Marked(Drawn) {
				waiting = append(waiting, c)
			}
		}
		if after = page.Next; after == "" {
			break
		}
	}
	seed, err := newSeed()
	if err != nil {
		return Draw{}, err
	}
	out := Draw{Seed: seed}
	for _, c := range waiting {
		out.Among = append(out.Among, c.ID)
	}
	slices.Sort(out.Among)
	out.Drawn = Lots(seed, out.Among, oneIn)
	h := journal.Header{County: county.String(), Kind: "case.draw", Actor: who.Actor, Purpose: string(who.Purpose), Durable: true}
	_, err = d.journal.Do(ctx, h, func(w *journal.Write) error {
		out.Day = day(w)
		err := w.Open(ctx, drawTable, db.NewID(), journal.Always, out.Day.String(), out.Seed, strings.Join(out.Among, " "), strings.Join(out.Drawn, " "))
		if err != nil {
			return err
		}
		for _, c := range waiting {
			if !slices.Contains(out.Drawn, c.ID) {
				continue
			}
			if err := w.Close(ctx, caseTable, c.ID, c.Opened); err != nil {
				return err
			}
			c.mark(Drawn)
			if err := w.Open(ctx, caseTable, c.ID, journal.Always, c.row()...); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// Lots draws one in so many of a list, at least one of a list that is not empty:
// those whose SM3 of seed and id is smallest.
func Lots(seed string, among []string, oneIn int) []string {
	if len(among) == 0 || oneIn < 1 {
		return nil
	}
	type lot struct{ hash, id string }
	lots := make([]lot, len(among))
	for i, id := range among {
		sum := sm3.Sum([]byte(seed + " " + id))
		lots[i] = lot{hex.EncodeToString(sum[:]), id}
	}
	slices.SortFunc(lots, func(a, b lot) int { return strings.Compare(a.hash, b.hash) })
	var drawn []string
	for _, l := range lots[:(len(lots)+oneIn-1)/oneIn] {
		drawn = append(drawn, l.id)
	}
	slices.Sort(drawn)
	return drawn
}

const selectDraws = `SELECT v.day, v.seed, v.among, v.drawn FROM case_draw v WHERE v.county = $1 AND ` + journal.Holds + ` ORDER BY v.opened DESC LIMIT 50`

// Draws lists what was drawn in a county, the newest first.
func (d *Desk) Draws(ctx context.Context, county civil.Area) (list []Draw, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) (err error) {
		list, err = db.Many(ctx, q, func(row db.Row) (one Draw, err error) {
			var dayText, among, drawn string
			if err = row.Scan(&dayText, &one.Seed, &among, &drawn); err != nil {
				return one, err
			}
			one.Among, one.Drawn = strings.Fields(among), strings.Fields(drawn)
			one.Day, err = civil.ParseDate(dayText)
			return one, err
		}, selectDraws, county.String())
		return err
	})
	return list, err
}

// Object takes an objection to a notice from anybody who reads it. The case is
// found by the notice: whoever objects needs to know nothing more of it.
func (d *Desk) Object(ctx context.Context, who Who, county, notice string, values map[string]string, once string) (Done, error) {
	n, err := d.Notice(ctx, county, notice)
	if err != nil {
		return Done{}, err
	}
	if n.Over {
		return Done{}, &civil.Error{Kind: civil.Conflict, Code: "notice_over", Message: "公示已经结束。如有情况反映，请拨打服务电话或到窗口说明。"}
	}
	if done, again, err := d.doneBefore(ctx, who, Input{Case: n.Case, Action: "object", Once: once}); err != nil || again {
		return done, err
	}
	var f *File
	err = d.journal.DB().Read(ctx, func(q db.Query) (err error) {
		f, err = d.file(ctx, q, n.Case)
		return err
	})
	if err != nil {
		return Done{}, err
	}
	in := Input{Case: n.Case, Action: "object", Values: values, Once: once}
	done, err := d.act(ctx, who, f, in)
	done.Number = "" // is not the objector's to know
	return done, err
}
