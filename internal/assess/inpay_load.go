package assess

import (
	"context"
	"fmt"
	"strconv"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/feed"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// inPaySink takes lists of beneficiaries.
type inPaySink struct{ register *register.Register }

// InPaySink takes the rows of feeds about what is in pay, of persons whom the
// register knows.
func InPaySink(r *register.Register) feed.Sink { return inPaySink{r} }

// inPayTaking is one such list.
type inPayTaking struct {
	finder     *register.Finder
	keeper     *register.Keeper
	programmes *pack.Field
	names      []any // of these, as rows have them
	at         [ofAccount + 1]int
	months     spelled[civil.Month]
	days       spelled[civil.Date]
}

// inPayField is a field of the register that the table has a column for.
type inPayField int

// Those fields, in the order of [inPayFields].
const (
	ofProgramme inPayField = iota
	ofAmount
	ofStart
	ofEnd
	ofCovered
	ofCategory
	ofCertificate
	ofBank
	ofHolder
	ofReviewed
	ofNote
	ofAccount
)

var inPayFields = [ofAccount + 1]string{"programme", "amount", "start", "end", "covered", "category", "certificate", "bank", "holder", "reviewed", "note", "account"}

// spelled are days or months as rows have them: few occur, again and again.
type spelled[T interface {
	comparable
	fmt.Stringer
}] map[T]any

// of is one of them. A file in which very many occur is written without memory.
func (w spelled[T]) of(day T) any {
	text, there := w[day]
	if !there {
		text = day.String()
		if len(w) < spelledMost {
			w[day] = text
		}
	}
	return text
}

const spelledMost = 10000

// Begin implements [feed.Sink].
func (s inPaySink) Begin(ctx context.Context, q db.Query, b *feed.Batch) (feed.Taking, error) {
	reg := b.Plan.Feed.Register
	t := &inPayTaking{programmes: reg.Field(inPayFields[ofProgramme]), months: spelled[civil.Month]{}, days: spelled[civil.Date]{}}
	if t.programmes == nil || reg.Field(inPayFields[ofAmount]) == nil || reg.Field(inPayFields[ofStart]) == nil {
		return nil, civil.Refuse("in_pay_register", "业务包里的“%s”缺少待遇、月金额或起始月份，名册不能读入。", reg.Title)
	}
	for _, code := range t.programmes.Codes {
		t.names = append(t.names, code.Name)
	}
	for field, name := range inPayFields {
		t.at[field] = b.Where(name)
	}
	var err error
	if t.finder, err = s.register.NewFinder(ctx, q, b); err != nil {
		return nil, err
	}
	t.keeper, err = s.register.NewKeeper(ctx, q, b, &inPayShelf)
	return t, err
}

// Known implements [feed.Knower].
func (s inPaySink) Known(ctx context.Context, q db.Query, most int) (*feed.IDSet, error) {
	return s.register.KnownNumbers(ctx, q, most)
}

// Take implements [feed.Taking].
func (t *inPayTaking) Take(ctx context.Context, q db.Query, p *feed.Page) error {
	found, skip, err := t.finder.Find(ctx, q, p)
	if err != nil {
		return err
	}
	list := make([]register.Wanted, 0, p.Len())
	for row := range p.Len() {
		if skip[row] {
			continue
		}
		if found[row].Zero() {
			p.Tally.Unmatched++
			continue
		}
		w, err := t.wanted(p, row, found[row])
		if err != nil {
			return err
		}
		if w.From > w.To {
			p.SetAside(row, "", civil.Refuse("in_pay_span", "终止月份早于起始月份，请核对。"))
			continue
		}
		list = append(list, w)
	}
	return t.keeper.Keep(ctx, q, p, list)
}

// Rest implements [feed.Taking]. A benefit does not end because a list lacks it:
// somebody has to decide that.
func (t *inPayTaking) Rest(context.Context, db.Query, *feed.Page) (bool, error) { return false, nil }

// wanted is the benefit of a row.
func (t *inPayTaking) wanted(p *feed.Page, row int, person register.Match) (register.Wanted, error) {
	cell := func(field inPayField) *feed.Cell { return p.Cell(row, t.at[field]) }
	words := func(field inPayField) any {
		if c := cell(field); c.Known && c.Text != "" {
			return c.Text
		}
		return nil
	}
	programme, end := cell(ofProgramme).Int, cell(ofEnd)
	start := civil.Month(cell(ofStart).Int)
	w := register.Wanted{Row: row, Person: person, Key: t.programmes.Codes[programme].Name, From: start.First(), To: civil.LastDate, Dated: true}
	var last, covered, reviewed any
	if end.Known {
		w.To = civil.Month(end.Int).Last()
		last = t.months.of(civil.Month(end.Int))
	}
	if c := cell(ofCovered); c.Known {
		covered = c.Int
	}
	if c := cell(ofReviewed); c.Known {
		reviewed = t.days.of(civil.Date(c.Int))
	}
	values := []any{person.ID, t.names[programme], cell(ofAmount).Int, t.months.of(start), last, covered,
		words(ofCategory), words(ofCertificate), words(ofBank), words(ofHolder), reviewed, words(ofNote), nil}
	w.Secret = []byte(cell(ofAccount).Text)
	w.Values = func(_ register.Ref, sealed []byte) []any {
		values[len(values)-1] = sealed
		return values
	}
	w.Told = func() (string, error) { return inPayContent(values) }
	return w, nil
}

// inPayContent is what is compared of a benefit: everything but the account.
func inPayContent(values []any) (string, error) {
	text := make([]byte, 0, 192)
	for _, value := range values[:len(values)-1] {
		switch v := value.(type) {
		case nil:
			text = append(text, 0)
		case int64:
			text = strconv.AppendInt(append(text, 1), v, 10)
		case string:
			text = append(strconv.AppendInt(append(text, 2), int64(len(v)), 10), ' ')
			text = append(text, v...)
		default:
			return "", fmt.Errorf("a benefit cannot hold a %T", value)
		}
	}
	return string(text), nil
}

// orNothing is what stands in a column, or nothing where it is NULL.
func orNothing[T any](value *T) any {
	if value == nil {
		return nil
	}
	return *value
}

const (
	anyInPay = `-- across counties
		SELECT v.county FROM in_pay v LIMIT 1`
	inPayOf = `SELECT v.id, v.opened, v.valid_from, v.valid_to, v.person, v.programme, v.amount, v.start_month, v.end_month, v.covered,
			v.category, v.certificate, v.bank, v.holder, v.reviewed, v.note, v.account
		FROM in_pay v WHERE v.person IN ` + register.Among + ` AND v.county = $34 AND ` + journal.HeldBy
)

// inPayShelf describes the table to a keeper.
var inPayShelf = register.Shelf{
	Table: inPayTable, Any: anyInPay, Of: inPayOf, Scan: scanInPay,
	Place: func(ref register.Ref) access.Place {
		return access.Place{Table: "in_pay", Field: "account", County: ref.County, ID: ref.ID}
	},
	Starts: func(h *register.Held) (civil.Date, bool, error) {
		text, _ := h.Values[startAt].(string) // never NULL
		month, err := civil.ParseMonth(text)
		return month.First(), true, err
	},
}

// startAt is the place of the first month among the values of a benefit.
const startAt = 3

func scanInPay(row db.Row) (h register.Held, err error) {
	var amount int64
	var start string
	var covered *int64
	var end, category, certificate, bank, holder, reviewed, note *string
	err = row.Scan(&h.ID, &h.Opened, &h.From, &h.To, &h.Subject, &h.Key, &amount, &start, &end, &covered,
		&category, &certificate, &bank, &holder, &reviewed, &note, &h.Sealed)
	if err != nil {
		return h, err
	}
	h.Values = []any{h.Subject, h.Key, amount, start, orNothing(end), orNothing(covered), orNothing(category), orNothing(certificate),
		orNothing(bank), orNothing(holder), orNothing(reviewed), orNothing(note), nil}
	h.Content, err = inPayContent(h.Values)
	return h, err
}
