package assess

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/fact"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/packs"
)

// shelf gives a city that a test can change as the facts of its county.
type shelf struct {
	folder string
	city   *fact.City
	packs  *pack.Catalogue
}

func (s *shelf) Open(_ context.Context, county civil.Area, day civil.Date) (*fact.Snapshot, string, error) {
	path := fact.SnapshotFile(s.folder, county)
	if _, err := fact.WriteSnapshot(path, s.city, Facts(s.packs), fact.SnapshotHeader{County: county, Day: day}); err != nil {
		return nil, "", err
	}
	opened, err := fact.OpenCounty(s.folder, county, Facts(s.packs))
	return opened, s.folder, err
}

// pay is what is in pay.
type pay []Held

func (p pay) Held(context.Context, db.Query, string, civil.Date) ([]Held, error) { return p, nil }

const recheckDay = "2025-06-30"

// rechecked is a small office: three families, and what two of them get.
type rechecked struct {
	recheck *Recheck
	journal *journal.Journal
	shelf   *shelf
	folder  string
	order   Order
}

func newRechecked(t *testing.T, store *db.DB, held ...Held) *rechecked {
	t.Helper()
	c := mustPacks(t)
	place, err := c.City("nantong")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := os.MkdirAll(filepath.Join(folder, "snapshots"), 0o700); err != nil {
		t.Fatal(err)
	}
	r := &rechecked{
		journal: journal.New(store, Tables()...), folder: folder,
		shelf: &shelf{folder: filepath.Join(folder, "snapshots"), packs: c, city: families(t, c, "300", "700", "20000")},
		order: Order{City: place, AsOf: mustDay(t, recheckDay), Counties: []civil.Area{mustArea(t, "320613")}, Actor: "user:1"},
	}
	r.recheck = NewRecheck(r.journal, c, packs.FS, folder, r.shelf, pay(held))
	return r
}

func mustArea(t *testing.T, code string) civil.Area {
	t.Helper()
	area, err := civil.ParseArea(code)
	if err != nil {
		t.Fatal(err)
	}
	return area
}

// families are families of one healthy grown person each, by wage.
func families(t *testing.T, c *pack.Catalogue, wages ...string) *fact.City {
	t.Helper()
	var households, persons strings.Builder
	for i, wage := range wages {
		h := fmt.Sprintf("household%07d", i+1)
		households.WriteString(household(h, chongchuan))
		persons.WriteString(grown(fmt.Sprintf("person%010d", i+1), h, wage))
	}
	return mustCity(t, c, recheckDay, households.String(), persons.String())
}

func (r *rechecked) run(t *testing.T) *Summary {
	t.Helper()
	summary, err := r.recheck.Run(t.Context(), r.order)
	if err != nil {
		t.Fatal(err, errors.Unwrap(err))
	}
	return summary
}

// open writes the open proposals, one line each.
func (r *rechecked) open(t *testing.T) []string {
	t.Helper()
	lines := []string{}
	for _, p := range r.proposals(t) {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s %s%s %s %s %s%s", p.Kind, p.Programme, p.Household, p.Person, p.Before, p.After,
			strings.Join(p.Reasons, ";"), strings.Join(p.Missing, ";"))))
	}
	return lines
}

