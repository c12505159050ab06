package staff

import (
	"bytes"
	"strconv"
	"strings"

	"lianxin/internal/casework"
	"lianxin/internal/file"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/letter"
	"lianxin/internal/screen/part"
)

// Archive gives the whole file of a case as one PDF: cover, letters, form, papers,
// survey, grounds, notices, decisions, timeline, pictures.
func (p *Pages) Archive(r *screen.Request) (screen.Answer, error) {
	f, err := p.s.Desk.Open(r.Context(), r.Who(), refOf(r))
	if err != nil {
		return screen.Answer{}, err
	}
	v, err := p.caseView(r, f)
	if err != nil {
		return screen.Answer{}, err
	}
	fonts, err := p.fonts()
	if err != nil {
		return screen.Answer{}, err
	}
	parts, err := p.archiveParts(r, f, v)
	if err != nil {
		return screen.Answer{}, err
	}
	cover := letter.Sheet{Title: f.Matter.Title + "案卷", Number: f.Case.Number, Date: format.Day(r.Today()), Office: p.place(f.Case.Division.Township())}
	cover.Blocks = []letter.Block{pairsBlock(append([]part.Pair{{Key: "申请人", Value: v.Name}, {Key: "状态", Value: v.Stage.What}}, v.Known...))}
	var out bytes.Buffer
	if err := letter.Archive(&out, fonts, cover, parts); err != nil {
		return screen.Answer{}, err
	}
	return screen.Hand(screen.File{Name: orText(f.Case.Number, "案卷") + ".pdf", Type: letterType, Content: &out})
}

// binder collects the parts of an archive; what has nothing in it is left out.
type binder struct{ parts []letter.Part }

func (b *binder) add(title string, blocks ...letter.Block) {
	var kept []letter.Block
	for _, one := range blocks {
		if one != nil {
			kept = append(kept, one)
		}
	}
	if len(kept) > 0 {
		b.parts = append(b.parts, letter.Part{Title: title, Sheet: letter.Sheet{Title: title, Blocks: kept}})
	}
}

func (p *Pages) archiveParts(r *screen.Request, f *casework.File, v caseView) ([]letter.Part, error) {
	b := &binder{}
	for i := range f.Letters {
		l := &f.Letters[i]
		b.parts = append(b.parts, letter.Part{Title: l.Title, Sheet: p.letterSheet(l, f.Case.County)})
	}
	b.add("申请表", pairsBlock(v.Form), memberBlock(v.Members))
	b.add("家庭成员和授权", partyBlock(f))
	b.add("材料清单", paperBlock(v.Papers))
	for _, s := range v.Surveys {
		b.add(s.Title, pairsBlock(s.Pairs))
	}
	if v.Judgement != nil {
		b.add("核对与计算", groundBlocks(v.Judgement)...)
	}
	for _, n := range v.Notices {
		b.add(n.Title+"（"+n.Word+"）", pairsBlock(append([]part.Pair{{Key: "公示时间", Value: n.Days}}, n.Pairs...)))
	}
	for _, o := range v.Objections {
		b.add(o.Kind, pairsBlock([]part.Pair{{Key: "内容", Value: o.Words}, {Key: "情况", Value: o.Word}, {Key: "办结", Value: o.Result}}))
	}
	for _, d := range v.Decisions {
		b.add("决定："+d.Title, pairsBlock(d.Pairs))
	}
	b.add("时间线", timeBlock(v.Timeline))
	return b.parts, p.bindPictures(r, f, b)
}

// bindPictures adds what was photographed; of a paper kept as PDF only its name,
// because pages of another document are not bound in.
func (p *Pages) bindPictures(r *screen.Request, f *casework.File, b *binder) error {
	add := func(caption, id string) error {
		found, data, err := p.s.Desk.Attachment(r.Context(), r.Who(), f.Case.Ref, id)
		if _, known := kind(err); known {
			b.add(caption, letter.Paragraph{Text: "这一件已按规定删除，或现在打不开。"})
			return nil
		}
		if err != nil {
			return err
		}
		if found.Media != file.JPEG {
			b.add(caption, letter.Paragraph{Text: "这一件是PDF文件，请在系统里打开：" + orText(found.Name, found.ID)})
			return nil
		}
		b.add(caption, letter.Image{JPEG: data, Caption: caption})
		return nil
	}
	for i := range f.Papers {
		for n, id := range f.Papers[i].Files {
			caption := partyName(f, f.Papers[i].Person) + paperTitle(f.Matter, f.Papers[i].Paper) + strconv.Itoa(n+1)
			if err := add(caption, id); err != nil {
				return err
			}
		}
	}
	for i := range f.Surveys {
		for n, id := range f.Surveys[i].Files {
			if err := add("调查照片"+strconv.Itoa(n+1)+"（"+format.Day(f.Surveys[i].Day)+"）", id); err != nil {
				return err
			}
		}
	}
	return nil
}

