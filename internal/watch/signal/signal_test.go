package signal

import (
	"slices"
	"testing"

	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/watch"
)

func TestAHospitalBillBecomesALeadOfTheVillage(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		b := newBureau(t, store)
		home, person := b.family("孙一")
		_, other := b.family("孙二")
		b.bill(person, 30000, "2025-06-20")
		b.bill(other, 20000, "2025-06-20") // not above the line
		if r := b.run(); r.Found != 0 {
			t.Fatalf("a signal nobody has switched on found %d", r.Found)
		}
		if trial := b.try("medical_burden"); trial.Found != 1 || trial.New() != 1 || len(trial.Towns) != 1 || trial.Towns[0].Town != "320613005" && trial.Towns[0].Town != "320613005000" {
			t.Fatalf("the trial found %+v", trial)
		}
		b.turn("medical_burden", true)
		if r := b.run(); r.Found != 1 || r.Leads != 1 || r.By["medical_burden"] != 1 {
			t.Fatalf("the run found %+v", r)
		}
		list, err := b.Leads().List(t.Context(), b.officer, watch.Query{Tab: "open"})
		if err != nil || len(list.Leads) != 1 {
			t.Fatalf("there are %d leads, %v", len(list.Leads), err)
		}
		l := list.Leads[0]
		if l.Household != home.ID || l.Name != "孙一" || l.Colour != watch.Red || l.Level != watch.AtVillage || l.Division != village || l.Reasons[0].Signal != "medical_burden" {
			t.Errorf("the lead is %+v, %+v", l.Lead, l.Reasons)
		}
		if r := b.run(); r.Found != 0 {
			t.Errorf("the same was said again: %+v", r)
		}
		b.now = b.now.AddDate(0, 7, 0)
		b.bill(person, 50000, "2026-01-20")
		if r := b.run(); r.Found != 1 || r.Joined != 1 {
			t.Errorf("after the signal's months: %+v", r)
		}
	})
}

func TestSeveralSignalsAboutAFamilyAreOneLead(t *testing.T) {
	t.Parallel()
	b := newBureau(t, dbtest.Open(t))
	home, person := b.family("孙一")
	b.bill(person, 30000, "2025-06-20")
	b.marks = Marks{"household.unvisited": {home.ID, "no such household"}}
	for _, name := range []string{"medical_burden", "unvisited"} {
		b.try(name)
		b.turn(name, true)
	}
	r := b.run()
	list, err := b.Leads().List(t.Context(), b.officer, watch.Query{})
	if err != nil || r.Leads != 1 || len(list.Leads) != 1 || len(list.Leads[0].Reasons) != 2 || list.Leads[0].Due != day(t, "2025-07-07") {
		t.Errorf("run %+v, leads %v, %v", r, list.Leads, err)
	}
}

func TestWhoHasItAlreadyIsNoLead(t *testing.T) {
	t.Parallel()
	b := newBureau(t, dbtest.Open(t))
	_, person := b.family("孙一")
	_, second := b.family("孙二")
	home3, third := b.family("孙三")
	home4, fourth := b.family("孙四")
	b.bill(person, 30000, "2025-06-20")
	b.bill(second, 30000, "2025-06-20")
	b.bill(third, 30000, "2025-06-20")
	b.bill(fourth, 30000, "2025-06-20")
	b.held = []assess.Held{{Programme: "dibao", Person: person.ID, Amount: 1}}
	b.granted = map[string]bool{home3.ID: false, home4.ID: true}
	trial := b.try("medical_burden")
	if trial.Found != 4 || trial.Served != 1 || trial.Wrong != 1 || trial.Granted != 1 || trial.New() != 1 {
		t.Errorf("the trial counts %+v", trial.Tally)
	}
	if share, ok := trial.Precision(); !ok || share != 666 {
		t.Errorf("precision is %d, %v", share, ok)
	}
	b.turn("medical_burden", true)
	if r := b.run(); r.Found != 3 {
		t.Errorf("the run found %d, want those without benefit", r.Found)
	}
}

func TestWhatIsInPayIsLookedIntoOnlyWhereItIs(t *testing.T) {
	t.Parallel()
	b := newBureau(t, dbtest.Open(t))
	_, person := b.family("孙一")
	b.family("孙二")
	b.held = []assess.Held{{Programme: "tekun", Person: person.ID}, {Programme: "disability_living", Person: person.ID}}
	if trial := b.try("paid_twice"); trial.Found != 1 {
		t.Errorf("paid twice are %d", trial.Found)
	}
	b.turn("paid_twice", true)
	if r := b.run(); r.Leads != 1 {
		t.Errorf("leads %d", r.Leads)
	}
	list, err := b.Leads().List(t.Context(), b.officer, watch.Query{})
	if err != nil || list.Leads[0].Level != watch.AtCounty || list.Leads[0].Person != person {
		t.Errorf("the lead is %+v, %v", list.Leads[0].Lead, err)
	}
}

