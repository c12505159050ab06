package civil

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

const dataFolder = "../../packs/base/data"

var loadTestRegions = sync.OnceValues(func() (*RegionHistory, error) {
	file, err := os.Open(filepath.Join(dataFolder, "region-codes.csv"))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return LoadRegions(file)
})

// testRegions is the shipped history, so that the tests also hold the data.
func testRegions(t testing.TB) *RegionHistory {
	t.Helper()
	regions, err := loadTestRegions()
	if err != nil {
		t.Fatal(err)
	}
	return regions
}

func TestCheckID(t *testing.T) {
	t.Parallel()
	regions := testRegions(t)
	tests := []struct {
		name, in  string
		sample    bool
		verdict   Verdict
		code      string
		canonical string
	}{
		{"the example of the standard is valid", "11010519491231002X", false, Valid, "", ""},
		{"a number of somebody born in 1880 is valid", "440524188001010014", false, Valid, "", ""},
		{"a number of somebody born in 1850 is unsure", MakeID("440524", dateOf(1850, 1, 1), 1), false, Unsure, "id_birth_early", ""},
		{"a lower-case x is raised", "11010519491231002x", false, Valid, "", "11010519491231002X"},
		{"full-width characters are mended", " １１０１０５１９４９１２３１００２ｘ　", false, Valid, "", "11010519491231002X"},
		{"a wrong check character is refused", "110105194912310021", false, Bad, "id_check_digit", ""},
		{"30 February is refused", "110105194902300020", false, Bad, "id_birth_date", ""},
		{"a birth after the day is refused", MakeID("110105", dateOf(2025, 7, 1), 1), false, Bad, "id_birth_future", ""},
		{"a birth on the day is valid", MakeID("110105", dateOf(2025, 6, 30), 1), false, Valid, "", ""},
		{"a region of no list is refused", MakeID("329905", dateOf(1960, 1, 1), 2), false, Bad, "id_region", ""},
		{"a county abolished in 1989 stays right", MakeID("320626", dateOf(1950, 3, 4), 15), false, Valid, "", ""},
		{"a county abolished in 2020 stays right", MakeID("320602", dateOf(1990, 3, 4), 15), false, Valid, "", ""},
		{"a county made in 2020 is known", MakeID("320613", dateOf(2021, 3, 4), 15), false, Valid, "", ""},
		{"a sample person is unsure in real files", "320699195001010019", false, Unsure, "id_sample_region", ""},
		{"a sample person is valid in the sample", "320699195001010019", true, Valid, "", ""},
		{"the second sample number is valid", "320699201602290042", true, Valid, "", ""},
		{"the third sample number is valid", "320699195207150121", true, Valid, "", ""},
		{"a Hong Kong permit is accepted", MakeID("810000", dateOf(1994, 8, 23), 2), false, Valid, "id_permit_hongkong_macau", ""},
		{"a Macau permit is accepted", MakeID("820000", dateOf(1994, 8, 23), 2), false, Valid, "id_permit_hongkong_macau", ""},
		{"a Taiwan permit is accepted", MakeID("830000", dateOf(1994, 8, 23), 2), false, Valid, "id_permit_taiwan", ""},
		{"a permit of an unusual region is unsure", MakeID("812345", dateOf(1994, 8, 23), 2), false, Unsure, "id_permit_region", ""},
		{"a foreigner's number is accepted", MakeID("911124", dateOf(1981, 8, 3), 2), false, Valid, "id_foreigner", ""},
		{"a foreigner's number has the same check rule", "911124198108030020", false, Bad, "id_check_digit", ""},
		{"an old foreigner's number is unsure", "CAN110108101501", false, Unsure, "id_foreigner_old", ""},
		{"15 digits are unsure with 18", "110105491231002", false, Unsure, "id_15_digits", "11010519491231002X"},
		{"15 digits with an impossible date are refused", "110105491331002", false, Bad, "id_birth_date", "110105491331002"},
		{"15 digits of no region are refused", "329905491231002", false, Bad, "id_region", "329905491231002"},
		{"a spreadsheet's number is named as such", "3.20613E+17", false, Bad, "id_spreadsheet", ""},
		{"a spreadsheet's lost digits are named as such", "110105194912310000", false, Bad, "id_spreadsheet", ""},
		{"17 digits are refused", "11010519491231002", false, Bad, "id_length", ""},
		{"a letter inside is refused", "1101051949123100AX", false, Bad, "id_character", ""},
		{"an inner X is refused", "11010519491231X02X", false, Bad, "id_character", ""},
		{"nothing is refused", "  ", false, Bad, "id_empty", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := CheckID(test.in, regions, IDOptions{AsOf: dateOf(2025, 6, 30), Sample: test.sample})
			want := test.canonical
			if want == "" {
				want = strings.TrimSpace(test.in)
			}
			if got.Verdict != test.verdict || got.Code != test.code || got.Canonical != want {
				t.Errorf("%q is %s %q %q, want %s %q %q", test.in, got.Verdict, got.Canonical, got.Code, test.verdict, want, test.code)
			}
			if (got.Code == "") != (got.Reason == "") {
				t.Errorf("code %q goes with reason %q", got.Code, got.Reason)
			}
		})
	}
}

