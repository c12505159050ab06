package app

import (
	"errors"
	"slices"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
	"lianxin/internal/watch/placement"
)

// TestWhoIsProvidedForInAHomeStandsSoInTheRegister takes a home, a man and his benefit as the
// stages keep them: he is placed by his benefit, moves in, and goes home again.
func TestWhoIsProvidedForInAHomeStandsSoInTheRegister(t *testing.T) {
	t.Parallel()
	w := openWorking(t, nil)
	const county, village = "320613", civil.Area(320613005001)
	var family, person, lodge register.Ref
	_, err := w.journal.Do(t.Context(), journal.Header{County: county, Kind: "test", Actor: "system:test", Purpose: "payment"}, func(j *journal.Write) (err error) {
		birth, alive := civil.Date(0).AddDays(-8000), true
		if person, err = w.register.PutPerson(t.Context(), j, register.Person{
			Name: "阿卜杜热合曼·买买提艾力", IDType: "resident", IDNumber: access.NewPrivate(access.IDNumber, civil.MakeID(civil.SampleRegion, birth, 101)), Birth: &birth, Alive: &alive, Division: village,
		}); err != nil {
			return err
		}
		home, err := w.register.PutHousehold(t.Context(), j, register.Household{Kind: register.Registered, Number: "H1", Division: village, Address: "和兴街道1号"})
		if err != nil {
			return err
		}
		family = home
		_, err = w.register.PutMember(t.Context(), j, register.Member{Household: home.ID, Kind: register.Registered, Person: person, Head: true, Relation: "02"})
		if err == nil {
			lodge, err = w.register.PutFacility(t.Context(), j, w.lodge(village, map[string]int64{"beds": 10, "nursing_beds": 4, "residents": 3}, "half"))
		}
		return errors.Join(err, w.pay.Decided(t.Context(), j, pay.Decision{
			ID: "d1", County: county, Programme: "tekun", Household: home.ID, Effect: pay.EffectGrant, Amount: 1000_00, From: w.desk.Today().Month(), Division: village, Payee: person,
			Covered: []register.Ref{person}, Reason: "认定",
		}))
	})
	if err != nil {
		t.Fatal(err)
	}
	in := func(name string, role access.Role, division civil.Area) officer.Officer {
		return officer.Officer{Name: name, Viewer: access.Viewer{Actor: "staff:" + name, Roles: []access.Role{role}, Divisions: []civil.Area{division}, Purpose: "review"}}
	}
	town, chief, today := in("王芳", "town", village.Township()), in("李敏", "county", village.County()), w.desk.Today()
	draft := placement.Draft{
		Household: family, Person: person.ID, Home: lodge.ID, Ground: "elder", Care: "half", Confirmed: []string{"1", "2", "3"}, Fee: 1000_00, Words: "自己说愿意住。",
	}
	var refused *civil.Error
	if _, err := w.placings.Propose(t.Context(), town, draft); !errors.As(err, &refused) || refused.Code != "placement_ground" {
		t.Errorf("who has the benefit is placed by another ground: %v", err)
	}
	draft.Ground, draft.Care = "tekun", "full"
	if _, err := w.placings.Propose(t.Context(), town, draft); !errors.As(err, &refused) || refused.Code != "placement_home" {
		t.Errorf("more care than the home gives: %v", err)
	}
	draft.Care = "half"
	p, err := w.placings.Propose(t.Context(), town, draft)
	if err != nil {
		t.Fatal(err)
	}
	seen := placement.Seen{Ref: p.Ref}
	_, err = w.placings.Agree(t.Context(), town, seen, placement.Consent{Signer: "self", Day: today, Words: "读给他听过。"})
	if err == nil {
		_, err = w.placings.Approve(t.Context(), chief, seen, "同意。")
	}
	if err == nil {
		_, err = w.placings.Enter(t.Context(), town, seen, today)
	}
	if err != nil {
		t.Fatal(err)
	}
	if said := w.providedFor(t, person, today); said != "institution 和兴镇敬老院" {
		t.Errorf("he lives there, and the register says %q", said)
	}
	homes, err := w.placings.Homes(t.Context(), town.Viewer)
	if err != nil || len(homes) != 1 || homes[0].Beds.Free() != 6 || homes[0].Beds.Nursing != 4 {
		t.Errorf("%+v, %v", homes, err)
	}
	if _, err := w.placings.Leave(t.Context(), town, seen, placement.Parting{Day: today, Reason: "home", Words: "侄子接回家。"}); err != nil {
		t.Fatal(err)
	}
	if said := w.providedFor(t, person, today); said != "scattered " {
		t.Errorf("he went home, and the register says %q", said)
	}
}

// lodge is a home as its filing says.
func (w *working) lodge(division civil.Area, counts map[string]int64, accepts string) register.Facility {
	catalogue, _ := w.rules()
	reg := catalogue.Register(register.FacilityKind)
	f := register.Facility{Name: "和兴镇敬老院", Kind: elderHome, Address: "和兴街道2号", Division: division}
	f.More.Values = make([]register.Value, len(reg.Fields))
	for i := range reg.Fields {
		if n, there := counts[reg.Fields[i].Name]; there {
			f.More.Values[i] = register.Value{Known: true, Int: n}
		}
		if reg.Fields[i].Name == "accepts" {
			at := slices.IndexFunc(reg.Fields[i].Codes, func(c pack.FieldCode) bool { return c.Name == accepts })
			f.More.Values[i] = register.Value{Known: true, Int: int64(at)}
		}
	}
	return f
}

// providedFor is how the register says somebody is provided for on a day, and where.
func (w *working) providedFor(t *testing.T, person register.Ref, day civil.Date) (said string) {
	t.Helper()
	catalogue, _ := w.rules()
	reg := catalogue.Register("care_placement")
	err := w.db.Read(t.Context(), func(q db.Query) error {
		list, err := w.register.RecordsFor(t.Context(), q, reg.Name, person, register.On(day))
		if err != nil || len(list) != 1 {
			t.Errorf("%d records, %v", len(list), err)
			return err
		}
		for i := range reg.Fields {
			switch v := list[0].Values[i]; reg.Fields[i].Name {
			case "placement":
				said = reg.Fields[i].Codes[v.Int].Name + " "
			case "facility":
				said += v.Text
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return said
}
