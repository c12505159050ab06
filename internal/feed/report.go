package feed

import "lianxin/internal/pack"

// A Quarantine is one reason why a row was set aside. A row with several has
// several.
type Quarantine struct {
	Record int    `json:"record"` // from 1 after the header
	Column string `json:"column"` // as the header prints it; empty when it is the whole row
	Code   string `json:"code"`
	Reason string `json:"reason"`

	cells [][]byte // of the record; valid inside [Reading.Quarantine]
}

// A Skip is a line that is no record of the register, and why.
type Skip struct {
	Record int    `json:"record"`
	Code   string `json:"code"` // one of the codes below
	Reason string `json:"reason"`
}

// Why lines are passed over.
const (
	SkipBlank     = "blank"
	SkipHeader    = "header_again"
	SkipTotal     = "total"
	SkipSignature = "signature"
	SkipDuplicate = "duplicate"
)

// skipReasons are the sentences to the codes; a duplicate names the first.
var skipReasons = map[string]string{
	SkipBlank:     "空行。",
	SkipHeader:    "重复的表头。",
	SkipTotal:     "合计行，不是记录。",
	SkipSignature: "表尾的签名、说明，不是记录。",
}

// skipUnnamed is the sentence to a sum without a word that says so.
const skipUnnamed = "没有写“合计”，但没有人员信息，各数字正好等于上面各行相加，按合计行处理，不是记录。"

// listMost is how many entries of each list a report holds. A file that is
// wrong throughout shows it in fewer, and memory stays flat.
const listMost = 100_000

// A Report says what became of every line of a file.
type Report struct {
	Kind            string         `json:"kind"`
	Title           string         `json:"title"`
	Format          Format         `json:"format"`
	Encoding        string         `json:"encoding"`
	Sheet           string         `json:"sheet,omitempty"`
	HeaderRecord    int            `json:"header_record"`
	Columns         []ColumnReport `json:"columns"`
	Ignored         []string       `json:"ignored"` // headers nobody asked for
	Population      string         `json:"population"`
	Complete        bool           `json:"complete"`
	Rows            int            `json:"rows"` // accepted and set aside
	Accepted        int            `json:"accepted"`
	QuarantinedRows int            `json:"quarantined_rows"`
	Quarantined     []Quarantine   `json:"quarantined"`
	SkippedRows     map[string]int `json:"skipped_rows"` // by code
	Skipped         []Skip         `json:"skipped"`
	Unsure          map[string]int `json:"unsure"`           // accepted values a person should look at, by code
	Passed          int            `json:"passed,omitempty"` // lines about nobody asked for
	Truncated       bool           `json:"truncated"`
	Remarks         []string       `json:"remarks"` // sentences about the file, why it is truncated among them

	padded int  // lines that ended before their last columns
	full   bool // the list of rows set aside holds no more
}

// A ColumnReport says how a column was read.
type ColumnReport struct {
	Header string         `json:"header"`
	Field  string         `json:"field"`
	Unit   pack.MoneyUnit `json:"unit,omitempty"`
}

// newReport begins the report of a plan.
func newReport(p *Plan) *Report {
	r := &Report{
		Kind: p.Feed.Name, Title: p.Feed.Title, Format: p.Format, Encoding: p.Encoding, Sheet: p.Sheet,
		HeaderRecord: p.HeaderRecord, Population: p.Feed.Population, Complete: p.Complete, Ignored: append([]string{}, p.Ignored...),
		Quarantined: []Quarantine{}, Skipped: []Skip{}, SkippedRows: map[string]int{}, Unsure: map[string]int{}, Remarks: []string{},
	}
	for _, f := range p.Fields {
		r.Columns = append(r.Columns, ColumnReport{f.Header, f.Field.Name, f.Unit})
	}
	return r
}

// skip counts a line that is no record.
func (r *Report) skip(record int, code, reason string) {
	r.SkippedRows[code]++
	if len(r.Skipped) < listMost {
		r.Skipped = append(r.Skipped, Skip{record, code, reason})
	}
}

// quarantine lists one reason against a row.
func (r *Report) quarantine(q Quarantine) {
	if len(r.Quarantined) < listMost {
		r.Quarantined = append(r.Quarantined, q)
	} else if !r.full {
		r.full = true
		r.Remarks = append(r.Remarks, "退回的行太多，其余不再逐条列出；请先看表头、编码和单位是否正确。")
	}
}

// truncate says that the end of the file is missing.
func (r *Report) truncate(why string) {
	r.Truncated = true
	r.Remarks = append(r.Remarks, why)
}
