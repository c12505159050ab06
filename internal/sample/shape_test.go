package sample

import (
	"testing"

	"lianxin/internal/civil"
)

// tally counts what a city is made of, and judges 低保, 边缘 and 特困 in a few
// lines of its own, so that the figures of the plan can be held.
type tally struct {
	households, persons, local, localElder, localChild int
	disabled, urbanHomes                               int
	dibaoHomes, dibaoPersons, edge, tekun              int
	silent                                             int
}

const readByDibao = GapBirth | GapHukou | GapWage | GapBusiness | GapProperty | GapPension | GapTransfer | GapExcluded |
	GapIllness | GapSupporter | GapPrison | GapAlive

func (t *tally) add(h *Household, standard civil.Fen) {
	t.households++
	if !h.Rural {
		t.urbanHomes++
	}
	if h.Gaps&(GapAssets|GapVehicleValue|GapHousing) != 0 {
		t.silent++
	}
	covered, known := 0, h.Gaps&(GapHouseholdHukou|GapHousing|GapAssets) == 0 && (h.Gaps&GapVehicles == 0 || h.VehicleValue == 0)
	for i := range h.Members {
		p := &h.Members[i]
		t.persons++
		if p.HukouLocal {
			t.local++
			if p.age >= 60 {
				t.localElder++
			}
			if p.age < 15 {
				t.localChild++
			}
		}
		if p.DisabilityType > 0 {
			t.disabled++
		}
		known = known && p.Gaps&readByDibao == 0
		switch {
		case p.SupporterUnable && p.HukouLocal && p.counted() && p.income() < standard && h.within(standard) && h.Vehicles == 0 && p.Gaps&^(GapLabour|GapStudent|GapGuardian|GapPlacement|GapDisabilityType|GapDisabilityGrade|GapIllness) == 0 && h.Gaps&(GapHousing|GapVehicles|GapAssets) == 0:
			t.tekun++
		case p.counted() && p.HukouLocal:
			covered++
		}
	}
	line := standard * civil.Fen(h.counted())
	if !known || covered == 0 || !h.HukouLocal || !h.within(standard) {
		return
	}
	switch income := h.income(); {
	case income < line:
		t.dibaoHomes++
		t.dibaoPersons += covered
	case income < line*3/2:
		t.edge++
	}
}

func (h *Household) within(standard civil.Fen) bool {
	return h.HousingUnits <= 2 && h.VehicleValue == 0 && h.FinancialAssets <= standard*24*civil.Fen(h.counted())
}

// near fails when got is not within part per mille of want.
func near(t *testing.T, what string, got, want, part int) {
	t.Helper()
	if diff := got - want; diff*1000 > want*part || -diff*1000 > want*part {
		t.Errorf("%s: got %d, want %d ± %d‰", what, got, want, part)
	}
}

func TestACityHasTheShapeOfItsPlan(t *testing.T) {
	t.Parallel()
	for name, p := range plans {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const perMille = 20
			var all tally
			c := testCity(t, name, perMille, 7)
			if err := c.Each(func(h *Household) bool { all.add(h, testStandards[name]); return true }); err != nil {
				t.Fatal(err)
			}
			t.Logf("%+v", all)
			near(t, "residents", all.persons, p.Residents*perMille/1000, 10)
			near(t, "registered, per mille", all.local*1000/all.persons, p.LocalResidents, 30)
			near(t, "aged 60 and over, per million of the registered", all.localElder*million/all.local, shareElder, 50)
			near(t, "aged 0 to 14, per million of the registered", all.localChild*million/all.local, shareChild, 50)
			near(t, "disabled, per million", all.disabled*million/all.persons, 45_000, 150)
			near(t, "低保 families", all.dibaoHomes, p.Granted*perMille/1000, 120)
			near(t, "低保 persons in a hundred families", all.dibaoPersons*100/all.dibaoHomes, 140, 60)
			near(t, "特困 persons", all.tekun, p.Tekun*perMille/1000, 150)
			near(t, "边缘 families", all.edge, p.Edge*perMille/1000, 200)
			near(t, "families lacking a financial fact, per million", all.silent*million/all.households, 25_000, 200)
		})
	}
}

func TestTheWholeOfSuzhouHasAboutFourMillionNineHundredThousandHouseholds(t *testing.T) {
	t.Parallel()
	near(t, "households", plans["suzhou"].households(), 4_900_000, 20)
}

// TestNantongHasTheFiguresOfItsPlan holds the three numbers that the plan prints,
// on a fifth of the city, more tightly than the other cities can be held.
func TestNantongHasTheFiguresOfItsPlan(t *testing.T) {
	t.Parallel()
	var all tally
	err := testCity(t, "nantong", 200, 11).Each(func(h *Household) bool { all.add(h, testStandards["nantong"]); return true })
	if err != nil {
		t.Fatal(err)
	}
	near(t, "低保 families", all.dibaoHomes*5, 33_581, 20)
	near(t, "低保 persons", all.dibaoPersons*5, 47_124, 25)
	near(t, "特困 persons", all.tekun*5, 21_715, 30)
}
