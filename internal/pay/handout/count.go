package handout

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/pay"
	"lianxin/internal/register"
)

// Sum is a part of a list: how many, how much, and of those who has it.
type Sum struct {
	Town   civil.Area
	Class  string
	People int
	Homes  int
	Amount int64
	Done   int
	Came   int64 // to those who have it

	homes map[string]bool
}

// Figures are what came of a handout so far. Money is given when the bank says that it
// has arrived, goods when somebody has signed.
type Figures struct {
	Raised   int64 // came in
	Left     int64 // of it in the ledger
	Rest     int64 // went back
	Bad      int   // rows that are wrong
	Struck   int
	Returned int // payments that came back and wait
	Sum          // of the list
	Parts    []Sum
	Digest   string
}

// Count counts what came of a handout, of a viewer's divisions.
func (d *Desk) Count(ctx context.Context, viewer access.Viewer, h *Handout) (f Figures, err error) {
	err = d.read(ctx, func(q db.Query) (err error) {
		f, err = d.count(ctx, q, viewer.Scope(), h)
		return err
	})
	return f, err
}

func (d *Desk) count(ctx context.Context, q db.Query, scope access.Scope, h *Handout) (f Figures, err error) {
	entries, err := db.Many(ctx, q, scanEntry, selectEntries, h.County, h.ID)
	if err != nil {
		return f, err
	}
	for _, e := range entries {
		switch e.State {
		case CameIn:
			f.Raised += e.Amount
		case PutBack:
			f.Rest += e.Amount
		}
	}
	if f.Left, err = pay.Earmarked(ctx, q, h.County, h.ID); err != nil {
		return f, err
	}
	people, err := db.Many(ctx, q, d.scanPerson, selectPeople, h.County, h.ID)
	if err != nil {
		return f, err
	}
	f.Digest = digest(people)
	lines := map[pay.Subject]*pay.Line{}
	if h.State == Paying || h.State == Closed && !h.Goods() {
		if lines, err = d.lines(ctx, q, h); err != nil {
			return f, err
		}
	}
	f.homes = map[string]bool{}
	for _, p := range people {
		if scope.Covers(p.Division) {
			f.add(h, p, lines[p.subject(h)])
		}
	}
	slices.SortFunc(f.Parts, func(a, b Sum) int {
		if a.Town != b.Town {
			return int(min(1, max(-1, int64(a.Town)-int64(b.Town))))
		}
		return strings.Compare(a.Class, b.Class)
	})
	return f, nil
}

func (f *Figures) add(h *Handout, p *Person, l *pay.Line) {
	switch {
	case p.State == Bad:
		f.Bad++
		return
	case p.State == Struck:
		f.Struck++
		return
	}
	done := p.State == Handed || l != nil && l.Status == pay.Paid
	if l != nil && l.Status == pay.Returned {
		f.Returned++
	}
	at := slices.IndexFunc(f.Parts, func(s Sum) bool { return s.Town == p.Division.Township() && s.Class == p.Class })
	if at < 0 {
		at = len(f.Parts)
		f.Parts = append(f.Parts, Sum{Town: p.Division.Township(), Class: p.Class, homes: map[string]bool{}})
	}
	home := p.Household
	if home == "" {
		home = p.ID
	}
	f.Sum.add(p, home, done)
	f.Parts[at].add(p, home, done)
}

func (s *Sum) add(p *Person, home string, done bool) {
	s.People++
	s.Amount += p.Amount
	if !s.homes[home] {
		s.homes[home] = true
		s.Homes++
	}
	if done {
		s.Done++
		s.Came += p.Amount
	}
}

// Twice are those on a list who are on another one of the same response too, by their
// ids, with the other handout.
func (d *Desk) Twice(ctx context.Context, h *Handout) (twice map[string]*Handout, err error) {
	twice = map[string]*Handout{}
	if h.Response == "" {
		return twice, nil
	}
	err = d.read(ctx, func(q db.Query) error {
		people, err := db.Many(ctx, q, d.scanPerson, selectPeople, h.County, h.ID)
		if err != nil {
			return err
		}
		others, err := db.Many(ctx, q, scanHandout, selectAlike, h.County, h.Response, h.ID)
		if err != nil {
			return err
		}
		for _, other := range others {
			if err := d.twiceIn(ctx, q, h, people, other, twice); err != nil {
				return err
			}
		}
		return nil
	})
	return twice, err
}

