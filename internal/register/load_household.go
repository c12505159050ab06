package register

import (
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/feed"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// householdSink takes files about households.
type householdSink struct{ register *Register }

// HouseholdSink takes the rows of feeds about registered households. They are
// found by their numbers.
func (r *Register) HouseholdSink() feed.Sink { return householdSink{r} }

// householdTaking is a file about households being taken in.
type householdTaking struct {
	register *Register
	batch    *feed.Batch
	homes    *homes
	address  int
	reg      *pack.Register
	extra    []extraPlaceOf
	seen     *sightings // number and county
	doubtful bool       // some rows could not be read; they may be of any household
}

// Begin implements [feed.Sink].
func (s householdSink) Begin(ctx context.Context, q db.Query, b *feed.Batch) (feed.Taking, error) {
	t := &householdTaking{
		register: s.register, batch: b, address: b.Where("address"), reg: b.Plan.Feed.Register, seen: newSightings(),
		extra: extraPlaces(b.Plan.Feed.Register, b),
	}
	var err error
	t.homes, err = s.register.newHomes(ctx, q, b, Registered)
	return t, err
}

// Take implements [feed.Taking].
func (t *householdTaking) Take(ctx context.Context, q db.Query, p *feed.Page) error {
	t.doubtful = t.doubtful || len(p.Doubts) > 0
	list, err := t.homes.look(ctx, q, p, make([]bool, p.Len()))
	if err != nil {
		return err
	}
	for row := range p.Len() {
		if err := t.row(p, row, list); err != nil {
			return err
		}
	}
	t.doubtful = t.doubtful || len(p.Doubts) > 0
	return nil
}

func (t *householdTaking) row(p *feed.Page, row int, list found) error {
	number := p.Cell(row, t.homes.number)
	if !number.Known {
		p.SetAside(row, t.batch.Header("household_number"), civil.Refuse("household_unnamed", "没有户号，看不出是哪一户，请补填。"))
		return nil
	}
	one := t.homes.of(p, row, list)
	area, problem := t.homes.place(p, row, one)
	if problem != nil {
		p.SetAside(row, t.batch.Header("division"), problem)
		return nil
	}
	first, err := t.seen.see(t.seen.of(number.Text, area.County().String()), p.Records[row])
	if err != nil {
		return err
	}
	if first != p.Records[row] {
		p.SetAside(row, t.batch.Header("household_number"), civil.Refuse("household_repeated", "这个户号在第%d条已经出现过，只取了第%d条，请核对。", first, first))
		return nil
	}
	if p.Replay {
		return nil
	}
	problem, err = invalid(t.save(p, row, one, area))
	if problem != nil {
		p.SetAside(row, "", problem)
	}
	return err
}

// save opens a household or its next version.
func (t *householdTaking) save(p *feed.Page, row int, one *home, area civil.Area) error {
	next := Household{Number: p.Cell(row, t.homes.number).Text}
	if one != nil {
		next = *one.Household
		if err := t.register.readExtra(HouseholdKind, one.Ref, &next.More); err != nil {
			return err
		}
	}
	held := next.More.Values
	if c := p.Cell(row, t.address); c.Known {
		next.Address = c.Text
	}
	next.Division = area
	next.More.Values = extraValues(p, row, t.extra, t.reg, held)
	if one == nil {
		p.Tally.Opened++
		_, err := t.homes.make(p, &next)
		return err
	}
	if next.Address == one.Address && next.Division == one.Division && next.Number == one.Number && one.Valid.To == civil.LastDate &&
		(next.More.Values == nil || slices.EqualFunc(next.More.Values, held, Value.equal)) {
		p.Tally.Same++
		return nil
	}
	return t.homes.change(p, &next)
}

const householdsNext = `SELECT ` + heldColumns + householdOwn + ` FROM household v
	WHERE v.county = $2 AND v.id > $3 AND v.kind = $4 AND ` + journal.HeldBy + ` ORDER BY v.id LIMIT $5`

// Rest implements [feed.Taking]: it ends households that a complete list no
// longer has, unless a row that could not be read may be about them.
func (t *householdTaking) Rest(ctx context.Context, q db.Query, p *feed.Page) (bool, error) {
	if !t.batch.Complete || t.doubtful {
		return false, nil
	}
	county, after, err := turn(ctx, q, p.After())
	if err != nil || county == "" {
		return false, err
	}
	list, err := db.Many(ctx, q, scanHousehold, householdsNext, t.batch.ID, county, after.First, string(Registered), int64(restAtOnce))
	if err != nil {
		return false, err
	}
	next := feed.Cursor{County: county, ID: wholeCounty}
	if len(list) == restAtOnce {
		next.First, next.ID = list[len(list)-1].ID, ""
	}
	p.Until(next)
	for _, one := range list {
		if one.Valid.To < t.batch.Reference || !t.batch.Place.Contains(one.Division) {
			continue
		}
		named, err := t.seen.seen(t.seen.of(one.Number, one.Division.County().String()))
		if err != nil {
			return false, err
		}
		if named {
			continue
		}
		h := &Held{ID: one.ID, Opened: one.Opened}
		if one.Valid.From != civil.FirstDate {
			from := one.Valid.From.String()
			h.From = &from
		}
		h.Values = []any{string(one.Kind), nothing(one.Number), nothing(one.Address), areaText(one.Division), pointed(one.More.payload), nothingBytes(one.More.sealed)}
		p.Tally.Ended++
		p.Changes = append(p.Changes, ending(householdTable, one.County, h, t.batch.Reference))
	}
	return true, nil
}
