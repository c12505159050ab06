package feed

import (
	"context"
	"encoding/json"
	"path/filepath"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// State is how far a batch is.
type State string

// The states of a batch. Only a closed one is seen by anybody.
const (
	Open      State = "open"
	Closed    State = "closed"
	Abandoned State = "abandoned"
)

// A Batch is one file being taken in, or taken in.
type Batch struct {
	ID        string
	State     State
	File      string // its name
	SM3       string // of its bytes
	Feed      string
	Register  string
	Encoding  string
	Place     civil.Area // whose people the file speaks of
	Reference civil.Date // the day of which it speaks
	Complete  bool       // nobody of the place is missing in it
	Plan      *Plan      // nil of a batch that is only listed

	told   string
	opened int64 // the act that opened this version
	report *Loaded
}

var batchTable = journal.NewTable("feed_batch", journal.Text("state"), journal.Text("file"), journal.Text("sm3"), journal.Text("told"),
	journal.Text("feed"), journal.Text("register"), journal.Text("encoding"), journal.Text("place"), journal.Text("reference"),
	journal.Text("covers_from"), journal.Text("covers_to"), journal.Bool("complete"), journal.Int("row_count"), journal.Int("accepted"),
	journal.Int("quarantined"), journal.Int("unmatched"), journal.Text("report"))

// Tables are the tables of versions this package writes, for [journal.New].
func Tables() []*journal.Table { return []*journal.Table{batchTable, quarantineTable} }

// Where is the place of a field in the pages of the batch, or -1.
func (b *Batch) Where(field string) int { return b.Plan.place(field) }

// Header is how the file prints the column of a field.
func (b *Batch) Header(field string) string { return b.Plan.printedAs(field) }

// Ends says what of the records that the file no longer has comes to an end.
func (b *Batch) Ends() pack.Replaces {
	if b.report != nil && b.report.Truncated {
		return pack.ReplacesNothing // what stood behind the break is not known to be gone
	}
	return b.Plan.Feed.Replaces
}

// Covers says for whom the file tells all there is: nobody but those it lists
// unless it is complete.
func (b *Batch) Covers() pack.Covers {
	if !b.Complete {
		return pack.CoversListed
	}
	return b.Plan.Feed.Covers
}

// row are the values of the batch's columns.
func (b *Batch) row() ([]any, error) {
	report := "{}"
	var r Loaded
	if b.report != nil {
		r = *b.report
		written, err := json.Marshal(r.stored())
		if err != nil {
			return nil, err
		}
		report = string(written)
	}
	from, to := b.covers()
	return []any{string(b.State), b.File, b.SM3, b.told, b.Feed, b.Register, b.Encoding, b.Place.String(), b.Reference, from, to,
		b.Complete, r.Rows, r.Accepted, r.QuarantinedRows, r.Unmatched, report}, nil
}

// covers are the first and the last day for which the batch tells all there is.
// A list of what there is on a day holds until another one comes; a list of what
// happened in some months holds for these.
func (b *Batch) covers() (from, to string) {
	if !b.Complete || b.report == nil || b.report.Truncated {
		return "", ""
	}
	if first, last, ok := b.report.months(); ok {
		return first.First().String(), last.Last().String()
	}
	if b.report.Since != 0 {
		return b.report.Since.String(), ""
	}
	return b.Reference.String(), ""
}

const (
	batchColumns = `v.id, v.opened, v.state, v.file, v.sm3, v.told, v.feed, v.register, v.encoding, v.place, v.reference, v.complete, v.report`
	selectSame   = `SELECT ` + batchColumns + ` FROM feed_batch v WHERE v.county = $1 AND v.sm3 = $2 AND v.feed = $3 AND v.told = $4
		AND v.state <> 'abandoned' AND ` + journal.Holds + ` ORDER BY v.id DESC`
	selectBatch = `SELECT ` + batchColumns + ` FROM feed_batch v WHERE v.county = $1 AND v.id = $2 AND ` + journal.Holds
	selectOpen  = `SELECT ` + batchColumns + ` FROM feed_batch v WHERE v.county = $1 AND v.register = $2 AND v.state = 'open' AND ` + journal.Holds + ` ORDER BY v.id`
	selectEvery = `SELECT ` + batchColumns + ` FROM feed_batch v WHERE v.county = $1 AND ` + journal.Holds + ` ORDER BY v.id`
	newestDay   = `SELECT CAST(coalesce(max(v.reference), '') AS TEXT) FROM feed_batch v
		WHERE v.county = $1 AND v.feed = $2 AND v.place = $3 AND v.state = 'closed' AND ` + journal.Holds
)

func scanBatch(row db.Row) (*Batch, error) {
	var b Batch
	var place, reference, report string
	err := row.Scan(&b.ID, &b.opened, &b.State, &b.File, &b.SM3, &b.told, &b.Feed, &b.Register, &b.Encoding, &place, &reference, &b.Complete, &report)
	if err != nil {
		return nil, err
	}
	if place != "" {
		if b.Place, err = civil.ParseArea(place); err != nil {
			return nil, err
		}
	}
	if b.Reference, err = civil.ParseDate(reference); err != nil {
		return nil, err
	}
	if b.State == Closed {
		b.report = &Loaded{}
		err = json.Unmarshal([]byte(report), b.report)
	}
	return &b, err
}

// Batches lists all batches, the first one first.
func Batches(ctx context.Context, q db.Query) ([]*Batch, error) {
	return db.Many(ctx, q, scanBatch, selectEvery, journal.Nowhere)
}

// Coverage says that a feed told all there was about the people of a place, for
// some days: then having no record means having none.
type Coverage struct {
	Register   string
	Feed       string
	Population string // in words, as the pack declares it
	Covers     pack.Covers
	Place      civil.Area
	From, To   civil.Date // both included; the last day of the calendar: until another batch says otherwise
	Reference  civil.Date // the day of which the batch speaks
}

const selectCoverage = `SELECT v.register, v.feed, v.place, v.covers_from, v.covers_to, v.reference FROM feed_batch v
	WHERE v.county = $1 AND v.state = 'closed' AND v.covers_from <> ''
		AND v.opened <= $2 AND (v.closed IS NULL OR v.closed > $2) ORDER BY v.id`

// Covered lists what closed batches cover, as it was known after an act of
// [journal.Nowhere]; [journal.Latest] for what is known now.
func Covered(ctx context.Context, q db.Query, catalogue *pack.Catalogue, seq int64) ([]Coverage, error) {
	return db.Many(ctx, q, func(row db.Row) (c Coverage, err error) {
		var place, from, to, reference string
		if err := row.Scan(&c.Register, &c.Feed, &place, &from, &to, &reference); err != nil {
			return c, err
		}
		if c.Reference, err = civil.ParseDate(reference); err != nil {
			return c, err
		}
		if f := catalogue.Feed(c.Feed); f != nil {
			c.Population, c.Covers = f.Population, f.Covers
		}
		if c.Place, err = civil.ParseArea(place); err != nil {
			return c, err
		}
		if c.From, err = civil.ParseDate(from); err != nil {
			return c, err
		}
		c.To = civil.LastDate
		if to != "" {
			c.To, err = civil.ParseDate(to)
		}
		return c, err
	}, selectCoverage, journal.Nowhere, seq)
}

// told is what a caller said of a file, in one form: the same file said to be
// something else is another batch.
func (o *Order) told() (string, error) {
	said := struct {
		AsOf     string            `json:"as_of,omitempty"`
		Since    string            `json:"since,omitempty"`
		Place    string            `json:"place,omitempty"`
		Period   string            `json:"period,omitempty"`
		Sheet    string            `json:"sheet,omitempty"`
		Encoding string            `json:"encoding,omitempty"`
		Complete *bool             `json:"complete,omitempty"`
		Batch    map[string]string `json:"set,omitempty"`
		Columns  map[string]string `json:"columns,omitempty"`
	}{Place: o.Place.String(), Period: o.Period, Sheet: o.Sheet, Encoding: o.Encoding, Complete: o.Complete, Batch: o.Batch, Columns: o.Columns}
	if o.ReferenceTold {
		said.AsOf = o.Reference.String()
	}
	if o.Since != 0 {
		said.Since = o.Since.String()
	}
	if said.Encoding == "auto" {
		said.Encoding = ""
	}
	text, err := json.Marshal(said)
	return string(text), err
}

// fileName is a file's name without the folders above it, which are nobody's business.
func fileName(path string) string { return filepath.Base(path) }