// printed replaces the signs the font of letters does not have by words.
var printed = strings.NewReplacer("✓", "成立", "✗", "不成立", "☑", "已选", "☐", "未选", "？", "？", "◐", "", "●", "", "▲", "", "■", "", "‖", "")

func pairsBlock(pairs []part.Pair) letter.Block {
	var block letter.KeyValues
	for _, one := range pairs {
		value := printed.Replace(one.Value)
		if one.Unknown || value == "" {
			value = orText(value, "没有填")
		}
		block.Pairs = append(block.Pairs, letter.Pair{Key: one.Key, Value: value})
	}
	if len(block.Pairs) == 0 {
		return nil
	}
	return block
}

// columnsMost is how many members stand side by side on A4; more follow below.
const columnsMost = 4

func memberBlock(t sheetMembers) letter.Block {
	if len(t.Rows) == 0 {
		return nil
	}
	if len(t.Names) <= columnsMost {
		table := letter.Table{Head: append([]string{"项目"}, t.Names...)}
		for _, row := range t.Rows {
			line := []string{row.Label}
			for _, c := range row.Cells {
				line = append(line, orText(c.Value, "没有填"))
			}
			table.Rows = append(table.Rows, line)
		}
		return table
	}
	table := letter.Table{Head: []string{"姓名", "项目", "内容"}}
	for i, name := range t.Names {
		for _, row := range t.Rows {
			table.Rows = append(table.Rows, []string{name, row.Label, orText(row.Cells[i].Value, "没有填")})
		}
	}
	return table
}

func partyBlock(f *casework.File) letter.Block {
	table := letter.Table{Head: []string{"姓名", "签署核对授权"}}
	for i := range f.Parties {
		signed := "没有签"
		if f.Parties[i].Signed != 0 {
			signed = format.Day(f.Parties[i].Signed)
		}
		table.Rows = append(table.Rows, []string{format.Name(f.Parties[i].Name), signed})
	}
	if len(table.Rows) == 0 {
		return nil
	}
	return table
}

func paperBlock(papers []paperLine) letter.Block {
	table := letter.Table{Head: []string{"材料", "谁的", "情况", "说明"}}
	for _, l := range papers {
		table.Rows = append(table.Rows, []string{l.Title, orText(l.Whose, "全家"), l.Word, l.Note})
	}
	if len(table.Rows) == 0 {
		return nil
	}
	return table
}

// groundBlocks are the sentence, each condition, the differences and the arithmetic.
func groundBlocks(v *judgementView) []letter.Block {
	blocks := []letter.Block{letter.Paragraph{Text: printed.Replace(v.Reason.Sentence)}}
	words := map[part.Truth]string{part.Holds: "成立", part.Fails: "不成立", part.NotKnown: "不知道"}
	table := letter.Table{Head: []string{"条件", "结果", "依据"}}
	for _, c := range v.Reason.Clauses {
		table.Rows = append(table.Rows, []string{c.Label, words[c.Truth], c.Law})
	}
	if len(table.Rows) > 0 {
		blocks = append(blocks, table)
	}
	sums := letter.Table{Head: []string{"金额怎么算的", "元"}, Align: []letter.Align{letter.Left, letter.Right}}
	for _, l := range v.Reason.Lines {
		sums.Rows = append(sums.Rows, []string{l.Label, format.Money(l.Amount)})
	}
	if len(sums.Rows) > 0 {
		blocks = append(blocks, sums)
	}
	if len(v.Differences) > 0 {
		differ := letter.Table{Head: []string{"项目", "申报", "核对", "相差"}}
		for _, d := range v.Differences {
			differ.Rows = append(differ.Rows, []string{d.What, orText(d.Declared, "没有申报"), orText(d.Checked, "未反馈"), d.Gap})
		}
		blocks = append(blocks, differ)
	}
	return append(blocks, letter.Paragraph{Text: "依据：" + v.Reason.Version})
}

func timeBlock(events []part.Event) letter.Block {
	table := letter.Table{Head: []string{"时间", "谁", "做了什么", "说明"}}
	for i := len(events) - 1; i >= 0; i-- {
		e := events[i]
		table.Rows = append(table.Rows, []string{e.When, e.Who, strings.ReplaceAll(e.What, "→", "，转为"), printed.Replace(e.Why)})
	}
	if len(table.Rows) == 0 {
		return nil
	}
	return table
}