func (r *rechecked) proposals(t *testing.T) (list []Proposal) {
	t.Helper()
	err := r.journal.DB().Read(t.Context(), func(q db.Query) (err error) {
		list, err = Proposals(t.Context(), q, "320613")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func held(person int, programme string, amount civil.Fen) Held {
	return Held{Programme: programme, Person: fmt.Sprintf("person%010d", person), Amount: amount}
}

func TestARecheckFindsWhatDiffersFromWhatIsInPay(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		r := newRechecked(t, store, held(2, "dibao", 10000), held(3, "dibao", 50000), held(9, "dibao", 30000), held(1, "temporary", 1))
		summary := r.run(t)
		got := r.open(t)
		// The first family has nothing and may have something; the second has
		// another amount; the third earns too much; the ninth person is nowhere.
		for _, want := range []string{
			"gain dibao household0000001", "amount dibao household0000002 100.00", "loss dibao household0000003 500.00 0.00 income_not_below_standard",
			"undecided dibao person0000000009 300.00 0.00 register",
		} {
			if !slices.ContainsFunc(got, func(line string) bool { return strings.HasPrefix(line, want) }) {
				t.Errorf("no proposal %q in\n%s", want, strings.Join(got, "\n"))
			}
		}
		if slices.ContainsFunc(got, func(line string) bool { return strings.Contains(line, "temporary") }) {
			t.Error("a proposal about a benefit nobody judges")
		}
		county := summary.Counties[0]
		if summary.Persons != 3 || county.InPay != 4 || county.Written != len(got) {
			t.Errorf("summary %+v", summary)
		}
		report, err := r.journal.Verify(t.Context(), nil)
		if err != nil || len(report.Findings) > 0 {
			t.Errorf("%+v, %v", report, err)
		}
	})
}

func TestWhatWouldGiveWayToAnUndecidedBenefitInPayIsNoLead(t *testing.T) {
	t.Parallel()
	// An old person without income and a grown one who earns little; whether
	// anybody could support the first decides 特困.
	elder := func(supporter string) string {
		return "person0000000001,household0000001,1950-01-01,true,0,0,0,0,0,0,none,0,false,0,scattered," + supporter + ",none,false,true\n" +
			grown("person0000000002", "household0000001", "300")
	}
	for _, c := range []struct {
		name, supporter string
		held            []Held
		want, not       string
	}{
		{"nothing in pay: the family is a lead", "", nil, "gain dibao", "tekun"},
		{"in pay and not to be decided: nothing else is proposed", "", []Held{held(1, "tekun", 90000)}, "undecided tekun", "dibao"},
		{"nor another amount of what would change", "", []Held{held(1, "tekun", 90000), held(2, "dibao", 100)}, "undecided tekun", "dibao"},
		{"of somebody who gets another benefit all is said", "", []Held{held(1, "elder", 100), held(2, "dibao", 100)}, "amount dibao", "tekun"},
		{"in pay and refused: the family is a lead beside it", "false", []Held{held(1, "tekun", 90000)}, "gain dibao", "undecided"},
	} {
		r := newRechecked(t, dbtest.Open(t), c.held...)
		r.shelf.city = mustCity(t, r.shelf.packs, recheckDay, household("household0000001", chongchuan), elder(c.supporter))
		r.run(t)
		got := strings.Join(r.open(t), "\n")
		if !strings.Contains(got, c.want) || strings.Contains(got, c.not) {
			t.Errorf("%s:\n%s", c.name, got)
		}
	}
}

func TestASecondRecheckWritesOnlyWhatHasChangedSince(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		r := newRechecked(t, store, held(3, "dibao", 50000))
		r.run(t)
		before := r.proposals(t)
		if second := r.run(t); second.Counties[0].Written != 0 {
			t.Errorf("nothing had changed, and %d proposals were written", second.Counties[0].Written)
		}
		r.shelf.city = families(t, r.shelf.packs, "20000", "700", "20000")
		if third := r.run(t); third.Counties[0].Written == 0 {
			t.Error("the first family earns more, and nothing was written")
		}
		for _, line := range r.open(t) {
			if strings.Contains(line, "household0000001") {
				t.Errorf("still open: %s", line)
			}
		}
		for _, p := range r.proposals(t) {
			if !slices.ContainsFunc(before, func(o Proposal) bool { return o.ID == p.ID && o.Run == p.Run }) {
				t.Errorf("written again though it is the same: %+v", p)
			}
		}
	})
}

func TestAPastDeterminationIsReplayedAfterThePacksHaveMovedOn(t *testing.T) {
	t.Parallel()
	store := dbtest.Open(t)
	r := newRechecked(t, store, held(3, "dibao", 50000))
	summary := r.run(t)
	r.shelf.city = families(t, r.shelf.packs, "20000", "20000")
	r.run(t)
	for _, p := range r.proposals(t) {
		if p.Kind != Loss {
			continue
		}
		again, err := Replay(t.Context(), r.journal, r.folder, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		if !again.Same || again.Run.ID != p.Run || len(again.Trace) == 0 {
			t.Errorf("replayed as %+v", again)
		}
	}
	id := summary.Run + ".320613.dibao.household0000001"
	again, err := Replay(t.Context(), r.journal, r.folder, id)
	if err != nil || !again.Same || again.ThenAmount == 0 || again.Determination.Amount != again.ThenAmount {
		t.Errorf("%+v, %v", again, err)
	}
	person, err := Replay(t.Context(), r.journal, r.folder, summary.Run+".320613.elder.person0000000002")
	if err != nil || !person.Same || person.Person != "person0000000002" {
		t.Errorf("%+v, %v", person, err)
	}
	for _, unknown := range []string{"", "nothing", "a.b.c", summary.Run + ".320613.dibao.nobody", summary.Run + ".320613.nothing.household0000001", summary.Run + ".320611.dibao.household0000001"} {
		if _, err := Replay(t.Context(), r.journal, r.folder, unknown); !isCode(err, "determination_unknown") {
			t.Errorf("%q: %v", unknown, err)
		}
	}
}

func TestAReplayRefusesWhatWasTamperedWith(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		tamper func(t *testing.T, r *rechecked, run Run)
		code   string
	}{
		"results changed": {func(t *testing.T, r *rechecked, run Run) { spoil(t, run.outcomeFile(r.folder)) }, "outcome_damaged"},
		"results removed": {func(t *testing.T, r *rechecked, run Run) { remove(t, run.outcomeFile(r.folder)) }, "outcome_missing"},
		"facts changed": {func(t *testing.T, r *rechecked, run Run) {
			spoil(t, fact.SnapshotFile(run.files(r.folder), mustArea(t, run.County)))
		}, "snapshot"},
		"packs changed": {func(t *testing.T, r *rechecked, _ Run) {
			err := r.journal.DB().Write(t.Context(), db.Ordinary, func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), `UPDATE bundle SET files = $2 WHERE county = $1`, journal.Nowhere, []byte("no zip"))
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}, "bundle_changed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRechecked(t, dbtest.Open(t))
			summary := r.run(t)
			c.tamper(t, r, Run{ID: summary.Run, County: "320613"})
			_, err := Replay(t.Context(), r.journal, r.folder, summary.Run+".320613.dibao.household0000001")
			var refusal *civil.Error
			if !errors.As(err, &refusal) || !strings.HasPrefix(refusal.Code, c.code) {
				t.Errorf("want %s, got %v", c.code, err)
			}
		})
	}
}

