package civil

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestParseRatio(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in    string
		want  Ratio
		shown string
		code  string
	}{
		{"0.25", Ratio{1, 4}, "0.25", ""},
		{"1/6", Ratio{1, 6}, "1/6", ""},
		{"2/12", Ratio{1, 6}, "1/6", ""},
		{"30%", Ratio{3, 10}, "0.3", ""},
		{"1.5%", Ratio{3, 200}, "0.015", ""},
		{"1.3", Ratio{13, 10}, "1.3", ""},
		{"1", Ratio{1, 1}, "1", ""},
		{"0", Ratio{0, 1}, "0", ""},
		{"1/3", Ratio{1, 3}, "1/3", ""},
		{"", Ratio{}, "", "ratio_form"},
		{"-0.5", Ratio{}, "", "ratio_form"},
		{"1/0", Ratio{}, "", "ratio_range"},
		{"1.", Ratio{}, "", "ratio_form"},
		{".5", Ratio{}, "", "ratio_form"},
		{"1/6%", Ratio{}, "", "ratio_form"},
		{"0.12345678901234567", Ratio{}, "", "ratio_form"},
		{"99999999999999999999", Ratio{}, "", "ratio_form"},
	}
	for _, test := range tests {
		got, err := ParseRatio(test.in)
		if got != test.want || codeOf(err) != test.code {
			t.Errorf("ParseRatio(%q) = %v, %v; want %v, %q", test.in, got, err, test.want, test.code)
		}
		if err == nil && got.String() != test.shown {
			t.Errorf("%q prints as %s, want %s", test.in, got, test.shown)
		}
	}
}

func TestRatioReadsBackWhatItPrints(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ratio, err := NewRatio(rapid.Int64Range(0, math.MaxInt64).Draw(t, "num"), rapid.Int64Range(1, math.MaxInt64).Draw(t, "den"))
		if err != nil {
			t.Fatal(err)
		}
		again, err := ParseRatio(ratio.String())
		if err != nil || again != ratio {
			t.Fatalf("%d/%d prints as %s, which reads as %v, %v", ratio.Num, ratio.Den, ratio, again, err)
		}
	})
}

func TestRatiosCompareAcrossDenominators(t *testing.T) {
	t.Parallel()
	third, half := Ratio{1, 3}, Ratio{1, 2}
	large := Ratio{math.MaxInt64, math.MaxInt64 - 1}
	if third.Cmp(half) != -1 || half.Cmp(third) != 1 || half.Cmp(Ratio{1, 2}) != 0 || large.Cmp(Ratio{1, 1}) != 1 {
		t.Error("ratios are ordered wrongly")
	}
}

func FuzzParseRatio(f *testing.F) {
	for _, seed := range []string{"0.25", "1/6", "30%", "1.3", "1/0", "0.0000000000000001%", "9223372036854775807/2"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ratio, err := ParseRatio(s)
		if err != nil {
			return
		}
		if again, err := ParseRatio(ratio.String()); err != nil || again != ratio || ratio.Den <= 0 || ratio.Num < 0 {
			t.Fatalf("%q is %v, read back as %v, %v", s, ratio, again, err)
		}
	})
}
