package register

import (
	"slices"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/journal"
)

func TestMembershipIsDatedAndMayCrossCounties(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		head, child := w.person(Person{Name: "张伟", Division: wenfeng}), w.person(Person{Name: "张小明", Division: jinsha})
		var home Ref
		w.act(chongchuan, func(a *journal.Write) (err error) {
			if home, err = w.PutHousehold(t.Context(), a, Household{Kind: Registered, Number: "H1", Division: wenfeng}); err != nil {
				return err
			}
			if _, err = w.PutMember(t.Context(), a, Member{Household: home.ID, Kind: Registered, Person: head, Relation: "户主", Head: true}); err != nil {
				return err
			}
			_, err = w.PutMember(t.Context(), a, Member{Version: Version{Valid: Span{day(t, "2010-01-01"), day(t, "2024-05-31")}},
				Household: home.ID, Kind: Registered, Person: child, Relation: "子"})
			return err
		})
		for _, c := range []struct {
			on   string
			want int
		}{{"2009-12-31", 1}, {"2010-01-01", 2}, {"2024-05-31", 2}, {"2024-06-01", 1}} {
			members, err := w.Members(t.Context(), home, On(day(t, c.on)))
			if err != nil || len(members) != c.want {
				t.Errorf("on %s there are %d members, want %d (%v)", c.on, len(members), c.want, err)
			}
		}
		list, err := w.MembershipsOf(t.Context(), child, On(day(t, "2020-01-01")))
		if err != nil || len(list) != 1 || list[0].Household != home.ID || list[0].County != chongchuan {
			t.Errorf("the child of another county belongs to %v (%v)", list, err)
		}
		h, members, err := w.Household(t.Context(), clerk(wenfeng), home, On(day(t, "2020-01-01")))
		if err != nil || h.Number != "H1" || len(members) != 2 {
			t.Errorf("the household is %v with %d members (%v)", h, len(members), err)
		}
		if _, _, err := w.Household(t.Context(), clerk(hexing), home, On(day(t, "2020-01-01"))); code(err) != "register_not_found" {
			t.Errorf("a household outside the scope: %v", err)
		}
		if looks, err := w.Looks(t.Context(), home); err != nil || len(looks) != 1 {
			t.Errorf("the look at the household: %v (%v)", looks, err)
		}
		var seen []string
		if err := w.EachMember(t.Context(), chongchuan, On(day(t, "2020-01-01")), func(m *Member) error {
			seen = append(seen, m.Person.ID)
			return nil
		}); err != nil || len(seen) != 2 {
			t.Errorf("the county's members are %v (%v)", seen, err)
		}
		w.verify()
	})
}

func TestHouseholdsAreFoundByTheNumberTheyHaveNow(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		var ref Ref
		w.act(chongchuan, func(a *journal.Write) (err error) {
			ref, err = w.PutHousehold(t.Context(), a, Household{Kind: Registered, Number: "H1", Division: wenfeng})
			return err
		})
		w.act(chongchuan, func(a *journal.Write) error {
			list, err := w.HouseholdsByNumber(t.Context(), a, chongchuan, "H1")
			if err != nil || len(list) != 1 || list[0].Ref != ref {
				t.Errorf("H1 is %v (%v)", list, err)
				return err
			}
			next := *list[0]
			next.Number = "H2"
			return w.ChangeHousehold(t.Context(), a, next)
		})
		w.act(chongchuan, func(a *journal.Write) error {
			before, err := w.HouseholdsByNumber(t.Context(), a, chongchuan, "H1")
			after, err2 := w.HouseholdsByNumber(t.Context(), a, chongchuan, "H2")
			if len(before) != 0 || len(after) != 1 || err != nil || err2 != nil {
				t.Errorf("H1 is %v and H2 is %v", before, after)
			}
			return nil
		})
	})
}

