package fact

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/rule"

	"pgregory.net/rapid"
)

// writeCounty writes the snapshot of a county and returns its hash.
func writeCounty(t testing.TB, folder string, county civil.Area, city *City) string {
	t.Helper()
	h := testHeader
	h.County = county
	hash, err := WriteSnapshot(SnapshotFile(folder, county), city, testFacts, h)
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

// movedCity is the small city after h2 was founded anew and h3 went away.
func movedCity(t testing.TB) (after *City, change Change) {
	t.Helper()
	households := "household_id,area_kind\nh2,urban\n"
	persons := "person_id,household_id,wage\np9,h2,5\n"
	change = Change{City: mustRead(t, households, persons), Removed: []string{"h3"}}
	after, err := Overlay(smallCity(t), change, testFacts)
	if err != nil {
		t.Fatal(err)
	}
	return after, change
}

func TestACountyIsItsSnapshotWithItsChanges(t *testing.T) {
	t.Parallel()
	folder, county := t.TempDir(), testHeader.County
	hash := writeCounty(t, folder, county, smallCity(t))
	after, change := movedCity(t)
	h := testHeader
	h.Seq++
	for _, c := range []struct {
		name, base string
		want       *City
		seq        int64
	}{
		{"without changes", "", smallCity(t), 42},
		{"with changes of an earlier snapshot", "0123", smallCity(t), 42},
		{"with its changes", hash, after, 43},
	} {
		changed := hash
		if c.base != "" {
			sum, err := WriteChange(ChangeFile(folder, county), c.base, change, testFacts, h)
			if err != nil {
				t.Fatal(err)
			}
			if c.want == after {
				changed = sum
			}
		}
		s, err := OpenCounty(folder, county, testFacts)
		if err != nil {
			t.Fatal(err)
		}
		if what := differ(s.City, c.want); what != "" && what != "rejections" || s.Seq != c.seq || s.Hash != changed {
			t.Errorf("%s: %s differ, seq %d, hash %s", c.name, what, s.Seq, s.Hash)
		}
		if err := errors.Join(s.Verify(), s.Close()); err != nil {
			t.Error(err)
		}
	}
	damage(t, ChangeFile(folder, county))
	if _, err := OpenCounty(folder, county, testFacts); codeOf(t, err) != "snapshot_damaged" {
		t.Errorf("with damaged changes: %v", err)
	}
}

func TestOnlyTheColumnsAskedForAreOpened(t *testing.T) {
	t.Parallel()
	folder, county := t.TempDir(), testHeader.County
	hash := writeCounty(t, folder, county, smallCity(t))
	after, change := movedCity(t)
	if _, err := WriteChange(ChangeFile(folder, county), hash, change, testFacts, testHeader); err != nil {
		t.Fatal(err)
	}
	for name, column := range after.Table.Columns {
		s, err := OpenCounty(folder, county, testFacts, name)
		if err != nil {
			t.Fatal(name, err)
		}
		want := *after
		table := *after.Table
		table.Columns = map[string]*rule.Column{name: column}
		want.Table = &table
		if what := differ(s.City, &want); what != "" && what != "rejections" {
			t.Errorf("with %s alone: %s differ", name, what)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestSomeHouseholdsOfACityAreACity(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		city, _, _ := drawCity(rt)
		want, again := NewBuilder(testFacts), NewBuilder(testFacts)
		var some []int
		for h := range city.Table.Households {
			if rapid.Bool().Draw(rt, "taken") {
				some = append(some, h)
				copyHousehold(want, city, h)
			}
		}
		selected := city.Select(some)
		for h := range selected.Table.Households {
			if selected.RejectedHousehold[h] != city.RejectedHousehold[some[h]] || city.Until != nil && selected.Until[h] != city.Until[some[h]] {
				rt.Fatalf("household %d is under another reservation, or lasts another time", h)
			}
			copyHousehold(again, selected, h)
		}
		a, err := want.Build()
		b, err2 := again.Build()
		if err := errors.Join(err, err2); err != nil {
			rt.Fatal(err)
		}
		if what := differ(b, a); what != "" {
			rt.Fatalf("%s differ", what)
		}
	})
}

func damage(t testing.TB, path string) {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	file[len(file)/2] ^= 1
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestASnapshotBuiltAnewIsTheSameFile(t *testing.T) {
	t.Parallel()
	after, _ := movedCity(t)
	b := NewBuilder(testFacts)
	for h := range after.Table.Households {
		copyHousehold(b, after, h)
	}
	anew, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	anew.Until = after.Until
	folder := t.TempDir()
	if a, b := writeCounty(t, folder, testHeader.County, after), writeCounty(t, folder, testHeader.County, anew); a != b {
		t.Errorf("the overlay is written as %s, the same city built anew as %s", a, b)
	}
}

func TestAnOpenSnapshotOutlivesItsName(t *testing.T) {
	t.Parallel()
	folder, county := t.TempDir(), testHeader.County
	hash := writeCounty(t, folder, county, smallCity(t))
	path := SnapshotFile(folder, county)
	kept := MonthEndFile(folder, county, testHeader.Day)
	for range 2 {
		if err := KeepSnapshot(path, kept); err != nil {
			t.Fatal(err)
		}
	}
	s, err := OpenSnapshot(path, testFacts)
	if err != nil {
		t.Fatal(err)
	}
	after, _ := movedCity(t)
	writeCounty(t, folder, county, after)
	if what := differ(s.City, smallCity(t)); what != "" && what != "rejections" {
		t.Errorf("%s of the open snapshot changed", what)
	}
	if err := s.Verify(); err != nil {
		t.Error(err)
	}
	id := s.City.HouseholdID.At(0)
	if err := s.Close(); err != nil || id != "h1" {
		t.Error("an id did not outlive its snapshot", id, err)
	}
	month, err := OpenSnapshot(kept, testFacts)
	if err != nil || month.Hash != hash {
		t.Fatalf("the month end: %v", err)
	}
	if err := month.Close(); err != nil {
		t.Error(err)
	}
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if want := []string{kept, path}; err != nil || !slices.Equal(files, want) {
		t.Errorf("files %v, want %v", files, want)
	}
}

func TestASnapshotChangedOnPurposeFailsVerification(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a")
	file := sealed(t)
	hash := hashOf(file)
	buffersNamed(t, file, "wage_fen")[1][0] ^= 1
	if err := os.WriteFile(path, reseal(file), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := OpenSnapshot(path, testFacts)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if s.Hash == hash {
		t.Error("other facts have the same hash")
	}
	s.Hash = hash // what an act of a run names
	if code := codeOf(t, s.Verify()); code != "snapshot_changed" {
		t.Errorf("got %q", code)
	}
}

func TestAFileThatCannotBeWrittenOrReadIsAnError(t *testing.T) {
	t.Parallel()
	nowhere := filepath.Join(t.TempDir(), "nowhere", "a")
	_, err := WriteSnapshot(nowhere, smallCity(t), testFacts, testHeader)
	_, missing := OpenSnapshot(nowhere, testFacts)
	_, folder := OpenSnapshot(t.TempDir(), testFacts)
	for what, err := range map[string]error{"write": err, "open": missing, "open a folder": folder, "keep": KeepSnapshot(nowhere, nowhere+"b")} {
		if code := codeOf(t, err); code != "snapshot_file" {
			t.Errorf("%s: got %q", what, code)
		}
	}
	if !errors.Is(missing, os.ErrNotExist) {
		t.Error("a caller cannot tell that there is no snapshot yet")
	}
	empty := filepath.Join(t.TempDir(), "empty")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenSnapshot(empty, testFacts); codeOf(t, err) != "snapshot_foreign" {
		t.Errorf("an empty file: %v", err)
	}
}

func TestCountiesAreVisitedOneAfterTheOther(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	counties := []civil.Area{320602000000, 320613000000, 320682000000}
	for _, county := range counties {
		writeCounty(t, folder, county, smallCity(t))
	}
	opened := func(county civil.Area) (*Snapshot, error) { return OpenCounty(folder, county, testFacts) }
	var seen []civil.Area
	var open []*Snapshot
	err := EachCounty(counties, opened, func(s *Snapshot) error {
		seen, open = append(seen, s.County), append(open, s)
		if s.City.Table.Households != 3 {
			t.Errorf("%s has %d households", s.County, s.City.Table.Households)
		}
		return nil
	})
	if err != nil || !reflect.DeepEqual(seen, counties) {
		t.Errorf("visited %v, %v", seen, err)
	}
	for _, s := range open {
		if s.City != nil {
			t.Errorf("%s was left open", s.County)
		}
	}
	stop := errors.New("stop")
	if err := EachCounty(counties, opened, func(*Snapshot) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
	damage(t, SnapshotFile(folder, counties[1]))
	visits := 0
	err = EachCounty(counties, opened, func(*Snapshot) error { visits++; return nil })
	if code := codeOf(t, err); code != "snapshot_damaged" || visits != 1 {
		t.Errorf("got %q after %d visits", code, visits)
	}
}

func TestChangesAfterChangesAreOneChange(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		base, _, _ := drawCity(rt)
		empty, err := NewBuilder(testFacts).Build()
		if err != nil {
			rt.Fatal(err)
		}
		whole, want := Change{City: empty}, base
		for range 3 {
			city, _, _ := drawCity(rt)
			_, removed := fate(rt, want, city)
			next := Change{city, removed}
			after, err := Overlay(want, next, testFacts)
			if err != nil {
				continue // a person of two households; another test is about that
			}
			if whole, err = whole.Then(next, testFacts); err != nil {
				rt.Fatal(err)
			}
			want = after
		}
		got, err := Overlay(base, whole, testFacts)
		if err != nil {
			rt.Fatal(err)
		}
		if what := differ(got, want); what != "" {
			rt.Fatalf("%s differ", what)
		}
	})
}
