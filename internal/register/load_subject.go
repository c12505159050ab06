package register

import (
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/feed"
	"lianxin/internal/pack"
)

// subjects finds what the rows of a file are about. A row about nobody known has
// the zero Match; rows that cannot be said to be about anybody are set aside,
// and for these skip is true.
type subjects interface {
	Find(ctx context.Context, q db.Query, p *feed.Page) (found []Match, skip []bool, err error)
}

// subjectsOfFile is who finds the subjects of a declared register.
func (r *Register) subjectsOfFile(ctx context.Context, q db.Query, reg *pack.Register, b *feed.Batch) (subjects, error) {
	switch reg.Subject {
	case pack.OfPerson:
		return r.NewFinder(ctx, q, b)
	case pack.OfOrganisation:
		return r.newUnitFinder(ctx, q, b, OrganisationKind)
	case pack.OfFacility:
		return r.newUnitFinder(ctx, q, b, FacilityKind)
	case pack.OfHousehold:
		return r.newRoofFinder(ctx, q, b)
	}
	return placeFinder{b, b.Where("division")}, nil
}

// placeFinder gives records about a place, or about nobody, their county: a row
// is about the division it names, or about that of which the whole file speaks.
type placeFinder struct {
	batch    *feed.Batch
	division int
}

// Find implements [subjects].
func (f placeFinder) Find(_ context.Context, _ db.Query, p *feed.Page) ([]Match, []bool, error) {
	found, skip := make([]Match, p.Len()), make([]bool, p.Len())
	for row := range p.Len() {
		area := civil.Area(p.Cell(row, f.division).Int)
		if area == 0 {
			area = f.batch.Place
		}
		if area.Level() < civil.County {
			skip[row] = true
			p.SetAside(row, f.batch.Header("division"), errNowhere)
			continue
		}
		found[row] = Match{Ref: Ref{County: area.County().String()}, Division: area}
	}
	return found, skip, nil
}

// filingField is the field in which packs keep the number under which a facility
// is filed with the authorities.
const filingField = "filing_number"

// unitFinder finds organisations by their credit code and facilities by their
// filing number, and either by its name where only one in the division has it. A
// number and a name that do not belong together find nothing.
type unitFinder struct {
	register   *Register
	batch      *feed.Batch
	kind       string
	number     int // place of the credit code, or of the filing number
	runner     int // place of the credit code of who runs a facility, or -1
	name       int
	division   int
	byNumber   map[string][]*unit
	byName     map[string][]*unit
	runnerCode map[Ref]string // credit codes of organisations
	merged     merges
}

func (r *Register) newUnitFinder(ctx context.Context, q db.Query, b *feed.Batch, kind string) (*unitFinder, error) {
	f := &unitFinder{register: r, batch: b, kind: kind, number: b.Where("uscc"), runner: -1, name: b.Where("unit_name"), division: b.Where("division")}
	if kind == FacilityKind {
		f.number, f.runner = b.Where(filingField), f.number
	}
	return f, f.refresh(ctx, q)
}

func (f *unitFinder) refresh(ctx context.Context, q db.Query) (err error) {
	f.byNumber, f.byName, f.runnerCode = map[string][]*unit{}, map[string][]*unit{}, map[Ref]string{}
	if f.merged, err = mergesHeld(ctx, q, f.batch.ID, f.kind); err != nil {
		return err
	}
	all := map[Ref]*unit{}
	err = f.register.eachUnit(ctx, q, f.batch.ID, f.kind, func(one *unit) {
		if one.sort == OrganisationKind {
			f.runnerCode[one.Ref] = one.USCC
		}
		if one.sort == f.kind {
			all[one.Ref] = one
		}
	})
	for ref, one := range all {
		// Under the number and the name of a merged record the other is found.
		stands := all[f.merged.follow(ref)]
		if stands == nil {
			stands = one
		}
		if number := one.number(); number != "" {
			fileOnce(f.byNumber, number, stands)
		}
		fileOnce(f.byName, civil.NormalName(one.Name), stands)
	}
	return err
}

func fileOnce(list map[string][]*unit, key string, one *unit) {
	if !slices.Contains(list[key], one) {
		list[key] = append(list[key], one)
	}
}

var (
	errUnitName  = civil.Refuse("unit_mismatch", "编号与单位名称对不上，请核对是编号错了还是名称错了。")
	errUnitTwice = civil.Refuse("unit_ambiguous", "登记里不止一个单位符合这一行，请补填统一社会信用代码、备案编号或行政区划。")
)

// Find implements [subjects].
func (f *unitFinder) Find(ctx context.Context, q db.Query, p *feed.Page) ([]Match, []bool, error) {
	if p.Afresh {
		if err := f.refresh(ctx, q); err != nil {
			return nil, nil, err
		}
	}
	found, skip := make([]Match, p.Len()), make([]bool, p.Len())
	for row := range p.Len() {
		one, problem := f.find(p, row)
		switch {
		case problem != nil:
			skip[row] = true
			p.SetAside(row, f.batch.Header("unit_name"), problem)
		case one != nil:
			found[row] = Match{one.Ref, one.Name, one.Division}
		}
	}
	return found, skip, nil
}

// find is the unit of a row; nil when none is known.
func (f *unitFinder) find(p *feed.Page, row int) (*unit, *civil.Error) {
	number, name := p.Cell(row, f.number).Text, p.Cell(row, f.name)
	switch list := f.byNumber[number]; {
	case number == "" || len(list) == 0:
	case len(list) > 1:
		return nil, errUnitTwice
	case name.Known && !sameName(name.Text, list[0].Name):
		return nil, errUnitName
	default:
		return list[0], nil
	}
	var one *unit
	for _, other := range f.byName[civil.NormalName(name.Text)] {
		if !f.fits(p, row, other, number) {
			continue
		}
		if one != nil {
			return nil, errUnitTwice
		}
		one = other
	}
	return one, nil
}

// fits says whether a unit with the name of a row may be the one: nothing else
// the row says speaks against it.
func (f *unitFinder) fits(p *feed.Page, row int, one *unit, number string) bool {
	if number != "" && one.number() != "" {
		return false // the register knows another number of it
	}
	if area := civil.Area(p.Cell(row, f.division).Int); area != 0 {
		if area.County() != one.Division.County() {
			return false
		}
	} else if f.batch.Place != 0 && !f.batch.Place.Contains(one.Division) {
		return false
	}
	runner := p.Cell(row, f.runner).Text
	known := f.runnerCode[Ref{one.County, one.Organisation}]
	return runner == "" || known == "" || runner == known
}
