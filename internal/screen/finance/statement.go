package finance

import (
	"bytes"
	"io/fs"

	"lianxin/internal/civil"
	"lianxin/internal/pay"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/letter"
	"lianxin/internal/screen/office"
)

// Statement gives the family's account of what it was overpaid for the browser to
// print.
func (p *Pages) Statement(r *screen.Request) (screen.Answer, error) {
	s, err := p.statement(r)
	if err != nil {
		return screen.Answer{}, err
	}
	var page bytes.Buffer
	if err := letter.HTML(&page, s, ""); err != nil {
		return screen.Answer{}, err
	}
	return screen.Hand(screen.File{Name: s.Title + ".html", Type: "text/html; charset=utf-8", Content: &page})
}

// StatementPDF gives it as a file.
func (p *Pages) StatementPDF(r *screen.Request) (screen.Answer, error) {
	s, err := p.statement(r)
	if err != nil {
		return screen.Answer{}, err
	}
	fonts, err := p.fonts()
	if err != nil {
		return screen.Answer{}, err
	}
	var file bytes.Buffer
	if err := letter.PDF(&file, fonts, s); err != nil {
		return screen.Answer{}, err
	}
	return screen.Hand(screen.File{Name: s.Title + ".pdf", Type: "application/pdf", Content: &file})
}

// statement is what a family was overpaid, what was agreed about it and what has come
// back, as it may keep it.
func (p *Pages) statement(r *screen.Request) (letter.Sheet, error) {
	ref, d, err := p.homeOf(r)
	if err != nil {
		return letter.Sheet{}, err
	}
	if len(d.Overpaid)+len(d.Plans) == 0 {
		return letter.Sheet{}, office.Missing()
	}
	names, err := p.payees(r, nil)
	if err != nil {
		return letter.Sheet{}, err
	}
	county, err := p.county(r)
	if err != nil {
		return letter.Sheet{}, err
	}
	s := letter.Sheet{
		Title: "多发待遇对账单", Recipient: names.family(ref.County, ref.ID), Office: p.s.Desk.Place(county) + "民政局", Date: r.Today().Words(), Large: r.FormValue("large") != "",
	}
	var left, back, waived civil.Fen
	for _, o := range d.Overpaid {
		left += o.Amount
	}
	for _, plan := range d.Plans {
		back, waived = back+plan.Returned, waived+plan.Waived
	}
	s.Blocks = append(s.Blocks, letter.Paragraph{Text: "截至" + r.Today().Words() + "，您家多发的待遇已收回" + format.Yuan(back) + "，已核销" + format.Yuan(waived) + "，还没有收回" + format.Yuan(left) + "。"})
	if len(d.Overpaid) > 0 {
		s.Blocks = append(s.Blocks, letter.Heading{Text: "还没有收回的"}, p.owing(d.Overpaid))
	}
	for _, plan := range d.Plans {
		s.Blocks = append(s.Blocks, p.planBlocks(plan)...)
	}
	s.Blocks = append(s.Blocks, letter.Paragraph{Text: "对金额有异议的，请带上这张单子到办理的窗口核对，核对期间不影响您家现在的待遇。"})
	return s, nil
}

// owing are the months that are still open.
func (p *Pages) owing(list []*pay.Overpayment) letter.Table {
	t := letter.Table{Head: []string{"待遇", "哪个月", "多发（元）"}, Align: []letter.Align{letter.Left, letter.Left, letter.Right}}
	for _, o := range list {
		t.Rows = append(t.Rows, []string{p.programme(o.Programme), format.Month(o.Month), o.Amount.Grouped()})
	}
	return t
}

// planBlocks are an agreement, its instalments and what came.
func (p *Pages) planBlocks(s *pay.Statement) []letter.Block {
	offset := "不抵扣"
	if s.Offset > 0 {
		offset = "每月最多" + format.Yuan(s.Offset)
	}
	blocks := []letter.Block{
		letter.Heading{Text: "追回协议" + s.Number},
		letter.KeyValues{Pairs: []letter.Pair{
			{Key: "待遇", Value: p.programme(s.Programme)}, {Key: "签协议的人", Value: s.Debtor}, {Key: "协议日期", Value: format.Day(s.Day)}, {Key: "情况", Value: s.State.Title()},
			{Key: "约定收回", Value: format.Yuan(s.Total)}, {Key: "每期", Value: format.Yuan(s.Instalment)}, {Key: "从以后的待遇抵扣", Value: offset},
		}},
	}
	plan := letter.Table{Head: []string{"期", "到期日", "应还（元）", "已还（元）", "情况"}, Align: []letter.Align{letter.Left, letter.Left, letter.Right, letter.Right, letter.Left}}
	for _, one := range s.Instalments {
		plan.Rows = append(plan.Rows, []string{format.Count(one.Number), format.Day(one.Due), one.Amount.Grouped(), one.Paid.Grouped(), one.State.Title()})
	}
	if len(plan.Rows) > 0 {
		blocks = append(blocks, plan)
	}
	came := letter.Table{Head: []string{"日期", "方式", "凭证", "多发的月份", "金额（元）"}, Align: []letter.Align{letter.Left, letter.Left, letter.Left, letter.Left, letter.Right}}
	for _, e := range s.Entries {
		receipt := "—"
		if e.Kind == pay.Receipt {
			receipt = e.Reference
		}
		came.Rows = append(came.Rows, []string{format.Day(e.Day), e.Kind.Title(), receipt, format.Month(e.Month), e.Amount.Grouped()})
	}
	if len(came.Rows) > 0 {
		blocks = append(blocks, letter.Heading{Text: "收回的每一笔"}, came)
	}
	return blocks
}

// openFonts reads the font of letters, which lies among the copied libraries.
func openFonts(files fs.FS) (*letter.Fonts, error) {
	if copied, err := fs.Sub(files, "vendor"); err == nil {
		if _, err := fs.Stat(copied, letter.FontFile); err == nil {
			files = copied
		}
	}
	return letter.OpenFonts(files)
}
