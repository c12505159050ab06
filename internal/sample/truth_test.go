package sample

import (
	"slices"
	"strings"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

func TestEveryKnownFamilyIsInTruthAndInTheFilesEvenOfTheSmallestCity(t *testing.T) {
	t.Parallel()
	for city := range plans {
		files := written(t, testOptions(t, city, 1, 4))
		homes, folk := map[string]bool{}, map[string]string{}
		for _, row := range records(t, files["households.csv"]) {
			homes[row[0]] = true
		}
		for _, row := range records(t, files["persons.csv"]) {
			folk[row[0]] = row[1]
		}
		known := map[string]bool{}
		for _, row := range records(t, files["truth.csv"]) {
			known[row[0]] = true
			if !homes[row[0]] {
				t.Errorf("%s: household %s of truth is not in the file", city, row[0])
			}
			if row[1] != "" && folk[row[1]] != row[0] {
				t.Errorf("%s: person %s of truth is not in household %s", city, row[1], row[0])
			}
			if row[8] == "" {
				t.Errorf("%s: household %s has no explanation", city, row[0])
			}
		}
		if len(known) != len(stories) {
			t.Errorf("%s: %d families in truth, %d were planted", city, len(known), len(stories))
		}
	}
}

func TestEveryProgrammeIsGrantedAndRefusedInTruth(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, row := range testCity(t, "nantong", 1, 4).Truth() {
		seen[row.Programme+" "+row.Outcome] = true
	}
	for _, programme := range []string{"dibao", "dibao_edge", "rigid", "dibao_single", "tekun", "disability_living", "disability_care", "orphan", "elder"} {
		if !seen[programme+" "+granting] || !seen[programme+" "+refusing] && programme != "orphan" {
			t.Errorf("%s lacks a granted or a refused family", programme)
		}
	}
	for _, want := range []string{"unattended grant", "orphan cannot_decide", "tekun cannot_decide", "dibao cannot_decide", "elder none"} {
		if !seen[want] {
			t.Errorf("truth lacks %q", want)
		}
	}
}

// TestAmountsOfKnownFamilies holds the sums against figures worked out on paper
// for Nantong, standard 710: the first is the vector printed in the domain notes.
func TestAmountsOfKnownFamilies(t *testing.T) {
	t.Parallel()
	want := map[string]civil.Fen{ // by the beginning of the note
		"三口之家月收入一千二百元":      114_300, // 930 + 142 + 71
		"单身一人没有任何收入":        71_000,
		"两口之家的收入比两份":        100,
		"妻子户籍在外地":           71_000,
		"农村老人领居民养老金":        73_100,  // 710 − 50 + 71
		"孤身老人，六项都能自理":       114_900, // 923 + 226
		"孤身老人，一项不能自理":       129_967, // 923 + 376.67
		"孤身老人，四项不能自理":       148_800, // 923 + 565
		"哥哥已享受特困供养":         78_100,  // 710 × 2 × 1 ÷ 2 + 71
		"跟外婆生活的孤儿":          125_300,
		"孩子已分得一份低保":         88_200, // 1,253 − (600 + 142) ÷ 2
		"听力二级属于重度残疾，发农村":    9_000,
		"低保家庭里的三级肢体残疾人":     17_750,
		"边缘家庭里的重病患者":        71_000,
		"当天满九十周岁":           10_000,
		"明天才满九十周岁":          5_000,
		"一户有两名残疾人，人均收入不到标准": 42_600,
	}
	truth := testCity(t, "nantong", 1, 4).Truth()
	for start, amount := range want {
		i := slices.IndexFunc(truth, func(row Truth) bool { return strings.HasPrefix(row.Note, start) })
		if i < 0 {
			t.Errorf("no family %q", start)
			continue
		}
		if got := truth[i]; got.Outcome != granting || got.Amount != amount {
			t.Errorf("%s: %s %s, want %s", start, got.Outcome, got.Amount, amount)
		}
	}
}

func TestRoundingByPersonIsWorkedOutByPerson(t *testing.T) {
	t.Parallel()
	for _, row := range testCity(t, "taizhou", 1, 4).truth {
		if strings.HasPrefix(row.Note, "两口之家的收入比两份") && row.Amount != 200 {
			t.Errorf("got %s, want 2.00: one yuan for each of two", row.Amount)
		}
	}
}

func TestAProgrammeNotInForceHasNoRowsInTruth(t *testing.T) {
	t.Parallel()
	o := testOptions(t, "nantong", 1, 4)
	o.InForce = func(programme string) bool { return programme != "rigid" }
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range c.Truth() {
		if row.Programme == "rigid" {
			t.Fatalf("%+v", row)
		}
	}
}

func TestAFamilyWhoseParameterIsUnknownIsNotPlanted(t *testing.T) {
	t.Parallel()
	o := testOptions(t, "nantong", 1, 4)
	all := o.Param
	o.Param = func(name string) (rule.Param, bool) {
		p, ok := all(name)
		p.Unknown = name == "minimum_wage"
		return p, ok
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range c.Truth() {
		if row.Programme == "tekun" && row.Outcome == granting {
			t.Fatalf("an amount that nobody can know: %+v", row)
		}
	}
}

func TestOptionsThatMakeNoCityAreRefused(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, code string
		change     func(*Options)
	}{
		{"a city without figures", "sample_city_unknown", func(o *Options) { o.City = "shanghai" }},
		{"a scale below a thousandth", "sample_scale_range", func(o *Options) { o.Scale = civil.Ratio{Num: 1, Den: 1001} }},
		{"a scale above one", "sample_scale_range", func(o *Options) { o.Scale = civil.Ratio{Num: 1001, Den: 1000} }},
		{"no scale", "sample_scale_range", func(o *Options) { o.Scale = civil.Ratio{} }},
		{"no divisions", "sample_options_missing", func(o *Options) { o.Divisions = nil }},
		{"divisions without the city", "sample_divisions_missing", func(o *Options) { o.Divisions = &civil.Divisions{} }},
		{"no parameter at all", "sample_parameter_unknown", func(o *Options) {
			o.Param = func(string) (rule.Param, bool) { return rule.Param{}, false }
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := testOptions(t, "nantong", 1, 1)
			c.change(&o)
			_, err := New(o)
			refusal, ok := err.(*civil.Error)
			if !ok || refusal.Code != c.code {
				t.Fatalf("got %v, want %s", err, c.code)
			}
		})
	}
}
