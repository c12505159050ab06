package civil

import (
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// codeOf is the stable code of a refusal; empty for no error.
func codeOf(err error) string {
	var refusal *Error
	if errors.As(err, &refusal) {
		return refusal.Code
	}
	if err != nil {
		return "not a civil.Error"
	}
	return ""
}

func TestParseYuan(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want Fen
		code string
	}{
		{"710", 71000, ""},
		{"710.5", 71050, ""},
		{"710.05", 71005, ""},
		{"-0.01", -1, ""},
		{"0", 0, ""},
		{"92233720368547757.99", 9223372036854775799, ""},
		{"", 0, "money_empty"},
		{"1,200", 0, "money_thousands"},
		{"1 200", 0, "money_thousands"},
		{"1.234", 0, "money_decimals"},
		{"1.2E3", 0, "money_exponent"},
		{"99999999999999999999", 0, "money_too_large"},
		{"92233720368547758", 0, "money_too_large"},
		{"７１０", 0, "money_not_number"},
		{"710元", 0, "money_not_number"},
		{"-", 0, "money_not_number"},
		{".5", 0, "money_not_number"},
		{"-.5", 0, "money_not_number"},
		{"5.", 0, "money_not_number"},
		{"+5", 0, "money_not_number"},
		{"1.2.3", 0, "money_not_number"},
		{"1.-2", 0, "money_not_number"},
		{"NaN", 0, "money_not_number"},
	}
	for _, test := range tests {
		got, err := ParseYuan(test.in)
		if got != test.want || codeOf(err) != test.code {
			t.Errorf("ParseYuan(%q) = %d, %v; want %d, %q", test.in, got, err, test.want, test.code)
		}
		fromBytes, errBytes := ParseYuanBytes([]byte(test.in))
		if fromBytes != got || codeOf(errBytes) != codeOf(err) {
			t.Errorf("ParseYuanBytes(%q) = %d, %v; ParseYuan says %d, %v", test.in, fromBytes, errBytes, got, err)
		}
	}
}

func TestFenIsPrintedInYuanWithTwoDecimals(t *testing.T) {
	t.Parallel()
	for in, want := range map[Fen]string{
		71000: "710.00", 5: "0.05", -5: "-0.05", 0: "0.00", -12345: "-123.45",
		math.MinInt64: "-92233720368547758.08",
	} {
		if got := in.String(); got != want {
			t.Errorf("Fen(%d) prints %s, want %s", int64(in), got, want)
		}
	}
}

func TestRoundingsDifferAsNamed(t *testing.T) {
	t.Parallel()
	tests := []struct {
		value Fen
		want  map[Rounding]Fen
	}{
		{14, map[Rounding]Fen{Down: 1, Up: 2, HalfUp: 1, HalfEven: 1}},
		{15, map[Rounding]Fen{Down: 1, Up: 2, HalfUp: 2, HalfEven: 2}},
		{25, map[Rounding]Fen{Down: 2, Up: 3, HalfUp: 3, HalfEven: 2}},
		{16, map[Rounding]Fen{Down: 1, Up: 2, HalfUp: 2, HalfEven: 2}},
		{-11, map[Rounding]Fen{Down: -2, Up: -1, HalfUp: -1, HalfEven: -1}},
		{-15, map[Rounding]Fen{Down: -2, Up: -1, HalfUp: -2, HalfEven: -2}},
		{-25, map[Rounding]Fen{Down: -3, Up: -2, HalfUp: -3, HalfEven: -2}},
		{20, map[Rounding]Fen{Down: 2, Up: 2, HalfUp: 2, HalfEven: 2, Exact: 2}},
	}
	for _, test := range tests {
		for how, want := range test.want {
			if got, err := test.value.Div(10, how); got != want || err != nil {
				t.Errorf("%d ÷ 10 rounded %s = %d, %v; want %d", test.value, how, got, err, want)
			}
		}
	}
	if _, err := Fen(15).Div(10, Exact); codeOf(err) != "money_inexact" {
		t.Errorf("an exact division with a rest says %v", err)
	}
	if got, err := Fen(12345).RoundTo(100, Up); got != 12400 || err != nil {
		t.Errorf("rounding 123.45 up to the yuan gives %s, %v", got, err)
	}
	if got, err := Fen(71000).Share(Ratio{1, 5}, HalfUp); got != 14200 || err != nil {
		t.Errorf("20%% of 710.00 is %s, %v", got, err)
	}
}

