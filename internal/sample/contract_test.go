package sample

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/fact"
	"lianxin/internal/rule"
	"lianxin/packs"
)

var fileNames = []string{"households.csv", "persons.csv", "truth.csv", "README.txt"}

// written gives the files of a city by name.
func written(t *testing.T, o Options) map[string][]byte {
	t.Helper()
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "new", "city")
	if err := c.WriteCSV(dir); err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, name := range fileNames {
		if files[name], err = os.ReadFile(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

func TestTheSameSeedGivesTheSameBytesOnAnyNumberOfGoroutines(t *testing.T) {
	t.Parallel()
	o := testOptions(t, "nantong", 3, 42)
	o.Workers = 1
	alone := written(t, o)
	for _, workers := range []int{2, 5} {
		o.Workers = workers
		for name, text := range written(t, o) {
			if !bytes.Equal(text, alone[name]) {
				t.Errorf("%s differs between 1 and %d goroutines", name, workers)
			}
		}
	}
}

func TestAnotherSeedGivesAnotherCityWithTheSameKnownFamilies(t *testing.T) {
	t.Parallel()
	a, b := written(t, testOptions(t, "taizhou", 1, 1)), written(t, testOptions(t, "taizhou", 1, 2))
	for _, name := range fileNames[:2] {
		if bytes.Equal(a[name], b[name]) {
			t.Errorf("%s is the same for two seeds", name)
		}
	}
	if !bytes.Equal(a["truth.csv"], b["truth.csv"]) {
		t.Error("the planted families depend on the seed")
	}
}

// records reads a file without its header.
func records(t *testing.T, text []byte) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

func TestFilesHaveLineFeedsAndNoByteOrderMark(t *testing.T) {
	t.Parallel()
	for name, text := range written(t, testOptions(t, "nanjing", 1, 5)) {
		if bytes.HasPrefix(text, []byte("\xEF\xBB\xBF")) || bytes.Contains(text, []byte("\r")) || !bytes.HasSuffix(text, []byte("\n")) {
			t.Errorf("%s has a mark, a carriage return or no last line feed", name)
		}
	}
}

func TestEveryIDNumberIsValidForSamplePeopleAndUnique(t *testing.T) {
	t.Parallel()
	o := testOptions(t, "suzhou", 10, 9)
	seen := map[string]bool{}
	for _, row := range records(t, written(t, o)["persons.csv"]) {
		id, birth, sex := row[3], row[5], row[6]
		check := civil.CheckID(id, nil, civil.IDOptions{AsOf: o.AsOf, Sample: true})
		if check.Verdict != civil.Valid || check.Canonical != id {
			t.Fatalf("%s is not valid: %s", id, check.Reason)
		}
		if birth != "" && check.Birth.String() != birth || string(check.Sex) != sex {
			t.Fatalf("%s contradicts birth date %s or sex %s", id, birth, sex)
		}
		if seen[id] {
			t.Fatalf("%s stands twice", id)
		}
		seen[id] = true
	}
}

func TestEveryNameIsOneThatTheRegisterAccepts(t *testing.T) {
	t.Parallel()
	dotted, rare := 0, 0
	for _, row := range records(t, written(t, testOptions(t, "suzhou", 10, 9))["persons.csv"]) {
		name := row[4]
		if check := civil.CheckName(name); check.Verdict == civil.Bad || check.Canonical != name {
			t.Fatalf("%q: %v %s", name, check.Verdict, check.Reason)
		}
		if strings.Contains(name, "·") {
			dotted++
		}
		if strings.ContainsAny(name, string(rareGlyphs)) {
			rare++
		}
	}
	if dotted == 0 || rare == 0 {
		t.Errorf("names with a dot: %d, with a rare character: %d; want some of both", dotted, rare)
	}
}

// testFacts is the catalogue of the contract.
func testFacts() []rule.Fact {
	const large = 1_000_000_000_000
	var facts []rule.Fact
	add := func(level rule.Level, kind rule.Kind, least, most int64, names ...string) {
		for _, name := range names {
			facts = append(facts, rule.Fact{Name: name, Level: level, Kind: kind, Min: least, Max: most})
		}
	}
	code := func(level rule.Level, name string, inputs ...string) {
		f := rule.Fact{Name: name, Level: level, Kind: rule.Code}
		for _, input := range inputs {
			f.Codes = append(f.Codes, rule.CodeValue{Input: input, Name: input})
		}
		facts = append(facts, f)
	}
	code(rule.Household, "area_kind", "urban", "rural")
	add(rule.Household, rule.Bool, 0, 0, "hukou_local")
	add(rule.Household, rule.Count, 0, 254, "housing_units", "vehicles")
	add(rule.Household, rule.Money, 0, large, "vehicle_value", "financial_assets", "rigid_spending_12m")
	add(rule.Person, rule.Date, 0, 0, "birth_date")
	add(rule.Person, rule.Bool, 0, 0, "hukou_local", "student", "severe_illness", "supporter_unable", "in_prison", "alive")
	add(rule.Person, rule.Money, -large, large, "business_income", "property_income")
	add(rule.Person, rule.Money, 0, large, "wage", "pension", "transfer_income", "excluded_income")
	add(rule.Person, rule.Count, 0, 4, "disability_grade")
	add(rule.Person, rule.Count, 0, 6, "self_care_failed")
	code(rule.Person, "labour_ability", "full", "partial", "none")
	code(rule.Person, "placement", "scattered", "none", "institution") // another order than ours
	code(rule.Person, "guardian_status", "none", "orphan", "unattended")
	code(rule.Person, "disability_type", "none", "1", "2", "3", "4", "5", "6", "7")
	return facts
}

func TestTheReaderTakesEveryRowAndFindsTheSameColumns(t *testing.T) {
	t.Parallel()
	o := testOptions(t, "nantong", 4, 3)
	files := written(t, o)
	read, err := fact.ReadCity(bytes.NewReader(files["households.csv"]), bytes.NewReader(files["persons.csv"]),
		fact.Options{Facts: testFacts(), AsOf: o.AsOf, Sample: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(read.Rejections) > 0 || len(read.Warnings) > 0 {
		t.Fatalf("%d rows refused, %d warnings; first %+v", len(read.Rejections), len(read.Warnings), read.Rejections)
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	direct, err := c.Table(testFacts())
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(direct.Start, read.Table.Start) {
		t.Fatal("the households are cut differently")
	}
	for name, want := range read.Table.Columns {
		got := direct.Columns[name]
		if got == nil {
			t.Errorf("%s is missing", name)
			continue
		}
		if !slices.Equal(got.Byte, want.Byte) || !slices.Equal(got.I32, want.I32) || !slices.Equal(got.Null, want.Null) || want.I64 != nil {
			t.Errorf("%s differs between the files and the table", name)
		}
		if got.Min != want.Min || got.Max != want.Max {
			t.Errorf("%s: range %d…%d, from files %d…%d", name, got.Min, got.Max, want.Min, want.Max)
		}
	}
}

func TestEveryCityKeepsTheContractOnAwkwardDays(t *testing.T) {
	t.Parallel()
	for i, day := range []string{"2020-02-29", "2021-03-01", "2024-12-31", "2100-02-28"} {
		for city := range plans {
			t.Run(city+" on "+day, func(t *testing.T) {
				t.Parallel()
				o := testOptions(t, city, 1, uint64(i))
				var err error
				if o.AsOf, err = civil.ParseDate(day); err != nil {
					t.Fatal(err)
				}
				files := written(t, o)
				read, err := fact.ReadCity(bytes.NewReader(files["households.csv"]), bytes.NewReader(files["persons.csv"]),
					fact.Options{Facts: testFacts(), AsOf: o.AsOf, Sample: true})
				if err != nil {
					t.Fatal(err)
				}
				if len(read.Rejections) > 0 {
					t.Fatalf("%d rows refused; first %+v", len(read.Rejections), read.Rejections[0])
				}
			})
		}
	}
}

func TestRealDivisionsGiveRealVillages(t *testing.T) {
	t.Parallel()
	table, err := packs.FS.Open("base/data/divisions.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	real, err := civil.LoadDivisions(table)
	if err != nil {
		t.Fatal(err)
	}
	for city := range plans {
		o := testOptions(t, city, 1, 8)
		o.Divisions = real
		for _, row := range records(t, written(t, o)["households.csv"]) {
			if check := civil.CheckDivision(row[1], real, o.AsOf); check.Verdict != civil.Valid {
				t.Fatalf("%s: division %s of %s: %s", city, row[1], row[0], check.Reason)
			}
		}
	}
}

func TestAWalkEndsWhenTheVisitorHasSeenEnough(t *testing.T) {
	t.Parallel()
	c := testCity(t, "suzhou", 20, 1)
	seen := 0
	if err := c.Each(func(*Household) bool { seen++; return seen < 10 }); err != nil || seen != 10 {
		t.Fatalf("saw %d, error %v; want 10 and none", seen, err)
	}
}

func TestAFolderThatCannotBeWrittenIsRefused(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "occupied")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	err := testCity(t, "taizhou", 1, 1).WriteCSV(file)
	if refusal, ok := err.(*civil.Error); !ok || refusal.Code != "sample_unwritable" {
		t.Fatalf("got %v", err)
	}
}

func TestACodeListWithoutOurCodesIsRefused(t *testing.T) {
	t.Parallel()
	facts := []rule.Fact{{Name: "placement", Level: rule.Person, Kind: rule.Code, Codes: []rule.CodeValue{{Input: "none"}}}}
	_, err := testCity(t, "taizhou", 1, 1).Table(facts)
	if refusal, ok := err.(*civil.Error); !ok || refusal.Code != "sample_code_unknown" {
		t.Fatalf("got %v", err)
	}
}

// BenchmarkDraw measures one hundredth of Suzhou, 127,000 people.
func BenchmarkDraw(b *testing.B) {
	c := testCity(b, "suzhou", 10, 1)
	for b.Loop() {
		if err := c.Each(func(*Household) bool { return true }); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWriteCSV(b *testing.B) {
	c := testCity(b, "suzhou", 10, 1)
	dir := b.TempDir()
	for b.Loop() {
		if err := c.WriteCSV(dir); err != nil {
			b.Fatal(err)
		}
	}
}
