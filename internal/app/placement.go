package app

import (
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
	"lianxin/internal/watch/placement"
)

// newPlacements wires who is placed in homes for the elderly: homes, people and how they
// are provided for stand in the register, what is in pay in pay.
func (b *bureau) newPlacements() {
	b.placings = placement.New(placement.Options{
		Journal: b.journal, Keys: b.keys, Catalogue: func() *pack.Catalogue { c, _ := b.rules(); return c }, Divisions: b.divisions,
		Sources: placement.Sources{Homes: b.homes, Home: b.home, Person: b.placed, Dead: deadAmong, Provided: b.provided},
	})
}

// elderHome is the kind of the facilities in which people may be placed.
const elderHome = "elder_home"

// homes are the homes for the elderly of a county by its register.
func (b *bureau) homes(ctx context.Context, county civil.Area, day civil.Date) (list []placement.Home, err error) {
	err = b.register.EachFacility(ctx, officer.Code(county)[:6], register.On(day), func(f *register.Facility) error {
		if f.Kind == elderHome {
			list = append(list, *b.asHome(f))
		}
		return nil
	})
	return list, err
}

// home is one of them.
func (b *bureau) home(ctx context.Context, q db.Query, ref register.Ref, day civil.Date) (*placement.Home, error) {
	f, err := b.register.FacilityNow(ctx, q, ref, day)
	if err != nil {
		return nil, err
	}
	if f.Kind != elderHome {
		return nil, officer.Missing()
	}
	return b.asHome(f), nil
}

// asHome is a facility of the register as placements know it.
func (b *bureau) asHome(f *register.Facility) *placement.Home {
	count := func(name string) int {
		if v := b.register.Field(f, name); v.Known {
			return int(v.Int)
		}
		return -1
	}
	state := b.register.Code(f, "state")
	h := &placement.Home{
		Ref: f.Ref, Name: f.Name, Address: f.Address, Division: f.Division, Filing: b.register.Field(f, "filing_number").Text, Phone: b.register.Field(f, "phone").Text,
		Beds: count("beds"), Nursing: count("nursing_beds"), Residents: count("residents"), Accepts: b.register.Code(f, "accepts"), Running: state == "" || state == "open",
	}
	if f.Valid.From != civil.FirstDate {
		h.Reported = f.Valid.From
	}
	return h
}

// placed is somebody of a household, with what he or it is in pay by.
func (b *bureau) placed(ctx context.Context, q db.Query, household register.Ref, person string, day civil.Date) (*placement.Person, error) {
	home, people, err := b.register.FamilyNow(ctx, q, household, day)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(people, func(p register.Relative) bool { return p.Person == register.Ref{County: household.County, ID: person} })
	if at < 0 {
		return nil, officer.Missing()
	}
	lives, err := register.Lives(ctx, q, household.County, []string{person})
	if err != nil {
		return nil, err
	}
	out := &placement.Person{Name: people[at].Name, Division: home.Division, Born: lives[person].Birth, Dead: lives[person].Dead}
	list, err := pay.OfHousehold(ctx, q, household)
	for _, e := range list {
		month := day.Month()
		if (e.Person == "" || e.Person == person) && (e.At(month) != nil || e.At(month.Add(1)) != nil) {
			out.Programmes = append(out.Programmes, e.Programme)
		}
	}
	return out, err
}

// deadAmong are those of some people of whom the register says that they have died.
func deadAmong(ctx context.Context, q db.Query, county string, people []string) (map[string]bool, error) {
	lives, err := register.Lives(ctx, q, county, people)
	dead := map[string]bool{}
	for id, life := range lives {
		dead[id] = life.Dead
	}
	return dead, err
}

// provided writes down in the register how somebody is provided for from a day on: by an
// institution, or without one at home.
func (b *bureau) provided(ctx context.Context, w *journal.Write, person register.Ref, division civil.Area, home string, from civil.Date) error {
	catalogue, _ := b.rules()
	reg := catalogue.Register("care_placement")
	if reg == nil {
		return nil
	}
	rec := register.Record{Register: reg.Name, Subject: person.ID, Division: division, Values: make([]register.Value, len(reg.Fields))}
	rec.Valid = register.Since(from)
	manner := "scattered"
	if home != "" {
		manner = "institution"
	}
	for i := range reg.Fields {
		switch f := &reg.Fields[i]; f.Name {
		case "placement":
			at := slices.IndexFunc(f.Codes, func(c pack.FieldCode) bool { return c.Name == manner })
			rec.Values[i] = register.Value{Known: at >= 0, Int: int64(max(at, 0))}
		case "facility":
			rec.Values[i] = register.Value{Known: home != "", Text: home}
		case "start":
			rec.Values[i] = register.Value{Known: true, Int: int64(from)}
		}
	}
	_, _, err := b.register.SaveRecord(ctx, w, rec)
	return err
}
