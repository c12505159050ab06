package civil

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

var loadTestDivisions = sync.OnceValues(func() (*Divisions, error) {
	file, err := os.Open(filepath.Join(dataFolder, "divisions.csv"))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return LoadDivisions(file)
})

// testDivisions is the shipped list, so that the tests also hold the data.
func testDivisions(t testing.TB) *Divisions {
	t.Helper()
	divisions, err := loadTestDivisions()
	if err != nil {
		t.Fatal(err)
	}
	return divisions
}

func TestAreaKnowsItsLevelAndWhatItLiesIn(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in, shown, parent string
		level             Level
	}{
		{"32", "320000", "", Province},
		{"3206", "320600", "320000", City},
		{"320600", "320600", "320000", City},
		{"320613", "320613", "320600", County},
		{"320613000000", "320613", "320600", County},
		{"320613001", "320613001", "320613", Township},
		{"320613001001", "320613001001", "320613001", Village},
	}
	for _, test := range tests {
		area, err := ParseArea(test.in)
		if err != nil {
			t.Fatal(err)
		}
		if area.String() != test.shown || area.Level() != test.level || area.Parent().String() != test.parent {
			t.Errorf("%s is %s, a %s in %s", test.in, area, area.Level(), area.Parent())
		}
		if fromBytes, err := ParseAreaBytes([]byte(test.in)); fromBytes != area || err != nil {
			t.Errorf("the bytes of %s read as %s, %v", test.in, fromBytes, err)
		}
	}
	village, _ := ParseArea("320613001001")
	if village.City().String() != "320600" || village.County().String() != "320613" ||
		village.Province().String() != "320000" || village.Township().String() != "320613001" {
		t.Errorf("%s lies in %s %s", village, village.City(), village.County())
	}
	city, _ := ParseArea("3206")
	if !city.Contains(village) || !city.Contains(city) || village.Contains(city) || Area(0).Contains(village) || city.Contains(0) {
		t.Error("containing does not follow the code")
	}
	for _, bad := range []string{"", "320", "32061", "3206130010011", "32061a", "３２０６１３", "000000", "012345"} {
		if _, err := ParseArea(bad); codeOf(err) != "division_form" {
			t.Errorf("ParseArea(%q) says %v", bad, err)
		}
	}
}

func TestShippedDivisionsAreWhole(t *testing.T) {
	t.Parallel()
	divisions := testDivisions(t)
	day := mustDate(t, "2025-06-30")
	for city, want := range map[string][2]int{ // counties and villages
		"320100": {11, 1322}, "320500": {10, 2248}, "320600": {8, 2005}, "321200": {6, 1745},
	} {
		area, _ := ParseArea(city)
		counties, villages := divisions.Under(area, County, day), divisions.Under(area, Village, day)
		if got := [2]int{len(counties), len(villages)}; got != want {
			t.Errorf("%s has %v counties and villages, want %v", city, got, want)
		}
		for _, village := range villages {
			if divisions.FullName(village.Code, day) == "" {
				t.Errorf("%s %s hangs in the air", village.Code, village.Name)
			}
		}
	}
	chongchuan, _ := ParseArea("320613")
	if got := divisions.FullName(chongchuan, day); got != "江苏省南通市崇川区" {
		t.Errorf("320613 is %q", got)
	}
	if got := divisions.FullName(chongchuan, mustDate(t, "2019-06-30")); got != "" {
		t.Errorf("320613 in 2019 is %q", got)
	}
	regions := testRegions(t)
	for _, division := range divisions.sorted {
		if code := int(division.Code.County() / 1_000_000); !regions.Known(code) && code%100 < 71 {
			t.Errorf("%s is not in the national history", division.Code)
		}
	}
}

func TestCheckDivision(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, in, day string
		verdict       Verdict
		code          string
		canonical     string
		says          string
	}{
		{"a county in force", "320613", "2025-06-30", Valid, "", "320613", ""},
		{"a village in force", "320613001001", "2025-06-30", Valid, "", "320613001001", ""},
		{"twelve digits for a county", "320613000000", "2025-06-30", Valid, "", "320613", ""},
		{"full-width digits", "３２０６１３", "2025-06-30", Valid, "", "320613", ""},
		{"a merged county after 2020 names its successor", "320602", "2025-06-30", Bad, "division_retired", "320602", "320613崇川区"},
		{"the other merged county names it too", "320611", "2021-01-01", Bad, "division_retired", "320611", "320613崇川区"},
		{"海门市 became 海门区", "320684", "2025-06-30", Bad, "division_retired", "320684", "320614海门区"},
		{"海安县 became 海安市", "320621", "2025-06-30", Bad, "division_retired", "320621", "320685海安市"},
		{"a split county names both", "320586", "2025-06-30", Bad, "division_retired", "320586", "320506吴中区、320507相城区"},
		{"a village of a merged county names the county's successor", "320602001001", "2025-06-30", Bad, "division_retired", "320602001001", "320613崇川区"},
		{"a merged county was right before", "320602", "2019-12-31", Valid, "", "320602", ""},
		{"both codes are right in the year of the change", "320602", "2020-08-01", Valid, "", "320602", ""},
		{"the new code before its year is unsure", "320613", "2019-12-31", Unsure, "division_later", "320613", "2020"},
		{"a village of the new code before its year is unsure", "320613001001", "2019-12-31", Unsure, "division_later", "320613001001", "2020"},
		{"an unlisted village of a known county is unsure", "320613001999", "2025-06-30", Unsure, "division_unlisted", "320613001999", "2023年6月30日"},
		{"an unlisted town of a known county is unsure", "320613777", "2025-06-30", Unsure, "division_unlisted", "320613777", ""},
		{"a county the city does not have is refused", "320677", "2025-06-30", Bad, "division_county", "320677", ""},
		{"a village of such a county is refused", "320677001001", "2025-06-30", Bad, "division_county", "320677001001", ""},
		{"another city's code cannot be judged", "110105", "2025-06-30", Unsure, "division_outside", "110105", ""},
		{"a short code is refused", "3206", "2025-06-30", Bad, "division_form", "3206", ""},
		{"letters are refused", "32O613", "2025-06-30", Bad, "division_form", "32O613", ""},
		{"nothing is refused", "", "2025-06-30", Bad, "division_form", "", ""},
	}
	divisions := testDivisions(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := CheckDivision(test.in, divisions, mustDate(t, test.day))
			if got.Verdict != test.verdict || got.Code != test.code || got.Canonical != test.canonical || !strings.Contains(got.Reason, test.says) {
				t.Errorf("%q on %s is %+v, want %s %q %q saying %q", test.in, test.day, got, test.verdict, test.canonical, test.code, test.says)
			}
		})
	}
}

