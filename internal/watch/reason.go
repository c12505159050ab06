package watch

import (
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Reason is why a family became a lead.
type Reason struct {
	ID       string
	Source   Source
	Signal   string // name in the packs; empty when a person reports
	Title    string // in words
	Subject  string // whom of the family it is about; empty: all
	Found    civil.Date
	Reporter string
	Words    string
	Origin   string // what it comes of, such as a call
}

// Source says where a lead comes from.
type Source string

// The sources of leads.
const (
	BySignal     Source = "signal"
	ByVillage    Source = "village"
	ByResident   Source = "resident"
	ByHotline    Source = "hotline"
	ByDepartment Source = "department"
	ByTown       Source = "town"
)

// SourceTitles are the sources in words.
var SourceTitles = map[Source]string{
	BySignal: "数据预警", ByVillage: "村（居）上报", ByResident: "群众反映", ByHotline: "热线", ByDepartment: "部门转办", ByTown: "乡镇（街道）上报",
}

const (
	reasonColumns = `v.id, v.source, v.signal, v.title, v.subject, v.found, v.reporter, v.words, v.origin`
	reasonsOf     = `SELECT ` + reasonColumns + ` FROM lead_reason v WHERE v.county = $1 AND v.lead = $2 AND ` + journal.Holds + ` ORDER BY v.opened, v.id`
)

func scanReason(row db.Row) (r Reason, err error) {
	var found string
	var reporter, words *string
	if err := row.Scan(&r.ID, &r.Source, &r.Signal, &r.Title, &r.Subject, &found, &reporter, &words, &r.Origin); err != nil {
		return r, err
	}
	r.Reporter, r.Words = textOf(reporter), textOf(words)
	r.Found, err = civil.ParseDate(found)
	return r, err
}

func (r *Reason) row(lead string) []any {
	return []any{lead, string(r.Source), r.Signal, r.Title, r.Subject, r.Found.String(), orNull(r.Reporter), orNull(r.Words), r.Origin}
}
