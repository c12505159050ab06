package civil

import "testing"

func TestCheckUSCC(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, in, canonical string
		verdict             Verdict
		code                string
	}{
		{"a company's code is valid", "91350100M000100Y43", "91350100M000100Y43", Valid, ""},
		{"an association's demo code is valid", "51320699MJ0000018X", "51320699MJ0000018X", Valid, ""},
		{"a private non-enterprise unit's demo code is valid", "52320699MJ0000026M", "52320699MJ0000026M", Valid, ""},
		{"a foundation's demo code is valid", "53320699MJ0000034D", "53320699MJ0000034D", Valid, ""},
		{"small and full-width letters are mended", " 51320699ｍj0000018x ", "51320699MJ0000018X", Valid, ""},
		{"a wrong last sign is refused", "51320699MJ00000189", "51320699MJ00000189", Bad, "uscc_check"},
		{"a wrong organisation check is refused", "51320699MJ0000017X", "51320699MJ0000017X", Bad, "uscc_org_check"},
		{"the letter I is named", "5I320699MJ0000018X", "5I320699MJ0000018X", Bad, "uscc_letter"},
		{"a dash is refused", "51320699-J0000018X", "51320699-J0000018X", Bad, "uscc_character"},
		{"a letter in the region is refused", "5132A699MJ0000018X", "5132A699MJ0000018X", Bad, "uscc_region"},
		{"an organisation code alone is refused", "MJ000001-8", "MJ000001-8", Bad, "uscc_length"},
		{"a spreadsheet's number is named as such", "5.1320699E+17", "5.1320699E+17", Bad, "uscc_spreadsheet"},
		{"nothing is refused", "", "", Bad, "uscc_empty"},
		{"a department not on record is unsure", "0132069900000000" + "0" + "M", "01320699000000000M", Unsure, "uscc_department"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := CheckUSCC(test.in)
			if got.Verdict != test.verdict || got.Code != test.code || got.Canonical != test.canonical {
				t.Errorf("%q is %+v, want %s %q %q", test.in, got, test.verdict, test.canonical, test.code)
			}
		})
	}
}

func TestCheckDisability(t *testing.T) {
	t.Parallel()
	regions := testRegions(t)
	options := IDOptions{AsOf: dateOf(2025, 6, 30)}
	tests := []struct {
		name, in string
		verdict  Verdict
		code     string
		parts    [3]int
	}{
		{"a first card", "11010519491231002X43", Valid, "", [3]int{4, 3, 0}},
		{"a card issued a second time", "11010519491231002x11b1", Valid, "", [3]int{1, 1, 1}},
		{"type 8", "11010519491231002X83", Bad, "disability_type", [3]int{}},
		{"type 0", "11010519491231002X03", Bad, "disability_type", [3]int{}},
		{"grade 5", "11010519491231002X45", Bad, "disability_grade", [3]int{}},
		{"the identity number is wrong", "11010519491231002043", Bad, "id_check_digit", [3]int{}},
		{"the identity number is of the sample", "32069919500101001943", Unsure, "id_sample_region", [3]int{4, 3, 0}},
		{"an identity number alone", "11010519491231002X", Bad, "disability_length", [3]int{}},
		{"a reissue without B", "11010519491231002X4312", Bad, "disability_reissue", [3]int{4, 3, 0}},
		{"a reissue of nought", "11010519491231002X43B0", Bad, "disability_reissue", [3]int{4, 3, 0}},
		{"a spreadsheet's number", "1.10105E+19", Bad, "id_spreadsheet", [3]int{}},
		{"nothing", "", Bad, "disability_empty", [3]int{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := CheckDisability(test.in, regions, options)
			if parts := [3]int{got.Type, got.Grade, got.Reissue}; got.Verdict != test.verdict || got.Code != test.code || parts != test.parts {
				t.Errorf("%q is %+v, want %s %q %v", test.in, got, test.verdict, test.code, test.parts)
			}
		})
	}
}

func FuzzCheckUSCC(f *testing.F) {
	for _, seed := range []string{"91350100M000100Y43", "51320699MJ00000189", "５", "5.1E+17", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := CheckUSCC(s)
		checkShape(t, s, got)
		if got.Verdict == Valid && CheckUSCC(got.Canonical) != got {
			t.Fatalf("%q is %+v, its canonical form %+v", s, got, CheckUSCC(got.Canonical))
		}
	})
}
