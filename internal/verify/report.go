package verify

import (
	"context"
	"encoding/base32"
	"encoding/binary"
	"encoding/json"
	"slices"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// Report is what an inquiry came to, as it was drawn.
type Report struct {
	ID         string
	Opened     int64
	Inquiry    string
	Number     string
	Conclusion Conclusion
	Score      int64
	Until      civil.Date
	Body       Body
	Digest     []byte
	Signature  []byte
	Receipt    string
	At         civil.Instant
}

// Body is what a report says.
type Body struct {
	Title      string       `json:"title"`
	Office     string       `json:"office"`
	Business   string       `json:"business"`
	Cause      string       `json:"cause"`
	Orderer    string       `json:"orderer,omitempty"`
	Reference  string       `json:"reference"`
	Date       string       `json:"date"`
	Until      string       `json:"until"`
	Members    []BodyMember `json:"members"`
	Sources    []BodySource `json:"sources"`
	Items      []BodyItem   `json:"items"`
	Compared   Compared     `json:"compared"`
	Previous   string       `json:"previous,omitempty"` // number of the report before
	Disclaimer string       `json:"disclaimer"`
}

// BodyMember is somebody a report is about.
type BodyMember struct {
	Name    string   `json:"name"`
	Letters []string `json:"letters,omitempty"` // numbers of authorisations
}

// BodySource is a department in a report.
type BodySource struct {
	Title    string `json:"title"`
	Asked    string `json:"asked,omitempty"`
	Answered string `json:"answered,omitempty"`
	Result   string `json:"result"`
	Aside    string `json:"aside,omitempty"`
	Paper    string `json:"paper,omitempty"` // number of the letter it answered by
}

// BodyItem is what one department says of one member in one class.
type BodyItem struct {
	Member int      `json:"member"`
	Source int      `json:"source"`
	Title  string   `json:"title"`
	Result string   `json:"result"`
	Lines  []string `json:"lines,omitempty"`
}

// disclaimer stands under every report.
const disclaimer = "本报告只反映各部门在基准日前后登记的信息，是审核的依据之一，不单独作为同意或不同意的依据。数据可能有误或滞后，家庭可以提出异议并提供证据，由核对机构复核。"

const (
	reportColumns = `v.id, v.opened, v.inquiry, v.number, v.conclusion, v.score, v.until, v.body, v.digest, v.signature, v.receipt, a.at`
	fromReport    = ` FROM inquiry_report v JOIN act a ON a.county = v.county AND a.seq = v.opened `
	selectReports = `SELECT ` + reportColumns + fromReport + `WHERE v.county = $1 AND v.inquiry = $2 AND ` + journal.Holds + ` ORDER BY v.opened`
	selectReport  = `SELECT ` + reportColumns + fromReport + `WHERE v.county = $1 AND v.number = $2 AND ` + journal.Holds
)

func (o *Office) scanReport(county string) func(db.Row) (Report, error) {
	return func(row db.Row) (r Report, err error) {
		var until string
		var body []byte
		err = row.Scan(&r.ID, &r.Opened, &r.Inquiry, &r.Number, &r.Conclusion, &r.Score, &until, &body, &r.Digest, &r.Signature, &r.Receipt, &r.At)
		if err != nil {
			return r, err
		}
		if r.Until, err = civil.ParseDate(until); err != nil {
			return r, err
		}
		return r, o.unseal(place("inquiry_report", "body", county, r.ID), body, &r.Body)
	}
}

// Conclude draws the report although departments have not all answered: they
// stand in it as silent. It is an officer's to say.
func (o *Office) Conclude(ctx context.Context, county, id, actor string) (*Inquiry, error) {
	return o.conclude(ctx, county, id, actor, true)
}

// conclude draws the report when nobody is waited for any more, or when somebody
// does not want to wait.
func (o *Office) conclude(ctx context.Context, county, id, actor string, now bool) (*Inquiry, error) {
	var f *File
	err := o.journal.DB().Read(ctx, func(q db.Query) (err error) {
		f, err = o.read(ctx, q, county, id)
		return err
	})
	if err != nil || f.State != Asking || len(f.waiting()) > 0 && !now {
		if f == nil {
			return nil, err
		}
		return f.Inquiry, err
	}
	h := journal.Header{County: county, Kind: "verify.report", Actor: actor, Purpose: purpose(f.Cause), Durable: true}
	_, err = o.journal.Do(ctx, h, func(w *journal.Write) (err error) {
		if f, err = o.read(ctx, w, county, id); err != nil || f.State != Asking || len(f.waiting()) > 0 && !now {
			return err
		}
		if err := o.silence(ctx, w, f); err != nil {
			return err
		}
		return o.draw(ctx, w, f)
	})
	return f.Inquiry, err
}

// silence writes down who has not answered.
func (o *Office) silence(ctx context.Context, w *journal.Write, f *File) error {
	for _, s := range f.waiting() {
		s.Result = Silent
		if err := s.change(ctx, w); err != nil {
			return err
		}
	}
	for i := range f.Items {
		if item := &f.Items[i]; item.State == Sent || item.State == Planned {
			item.State = Unheard
			if err := o.changeItem(ctx, w, item); err != nil {
				return err
			}
		}
	}
	return nil
}

// draw writes the report of an inquiry, and what follows from it: the one before
// is replaced, the objection it answers is settled, a finding is put before people.
func (o *Office) draw(ctx context.Context, w *journal.Write, f *File) error {
	compared, err := o.compare(ctx, w, f)
	if err != nil {
		return err
	}
	days, err := o.number(f.County, "verification_validity_days", w.At().Date())
	if err != nil {
		return err
	}
	r := Report{
		ID: db.NewID(), Opened: w.Seq(), Inquiry: f.ID, Number: f.Number, Conclusion: compared.Conclusion, Score: compared.Score,
		Until: w.At().Date().AddDays(int(days)), At: w.At(),
	}
	if r.Body, err = o.body(ctx, w, f, compared, r.Until); err != nil {
		return err
	}
	r.Digest = r.digest(f.County)
	if r.Signature, err = o.keys.Sign(r.Digest); err != nil {
		return err
	}
	r.Receipt = receipt(r.Digest, r.Signature)
	sealed, err := o.seal(place("inquiry_report", "body", f.County, r.ID), r.Body)
	if err != nil {
		return err
	}
	err = w.Open(ctx, reportTable, r.ID, journal.Always, f.ID, r.Number, string(r.Conclusion), r.Score, r.Until.String(), sealed, r.Digest, r.Signature, r.Receipt)
	if err != nil {
		return err
	}
	f.Reports = append(f.Reports, r)
	f.State, f.Conclusion, f.Until = Reported, r.Conclusion, r.Until
	if err := f.change(ctx, w); err != nil {
		return err
	}
	if err := o.replace(ctx, w, f); err != nil {
		return err
	}
	if f.Cause == Periodic || f.Cause == OnFeed {
		return o.find(ctx, w, f, &r)
	}
	return nil
}

// body is what a report says.
func (o *Office) body(ctx context.Context, q db.Query, f *File, compared Compared, until civil.Date) (Body, error) {
	b := Body{
		Title: "家庭经济状况核对报告", Office: o.place(f.Division.County()) + "民政局", Business: o.BusinessTitle(f.Business), Cause: f.Cause.Title(), Orderer: f.Orderer,
		Reference: f.Reference.Words(), Date: o.today().Words(), Until: until.Words(), Compared: compared, Disclaimer: disclaimer,
	}
	if f.Previous != "" {
		before, _, err := db.One(ctx, q, scanInquiry, selectInquiry, f.County, f.Previous)
		if err != nil {
			return b, err
		}
		if before != nil {
			b.Previous = before.Number
		}
	}
	for m := range f.Members {
		b.Members = append(b.Members, BodyMember{Name: f.Members[m].Name, Letters: f.letters(m)})
	}
	for k := range f.Sources {
		s := &f.Sources[k]
		b.Sources = append(b.Sources, BodySource{
			Title: o.DepartmentTitle(s.Department), Asked: instant(s.Asked), Answered: instant(s.Answered), Result: s.Result.Title(), Aside: s.Aside, Paper: s.Paper,
		})
		for m := range f.Members {
			b.Items = append(b.Items, o.bodyItems(f, k, m)...)
		}
	}
	return b, nil
}

// letters are the numbers of the authorisations under which a member was asked about.
func (f *File) letters(m int) (list []string) {
	for i := range f.Items {
		if item := &f.Items[i]; item.Person == f.Members[m].Person && item.Letter != "" && !slices.Contains(list, item.Letter) {
			list = append(list, item.Letter)
		}
	}
	return list
}

func (o *Office) bodyItems(f *File, source, member int) (list []BodyItem) {
	for i := range f.Items {
		item := &f.Items[i]
		if item.Department != f.Sources[source].Department || item.Person != f.Members[member].Person {
			continue
		}
		list = append(list, BodyItem{Member: member, Source: source, Title: o.ClassTitle(item.Class), Result: item.State.Title(), Lines: o.Lines(item)})
	}
	return list
}

// Lines are the records of an answer as people read them.
func (o *Office) Lines(item *Item) (lines []string) {
	reg := o.catalogue().Register(item.Class)
	if reg == nil {
		return nil
	}
	for _, e := range item.Records {
		var parts []string
		for i := range reg.Fields {
			f := &reg.Fields[i]
			if text := e[f.Name]; text != "" {
				parts = append(parts, f.Label+shownValue(f, text))
			}
		}
		lines = append(lines, strings.Join(parts, "，"))
	}
	return lines
}

// shownValue is a value of an entry as people read it.
func shownValue(f *pack.Field, text string) string {
	switch f.Type {
	case pack.MoneyField:
		return text + "元"
	case pack.TailField:
		return "尾号" + text
	case pack.BoolField:
		return map[string]string{"yes": "：是", "no": "：否"}[text]
	case pack.CodeField:
		for i := range f.Codes {
			if f.Codes[i].Name == text {
				return "：" + f.Codes[i].Label
			}
		}
	}
	return "：" + text
}

func instant(at civil.Instant) string {
	if at == 0 {
		return ""
	}
	return at.String()
}

// ClassTitle is a data class in words.
func (o *Office) ClassTitle(class string) string {
	if reg := o.catalogue().Register(class); reg != nil {
		return reg.Title
	}
	return class
}

// DepartmentTitle is a department in words.
func (o *Office) DepartmentTitle(name string) string {
	if d := o.catalogue().Inquiry().Department(name); d != nil {
		return d.Title
	}
	return name
}

// BusinessTitle is a business of authorisations in words.
func (o *Office) BusinessTitle(name string) string {
	if reg := o.catalogue().Register("authorisation"); reg != nil {
		if f := reg.Field("business"); f != nil {
			for i := range f.Codes {
				if f.Codes[i].Name == name {
					return f.Codes[i].Label
				}
			}
		}
	}
	return name
}

// digest is over all a report says, each part with its length before it.
func (r *Report) digest(county string) []byte {
	body, err := json.Marshal(r.Body)
	if err != nil { // texts and numbers always encode
		return nil
	}
	sum := sm3.New()
	for _, part := range []string{county, r.Number, string(r.Conclusion), r.Until.String(), string(body)} {
		var size [8]byte
		binary.BigEndian.PutUint64(size[:], uint64(len(part)))
		sum.Write(size[:])
		sum.Write([]byte(part))
	}
	return sum.Sum(nil)
}

// receiptLength is the length of the short code of a report.
const receiptLength = 12

func receipt(digest, signature []byte) string {
	sum := sm3.Sum(append(append([]byte(nil), digest...), signature...))
	return base32.StdEncoding.EncodeToString(sum[:])[:receiptLength]
}

// Checked is what anybody may know of a report he holds.
type Checked struct {
	Number     string
	Title      string
	Office     string
	Conclusion Conclusion
	Until      civil.Date
	Genuine    bool
	Replaced   bool
}

// Check checks a report by its number and the code printed on it. Whoever does not
// have the code learns nothing.
func (o *Office) Check(ctx context.Context, county, number, code string) (c Checked, err error) {
	err = o.journal.DB().Read(ctx, func(q db.Query) error {
		r, known, err := db.One(ctx, q, o.scanReport(county), selectReport, county, number)
		if err == nil && (!known || r.Receipt != strings.ToUpper(strings.ReplaceAll(code, " ", ""))) {
			err = &civil.Error{Kind: civil.NotFound, Code: "report_not_found", Message: "没有查到这份报告：请核对编号和校验码。"}
		}
		if err != nil {
			return err
		}
		i, _, err := db.One(ctx, q, scanInquiry, selectInquiry, county, r.Inquiry)
		if err != nil {
			return err
		}
		digest := r.digest(county)
		c = Checked{
			Number: r.Number, Title: r.Body.Title, Office: r.Body.Office, Conclusion: r.Conclusion, Until: r.Until,
			Genuine: string(digest) == string(r.Digest) && o.keys.Verify(r.Digest, r.Signature) == nil, Replaced: i != nil && i.State == Replaced,
		}
		return nil
	})
	return c, err
}
