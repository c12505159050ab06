package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/indicator"
	"lianxin/internal/pack"
)

// planMatchCommand finds the measure of each indicator of a plan.
type planMatchCommand struct {
	File string `arg:"" help:"指标文件（CSV），由 lianxin plan import 写出，或按同样的列编写。"`
}

// matchedRow is the answer for one row as machines read it.
type matchedRow struct {
	Line    int             `json:"line"`
	Table   string          `json:"table"`
	No      string          `json:"no"`
	Name    string          `json:"name"`
	Outcome string          `json:"outcome"` // matched, tied or unmatched
	Code    string          `json:"code"`
	Measure string          `json:"measure"`
	Score   int             `json:"score"` // per mille, of the best candidate
	Reasons []string        `json:"reasons"`
	Nearest []nearbyMeasure `json:"nearest,omitempty"`
}

// nearbyMeasure is a measure that a row without one might be about.
type nearbyMeasure struct {
	Code    string   `json:"code"`
	Measure string   `json:"measure"`
	Score   int      `json:"score"`
	Reasons []string `json:"reasons"`
}

// Run prints the answers, tab-separated with a header line, and their number on
// the side. A row without a measure is an answer, not a problem.
func (c *planMatchCommand) Run(s *session) error {
	rows, err := c.rows()
	if err != nil {
		return err
	}
	catalogue, err := pack.Load(s.packs)
	if err != nil {
		return err
	}
	matcher, err := indicator.NewMatcher(catalogue.Measures())
	if err != nil {
		return err
	}
	list := make([]matchedRow, len(rows))
	number := map[indicator.MatchOutcome]int{}
	for i, m := range matcher.Match(rows) {
		list[i] = listMatch(&m)
		number[m.Outcome]++
	}
	if s.json {
		err = s.print(list)
	} else {
		err = printMatches(s, list)
	}
	if err == nil {
		_, err = fmt.Fprintf(s.Err, "指标 %d 行，匹配 %d 行，并列 %d 行，未匹配 %d 行\n",
			len(list), number[indicator.MatchFound], number[indicator.MatchTied], number[indicator.MatchUnmatched])
	}
	return err
}

// rows reads the file.
func (c *planMatchCommand) rows() ([]indicator.MatchRow, error) {
	file, err := os.Open(c.File)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &civil.Error{Kind: civil.NotFound, Code: "rows_missing", Message: "没有文件 " + c.File + "，请检查路径。", Err: err}
	case err != nil:
		return nil, &civil.Error{Kind: civil.Invalid, Code: "rows_unreadable", Message: "无法打开文件 " + c.File + "，请检查权限。", Err: err}
	}
	defer file.Close()
	return indicator.ReadMatchRows(file)
}

func listMatch(m *indicator.Match) matchedRow {
	out := matchedRow{
		Line: m.Row.Line, Table: m.Row.Table, No: m.Row.No, Name: m.Row.Name,
		Outcome: string(m.Outcome), Score: m.Score, Reasons: m.Reasons,
	}
	if m.Measure != nil {
		out.Code, out.Measure = m.Measure.Code, m.Measure.Name
	}
	for _, n := range m.Nearest {
		out.Nearest = append(out.Nearest, nearbyMeasure{n.Measure.Code, n.Measure.Name, n.Score, n.Reasons})
	}
	return out
}

// withoutMeasure are the words that stand where a matched row has its measure.
var withoutMeasure = map[string]string{
	string(indicator.MatchTied): "并列，未选定", string(indicator.MatchUnmatched): "未匹配",
}

func printMatches(s *session, list []matchedRow) error {
	lines := []string{"line\ttable\tno\tname\tcode\tmeasure\tscore\treasons\n"}
	for _, r := range list {
		code, measure := r.Code, r.Measure
		if code == "" {
			code, measure = "-", withoutMeasure[r.Outcome]
		}
		cells := []string{strconv.Itoa(r.Line), r.Table, r.No, r.Name, code, measure, strconv.Itoa(r.Score), strings.Join(r.Reasons, "；")}
		for i := range cells {
			cells[i] = oneCell(cells[i])
		}
		lines = append(lines, strings.Join(cells, "\t")+"\n")
	}
	_, err := fmt.Fprint(s.Out, strings.Join(lines, ""))
	return err
}