func (d *Desk) twiceIn(ctx context.Context, q db.Query, h *Handout, people []*Person, other *Handout, twice map[string]*Handout) error {
	theirs, err := db.Many(ctx, q, d.scanPerson, selectPeople, other.County, other.ID)
	if err != nil {
		return err
	}
	homes := h.Unit == perHousehold || other.Unit == perHousehold
	known, err := d.knownOf(theirs, homes)
	if err != nil {
		return err
	}
	for _, p := range people {
		if !p.on() || twice[p.ID] != nil {
			continue
		}
		found, err := d.find(known, p, homes)
		if err != nil {
			return err
		}
		if found != nil {
			twice[p.ID] = other
		}
	}
	return nil
}

// Export is a list as a table: who, where, what, and whether he has it. Numbers of
// identity and of accounts are not in it.
func (d *Desk) Export(ctx context.Context, viewer access.Viewer, ref register.Ref) (name string, raw []byte, people []register.Ref, err error) {
	h, _, err := d.Read(ctx, viewer, ref)
	if err != nil {
		return "", nil, nil, err
	}
	var out bytes.Buffer
	out.WriteString("\ufeff")
	w := csv.NewWriter(&out)
	if err := w.Write([]string{"序号", "姓名", "类别", "单位", "乡镇（街道）", "社区（村）", "数额", "情况", "日期", "签收"}); err != nil {
		return "", nil, nil, err
	}
	err = d.read(ctx, func(q db.Query) error {
		all, err := db.Many(ctx, q, d.scanPerson, selectPeople, h.County, h.ID)
		if err != nil {
			return err
		}
		lines, err := d.lines(ctx, q, h)
		if err != nil {
			return err
		}
		for _, p := range all {
			if p.State == Bad || !viewer.Scope().Covers(p.Division) {
				continue
			}
			if !p.Person.Zero() {
				people = append(people, p.Person)
			}
			if err := w.Write(d.exported(h, p, lines[p.subject(h)])); err != nil {
				return err
			}
		}
		return nil
	})
	w.Flush()
	return h.Title + ".csv", out.Bytes(), people, err
}

func (d *Desk) exported(h *Handout, p *Person, l *pay.Line) []string {
	town, village, day := d.named(p.Division.Township()), "", ""
	if p.Division.Level() == civil.Village {
		village = d.named(p.Division)
	}
	if p.HandedOn != 0 {
		day = p.HandedOn.String()
	}
	row := []string{fmt.Sprint(p.N), p.Name, d.ClassTitle(h, p.Class), p.Office, town, village, h.Spoken(p.Amount), Word(h, p, l), day, p.Signature()}
	for i := range row {
		row[i] = civil.PlainCell(row[i])
	}
	return row
}

func (d *Desk) named(area civil.Area) string {
	if one, known := d.Divisions.Latest(area); known {
		return one.Name
	}
	return area.String()
}

// Signature is who signed for goods, in words.
func (p *Person) Signature() string {
	switch p.Signer {
	case "self":
		return "本人签收"
	case "other":
		return p.SignedBy + "（" + p.Relation + "）代领"
	}
	return ""
}

// Word is how somebody on a list stands, in words.
func Word(h *Handout, p *Person, l *pay.Line) string {
	switch {
	case p.State == Bad:
		return "有错"
	case p.State == Struck:
		return "已去掉"
	case p.State == Handed:
		return "已领"
	case h.Goods():
		return "未领"
	case l == nil:
		return "未发"
	}
	switch l.Status {
	case pay.Paid:
		return "已到账"
	case pay.Returned:
		return "银行退回"
	case pay.NoAccount:
		return "没有账户"
	case pay.Forgone:
		return "不再发"
	}
	return "发放中"
}
