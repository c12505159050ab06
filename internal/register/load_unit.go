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

// unitSink takes files about organisations, or about facilities.
type unitSink struct {
	register *Register
	kind     string
}

// OrganisationSink takes the rows of feeds about organisations.
func (r *Register) OrganisationSink() feed.Sink { return unitSink{r, OrganisationKind} }

// FacilitySink takes the rows of feeds about facilities.
func (r *Register) FacilitySink() feed.Sink { return unitSink{r, FacilityKind} }

// unitTaking is a file about organisations or facilities being taken in. There
// are some ten thousand in a city, so that all are kept in memory.
type unitTaking struct {
	unitSink
	batch    *feed.Batch
	reg      *pack.Register
	name     int
	uscc     int
	number   int // of the credit code of an organisation, of the filing number of a facility
	sort     int
	sorts    *pack.Field
	address  int
	division int
	extra    []extraPlaceOf
	units    map[string]*unit
	runners  map[string]*unit // organisations by their code, of a file about facilities
	seen     *sightings       // keys of units
	doubtful bool
}

// Begin implements [feed.Sink].
func (s unitSink) Begin(ctx context.Context, q db.Query, b *feed.Batch) (feed.Taking, error) {
	reg := b.Plan.Feed.Register
	t := &unitTaking{
		unitSink: s, batch: b, reg: reg, name: b.Where("unit_name"), uscc: b.Where("uscc"), sort: b.Where("kind"), sorts: reg.Field("kind"),
		address: b.Where("address"), division: b.Where("division"), seen: newSightings(), extra: extraPlaces(reg, b),
	}
	t.number = t.uscc
	if s.kind == FacilityKind {
		t.number = b.Where(filingField)
	}
	return t, t.refresh(ctx, q)
}

func (t *unitTaking) refresh(ctx context.Context, q db.Query) error {
	t.units, t.runners = map[string]*unit{}, map[string]*unit{}
	return t.register.eachUnit(ctx, q, t.batch.ID, t.kind, func(one *unit) {
		if one.sort == OrganisationKind {
			t.runners[one.USCC] = one
		}
		if one.sort == t.kind {
			t.file(one)
		}
	})
}

// file puts a unit where rows find it: by its number, and by name and county.
func (t *unitTaking) file(one *unit) {
	if number := one.number(); number != "" {
		t.units[number] = one
	}
	t.units[nameKey(one.Name, one.Division)] = one
}

func nameKey(name string, area civil.Area) string {
	return area.County().String() + " " + civil.NormalName(name)
}

// Take implements [feed.Taking].
func (t *unitTaking) Take(ctx context.Context, q db.Query, p *feed.Page) error {
	if p.Afresh {
		if err := t.refresh(ctx, q); err != nil {
			return err
		}
	}
	t.doubtful = t.doubtful || len(p.Doubts) > 0
	for row := range p.Len() {
		problem, err := invalid(t.row(p, row))
		if err != nil {
			return err
		}
		if problem != nil {
			t.doubtful = true
			p.SetAside(row, "", problem)
		}
	}
	return nil
}

// row takes one row; what is wrong with it comes back as an Invalid error.
func (t *unitTaking) row(p *feed.Page, row int) error {
	area := civil.Area(p.Cell(row, t.division).Int)
	if area == 0 {
		area = t.batch.Place
	}
	name := civil.NormalName(p.Cell(row, t.name).Text)
	code := p.Cell(row, t.number).Text
	held := t.units[nameKey(name, area)]
	if known := t.units[code]; code != "" && known != nil {
		held = known
	}
	if held != nil && code != "" && held.number() != "" && held.number() != code {
		held = nil // two units of one name
	}
	key := code
	if code == "" {
		key = nameKey(name, area)
	}
	first, err := t.seen.see(t.seen.of(key, ""), p.Records[row])
	if err != nil {
		return err
	}
	if first != p.Records[row] {
		return civil.Refuse("unit_repeated", "这个单位在第%d条已经出现过，只取了第%d条，请核对。", first, first)
	}
	if _, err := t.seen.see(t.seen.of(nameKey(name, area), ""), p.Records[row]); err != nil {
		return err
	}
	if p.Replay {
		return nil
	}
	return t.save(p, row, held, area)
}

