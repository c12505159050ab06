package register

import (
	"context"
	"errors"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/feed"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// declaredSink takes files into the registers that packs declare.
type declaredSink struct{ register *Register }

// DeclaredSink takes the rows of feeds into the registers that packs declare:
// about persons, organisations and facilities the register knows, and about
// places.
func (r *Register) DeclaredSink() feed.Sink { return declaredSink{r} }

// recordTaking is a file being taken into one declared register.
type recordTaking struct {
	rows   *rows
	finder subjects
	keeper *Keeper
	family *familyTaking // nil when the file says nothing about households
}

// Begin implements [feed.Sink].
func (s declaredSink) Begin(ctx context.Context, q db.Query, b *feed.Batch) (feed.Taking, error) {
	reg, err := s.register.declared(b.Register)
	if err != nil {
		return nil, err
	}
	t := &recordTaking{rows: newRows(reg, b)}
	if b.Plan.Feed.Membership != pack.NoMembership {
		t.family, err = s.register.newFamily(ctx, q, b)
	} else {
		t.finder, err = s.register.subjectsOfFile(ctx, q, reg, b)
	}
	if err != nil {
		return nil, err
	}
	if t.keeper, err = s.register.NewKeeper(ctx, q, b, recordShelf(s.register, reg, t.rows)); err != nil {
		return nil, err
	}
	return t, nil
}

// Take implements [feed.Taking].
func (t *recordTaking) Take(ctx context.Context, q db.Query, p *feed.Page) error {
	find := t.family.take
	if t.family == nil {
		find = t.finder.Find
	}
	found, skip, err := find(ctx, q, p)
	if err != nil {
		return err
	}
	return t.keeper.Take(ctx, q, p, found, skip, func(row int, about Match) (Wanted, error) {
		return t.rows.wanted(t.keeper.register, p, row, about)
	})
}

// Rest implements [feed.Taking].
func (t *recordTaking) Rest(ctx context.Context, q db.Query, p *feed.Page) (bool, error) {
	return t.keeper.Rest(ctx, q, p)
}

// rows turns the rows of a file into what a declared register holds.
type rows struct {
	reg    *pack.Register
	day    civil.Date
	places []int // of the register's fields in a row
	from   int   // index of the field a record begins with, or -1
	to     int
	values []Value // of the row at hand
	open   []byte  // memory for what stays clear of it
	name   any     // of the register and of its sort of subjects, as every row has them
	kind   any
	area   civil.Area // the division met last, and how the store keeps it
	code   any

	// What a file ends is of the sort it speaks of: these fields say it, and
	// these combinations of them were seen.
	sort  []int
	sorts map[string]bool
}

func newRows(reg *pack.Register, b *feed.Batch) *rows {
	r := &rows{reg: reg, day: b.Reference, places: make([]int, len(reg.Fields)), from: -1, to: -1, values: make([]Value, len(reg.Fields)), name: reg.Name, kind: string(reg.Subject)}
	for i := range reg.Fields {
		r.places[i] = b.Where(reg.Fields[i].Name)
		switch reg.Fields[i].Name {
		case reg.From:
			r.from = i
		case reg.To:
			r.to = i
		}
	}
	for i := range reg.Fields {
		f := &reg.Fields[i]
		if r.from < 0 && f.Name == reg.Period {
			r.from = i
		}
		if of := b.Plan.Feed; f.Name == reg.Period && of.Replaces == pack.ReplacesPeriod ||
			slices.Contains(of.Batch, f.Name) || slices.ContainsFunc(of.Fixed, func(v pack.FixedValue) bool { return v.Field == f }) {
			r.sort = append(r.sort, i)
		}
	}
	r.sorts = map[string]bool{}
	return r
}

// sortOf says of which month, item and the like some values speak.
func (r *rows) sortOf(values []Value) string {
	var key []byte
	for _, i := range r.sort {
		f, v := &r.reg.Fields[i], values[i]
		if f.Type == pack.DateField && f.Name == r.reg.Period && v.Known {
			key = appendPart(key, civil.Date(v.Int).Month().String())
			continue
		}
		key = appendPart(key, decodedKey(f, v))
	}
	return string(key)
}

// read fills the values of a row.
func (r *rows) read(p *feed.Page, row int) {
	for i, at := range r.places {
		c := p.Cell(row, at)
		r.values[i] = Value{Known: c.Known, Int: c.Int, Text: c.Text, List: c.List(), Classes: c.Classes()}
		if r.reg.Fields[i].Type == pack.DivisionField {
			r.values[i].Text = ""
		}
	}
}

// wanted is what a row says about somebody; an Invalid error says what is wrong
// with it.
func (r *rows) wanted(register *Register, p *feed.Page, row int, person Match) (w Wanted, err error) {
	r.read(p, row)
	if len(r.sort) > 0 {
		r.sorts[r.sortOf(r.values)] = true
	}
	w = Wanted{Row: row, Person: person}
	if w.From, w.To, w.Dated = r.span(); w.From > w.To {
		return w, civil.Refuse("record_span", "开始日期（%s）晚于结束日期（%s），请核对。", w.From, w.To)
	}
	open, secret, err := appendEncoded(r.open[:0], nil, r.reg, r.values, nil)
	if err != nil {
		return w, err
	}
	keys, err := register.recordKeys(r.reg, person.Division, r.values)
	if err != nil {
		return w, err
	}
	division := r.division(person.Division)
	key := keys[0]
	w.Key, w.Secret = key, secret
	var payload any
	if w.Content, payload = r.content(division, open); payload != nil {
		r.open = open
	}
	w.Values = func(_ Ref, sealed []byte) []any {
		return []any{r.name, r.kind, person.ID, key, division, payload, sealed}
	}
	return w, nil
}

// division is the code of a division as the store keeps it. Neighbours stand
// beside each other in most files.
func (r *rows) division(area civil.Area) any {
	if area != r.area {
		r.area, r.code = area, areaText(area)
	}
	return r.code
}

// content is what is compared of a record, and the part of it that is kept as
// its payload.
func (r *rows) content(division any, open []byte) (content string, payload any) {
	content = recordContent(division, open)
	return content, nothing(content[len(content)-len(open):])
}

// invalid takes an error apart: a problem of the row, or one of the store.
func invalid(err error) (*civil.Error, error) {
	var problem *civil.Error
	if errors.As(err, &problem) && problem.Kind == civil.Invalid {
		return problem, nil
	}
	return nil, err
}

// span are the days for which a row speaks: those it names, and else from the
// day of the file on.
func (r *rows) span() (from, to civil.Date, dated bool) {
	from, to = r.day, civil.LastDate
	if day, ok := dayIn(r.reg, r.values, r.from, false); ok {
		from, dated = day, true
	}
	if day, ok := dayIn(r.reg, r.values, r.to, true); ok {
		to = day
	}
	return from, to, dated
}

// dayIn is the day, or the first or last day of the month, that a field says.
func dayIn(reg *pack.Register, values []Value, field int, last bool) (civil.Date, bool) {
	if field < 0 || !values[field].Known {
		return 0, false
	}
	number := values[field].Int
	if reg.Fields[field].Type != pack.MonthField {
		return civil.Date(number), true
	}
	if last {
		return civil.Month(number).Last(), true
	}
	return civil.Month(number).First(), true
}

// recordContent is what is compared of a record.
func recordContent[T string | []byte](division any, payload T) string {
	code, _ := division.(string) // nothing when it is unknown
	return code + " " + string(payload)
}

const (
	anyRecord = `-- across counties
		SELECT v.county FROM record v WHERE v.register = $1 LIMIT 1`
	recordsOf = `SELECT v.id, v.opened, v.valid_from, v.valid_to, v.subject, v.key, v.division, v.payload, v.sealed, v.register, v.subject_kind
		FROM record v WHERE v.subject IN ` + Among + ` AND v.county = $34 AND v.register = $35 AND ` + journal.HeldBy
	recordsNext = `SELECT v.id, v.opened, v.valid_from, v.valid_to, v.subject, v.key, v.division, v.payload, v.sealed, v.register, v.subject_kind
		FROM record v WHERE v.county = $2 AND (v.subject, v.key, v.id) > ($3, $4, $5) AND v.register = $7 AND ` + journal.HeldBy + `
		ORDER BY v.subject, v.key, v.id LIMIT $6`
)

// recordShelf describes a declared register to a [Keeper].
func recordShelf(r *Register, reg *pack.Register, rows *rows) *Shelf {
	s := &Shelf{
		Table: recordTable, Any: anyRecord, AnyArgs: []any{reg.Name}, Of: recordsOf, OfArgs: []any{reg.Name}, Next: recordsNext,
		Scan: scanHeldRecord, Place: recordPlace,
	}
	if rows.from >= 0 {
		s.Starts = func(h *Held) (civil.Date, bool, error) {
			values, err := heldValues(reg, h)
			if err != nil {
				return 0, false, err
			}
			day, ok := dayIn(reg, values, rows.from, false)
			return day, ok, nil
		}
	}
	if len(rows.sort) > 0 {
		s.Matters = func(h *Held) (bool, error) {
			values, err := heldValues(reg, h)
			return err == nil && rows.sorts[rows.sortOf(values)], err
		}
	}
	return s
}

// payloadAt is the place of the clear fields among the values of a held record.
const payloadAt = 5

// heldValues are the clear fields of a held record.
func heldValues(reg *pack.Register, h *Held) ([]Value, error) {
	values := make([]Value, len(reg.Fields))
	payload, _ := h.Values[payloadAt].(string) // nothing when it was erased
	return values, decode(reg, []byte(payload), values)
}

func scanHeldRecord(row db.Row) (h Held, err error) {
	var division, payload *string
	var register, kind string
	err = row.Scan(&h.ID, &h.Opened, &h.From, &h.To, &h.Subject, &h.Key, &division, &payload, &h.Sealed, &register, &kind)
	if err != nil {
		return h, err
	}
	if h.Division, err = areaOf(division); err != nil {
		return h, err
	}
	h.Content = recordContent(pointed(division), textOf(payload))
	h.Values = []any{register, kind, h.Subject, h.Key, pointed(division), pointed(payload), nothingBytes(h.Sealed)}
	return h, nil
}