func TestLoadDivisionsRefusesWhatNoLookupCouldAnswer(t *testing.T) {
	t.Parallel()
	const header = "code,name,since,until,successors\n"
	for name, test := range map[string]struct{ table, code string }{
		"two divisions of one code on one day": {header + "320000,江苏省,,,\n320000,江苏,,,\n", "division_twice"},
		"a county without its city":            {header + "320000,江苏省,,,\n320613,崇川区,,,\n", "division_parent"},
		"a successor that is not there":        {header + "320000,江苏省,,2020-12-31,330000\n", "division_successor"},
		"days the wrong way":                   {header + "320000,江苏省,2020-01-02,2020-01-01,\n", "table_row"},
		"an impossible day":                    {header + "320000,江苏省,2020-02-30,,\n", "table_row"},
		"no name":                              {header + "320000,,,,\n", "table_row"},
		"a bad code":                           {header + "32000,江苏省,,,\n", "table_row"},
		"a bad successor":                      {header + "320000,江苏省,,,33x\n", "table_row"},
		"another header":                       {"code,name,since,until,next\n", "table_row"},
		"a quote left open":                    {header + "\"320000,江苏省,,,\n", "table_row"},
	} {
		if _, err := LoadDivisions(strings.NewReader(test.table)); codeOf(err) != test.code {
			t.Errorf("%s: %v, want %s", name, err, test.code)
		}
	}
	again := header + "320000,江苏,,1999-12-31,\n320000,江苏省,2000-01-01,,\n"
	divisions, err := LoadDivisions(strings.NewReader(again))
	if err != nil {
		t.Fatal(err)
	}
	province, _ := ParseArea("32")
	if old, ok := divisions.Lookup(province, mustDate(t, "1999-06-30")); !ok || old.Name != "江苏" {
		t.Errorf("320000 in 1999 is %+v, %t", old, ok)
	}
	if latest, ok := divisions.Latest(province); !ok || latest.Name != "江苏省" {
		t.Errorf("the latest 320000 is %+v, %t", latest, ok)
	}
}

func FuzzCheckDivision(f *testing.F) {
	for _, seed := range []string{"320613", "320602001001", "999999999999", "３２", "32061\x00", "320600000001"} {
		f.Add(seed, int32(20000))
	}
	divisions := testDivisions(f)
	f.Fuzz(func(t *testing.T, s string, day int32) {
		checkShape(t, s, CheckDivision(s, divisions, Date(day)))
		area, err := ParseArea(s)
		if same, again := ParseAreaBytes([]byte(s)); same != area || codeOf(again) != codeOf(err) {
			t.Fatalf("%q reads as %s, %v from bytes", s, same, again)
		}
		if err == nil {
			if again, err := ParseArea(area.String()); err != nil || again != area {
				t.Fatalf("%q is %s, read back as %s, %v", s, area, again, err)
			}
		}
	})
}

func FuzzLoadTables(f *testing.F) {
	f.Add("# x\ncode,name,since,until,successors\n320000,江苏省,,,\n320600,南通市,,2020-12-31,320000+320600\n")
	f.Add("date,kind,name\n2025-01-01,known_from,\n2025-10-01,holiday,国庆节\n2025-12-31,known_until,\n")
	f.Add("code,name,first,last\n320613,崇川区,2020,2023\n")
	f.Fuzz(func(t *testing.T, table string) {
		if divisions, err := LoadDivisions(strings.NewReader(table)); err == nil {
			for _, division := range divisions.sorted {
				if _, ok := divisions.Lookup(division.Code, division.Since); !ok {
					t.Fatalf("%s is loaded and not found", division.Code)
				}
			}
		}
		if calendar, err := LoadCalendar(strings.NewReader(table)); err == nil {
			if day, _, err := calendar.AddWorkdays(calendar.KnownUntil(), 3); err != nil || day <= calendar.KnownUntil() {
				t.Fatalf("three working days later is %s, %v", day, err)
			}
		}
		if regions, err := LoadRegions(strings.NewReader(table)); err == nil {
			for code := range regions.regions {
				if !regions.Known(code) {
					t.Fatalf("%06d is loaded and not known", code)
				}
			}
		}
	})
}