func TestCheckIDReadsBirthSexAndKind(t *testing.T) {
	t.Parallel()
	got := CheckID("440524188001010014", testRegions(t), IDOptions{AsOf: 20000})
	if got.Sex != 'M' || got.Birth.String() != "1880-01-01" || got.Kind != ResidentID {
		t.Errorf("440524188001010014 is %+v", got)
	}
	if woman := CheckID("11010519491231002X", testRegions(t), IDOptions{AsOf: 20000}); woman.Sex != 'F' {
		t.Errorf("17th digit even is %c, want F", woman.Sex)
	}
}

func TestMadeNumbersAreValidAndOneChangedDigitIsNot(t *testing.T) {
	t.Parallel()
	regions := testRegions(t)
	rapid.Check(t, func(t *rapid.T) {
		birth := dateOf(1950, 1, 1).AddDays(rapid.IntRange(0, 27000).Draw(t, "days"))
		seq := rapid.IntRange(0, 999).Draw(t, "seq")
		number := MakeID("320613", birth, seq)
		options := IDOptions{AsOf: dateOf(2025, 6, 30)}
		got := CheckID(number, regions, options)
		if got.Verdict != Valid || got.Birth != birth || got.Sex != "FM"[seq%2] {
			t.Fatalf("%s is %+v", number, got)
		}
		changed := []byte(number)
		at := rapid.IntRange(0, 16).Draw(t, "at")
		changed[at] = '0' + (changed[at]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
		if got := CheckID(string(changed), regions, options); got.Verdict == Valid {
			t.Fatalf("%s with digit %d changed is still valid: %s", number, at, changed)
		}
	})
	if MakeID("32061", 0, 1) != "" || MakeID("320613", 0, 1000) != "" || MakeID("320613", LastDate+1, 1) != "" {
		t.Error("a number was made out of parts that are out of range")
	}
}

func TestRegionHistoryRefusesBadRows(t *testing.T) {
	t.Parallel()
	for name, table := range map[string]string{
		"five digits":         "code,name,first,last\n32061,崇川区,,\n",
		"a code twice":        "code,name,first,last\n320613,崇川区,,\n320613,崇川区,,\n",
		"years the wrong way": "code,name,first,last\n320613,崇川区,2020,2019\n",
		"half a pair":         "code,name,first,last\n320613,崇川区,2020,\n",
		"another header":      "code,title,first,last\n",
		"nothing":             "",
		"a missing column":    "code,name,first,last\n320613,崇川区\n",
	} {
		if _, err := LoadRegions(strings.NewReader(table)); codeOf(err) != "table_row" {
			t.Errorf("%s: %v, want table_row", name, err)
		}
	}
	regions := testRegions(t)
	if region, ok := regions.Region(320602); !ok || region.Last != 2016 || region.Name != "崇川区" || regions.Len() < 7000 {
		t.Errorf("320602 is %+v, %t among %d", region, ok, regions.Len())
	}
	if regions.Known(-1) || regions.Known(1_000_000) || regions.Known(320699) {
		t.Error("a code out of range is known")
	}
}

func FuzzCheckID(f *testing.F) {
	for _, seed := range []string{"11010519491231002X", "110105491231002", "3.20613E+17", "CAN110108101501", "８１００００", "\xff\xfe", "32069919500101001９"} {
		f.Add(seed)
	}
	regions := testRegions(f)
	f.Fuzz(func(t *testing.T, s string) {
		options := IDOptions{AsOf: dateOf(2025, 6, 30)}
		got := CheckID(s, regions, options)
		checkShape(t, s, got.Check)
		if got.Verdict == Valid {
			if again := CheckID(got.Canonical, regions, options); again != got || len(got.Canonical) != 18 || got.Birth > options.AsOf {
				t.Fatalf("%q is %+v, its canonical form %+v", s, got, again)
			}
		}
		checkShape(t, s, CheckDisability(s, regions, options).Check)
	})
}

// checkShape holds what every check promises.
func checkShape(t *testing.T, in string, got Check) {
	t.Helper()
	if got.Verdict < Valid || got.Verdict > Unsure {
		t.Fatalf("%q has verdict %d", in, got.Verdict)
	}
	if got.Verdict != Valid && got.Code == "" || (got.Code == "") != (got.Reason == "") {
		t.Fatalf("%q is %s with code %q and reason %q", in, got.Verdict, got.Code, got.Reason)
	}
	if !utf8.ValidString(got.Reason) || strings.ContainsAny(got.Reason, "\t\n\r") {
		t.Fatalf("%q has the reason %q, which breaks a line of a report", in, got.Reason)
	}
}
