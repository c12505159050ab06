package indicator

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"

	"lianxin/internal/document"
)

// csvHead is the order of the columns; other programs rely on it.
var csvHead = []string{"table", "no", "name", "unit", "base", "target", "attribute", "note"}

// WriteCSV writes the rows with a head, one line each.
func (r *Result) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write(csvHead); err != nil {
		return err
	}
	for i := range r.Rows {
		row := &r.Rows[i]
		if err := out.Write([]string{
			strconv.Itoa(row.Table), row.No, row.Name, row.Unit, row.Base, row.Target, row.Attribute, row.Note(),
		}); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// The JSON forms. They are written out apart from the types of the package, so that
// a field renamed in Go stays what it is in the file.
type (
	jsonResult struct {
		Document       string              `json:"document"`
		Tables         []jsonTable         `json:"tables"`
		Rows           []jsonRow           `json:"rows"`
		Unread         []jsonUnread        `json:"unread"`
		Offered        []jsonOffer         `json:"offered"`
		Contradictions []jsonContradiction `json:"contradictions"`
		Notes          []jsonNote          `json:"notes,omitempty"`
	}
	jsonNote struct {
		Place document.Place `json:"place"`
		Text  string         `json:"text"`
	}
	jsonTable struct {
		Table   int            `json:"table"`
		Title   string         `json:"title"`
		Columns []string       `json:"columns"`
		Place   document.Place `json:"place"`
	}
	jsonRow struct {
		Table     int            `json:"table"`
		No        string         `json:"no"`
		Name      string         `json:"name"`
		Unit      string         `json:"unit"`
		Base      string         `json:"base"`
		Target    string         `json:"target"`
		Attribute string         `json:"attribute"`
		Note      string         `json:"note"`
		Done      string         `json:"done,omitempty"`
		Category  string         `json:"category,omitempty"`
		Place     document.Place `json:"place"`
		Until     document.Place `json:"until"`
	}
	jsonUnread struct {
		Place  document.Place `json:"place"`
		Text   string         `json:"text"`
		Reason string         `json:"reason"`
	}
	jsonOffer struct {
		Place    document.Place `json:"place"`
		Name     string         `json:"name"`
		Value    string         `json:"value"`
		Sentence string         `json:"sentence"`
	}
	jsonFigure struct {
		Value string         `json:"value"`
		Text  string         `json:"text"`
		Place document.Place `json:"place"`
	}
	jsonContradiction struct {
		Name   string     `json:"name"`
		First  jsonFigure `json:"first"`
		Second jsonFigure `json:"second"`
		Reason string     `json:"reason"`
	}
)

// WriteJSON writes everything with its places, so that a page can show a row beside
// the part of the document it was read from.
func (r *Result) WriteJSON(w io.Writer) error {
	out := jsonResult{
		Document: r.Document,
		Tables:   []jsonTable{}, Rows: []jsonRow{}, Unread: []jsonUnread{},
		Offered: []jsonOffer{}, Contradictions: []jsonContradiction{},
	}
	for _, t := range r.Tables {
		out.Tables = append(out.Tables, jsonTable{t.Number, t.Title, t.Columns, t.Place})
	}
	for i := range r.Rows {
		row := &r.Rows[i]
		out.Rows = append(out.Rows, jsonRow{
			row.Table, row.No, row.Name, row.Unit, row.Base, row.Target, row.Attribute, row.Note(),
			row.Done, row.Category, row.Place, row.Until,
		})
	}
	for _, u := range r.Unread {
		out.Unread = append(out.Unread, jsonUnread(u))
	}
	for _, o := range r.Offered {
		out.Offered = append(out.Offered, jsonOffer(o))
	}
	for _, c := range r.Contradictions {
		out.Contradictions = append(out.Contradictions, jsonContradiction{c.Name, jsonFigure(c.First), jsonFigure(c.Second), c.Reason})
	}
	for _, n := range r.Notes {
		out.Notes = append(out.Notes, jsonNote(n))
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

// Simplified gives the result in simplified script. Places and figures stay.
func (r *Result) Simplified() *Result {
	out := &Result{Document: r.Document, Notes: r.Notes}
	for _, t := range r.Tables {
		t.Title = Simplify(t.Title)
		t.Columns = append([]string(nil), t.Columns...)
		for i := range t.Columns {
			t.Columns[i] = Simplify(t.Columns[i])
		}
		out.Tables = append(out.Tables, t)
	}
	for _, row := range r.Rows {
		out.Rows = append(out.Rows, row.simplified())
	}
	for _, u := range r.Unread {
		u.Text = Simplify(u.Text)
		out.Unread = append(out.Unread, u)
	}
	for _, o := range r.Offered {
		o.Name, o.Value, o.Sentence = Simplify(o.Name), Simplify(o.Value), Simplify(o.Sentence)
		out.Offered = append(out.Offered, o)
	}
	for _, c := range r.Contradictions {
		c.Name = Simplify(c.Name)
		c.First.Text, c.Second.Text = Simplify(c.First.Text), Simplify(c.Second.Text)
		c.First.Value, c.Second.Value = Simplify(c.First.Value), Simplify(c.Second.Value)
		out.Contradictions = append(out.Contradictions, c)
	}
	return out
}

func (r Row) simplified() Row {
	for _, s := range []*string{&r.No, &r.Name, &r.Unit, &r.Base, &r.Target, &r.Done, &r.Category} {
		*s = Simplify(*s)
	}
	r.Others = append([]Field(nil), r.Others...)
	for i, f := range r.Others {
		r.Others[i] = Field{Simplify(f.Label), Simplify(f.Text)}
	}
	return r
}
