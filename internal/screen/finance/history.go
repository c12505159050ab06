package finance

import (
	"lianxin/internal/civil"
	"lianxin/internal/pay"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/part"
)

// Story is what a household was paid, month by month, for whoever shows it: the
// pages of a family and those of an office.
type Story struct {
	Months []StoryMonth // the newest first
}

// StoryMonth is one month of one benefit.
type StoryMonth struct {
	Title string // 2025年7月 低保
	Paid  part.Paid
	Why   part.MonthChange
	Lines part.Table
	Same  bool // nothing differs from the month before
}

// StoryOf tells payments. programme gives the title of a programme.
func StoryOf(payments []pay.Payment, programme func(string) string) Story {
	var s Story
	for i := range payments {
		s.Months = append(s.Months, storyMonth(&payments[i], programme))
	}
	return s
}

func storyMonth(p *pay.Payment, programme func(string) string) StoryMonth {
	title := format.Month(p.Month) + " " + programme(p.Programme)
	m := StoryMonth{
		Title: title, Paid: part.Paid{Words: "发放", Amount: p.This}, Why: differs(&p.Difference), Same: len(p.Causes) == 0,
		Lines: part.Table{Caption: title + "的各笔", Empty: "这个月没有发放。", Columns: []part.Column{{Title: "哪个月的"}, {Title: "种类"}, {Title: "金额", Unit: "元", Number: true}, {Title: "到账情况"}}},
	}
	m.Paid.State, m.Paid.After = settled(p.Lines)
	for _, l := range p.Lines {
		m.Lines.Rows = append(m.Lines.Rows, part.Row{Cells: cells(
			part.Text(format.Month(l.Month)), part.Text(l.Kind.Title()), part.Amount(l.Amount), statusCell(l),
		)})
	}
	return m
}

// settled is how the lines of a month stand together.
func settled(lines []*pay.Line) (format.State, string) {
	if len(lines) == 0 {
		return format.Paused, "本月没有发放"
	}
	paid := 0
	for _, l := range lines {
		switch l.Status {
		case pay.Returned, pay.Again:
			return format.Over, "银行退回，正在处理"
		case pay.NoAccount:
			return format.Soon, "没有领款账户，暂未发放"
		case pay.Withheld:
			return format.Paused, "暂缓发放"
		case pay.Held:
			return format.Paused, "冻结，等待决定"
		case pay.Paid, pay.Reissued, pay.Forgone:
			paid++
		}
	}
	if paid == len(lines) {
		return format.Done, "已到账"
	}
	return format.Working, "正在发放"
}

// differs tells a difference as a table whose sums are the two months: what was the
// same, and each cause with what it brings.
func differs(d *pay.Difference) part.MonthChange {
	m := part.MonthChange{Sentence: d.Words(), Before: d.Last, After: d.This}
	if len(d.Causes) == 0 {
		return m
	}
	if d.Last != 0 {
		m.Lines = append(m.Lines, part.Change{What: "上月发的", Before: d.Last, After: d.Last})
	}
	for i := range d.Causes {
		c := &d.Causes[i]
		m.Lines = append(m.Lines, part.Change{What: c.Words(), After: c.Amount})
	}
	return m
}

// gap is what this month brings more than the last.
func gap(d *pay.Difference) civil.Fen { return d.This - d.Last }