func spoil(t *testing.T, path string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)/2] ^= 1
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

func isCode(err error, code string) bool {
	var refusal *civil.Error
	return errors.As(err, &refusal) && refusal.Code == code
}

func TestOutcomesComeBackAsTheyWereWritten(t *testing.T) {
	t.Parallel()
	c := mustPacks(t)
	a := mustAssessor(t, c, "nantong", recheckDay)
	settled, err := a.Settle(families(t, c, "0", "700", "30000"), 1)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "deep", "outcome.arrow")
	hash, err := writeOutcomes(path, settled)
	if err != nil {
		t.Fatal(err)
	}
	again, err := readOutcomes(path, hash)
	if err != nil || fmt.Sprint(*again) != fmt.Sprint(*settled) {
		t.Errorf("%v\n%v, %v", again, settled, err)
	}
}

func FuzzOutcomesThatAreNoneAreRefused(f *testing.F) {
	path := filepath.Join(f.TempDir(), "outcome.arrow")
	if _, err := writeOutcomes(path, &Settled{}); err != nil {
		f.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(content)
	f.Add([]byte("ARROW1"))
	f.Fuzz(func(t *testing.T, content []byte) {
		s, err := decodeOutcomes(content)
		if (s == nil) == (err == nil) {
			t.Errorf("neither read nor refused: %v", err)
		}
	})
}

func TestABundleHoldsEveryFile(t *testing.T) {
	t.Parallel()
	first, err := zipped(packs.FS)
	if err != nil {
		t.Fatal(err)
	}
	second, err := zipped(fs.FS(packs.FS))
	if err != nil || !slices.Equal(first, second) {
		t.Error("the same packs give other bytes", err)
	}
}

func TestAWhatIfSaysWhoGainsAndWhatItCosts(t *testing.T) {
	t.Parallel()
	c := mustPacks(t)
	place, err := c.City("nantong")
	if err != nil {
		t.Fatal(err)
	}
	city := families(t, c, "0", "800", "1100", "30000")
	for _, test := range []struct {
		key, value string
		gains      int
		differs    bool
	}{
		{"low_standard", "1200", 2, true},
		{"low_standard@320613", "1200", 2, true},
		{"low_standard@320611", "1200", 0, false},
		{"low_standard", "100", 0, true},
	} {
		what, err := NewWhatIf(c, c, place, mustDay(t, recheckDay), map[string]string{test.key: test.value}, "dibao")
		if err != nil {
			t.Fatal(err)
		}
		effects, err := what.County(city, 2)
		if err != nil {
			t.Fatal(err)
		}
		if len(effects) != 1 || effects[0].Gains != test.gains || (effects[0].Before != effects[0].After) != test.differs || effects[0].Code != "320613001" {
			t.Errorf("%s=%s: %+v", test.key, test.value, effects)
		}
	}
	if _, err := NewWhatIf(c, c, place, mustDay(t, recheckDay), map[string]string{"low_standard@110000": "900"}, ""); !isCode(err, "override_outside") {
		t.Errorf("a region elsewhere: %v", err)
	}
	for _, key := range []string{"low_standard@", "low_standard@南通", "low_standard@320613001"} {
		if _, err := NewWhatIf(c, c, place, mustDay(t, recheckDay), map[string]string{key: "1"}, ""); !isCode(err, "override_region") {
			t.Errorf("%s: %v", key, err)
		}
	}
}
