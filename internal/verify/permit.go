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
	permitsCounty = `SELECT ` + permitColumns + ` FROM authorisation v WHERE v.county = $1 AND ` + journal.HeldAt + ` ORDER BY v.person, v.id`
	permitsPeople = `SELECT ` + permitColumns + ` FROM authorisation v WHERE v.county = $1 AND v.person IN ` + in32 + ` AND ` + journal.HeldAt + ` ORDER BY v.person, v.id`
	selectCounty  = `SELECT ` + columns + ` FROM authorisation v WHERE v.county = $1 AND ` + journal.HeldAt + ` ORDER BY v.person, v.id`
	selectPerson  = `SELECT ` + columns + ` FROM authorisation v WHERE v.county = $1 AND v.person = $3 AND ` + journal.HeldAt + ` ORDER BY v.id`
)

// atOnce is how many people one statement asks for, and in32 their places.
const (
	atOnce = 32
	in32   = `($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34)`
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

// Permits are what the people of a county have permitted, by person, as it was
// known after an act of the county ([journal.Latest]: now): past and future ones
// too, each with its days, so that facts can be made for any of them.
func Permits(ctx context.Context, q db.Query, county string, seq int64) (map[string][]fact.Permit, error) {
	byPerson := map[string][]fact.Permit{}
	return byPerson, eachPermit(ctx, q, "", byPerson, permitsCounty, county, seq)
}

// PermitsOf are the permits of some people of a county for one business.
func PermitsOf(ctx context.Context, q db.Query, county string, seq int64, business string, people []string) (map[string][]fact.Permit, error) {
	byPerson := make(map[string][]fact.Permit, len(people))
	q = db.Repeating(q)
	for part := range slices.Chunk(people, atOnce) {
		args := []any{county, seq}
		for i := range atOnce {
			args = append(args, part[min(i, len(part)-1)])
		}
		if err := eachPermit(ctx, q, business, byPerson, permitsPeople, args...); err != nil {
			return nil, err
		}
	}
	return byPerson, nil
}

// permitColumns are what permits are made of, as texts: of a whole county there
// are many.
const permitColumns = `v.person, v.business, v.classes, v.signed, COALESCE(v.ends, ''), COALESCE(v.withdrawn, '')`

func eachPermit(ctx context.Context, q db.Query, only string, byPerson map[string][]fact.Permit, statement string, args ...any) error {
	days := map[string]civil.Date{"": 0} // few days occur, again and again
	words := map[string][]string{}
	return db.Each(ctx, q, func(row db.Row) (err error) {
		var a Authorisation
		var business, classes string
		var texts [3]string
		if err := row.Scan(&a.Person.ID, &business, &classes, &texts[0], &texts[1], &texts[2]); err != nil {
			return err
		}
		for i, into := range []*civil.Date{&a.Signed, &a.Ends, &a.Withdrawn} {
			day, known := days[texts[i]]
			if !known {
				if day, err = civil.ParseDate(texts[i]); err != nil {
					return err
				}
				days[texts[i]] = day
			}
			*into = day
		}
		a.Business, a.Classes = wordsOf(words, business), wordsOf(words, classes)
		switch {
		case only == "":
		case !slices.Contains(a.Business, only):
			return nil
		default:
			a.Business = []string{only}
		}
		byPerson[a.Person.ID] = append(byPerson[a.Person.ID], a.permits()...)
		return nil
	}, statement, args...)
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

// Live are the permits of [Permits] that hold on a day.
func Live(ctx context.Context, q db.Query, county string, seq int64, day civil.Date) (map[string][]fact.Permit, error) {
	byPerson := map[string][]fact.Permit{}
	err := db.Each(ctx, q, func(row db.Row) error {
		a, err := scan(row)
		if err == nil && a.holds(day) {
			byPerson[a.Person.ID] = append(byPerson[a.Person.ID], a.permits()...)
		}
		return err
	}, selectCounty, county, seq)
	return byPerson, err
}

// permits are the data classes of a letter, for each business.
func (a *Authorisation) permits() []fact.Permit {
	from, to := a.span()
	list := make([]fact.Permit, 0, len(a.Business)*len(a.Classes))
	for _, business := range a.Business {
		for _, class := range a.Classes {
			list = append(list, fact.Permit{
				Person: a.Person.ID, DataClass: class, Business: business, From: from, To: to,
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