func TestArithmeticRefusesToOverflow(t *testing.T) {
	t.Parallel()
	const biggest, smallest = Fen(math.MaxInt64), Fen(math.MinInt64)
	results := map[string]func() (Fen, error){
		"max + 1":             func() (Fen, error) { return biggest.Add(1) },
		"min + -1":            func() (Fen, error) { return smallest.Add(-1) },
		"max - -1":            func() (Fen, error) { return biggest.Sub(-1) },
		"0 - min":             func() (Fen, error) { return Fen(0).Sub(smallest) },
		"max × 2":             func() (Fen, error) { return biggest.Mul(2) },
		"min × -1":            func() (Fen, error) { return smallest.Mul(-1) },
		"max × 3/2":           func() (Fen, error) { return biggest.Share(Ratio{3, 2}, Down) },
		"max × max":           func() (Fen, error) { return biggest.Mul(math.MaxInt64) },
		"max rounded to 1000": func() (Fen, error) { return biggest.RoundTo(1000, Up) },
	}
	for name, compute := range results {
		if got, err := compute(); codeOf(err) != "money_overflow" {
			t.Errorf("%s = %d, %v; want an overflow", name, got, err)
		}
	}
	for _, divisor := range []int64{0, -1} {
		if _, err := Fen(1).Div(divisor, Down); codeOf(err) != "money_divisor" {
			t.Errorf("division by %d says %v", divisor, err)
		}
	}
	if got, err := smallest.Mul(1); got != smallest || err != nil {
		t.Errorf("the smallest amount once is %d, %v", got, err)
	}
}

func TestShareAgreesWithBigIntegers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.Int64().Draw(t, "value")
		num := rapid.Int64().Draw(t, "num")
		den := rapid.Int64Range(1, math.MaxInt64).Draw(t, "den")
		product := new(big.Int).Mul(big.NewInt(value), big.NewInt(num))
		floor, rest := new(big.Int).DivMod(product, big.NewInt(den), new(big.Int))
		got, err := Fen(value).Share(Ratio{num, den}, Down)
		if floor.IsInt64() != (err == nil) || err == nil && floor.Int64() != int64(got) {
			t.Fatalf("%d × %d/%d down = %d, %v; want %s", value, num, den, got, err, floor)
		}
		ceiling := new(big.Int).Set(floor)
		if rest.Sign() != 0 {
			ceiling.Add(ceiling, big.NewInt(1))
		}
		got, err = Fen(value).Share(Ratio{num, den}, Up)
		if ceiling.IsInt64() != (err == nil) || err == nil && ceiling.Int64() != int64(got) {
			t.Fatalf("%d × %d/%d up = %d, %v; want %s", value, num, den, got, err, ceiling)
		}
	})
}

func TestAddAndSubAgreeWithBigIntegers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Int64().Draw(t, "a"), rapid.Int64().Draw(t, "b")
		sum := new(big.Int).Add(big.NewInt(a), big.NewInt(b))
		if got, err := Fen(a).Add(Fen(b)); sum.IsInt64() != (err == nil) || err == nil && sum.Int64() != int64(got) {
			t.Fatalf("%d + %d = %d, %v", a, b, got, err)
		}
		difference := new(big.Int).Sub(big.NewInt(a), big.NewInt(b))
		if got, err := Fen(a).Sub(Fen(b)); difference.IsInt64() != (err == nil) || err == nil && difference.Int64() != int64(got) {
			t.Fatalf("%d - %d = %d, %v", a, b, got, err)
		}
	})
}

func TestParsersDoNotAllocateOnGoodInput(t *testing.T) {
	regions := testRegions(t)
	options := IDOptions{AsOf: mustDate(t, "2025-06-30")}
	money, day := []byte("12345.67"), []byte("2025-06-30")
	for name, parse := range map[string]func(){
		"money": func() { _, _ = ParseYuanBytes(money) },
		"date":  func() { _, _ = ParseDateBytes(day) },
		"area":  func() { _, _ = ParseArea("320613001001") },
		"id":    func() { _ = CheckID("11010519491231002X", regions, options) },
		"name":  func() { _ = CheckName("张建国") },
		"uscc":  func() { _ = CheckUSCC("91350100M000100Y43") },
	} {
		if allocations := testing.AllocsPerRun(100, parse); allocations != 0 {
			t.Errorf("%s allocates %.0f times", name, allocations)
		}
	}
}

func FuzzParseYuan(f *testing.F) {
	for _, seed := range []string{"710.00", "-1.5", "1,200", "1e5", "99999999999999999999", "", "-", "1..", "７１０"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		amount, err := ParseYuan(s)
		if same, again := ParseYuanBytes([]byte(s)); same != amount || codeOf(again) != codeOf(err) {
			t.Fatalf("%q reads as %s, %v from bytes", s, same, again)
		}
		if err != nil {
			if code := codeOf(err); !strings.HasPrefix(code, "money_") {
				t.Fatalf("%q refused as %q", s, code)
			}
			return
		}
		again, err := ParseYuan(amount.String())
		if err != nil || again != amount {
			t.Fatalf("%q reads as %d, which prints as %s and reads as %d, %v", s, amount, amount, again, err)
		}
	})
}
