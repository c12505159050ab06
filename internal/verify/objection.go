package verify

import (
	"context"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Objection is what a family has to say against a report.
type Objection struct {
	ID      string
	Opened  int64
	Inquiry string
	State   ObjectionState
	Words   string
	Files   []string // evidence, in the file cabinet of the county
	Due     civil.Date
	Result  string
	Recheck string // the inquiry that checks again
	At      civil.Instant
}

// ObjectionState is how far an objection has come.
type ObjectionState string

// The states of an objection.
const (
	ObjectionOpen ObjectionState = "open"
	Rechecking    ObjectionState = "rechecking"
	Upheld        ObjectionState = "upheld"   // the new report is better for the family
	Rejected      ObjectionState = "rejected" // it says the same
)

var objectionTitles = map[ObjectionState]string{ObjectionOpen: "待复核", Rechecking: "正在复核", Upheld: "异议成立", Rejected: "复核结果不变"}

// Title is the state in words.
func (s ObjectionState) Title() string { return objectionTitles[s] }

const (
	objectionColumns = `v.id, v.opened, v.inquiry, v.state, v.words, v.files, v.due, v.result, v.recheck, a.at`
	fromObjection    = ` FROM inquiry_objection v JOIN act a ON a.county = v.county AND a.seq = v.opened `
	selectObjections = `SELECT ` + objectionColumns + fromObjection + `WHERE v.county = $1 AND v.inquiry = $2 AND ` + journal.Holds + ` ORDER BY v.opened`
	selectOnce       = `SELECT v.id FROM inquiry_objection v WHERE v.county = $1 AND v.once = $2`
)

func (o *Office) scanObjection(county string) func(db.Row) (Objection, error) {
	return func(row db.Row) (b Objection, err error) {
		var words []byte
		var files, due string
		var result *string
		if err = row.Scan(&b.ID, &b.Opened, &b.Inquiry, &b.State, &words, &files, &due, &result, &b.Recheck, &b.At); err != nil {
			return b, err
		}
		b.Files, b.Result = strings.Fields(files), textOf(result)
		if b.Due, err = civil.ParseDate(due); err != nil {
			return b, err
		}
		return b, o.unseal(place("inquiry_objection", "words", county, b.ID), words, &b.Words)
	}
}

// row are the values of the columns; sealed words stay as they are.
func (o *Office) objectionRow(county string, b *Objection, once string) ([]any, error) {
	sealed, err := o.seal(place("inquiry_objection", "words", county, b.ID), b.Words)
	if err != nil {
		return nil, err
	}
	return []any{b.Inquiry, string(b.State), sealed, strings.Join(b.Files, " "), b.Due.String(), text(b.Result), b.Recheck, once}, nil
}

// Limits of what an objection says.
const (
	wordsLeast = 5
	wordsMost  = 1000
)

// Protest is an objection as it comes in.
type Protest struct {
	County, Inquiry string
	Words           string
	Files           []string
	Actor           string
	Purpose         string
	Once            string
}

// Object takes an objection to a report. Sent twice by one form it is taken once.
func (o *Office) Object(ctx context.Context, p Protest) (id string, err error) {
	p.Words = strings.TrimSpace(p.Words)
	if n := len([]rune(p.Words)); n < wordsLeast || n > wordsMost {
		return "", civil.Refuse("objection_words", "请写明哪里不对、有什么证据，%d到%d个字。", wordsLeast, wordsMost)
	}
	key := ""
	if p.Once != "" {
		key = p.Actor + " " + p.Once
	}
	h := journal.Header{County: p.County, Kind: "verify.object", Actor: p.Actor, Purpose: p.Purpose, Durable: true}
	_, err = o.journal.Do(ctx, h, func(w *journal.Write) error {
		if key != "" {
			before, sent, err := db.One(ctx, w, db.Text, selectOnce, p.County, key)
			if err != nil || sent {
				id = before
				return err
			}
		}
		f, err := o.read(ctx, w, p.County, p.Inquiry)
		if err != nil {
			return err
		}
		if f.State != Reported {
			return &civil.Error{Kind: civil.Conflict, Code: "objection_state", Message: "这份核对现在是“" + f.State.Title() + "”，不能再提出异议。"}
		}
		days, err := o.number(p.County, "verification_objection_days", w.At().Date())
		if err != nil {
			return err
		}
		b := Objection{ID: db.NewID(), Inquiry: f.ID, State: ObjectionOpen, Words: p.Words, Files: p.Files}
		if b.Due, _, err = o.calendar.AddWorkdays(w.At().Date(), int(days)); err != nil {
			return err
		}
		row, err := o.objectionRow(p.County, &b, key)
		if err != nil {
			return err
		}
		if err := w.Open(ctx, objectionTable, b.ID, journal.Always, row...); err != nil {
			return err
		}
		id, f.State = b.ID, Objected
		return f.change(ctx, w)
	})
	return id, err
}

// Recheck asks the departments of an inquiry anew, whether somebody objects or an
// officer wants to know again. The report that stands stays as it was drawn.
func (o *Office) Recheck(ctx, patience context.Context, county, id, actor, name, note string) (*Inquiry, error) {
	f, err := o.File(ctx, county, id)
	if err != nil {
		return nil, err
	}
	if f.State != Reported && f.State != Objected {
		return nil, &civil.Error{Kind: civil.Conflict, Code: "recheck_state", Message: "这份核对现在是“" + f.State.Title() + "”，不能复核。"}
	}
	again, err := o.again(ctx, f, actor, name, note)
	if err != nil {
		return nil, err
	}
	return o.Continue(ctx, patience, county, again.ID, actor, note)
}

// again opens the inquiry that checks another one; once, whoever asks for it.
func (o *Office) again(ctx context.Context, f *File, actor, name, note string) (*Inquiry, error) {
	order := Order{
		County: f.County, Business: f.Business, Classes: f.classes(), Household: f.Household, Division: f.Division, Reference: o.today(),
		Cause: Recheck, Origin: f.Origin, Orderer: f.Orderer, Actor: actor, Asker: name, Note: note, previous: f.ID,
	}
	for i := range f.Members {
		order.Members = append(order.Members, f.Members[i].Person)
	}
	var opened *Inquiry
	h := journal.Header{County: f.County, Kind: "verify.recheck", Actor: actor, Purpose: purpose(Recheck)}
	_, err := o.journal.Do(ctx, h, func(w *journal.Write) (err error) {
		if f, err = o.read(ctx, w, f.County, f.ID); err != nil {
			return err
		}
		if f.State != Reported && f.State != Objected {
			return &civil.Error{Kind: civil.Stale, Code: "recheck_state", Message: "这份核对刚刚已由别人复核，请打开新的一份。"}
		}
		if before, err := o.rechecking(ctx, w, f); err != nil || before != nil {
			opened = before
			return err
		}
		if opened, err = o.open(ctx, w, &order); err != nil {
			return err
		}
		b := f.Objection()
		if b == nil {
			return nil
		}
		b.State, b.Recheck = Rechecking, opened.ID
		return o.changeObjection(ctx, w, b)
	})
	return opened, err
}

const selectRechecks = `SELECT ` + inquiryColumns + fromInquiry + `WHERE v.county = $1 AND v.previous = $2 AND v.state = 'asking' AND ` + journal.Holds

// rechecking is the inquiry that checks another one and still waits.
func (o *Office) rechecking(ctx context.Context, q db.Query, f *File) (*Inquiry, error) {
	i, _, err := db.One(ctx, q, scanInquiry, selectRechecks, f.County, f.ID)
	return i, err
}

func (o *Office) changeObjection(ctx context.Context, w *journal.Write, b *Objection) error {
	if err := w.Close(ctx, objectionTable, b.ID, b.Opened); err != nil {
		return err
	}
	b.Opened = w.Seq()
	row, err := o.objectionRow(w.County(), b, "")
	if err != nil {
		return err
	}
	return w.Open(ctx, objectionTable, b.ID, journal.Always, row...)
}

// classes are the data classes an inquiry asks for.
func (f *File) classes() (list []string) {
	for i := range f.Items {
		if !slices.Contains(list, f.Items[i].Class) {
			list = append(list, f.Items[i].Class)
		}
	}
	return list
}

// better says whether one conclusion is better for a family than another.
func better(now, before Conclusion) bool {
	rank := map[Conclusion]int{Clear: 0, Pending: 1, Over: 2}
	return rank[now] < rank[before]
}

// replace lets a new report stand for the one it checks again, and answers the
// objection.
func (o *Office) replace(ctx context.Context, w *journal.Write, f *File) error {
	if f.Previous == "" {
		return nil
	}
	before, err := o.read(ctx, w, f.County, f.Previous)
	if err != nil || before.State == Replaced {
		return err
	}
	if b := before.Objection(); b != nil {
		b.State, b.Result = Rejected, "复核报告"+f.Number+"："+f.Conclusion.Title()
		if better(f.Conclusion, before.Conclusion) || f.Report().Score < before.Report().Score {
			b.State = Upheld
		}
		b.Recheck = f.ID
		if err := o.changeObjection(ctx, w, b); err != nil {
			return err
		}
	}
	before.State = Replaced
	return before.change(ctx, w)
}
