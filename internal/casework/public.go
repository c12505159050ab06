package casework

import (
	"context"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
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

// Object takes an objection to a notice from anybody who reads it. The case is
// found by the notice: whoever objects needs to know nothing more of it.
func (d *Desk) Object(ctx context.Context, who Who, county, notice string, values map[string]string, once string) (Done, error) {
	n, err := d.Notice(ctx, county, notice)
	if err != nil {
		return Done{}, err
	}
	if n.Over {
		return Done{}, civil.Conflict.Refuse("notice_over", "公示已经结束。如有情况反映，请拨打服务电话或到窗口说明。")
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
