package verify

import (
	"context"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

const (
	columns       = `v.county, v.id, v.opened, v.person, v.number, v.business, v.classes, v.signed, v.ends, v.withdrawn, v.signer, v.capacity`
	permitsAll    = `SELECT ` + permitColumns + `, v.opened, COALESCE(v.closed, 0) FROM authorisation v WHERE v.county = $1`
	permitsPeople = permitsAll + ` AND v.person IN ` + in32from2
	selectPerson  = `SELECT ` + columns + ` FROM authorisation v WHERE v.county = $1 AND v.person = $3 AND ` + journal.HeldAt + ` ORDER BY v.id`
)

// atOnce is how many people one statement asks for, and in32 their places.
const (
	atOnce    = 32
	in32      = `($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34)`
	in32from2 = `($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33)`
)

func scan(row db.Row) (*Authorisation, error) {
	var a Authorisation
	var business, classes, signed string
	var ends, withdrawn, signer, capacity *string
	err := row.Scan(&a.Person.County, &a.ID, &a.Opened, &a.Person.ID, &a.Number, &business, &classes, &signed, &ends, &withdrawn, &signer, &capacity)
	if err != nil {
		return nil, err
	}
	a.Business, a.Classes = strings.Fields(business), strings.Fields(classes)
	for _, day := range []struct {
		text *string
		into *civil.Date
	}{{&signed, &a.Signed}, {ends, &a.Ends}, {withdrawn, &a.Withdrawn}} {
		if day.text == nil {
			continue
		}
		if *day.into, err = civil.ParseDate(*day.text); err != nil {
			return nil, err
		}
	}
	if signer != nil {
		a.Signer = *signer
	}
	if capacity != nil {
		a.Capacity = *capacity
	}
	return &a, nil
}

// Of are the letters of a person as they are known now, live or not.
func Of(ctx context.Context, q db.Query, person register.Ref) ([]*Authorisation, error) {
	return db.Many(ctx, q, scan, selectPerson, person.County, journal.Latest, person.ID)
}

// Wanted are the permits somebody asks for: of some people, or of all when there
// are none, for one business, and of these data classes alone.
type Wanted struct {
	Business string
	Classes  []string
	People   []string // nil: everybody of the county
}

// PermitsOf are those permits of people of a county that are wanted, by person, as it
// was known after an act of the county ([journal.Latest]: now): past and future ones
// too, each with its days, so that facts can be made for any of them.
func PermitsOf(ctx context.Context, q db.Query, county string, seq int64, want Wanted) (map[string][]fact.Permit, error) {
	byPerson := make(map[string][]fact.Permit, len(want.People))
	if len(want.Classes) == 0 || want.People != nil && len(want.People) == 0 {
		return byPerson, nil
	}
	q = db.Repeating(q)
	sight, err := journal.SightAt(ctx, q, county, seq)
	if err != nil {
		return nil, err
	}
	r := newPermitReading(byPerson, want, sight)
	if want.People == nil {
		return byPerson, db.Each(ctx, q, r.row, permitsAll, county)
	}
	for part := range slices.Chunk(want.People, atOnce) {
		args := []any{county}
		for i := range atOnce {
			args = append(args, part[min(i, len(part)-1)])
		}
		if err := db.Each(ctx, q, r.row, permitsPeople, args...); err != nil {
			return nil, err
		}
	}
	return byPerson, nil
}

// permitColumns are what permits are made of, as texts: of a whole county there
// are many.
const permitColumns = `v.person, v.business, v.classes, v.signed, COALESCE(v.ends, ''), COALESCE(v.withdrawn, '')`

// permitReading makes permits of very many rows.
type permitReading struct {
	byPerson map[string][]fact.Permit
	days     map[string]civil.Date // few days occur, again and again
	words    map[string][]string
	want     Wanted
	sight    journal.Sight

	person, business, classes string
	texts                     [3]string
	opened, closed            int64
	into                      []any
}

func newPermitReading(byPerson map[string][]fact.Permit, want Wanted, sight journal.Sight) *permitReading {
	r := &permitReading{byPerson: byPerson, want: want, sight: sight, days: map[string]civil.Date{"": 0}, words: map[string][]string{}}
	r.into = []any{&r.person, &r.business, &r.classes, &r.texts[0], &r.texts[1], &r.texts[2], &r.opened, &r.closed}
	return r
}

// row takes one letter in.
func (r *permitReading) row(row db.Row) (err error) {
	if err := row.Scan(r.into...); err != nil {
		return err
	}
	if !r.sight.Holds(r.opened, r.closed) {
		return nil
	}
	a := Authorisation{Person: register.Ref{ID: r.person}, Business: wordsOf(r.words, r.business), Classes: wordsOf(r.words, r.classes)}
	for i, into := range []*civil.Date{&a.Signed, &a.Ends, &a.Withdrawn} {
		day, known := r.days[r.texts[i]]
		if !known {
			if day, err = civil.ParseDate(r.texts[i]); err != nil {
				return err
			}
			r.days[r.texts[i]] = day
		}
		*into = day
	}
	list := a.permits(&r.want)
	if before := r.byPerson[a.Person.ID]; before != nil {
		list = append(before, list...)
	}
	if len(list) > 0 {
		r.byPerson[a.Person.ID] = list
	}
	return nil
}

// wordsOf are the words of a text that has probably occurred before.
func wordsOf(known map[string][]string, text string) []string {
	words, there := known[text]
	if !there {
		words = strings.Fields(text)
		known[text] = words
	}
	return words
}

// permits are the data classes of a letter that are wanted.
func (a *Authorisation) permits(want *Wanted) []fact.Permit {
	if !slices.Contains(a.Business, want.Business) {
		return nil
	}
	from, to := a.span()
	list := make([]fact.Permit, 0, min(len(want.Classes), len(a.Classes)))
	for _, class := range a.Classes {
		if slices.Contains(want.Classes, class) {
			list = append(list, fact.Permit{
				Person: a.Person.ID, DataClass: class, Business: want.Business, From: from, To: to,
				Withdrawn: a.Withdrawn != 0, WithdrawnOn: a.Withdrawn,
			})
		}
	}
	return list
}

// Gate answers whether somebody may be looked up in an authorised register.
type Gate struct{ DB *db.DB }

// Permitted implements [register.Permits]: some letter of the person that is
// live on the day names the register, for whatever business.
func (g Gate) Permitted(ctx context.Context, person register.Ref, name string, day civil.Date) (permitted bool, err error) {
	err = g.DB.Read(ctx, func(q db.Query) error {
		list, err := Of(ctx, q, person)
		for _, a := range list {
			for _, business := range a.Business {
				permitted = permitted || a.Live(name, business, day)
			}
		}
		return err
	})
	return permitted, err
}

// Ask refuses a question to a department that no live authorisation of the
// person covers (Denied). Whoever sends questions asks first.
func Ask(ctx context.Context, q db.Query, person register.Ref, class, business string, day civil.Date) error {
	list, err := Of(ctx, q, person)
	if err != nil {
		return err
	}
	for _, a := range list {
		if a.Live(class, business, day) {
			return nil
		}
	}
	return &civil.Error{Kind: civil.Denied, Code: "authorisation_missing", Message: "没有本人对这项数据、这项业务的有效授权，不能查询：请先取得授权书。"}
}