func TestUnitsAreReadSearchedAndKeptInScope(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		catalogue := w.catalogue
		reg := catalogue.Register(FacilityKind)
		more := make([]Value, len(reg.Fields))
		for i := range reg.Fields {
			switch reg.Fields[i].Name {
			case "beds":
				more[i] = Value{Known: true, Int: 120}
			case "phone":
				more[i] = Value{Known: true, Text: "0513-85000000"}
			}
		}
		var home, office Ref
		w.act(chongchuan, func(a *journal.Write) (err error) {
			if office, err = w.PutOrganisation(t.Context(), a, Organisation{Name: "南通市崇川区爱心社", Division: wenfeng, Address: "人民中路1号"}); err != nil {
				return err
			}
			home, err = w.PutFacility(t.Context(), a, Facility{Name: "文峰敬老院", Kind: "elder_home", Organisation: office.ID,
				Division: wenfeng, More: Extra{Values: more}})
			return err
		})
		w.act(chongchuan, func(a *journal.Write) error {
			f, err := w.Facility(t.Context(), clerk(wenfeng), home, On(day(t, "2025-01-01")))
			if err != nil {
				return err
			}
			next := *f
			next.More, next.Address = Extra{payload: f.More.payload, sealed: f.More.sealed}, "人民中路2号"
			return w.ChangeFacility(t.Context(), a, next)
		})
		w.index()
		f, err := w.Facility(t.Context(), clerk(wenfeng), home, On(day(t, "2025-01-01")))
		if err != nil || !slices.EqualFunc(f.More.Values, more, Value.equal) || f.Address != "人民中路2号" {
			t.Errorf("the facility lost what packs declare of it (%v)", err)
		}
		if _, err := w.Facility(t.Context(), clerk(hexing), home, On(day(t, "2025-01-01"))); code(err) != "register_not_found" {
			t.Errorf("outside the scope: %v", err)
		}
		for _, text := range []string{"敬老院", "wfjly", "人民中路2号"} {
			if list, _, err := w.SearchFacilities(t.Context(), clerk(wenfeng), text, Page{}); err != nil || len(list) != 1 {
				t.Errorf("%s finds %v (%v)", text, list, err)
			}
			if list, _, err := w.SearchFacilities(t.Context(), clerk(hexing), text, Page{}); err != nil || len(list) != 0 {
				t.Errorf("%s finds %v outside the scope (%v)", text, list, err)
			}
		}
		if list, _, err := w.SearchOrganisations(t.Context(), clerk(320600000000), "爱心", Page{}); err != nil || len(list) != 1 || list[0].Ref != office {
			t.Errorf("the organisation is %v (%v)", list, err)
		}
		w.verify()
	})
}

func TestDivisionsAreKnownAsOfADayAndAnInstant(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		merged := day(t, "2020-07-01")
		first := []civil.Division{
			{Code: 320000000000, Name: "江苏省", Since: civil.FirstDate, Until: civil.LastDate},
			{Code: 320600000000, Name: "南通市", Since: civil.FirstDate, Until: civil.LastDate},
			{Code: 320602000000, Name: "崇川区", Since: civil.FirstDate, Until: civil.LastDate},
			{Code: 320611000000, Name: "港闸区", Since: civil.FirstDate, Until: civil.LastDate},
		}
		second := slices.Clone(first)
		second[2].Until, second[2].Successors = merged-1, []civil.Area{320613000000}
		second[3].Until, second[3].Successors = merged-1, []civil.Area{320613000000}
		second = append(second, civil.Division{Code: 320613000000, Name: "崇川区", Since: merged, Until: civil.LastDate})
		before := w.act(journal.Nowhere, func(a *journal.Write) error { return w.PutDivisions(t.Context(), a, first) })
		after := w.act(journal.Nowhere, func(a *journal.Write) error { return w.PutDivisions(t.Context(), a, second) })
		again := w.act(journal.Nowhere, func(a *journal.Write) error { return w.PutDivisions(t.Context(), a, second) })
		if before.Entries != 4 || after.Entries != 5 || again.Entries != 0 {
			t.Errorf("the acts wrote %d, %d and %d entries, want 4, 5 and 0", before.Entries, after.Entries, again.Entries)
		}
		list, err := w.Divisions(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		if name := list.FullName(320602000000, merged-1); name != "江苏省南通市崇川区" {
			t.Errorf("before the merger it is %q", name)
		}
		for _, c := range []struct {
			day  civil.Date
			want []civil.Area
		}{{merged - 1, []civil.Area{320602000000}}, {merged, []civil.Area{320613000000}}} {
			if got := Successors(list, 320602000000, c.day); !slices.Equal(got, c.want) {
				t.Errorf("on %s the old code stands for %v, want %v", c.day, got, c.want)
			}
		}
		if before.At != after.At {
			old, err := w.Divisions(t.Context(), before.At)
			if _, there := old.Lookup(320611000000, merged); err != nil || !there {
				t.Errorf("what was known before the merger is forgotten (%v)", err)
			}
		}
		if _, err := w.try(chongchuan, "", func(a *journal.Write) error { return w.PutDivisions(t.Context(), a, first) }); code(err) != "division_county" {
			t.Errorf("a county rewrites the list: %v", err)
		}
		if _, err := w.try(journal.Nowhere, "", func(a *journal.Write) error { return w.PutDivisions(t.Context(), a, first[1:]) }); err == nil {
			t.Error("a list without the province is taken")
		}
		w.verify()
	})
}
