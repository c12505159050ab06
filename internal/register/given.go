package register

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/pack"
)

// Gift is what an office or an organisation gave to somebody, as a register says it.
type Gift struct {
	Ref      // of the record
	Person   Ref
	Name     string // of the person; told by [Register.SearchGiven] alone
	Register string // the register's title
	By, Item string
	On       string // a day or month
	How      string
	Amount   civil.Fen
	Priced   bool // the amount is known
}

// Giver is a name under which things were given: of who gave, or of what was given.
type Giver struct{ Register, Field, Text string }

// givers are the registers that say what somebody was given.
func (r *Register) givers() (list []*pack.Register) {
	for _, reg := range r.catalogue.Registers() {
		if reg.Given != nil {
			list = append(list, reg)
		}
	}
	return list
}

// GivenTo is what some people were given, the latest first, by whoever's register says
// so. Whoever is outside of the viewer's divisions is left out; the look is written down.
func (r *Register) GivenTo(ctx context.Context, viewer access.Viewer, people []Ref, today civil.Date) (gifts []Gift, err error) {
	if err := viewer.Check(); err != nil {
		return nil, err
	}
	var about []subject
	err = r.db.Read(ctx, func(q db.Query) error {
		for _, person := range people {
			division, err := responsible(ctx, q, PersonKind, person)
			if absent(err) || err == nil && !viewer.Scope().Covers(division) {
				continue
			}
			if err != nil {
				return err
			}
			list, err := r.giftsOf(ctx, q, viewer, person, On(today))
			if err != nil {
				return err
			}
			about = append(about, subject{PersonKind, person, division})
			gifts = append(gifts, list...)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(gifts, func(a, b Gift) int { return cmp.Compare(b.On, a.On) })
	return gifts, r.write(ctx, viewer, Show{Fields: []string{"given"}}, about...)
}

// giftsOf is what one person was given, also under numbers that were merged into his.
func (r *Register) giftsOf(ctx context.Context, q db.Query, viewer access.Viewer, person Ref, as AsOf) (gifts []Gift, err error) {
	all, err := family(ctx, q, person, as)
	if err != nil {
		return nil, err
	}
	for _, reg := range r.givers() {
		for _, one := range all {
			versions, err := db.Many(ctx, q, r.scanRecord, selectOf, one.County, now, reg.Name, one.ID)
			if err != nil {
				return nil, err
			}
			list := chosen(versions, as.Day)
			if err := r.prepare(reg, viewer, list); err != nil {
				return nil, err
			}
			for _, rec := range list {
				gift := giftOf(reg, rec)
				gift.Person = person
				gifts = append(gifts, gift)
			}
		}
	}
	return gifts, nil
}

// giftOf is what a record says was given.
func giftOf(reg *pack.Register, rec *Record) Gift {
	text := func(name string) string {
		if i := fieldAt(reg, name); i >= 0 {
			return plainText(&reg.Fields[i], rec.Values[i])
		}
		return ""
	}
	g := Gift{
		Ref: rec.Ref, Person: Ref{rec.County, rec.Subject}, Register: reg.Title,
		By: text(reg.Given.By), Item: text(reg.Given.Item), On: text(reg.Given.On), How: text(reg.Given.How),
	}
	if i := fieldAt(reg, reg.Given.Amount); i >= 0 && rec.Values[i].Known {
		g.Amount, g.Priced = civil.Fen(rec.Values[i].Int), true
	}
	return g
}

// SearchGiven finds what was given by somebody, or under a name of what is given, among
// the people of the viewer's divisions, with their names. The looks are written down.
func (r *Register) SearchGiven(ctx context.Context, viewer access.Viewer, by Giver, page Page, today civil.Date) (gifts []Gift, next string, err error) {
	reg, err := r.declared(by.Register)
	if err != nil {
		return nil, "", err
	}
	if reg.Given == nil || by.Field != reg.Given.By && by.Field != reg.Given.Item {
		return nil, "", civil.Refuse("given_field", "“%s”不能这样查：请选一个单位或者项目。", reg.Title)
	}
	list, next, err := r.SearchRecords(ctx, viewer, by.Register, by.Field, by.Text, page, today)
	if err != nil {
		return nil, "", err
	}
	var people []Ref
	err = r.db.Read(ctx, func(q db.Query) error {
		for _, rec := range list {
			gift := giftOf(reg, rec)
			if gift.Name, err = r.NameOf(ctx, q, gift.Person); err != nil {
				return err
			}
			if !slices.Contains(people, gift.Person) {
				people = append(people, gift.Person)
			}
			gifts = append(gifts, gift)
		}
		return nil
	})
	if err != nil {
		return nil, "", err
	}
	return gifts, next, r.NoteLook(ctx, viewer, people, "name given")
}

// giversMost is how many names of one field are told for a county.
const giversMost = 100

const selectNextTerm = `SELECT a.term FROM search_term a WHERE a.county = $1 AND a.subject = $2 AND a.kind = $3 AND a.term > $4 ORDER BY a.term LIMIT 1`

// Givers are the names under which something was given in the counties of a viewer: who
// gave, and what. They are about nobody.
func (r *Register) Givers(ctx context.Context, viewer access.Viewer) (list []Giver, err error) {
	err = r.db.Read(ctx, func(q db.Query) error {
		places, err := db.Many(ctx, q, scanPlace, selectPlaces, recordKind)
		if err != nil {
			return err
		}
		for _, reg := range r.givers() {
			for _, field := range []string{reg.Given.By, reg.Given.Item} {
				for _, county := range placesWithin(places, viewer.Scope()) {
					texts, err := textsOf(ctx, q, county, reg.Name+" "+field+" ")
					if err != nil {
						return err
					}
					for _, text := range texts {
						if one := (Giver{reg.Name, field, text}); !slices.Contains(list, one) {
							list = append(list, one)
						}
					}
				}
			}
		}
		return nil
	})
	return list, err
}

// textsOf are the different search terms of a county that begin alike, without their
// beginning: one step of the index for each, however many records have it.
func textsOf(ctx context.Context, q db.Query, county, prefix string) (texts []string, err error) {
	last := prefix
	for len(texts) < giversMost {
		found, err := db.Many(ctx, q, db.Text, selectNextTerm, county, recordKind, string(TermField), last)
		if err != nil || len(found) == 0 {
			return texts, err
		}
		text, alike := strings.CutPrefix(found[0], prefix)
		if !alike {
			return texts, nil
		}
		texts, last = append(texts, text), found[0]
	}
	return texts, nil
}
