package register

import (
	"bytes"
	"context"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/feed"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// persons registers those whom a file about households names.
type persons struct {
	register *Register
	batch    *feed.Batch
	finder   *Finder
	updates  bool // the file is the household register: what it says of somebody holds
	numbers  *sightings
	recent   recent[Match]
	at       personPlaces
	extra    []extraPlaceOf
}

// personPlaces are where the rows have what a person's columns hold.
type personPlaces struct {
	idType, sex, birth, nation, former, phone, address, division, hukou, state int
	idTypes, sexes, states                                                     *pack.Field
}

// extraPlaceOf is a declared field without a column of its own.
type extraPlaceOf struct{ field, at int }

func (r *Register) newPersons(b *feed.Batch, f *Finder, updates bool) *persons {
	s := &persons{register: r, batch: b, finder: f, updates: updates, numbers: newSightings()}
	f.made = newSightings()
	s.at = personPlaces{
		idType: -1, sex: -1, birth: b.Where("birth_date"), nation: -1, former: -1, phone: -1,
		address: b.Where("address"), division: b.Where("division"), hukou: -1, state: -1,
	}
	reg := b.Plan.Feed.Register
	if !reg.Core {
		return s
	}
	s.at.idType, s.at.idTypes = b.Where("id_type"), reg.Field("id_type")
	s.at.sex, s.at.sexes = b.Where("sex"), reg.Field("sex")
	s.at.state, s.at.states = b.Where("state"), reg.Field("state")
	s.at.nation, s.at.former, s.at.phone, s.at.hukou = b.Where("nation"), b.Where("former_name"), b.Where(PhoneField), b.Where("registered_division")
	if updates {
		f.former = s.at.former
	}
	s.extra = extraPlaces(reg, b)
	return s
}

// extraPlaces are where the rows have the fields that have no column.
func extraPlaces(reg *pack.Register, b *feed.Batch) []extraPlaceOf {
	var list []extraPlaceOf
	for i := range reg.Fields {
		if at := b.Where(reg.Fields[i].Name); at >= 0 && !columnOf[reg.Name][reg.Fields[i].Name] {
			list = append(list, extraPlaceOf{i, at})
		}
	}
	return list
}

// sight notes whom the file names and sets aside who was named before, where a
// file has everybody once.
func (s *persons) sight(p *feed.Page, known []Match, skip []bool) error {
	for row := range p.Len() {
		number := p.Cell(row, s.finder.number)
		if skip[row] || !number.Known {
			continue
		}
		first, err := s.numbers.see(s.numbers.of(number.Text, ""), p.Records[row])
		if err != nil {
			return err
		}
		if first != p.Records[row] && s.updates {
			skip[row] = true
			p.SetAside(row, s.batch.Header(IDNumberField), civil.Refuse("person_repeated", "这个身份证号在第%d条已经出现过，只取了第%d条，请核对。", first, first))
		}
	}
	return nil
}

// codeName is the name of the code in a cell; empty when nothing is known.
func codeName(f *pack.Field, c *feed.Cell) string {
	if f == nil || !c.Known || c.Int < 0 || c.Int >= int64(len(f.Codes)) {
		return ""
	}
	return f.Codes[c.Int].Name
}

// fill brings what a row says into a person. A cell that is empty says nothing.
func (s *persons) fill(p *feed.Page, row int, one *Person) {
	text := func(into *string, at int) {
		if c := p.Cell(row, at); c.Known {
			*into = c.Text
		}
	}
	if c := p.Cell(row, s.finder.name); c.Known {
		one.Name, one.OriginalName = civil.NormalName(c.Text), ""
		if one.Name != c.Text {
			one.OriginalName = c.Text
		}
	}
	text(&one.Nation, s.at.nation)
	text(&one.FormerName, s.at.former)
	text(&one.Address, s.at.address)
	switch codeName(s.at.sexes, p.Cell(row, s.at.sex)) {
	case "male":
		one.Sex = "M"
	case "female":
		one.Sex = "F"
	}
	if name := codeName(s.at.idTypes, p.Cell(row, s.at.idType)); name != "" {
		one.IDType = name
	}
	if c := p.Cell(row, s.at.birth); c.Known {
		birth := civil.Date(c.Int)
		one.Birth = &birth
	}
	if c := p.Cell(row, s.at.hukou); c.Known {
		one.HukouDivision = civil.Area(c.Int)
	}
	if c := p.Cell(row, s.at.division); c.Known && civil.Area(c.Int).Level() >= civil.County {
		one.Division = civil.Area(c.Int)
	}
	if codeName(s.at.states, p.Cell(row, s.at.state)) == "died" {
		dead := false
		one.Alive = &dead
	}
}

// open registers somebody new.
func (s *persons) open(p *feed.Page, row int, area civil.Area) (Match, error) {
	number := p.Cell(row, s.finder.number).Text
	one := Person{Division: area, IDNumber: access.NewPrivate(access.IDNumber, number)}
	s.fill(p, row, &one)
	if c := p.Cell(row, s.at.phone); c.Known {
		one.Phone = access.NewPrivate(access.Phone, c.Text)
	}
	one.More.Values = extraValues(p, row, s.extra, s.batch.Plan.Feed.Register, nil)
	ref := Ref{area.County().String(), db.NewID()}
	values, err := s.register.personRow(ref, &one)
	if err != nil {
		return Match{}, err
	}
	p.Tally.Opened++
	p.Changes = append(p.Changes, feed.Change{
		County: ref.County, Table: personTable, ID: ref.ID, Open: true, Valid: Since(s.batch.Reference).journal(), Values: values,
	})
	made := Match{ref, one.Name, one.Division}
	s.recent.made[number] = made
	_, err = s.finder.made.see(s.finder.made.of(number, ""), p.Records[row])
	return made, err
}

// extraValues are the fields without a column that a row fills, on top of what
// is held; nil when it fills none.
func extraValues(p *feed.Page, row int, places []extraPlaceOf, reg *pack.Register, held []Value) []Value {
	var values []Value
	for _, x := range places {
		c := p.Cell(row, x.at)
		if !c.Known {
			continue
		}
		if values == nil {
			if values = slices.Clone(held); values == nil {
				values = make([]Value, len(reg.Fields))
			}
		}
		values[x.field] = Value{Known: true, Int: c.Int, Text: c.Text, List: c.List()}
		if reg.Fields[x.field].Type == pack.DivisionField {
			values[x.field].Text = ""
		}
	}
	return values
}

const personsHeld = `SELECT ` + heldColumns + `, v.name, v.name_original, v.sex, v.birth_date, v.id_type,
	v.id_sealed, v.id_index, v.phone_sealed, v.phone_index, v.address, v.division, v.nation,
	v.alive, v.death_date, v.hukou_local, v.hukou_division, v.former_name, v.payload, v.sealed
	FROM person v WHERE v.id IN ` + Among + ` AND v.county = $34 AND ` + journal.HeldBy

// update brings what the household register says of people who are known into
// their records.
func (s *persons) update(ctx context.Context, q db.Query, p *feed.Page, known []Match, skip, made []bool) error {
	if !s.updates {
		return nil
	}
	rows, ids := map[Ref]int{}, map[string][]string{}
	for row := range known {
		if ref := known[row].Ref; !skip[row] && !made[row] && !ref.Zero() {
			rows[ref] = row
			ids[ref.County] = append(ids[ref.County], ref.ID)
		}
	}
	for county, list := range ids {
		err := asking(list, func(args []any) error {
			held, err := db.Many(ctx, q, scanPerson, personsHeld, args...)
			if err != nil {
				return err
			}
			phones, err := s.otherPhones(ctx, q, p, rows, held, county)
			for _, one := range held {
				if err != nil {
					return err
				}
				row, asked := rows[one.Ref]
				if !asked {
					continue
				}
				delete(rows, one.Ref)
				err = s.renew(p, row, one, phones[one.Ref], skip)
			}
			return err
		}, s.batch.ID, county)
		if err != nil {
			return err
		}
	}
	return nil
}

// otherPhones are those of some people of one county whose rows have another telephone
// that may replace the one held. Somebody signs in by the one a window registered, after
// it had checked him: no file changes that, nor brings back one that was taken away.
func (s *persons) otherPhones(ctx context.Context, q db.Query, p *feed.Page, rows map[Ref]int, held []*Person, county string) (map[Ref]bool, error) {
	others, ids := map[Ref]bool{}, []string(nil)
	for _, one := range held {
		row, asked := rows[one.Ref]
		if !asked {
			continue
		}
		c := p.Cell(row, s.at.phone)
		if !c.Known {
			continue
		}
		entry, err := s.register.keys.AppendIndex(nil, access.Phone, c.Text)
		if err != nil {
			return nil, err
		}
		if !bytes.Equal(entry, one.phoneIndex) {
			others[one.Ref], ids = true, append(ids, one.ID)
		}
	}
	err := asking(ids, func(args []any) error {
		registered, err := db.Many(ctx, q, db.Text, selectPhoned, args...)
		for _, id := range registered {
			delete(others, Ref{county, id})
		}
		return err
	}, PhoneAct, county)
	return others, err
}

// renew opens the next version of somebody of whom the row says something else;
// phone says that it has a telephone he is to get.
func (s *persons) renew(p *feed.Page, row int, held *Person, phone bool, skip []bool) error {
	next := *held
	s.fill(p, row, &next)
	if err := s.register.readExtra(PersonKind, held.Ref, &held.More); err != nil {
		return err
	}
	next.More = held.More
	next.More.Values = extraValues(p, row, s.extra, s.batch.Plan.Feed.Register, held.More.Values)
	different := !samePerson(held, &next) || next.More.Values != nil && !slices.EqualFunc(next.More.Values, held.More.Values, Value.equal)
	if phone {
		next.Phone, different = access.NewPrivate(access.Phone, p.Cell(row, s.at.phone).Text), true
	}
	if !different {
		p.Tally.Same++
		return nil
	}
	values, err := s.register.personRow(next.Ref, &next)
	if problem, err := invalid(err); problem != nil {
		skip[row] = true
		p.SetAside(row, "", problem)
		return nil
	} else if err != nil {
		return err
	}
	p.Tally.Changed++
	p.Changes = append(p.Changes, feed.Change{
		County: next.County, Table: personTable, ID: next.ID, Closes: held.Opened, Open: true,
		Valid: Since(max(s.batch.Reference, held.Valid.From)).journal(), Values: values,
	})
	return nil
}

// samePerson says whether two versions say the same in the columns a file fills.
func samePerson(a, b *Person) bool {
	return a.Name == b.Name && a.OriginalName == b.OriginalName && a.Sex == b.Sex && same(a.Birth, b.Birth) && a.IDType == b.IDType &&
		a.Address == b.Address && a.Division == b.Division && a.Nation == b.Nation && same(a.Alive, b.Alive) &&
		a.HukouDivision == b.HukouDivision && a.FormerName == b.FormerName
}

// same says whether two values that may be unknown are equal.
func same[T comparable](a, b *T) bool {
	return a == b || a != nil && b != nil && *a == *b
}