// save opens a unit or its next version.
func (t *unitTaking) save(p *feed.Page, row int, held *unit, area civil.Area) error {
	var next unit
	if held != nil {
		if err := t.register.readExtra(t.kind, held.Ref, &held.More); err != nil {
			return err
		}
		next = *held
	}
	t.fill(p, row, &next, area)
	next.More.Values = extraValues(p, row, t.extra, t.reg, next.More.Values)
	if held == nil {
		if next.Division.Level() < civil.County {
			return errNowhere
		}
		next.Ref = Ref{next.Division.County().String(), db.NewID()}
	} else if t.same(held, &next) {
		p.Tally.Same++
		return nil
	}
	values, err := t.values(&next, held == nil)
	if err != nil {
		return err
	}
	c := feed.Change{County: next.County, Table: t.table(), ID: next.ID, Open: true, Valid: Since(t.batch.Reference).journal(), Values: values}
	p.Tally.Opened++
	if held != nil {
		p.Tally.Opened--
		p.Tally.Changed++
		c.Closes, c.Valid = held.Opened, Since(max(t.batch.Reference, held.Valid.From)).journal()
	}
	p.Changes = append(p.Changes, c)
	return nil
}

func (t *unitTaking) fill(p *feed.Page, row int, one *unit, area civil.Area) {
	if c := p.Cell(row, t.name); c.Known {
		one.Name = civil.NormalName(c.Text)
	}
	code := p.Cell(row, t.uscc)
	switch {
	case !code.Known:
	case t.kind == OrganisationKind:
		one.USCC = code.Text
	case t.runners[code.Text] != nil && t.runners[code.Text].County == area.County().String():
		one.Organisation = t.runners[code.Text].ID
	}
	if name := codeName(t.sorts, p.Cell(row, t.sort)); name != "" {
		one.Kind = name
	}
	if c := p.Cell(row, t.address); c.Known {
		one.Address = c.Text
	}
	if p.Cell(row, t.division).Known || one.Division == 0 {
		one.Division = area
	}
}

func (t *unitTaking) same(a, b *unit) bool {
	return a.Name == b.Name && a.USCC == b.USCC && a.Kind == b.Kind && a.Organisation == b.Organisation && a.Address == b.Address &&
		a.Division == b.Division && a.Valid.To == civil.LastDate &&
		(b.More.Values == nil || slices.EqualFunc(a.More.Values, b.More.Values, Value.equal))
}

func (t *unitTaking) table() *journal.Table {
	if t.kind == OrganisationKind {
		return organisationTable
	}
	return facilityTable
}

// values are the columns of a unit; of a new one nothing is carried over.
func (t *unitTaking) values(one *unit, fresh bool) ([]any, error) {
	version := one.Version
	if fresh {
		version = Version{}
	}
	if t.kind == OrganisationKind {
		o := Organisation{version, one.Name, one.USCC, one.Kind, one.Address, one.Division, one.More}
		return o.row(t.register, one.Ref)
	}
	f := Facility{version, one.Name, one.Kind, one.Organisation, one.Address, one.Division, one.More}
	return f.row(t.register, one.Ref)
}

// named says whether a row names a unit, by its code or by its name.
func (t *unitTaking) named(one *unit) (bool, error) {
	if number := one.number(); number != "" {
		if named, err := t.seen.seen(t.seen.of(number, "")); named || err != nil {
			return named, err
		}
	}
	return t.seen.seen(t.seen.of(nameKey(one.Name, one.Division), ""))
}

// Rest implements [feed.Taking]: it ends units that a complete list no longer
// has, unless a row that could not be read may be about them.
func (t *unitTaking) Rest(ctx context.Context, q db.Query, p *feed.Page) (bool, error) {
	if !t.batch.Complete || t.doubtful {
		return false, nil
	}
	if err := t.refresh(ctx, q); err != nil {
		return false, err
	}
	done := map[Ref]bool{}
	for _, one := range t.units {
		if done[one.Ref] || one.Valid.To < t.batch.Reference || !t.batch.Place.Contains(one.Division) {
			continue
		}
		named, err := t.named(one)
		if err != nil {
			return false, err
		}
		if named {
			continue
		}
		done[one.Ref] = true
		values, err := t.values(one, false)
		if err != nil {
			return false, err
		}
		h := &Held{ID: one.ID, Opened: one.Opened, Values: values}
		if one.Valid.From != civil.FirstDate {
			from := one.Valid.From.String()
			h.From = &from
		}
		p.Tally.Ended++
		p.Changes = append(p.Changes, ending(t.table(), one.County, h, t.batch.Reference))
	}
	return false, nil
}
