package referral

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"

	"lianxin/internal/civil"
	"lianxin/internal/document"
	"lianxin/internal/watch/officer"
)

// Limits of a file of answers.
const (
	fileMost = 8 << 20
	rowsMost = 20_000
)

// Line is one answer of a file.
type Line struct {
	Record int // as a reader of the file counts, the head being 1
	Number string
	Reply
}

// Aside is a row that was not taken, and why.
type Aside struct {
	Record int
	Reason string
}

// heads are the words for the columns of a file of answers.
var heads = map[string][]string{
	"number": {"转办编号", "编号"},
	"result": {"答复", "办理结果", "结果"},
	"words":  {"答复内容", "办理情况", "说明"},
	"day":    {"答复日期", "办理日期", "日期"},
}

// results are the words for an answer.
var results = map[string]State{
	"已办理": Granted, "办理": Granted, "同意": Granted, "1": Granted,
	"未办理": Refused, "不予办理": Refused, "不符合": Refused, "2": Refused,
	"需补充": More, "要求补充": More, "补充": More, "3": More,
}

// ParseAnswers reads a file of answers: CSV in UTF-8 or GBK with the columns 转办编号,
// 答复, 答复内容 and 答复日期 in any order. A bad row is set aside and stops nothing.
func ParseAnswers(raw []byte) (list []Line, aside []Aside, err error) {
	if len(raw) == 0 || len(raw) > fileMost {
		return nil, nil, civil.Refuse("answers_file", "文件是空的，或超过8兆，没有读入：请核对文件。")
	}
	text, err := decoded(raw)
	if err != nil {
		return nil, nil, err
	}
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.LazyQuotes, r.TrimLeadingSpace = -1, true, true
	at := map[string]int{}
	for record := 1; ; record++ {
		row, err := r.Read()
		switch {
		case errors.Is(err, io.EOF):
			if len(at) == 0 {
				return nil, nil, civil.Refuse("answers_head", "文件里没有找到表头，没有读入：第一行请写“转办编号、答复、答复内容、答复日期”。")
			}
			return list, aside, nil
		case err != nil || record > rowsMost:
			return nil, nil, civil.Refuse("answers_form", "文件不是表格，或超过两万行，没有读入：请另存为“CSV UTF-8”后重试。")
		case len(at) == 0:
			at = columnsOf(row)
			continue
		}
		if strings.TrimSpace(strings.Join(row, "")) == "" {
			continue
		}
		line, why := readLine(at, row, record)
		if why != "" {
			aside = append(aside, Aside{record, why})
			continue
		}
		list = append(list, line)
	}
}

// decoded is a text in UTF-8, from UTF-8 or GBK.
func decoded(raw []byte) (string, error) {
	name, err := document.DetectEncoding(raw)
	if err != nil {
		return "", err
	}
	switch name {
	case "GBK", "GB18030":
		out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
		if err != nil {
			return "", civil.Refuse("answers_encoding", "文件的文字编码无法识别，没有读入：请另存为“CSV UTF-8”后重试。")
		}
		return string(out), nil
	case "UTF-16LE", "UTF-16BE":
		return "", civil.Refuse("answers_encoding", "文件的文字编码是UTF-16，没有读入：请另存为“CSV UTF-8”后重试。")
	}
	return string(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))), nil
}

// columnsOf finds the columns of a head; none where number or result are missing.
func columnsOf(row []string) map[string]int {
	at := map[string]int{}
	for i, cell := range row {
		bare := strings.Join(strings.Fields(strings.TrimPrefix(cell, "\ufeff")), "")
		for column, words := range heads {
			for _, w := range words {
				if _, taken := at[column]; bare == w && !taken {
					at[column] = i
				}
			}
		}
	}
	if _, number := at["number"]; !number {
		return map[string]int{}
	}
	if _, result := at["result"]; !result {
		return map[string]int{}
	}
	return at
}

func readLine(at map[string]int, row []string, record int) (l Line, why string) {
	cell := func(column string) string {
		i, there := at[column]
		if !there || i >= len(row) {
			return ""
		}
		return strings.TrimPrefix(strings.TrimSpace(row[i]), "'")
	}
	l.Record, l.Number, l.Words = record, cell("number"), cell("words")
	l.Result = results[cell("result")]
	switch {
	case l.Number == "":
		return l, "没有转办编号，请补上。"
	case l.Result == "":
		return l, "答复应写已办理、未办理或需补充，现在是“" + shortened(cell("result")) + "”。"
	}
	if text := cell("day"); text != "" {
		day, err := civil.ParseDate(strings.NewReplacer("/", "-", ".", "-").Replace(text))
		if err != nil {
			return l, "答复日期请写成2025-06-30这样，现在是“" + shortened(text) + "”。"
		}
		l.Day = day
	}
	return l, ""
}

// shown is how much of a cell is said again.
const shown = 20

func shortened(text string) string {
	if list := []rune(text); len(list) > shown {
		return string(list[:shown]) + "…"
	}
	return text
}

// Taking is what came of a file of answers.
type Taking struct {
	Taken, Same int
	Aside       []Aside
}

// TakeFile takes the answers of a file, each for itself. One that is there already
// changes nothing, so that a file can come again.
func (d *Desk) TakeFile(ctx context.Context, who officer.Officer, target string, raw []byte) (t Taking, err error) {
	list, aside, err := ParseAnswers(raw)
	if err != nil {
		return t, err
	}
	t.Aside = aside
	for i := range list {
		l := &list[i]
		r, err := d.Numbered(ctx, who.Viewer, l.Number)
		switch {
		case refusal(err) != nil:
			t.Aside = append(t.Aside, Aside{l.Record, "编号“" + shortened(l.Number) + "”没有找到，或不在您的管辖范围。"})
			continue
		case err != nil:
			return t, err
		case r.Target != target:
			t.Aside = append(t.Aside, Aside{l.Record, "编号“" + l.Number + "”转给的是" + r.Unit + "，不是这个部门。"})
			continue
		case (r.State == l.Result || r.State == Told && r.Outcome == l.Result) && r.Body.Answer == strings.TrimSpace(l.Words):
			t.Same++
			continue
		}
		_, err = d.Answer(ctx, who, Seen{Ref: r.Ref, Opened: r.Opened}, l.Reply)
		if refused := refusal(err); refused != nil {
			t.Aside = append(t.Aside, Aside{l.Record, refused.Message})
			continue
		}
		if err != nil {
			return t, err
		}
		t.Taken++
	}
	return t, nil
}

// refusal is the refusal in an error, nil for none.
func refusal(err error) *civil.Error {
	var refused *civil.Error
	if errors.As(err, &refused) {
		return refused
	}
	return nil
}