func TestAPermitThatHasEndedIsLookedAtOnItsLastDay(t *testing.T) {
	t.Parallel()
	b := newBureau(t, dbtest.Open(t))
	catalogue, _ := catalogues()
	reg := catalogue.Register("declared_member")
	until := slices.IndexFunc(reg.Fields, func(f pack.Field) bool { return f.Name == "permit_until" })
	for name, last := range map[string]string{"孙一": "2025-06-30", "孙二": "2025-07-01", "孙三": "2025-03-31"} {
		_, person := b.family(name)
		b.act(func(w *journal.Write) error {
			values := make([]register.Value, len(reg.Fields))
			values[until] = register.Value{Known: true, Int: int64(day(t, last))}
			_, _, err := b.people.SaveRecord(t.Context(), w, register.Record{Register: reg.Name, Subject: person.ID, Division: village, Values: values})
			return err
		})
		if name != "孙三" { // he has no benefit that hangs on it
			b.held = append(b.held, assess.Held{Programme: "dibao", Person: person.ID})
		}
	}
	if trial := b.try("permit_ended"); trial.Found != 1 {
		t.Errorf("ended permits are %d, want the one whose last day is today", trial.Found)
	}
}

func TestASignalIsSwitchedOnByTheCountyAfterATrial(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		b := newBureau(t, store)
		b.family("孙一")
		on := Turn{Region: county, Signal: "unvisited", Runs: true, Words: "县里会商决定"}
		if err := b.Turn(t.Context(), b.officer, on); code(err) != "signal_untried" {
			t.Errorf("untried it was switched on: %v", err)
		}
		b.try("unvisited")
		town := b.officer
		town.Posts = []watch.Post{{Role: "town", Division: village.Township()}}
		elsewhere := b.officer
		elsewhere.Posts = []watch.Post{{Role: "county", Division: 320602000000}}
		for _, who := range []watch.Who{town, elsewhere} {
			if err := b.Turn(t.Context(), who, on); code(err) != "signal_denied" {
				t.Errorf("%v switched it on: %v", who.Posts, err)
			}
		}
		for want, turn := range map[string]Turn{
			"signal_words":   {Region: county, Signal: "unvisited", Runs: true, Words: "好"},
			"signal_unknown": {Region: county, Signal: "nothing", Runs: true, Words: "县里会商决定"},
		} {
			if err := b.Turn(t.Context(), b.officer, turn); code(err) != want {
				t.Errorf("want %s, got %v", want, err)
			}
		}
		b.turn("unvisited", true)
		b.turn("unvisited", true)
		b.turn("unvisited", false)
		err := store.Read(t.Context(), func(q db.Query) error {
			history, err := b.History(t.Context(), q, county, "unvisited")
			if len(history) != 2 || history[0].Runs || !history[1].Runs || history[1].By != "县民政" || history[1].Trial == "" {
				t.Errorf("its history is %+v", history)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestACountyGoesBeforeItsCity(t *testing.T) {
	t.Parallel()
	b := newBureau(t, dbtest.Open(t))
	b.family("孙一")
	city := b.officer
	city.Posts = []watch.Post{{Role: "city", Division: county.At(civil.City)}}
	if _, err := b.Try(t.Context(), city, county.At(civil.City), []civil.Area{county}, "unvisited", day(t, "2025-06-30")); err != nil {
		t.Fatal(err)
	}
	if err := b.Turn(t.Context(), city, Turn{Region: county.At(civil.City), Signal: "unvisited", Runs: true, Words: "全市启用"}); err != nil {
		t.Fatal(err)
	}
	on := func() (n int) {
		err := b.journal.DB().Read(t.Context(), func(q db.Query) error {
			list, err := b.On(t.Context(), q, county)
			n = len(list)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if on() != 1 {
		t.Fatal("what the city switches on does not run in its county")
	}
	b.turn("unvisited", false)
	if on() != 0 {
		t.Error("what the county switches off runs on")
	}
}

func TestMonthsBeforeAreThoseOfTheCalendar(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		day    string
		months int
		want   string
	}{{"2025-06-30", 6, "2024-12-30"}, {"2025-03-31", 1, "2025-02-28"}, {"2024-03-31", 1, "2024-02-29"}, {"2025-01-15", 14, "2023-11-15"}, {"2025-01-15", 0, "2025-01-15"}} {
		if got := monthsBefore(day(t, c.day), c.months).String(); got != c.want {
			t.Errorf("%d months before %s is %s, want %s", c.months, c.day, got, c.want)
		}
	}
}
