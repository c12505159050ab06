package feed

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Loaded says what became of a file that was taken in.
type Loaded struct {
	File    string `json:"file"`
	Batch   string `json:"batch,omitempty"`
	SM3     string `json:"sm3,omitempty"`
	AsOf    string `json:"as_of"`
	Place   string `json:"place,omitempty"`
	Already bool   `json:"already_loaded"`
	Resumed int    `json:"resumed_after,omitempty"` // the record behind which an interrupted load went on
	Report
	Tally

	Since       civil.Date  `json:"-"` // told: from which day on the file is complete
	FirstPeriod civil.Month `json:"-"`
	LastPeriod  civil.Month `json:"-"`
}

// skipsStored is how many of the lines passed over the stored report names.
const skipsStored = 200

// stored is the report as the store keeps it. What was set aside stands in the
// quarantine.
func (l Loaded) stored() Loaded {
	l.Quarantined = nil
	l.Skipped = l.Skipped[:min(len(l.Skipped), skipsStored)]
	l.Resumed = 0
	return l
}

// months are the first and the last month of which the rows speak; ok is false
// for a list that is of a day.
func (l *Loaded) months() (first, last civil.Month, ok bool) {
	return l.FirstPeriod, l.LastPeriod, l.FirstPeriod != 0
}

var quarantineTable = journal.NewTable("quarantine", journal.Text("batch"), journal.Int("record"), journal.Text("column_name"),
	journal.Text("code"), journal.Text("stage"), journal.Bytes("sealed").Personal().Sealed("sealed"))

// quarantined is what is sealed of a row set aside.
type quarantined struct {
	Reason string `json:"reason"`
	Row    string `json:"row"`
}

// lineMost is how much of a row is kept; what is longer is no row.
const lineMost = 8 << 10

func quarantinePlace(id string) access.Place {
	return access.Place{Table: "quarantine", Field: "sealed", County: journal.Nowhere, ID: id}
}

// keepAside writes the rows of a page that were set aside.
func (l *Loader) keepAside(ctx context.Context, w *journal.Write, b *Batch, list []aside) error {
	for _, a := range list {
		id := db.NewID()
		text, err := json.Marshal(quarantined{a.Reason, a.line[:min(len(a.line), lineMost)]})
		if err != nil {
			return err
		}
		sealed, err := l.Keys.Seal(quarantinePlace(id), string(text))
		if err != nil {
			return err
		}
		if err := w.Open(ctx, quarantineTable, id, journal.Always, b.ID, a.Record, a.Column, a.Code, a.stage, sealed); err != nil {
			return err
		}
	}
	return nil
}

// The rows of a batch that is being loaded are provisional, and its loader sees
// them all the same; of other batches only those that count are there.
const selectAside = `SELECT v.id, v.record, v.column_name, v.code, v.sealed FROM quarantine v
	WHERE v.county = $1 AND v.batch = $2 AND (v.stage = $3 OR $3 = '') ORDER BY v.record, v.id LIMIT $4`

// aside reads why rows were set aside, at one stage or at all.
func (l *Loader) aside(ctx context.Context, q db.Query, batch, stage string) ([]Quarantine, error) {
	return db.Many(ctx, q, func(row db.Row) (found Quarantine, err error) {
		var id string
		var sealed []byte
		if err := row.Scan(&id, &found.Record, &found.Column, &found.Code, &sealed); err != nil {
			return found, err
		}
		if sealed == nil {
			found.Reason = "这一行的内容已按保存期限清除。"
			return found, nil
		}
		text, err := l.Keys.Open(quarantinePlace(id), sealed)
		if err != nil {
			return found, err
		}
		var kept quarantined
		err = json.Unmarshal(text, &kept)
		found.Reason = kept.Reason
		return found, err
	}, selectAside, journal.Nowhere, batch, stage, int64(listMost))
}

// mixIn adds what the register did not take to what could not be read.
func (l *Loaded) mixIn(taken []Quarantine) {
	l.Quarantined = append(l.Quarantined, taken...)
	slices.SortStableFunc(l.Quarantined, func(a, b Quarantine) int { return cmp.Compare(a.Record, b.Record) })
	l.Quarantined = l.Quarantined[:min(len(l.Quarantined), listMost)]
}
