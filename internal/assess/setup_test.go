package assess

import (
	"bytes"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"lianxin/internal/civil"
	"lianxin/internal/fact"
	"lianxin/internal/pack"
	"lianxin/internal/rule"
	"lianxin/packs"
)

// embedded loads the packs of the program once for all tests.
var embedded = sync.OnceValues(func() (*pack.Catalogue, error) { return pack.Load(packs.FS) })

func mustPacks(t testing.TB) *pack.Catalogue {
	t.Helper()
	c, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func mustDay(t testing.TB, text string) civil.Date {
	t.Helper()
	day, err := civil.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return day
}

func mustAssessor(t testing.TB, c *pack.Catalogue, city, day string) *Assessor {
	t.Helper()
	place, err := c.City(city)
	if err != nil {
		t.Fatal(err)
	}
	a, err := New(c, place, mustDay(t, day), nil)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// copied is the packs of the program as a tree that a test may change.
func copied(t testing.TB) fstest.MapFS {
	t.Helper()
	tree := fstest.MapFS{}
	err := fs.WalkDir(packs.FS, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := packs.FS.ReadFile(name)
		tree[name] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// edit replaces a text that must stand in a file of a tree.
func edit(t testing.TB, tree fstest.MapFS, name, from, to string) {
	t.Helper()
	text := string(tree[name].Data)
	if !strings.Contains(text, from) {
		t.Fatalf("%s has no %q", name, from)
	}
	tree[name] = &fstest.MapFile{Data: []byte(strings.Replace(text, from, to, 1))}
}

// The columns of the two files, in the order of the contract.
const (
	householdHeader = "household_id,division,area_kind,hukou_local,housing_units,vehicles,vehicle_value,financial_assets,rigid_spending_12m\n"
	personHeader    = "person_id,household_id,birth_date,hukou_local,wage,business_income,property_income,pension,transfer_income,excluded_income," +
		"disability_type,disability_grade,severe_illness,self_care_failed,placement,supporter_unable,guardian_status,in_prison,alive\n"
)

// household writes a family without property in a division.
func household(id, division string) string { return id + "," + division + ",urban,true,1,0,0,0,0\n" }

// grown writes a healthy person born in 1980 with a wage.
func grown(id, household, wage string) string {
	return id + "," + household + ",1980-01-01,true," + wage + ",0,0,0,0,0,none,0,false,0,none,false,none,false,true\n"
}

func mustCity(t testing.TB, c *pack.Catalogue, day, households, persons string) *fact.City {
	t.Helper()
	city, err := fact.ReadCity(strings.NewReader(householdHeader+households), strings.NewReader(personHeader+persons), fact.Options{Facts: Facts(c), AsOf: mustDay(t, day)})
	if err != nil {
		t.Fatal(err)
	}
	return city
}

// written judges a city and gives the bytes of its results and the tallies.
func written(t testing.TB, a *Assessor, city *fact.City, workers int) (string, []Tally) {
	t.Helper()
	assessment, err := a.Judge(city, workers)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	tallies, err := assessment.WriteResults(&out)
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), tallies
}

// lines are the rows of results without the header.
func lines(results string) []string {
	return strings.Split(strings.TrimSuffix(strings.TrimPrefix(results, resultsHeader), "\n"), "\n")
}

var outcomes = []rule.Outcome{rule.Grant, rule.Refuse, rule.CannotDecide}
