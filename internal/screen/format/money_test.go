package format

import (
	"math"
	"testing"

	"lianxin/internal/civil"
)

func TestMoneyIsWrittenAsPeopleReadIt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		fen       civil.Fen
		yuan, wan string
	}{
		{0, "0.00", "0.0"},
		{5, "0.05", "0.0"},
		{-5, "−0.05", "0.0"},
		{114300, "1,143.00", "0.1"},
		{-14200, "−142.00", "0.0"},
		{100000, "1,000.00", "0.1"},
		{49999, "499.99", "0.0"},
		{50000, "500.00", "0.1"},
		{-50000, "−500.00", "−0.1"},
		{1234567890123, "12,345,678,901.23", "1,234,567.9"},
		{math.MinInt64, "−92,233,720,368,547,758.08", "−9,223,372,036,854.8"},
	} {
		if got := Money(c.fen); got != c.yuan {
			t.Errorf("Money(%d) = %q, want %q", c.fen, got, c.yuan)
		}
		if got := Wan(c.fen); got != c.wan {
			t.Errorf("Wan(%d) = %q, want %q", c.fen, got, c.wan)
		}
		if got, want := Yuan(c.fen), c.yuan+"\u00a0元"; got != want {
			t.Errorf("Yuan(%d) = %q, want %q: amount and unit stay on one line", c.fen, got, want)
		}
	}
}

func TestCountsAreGroupedByThree(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", -1043: "−1,043", 12750000: "12,750,000"} {
		if got := Count(n); got != want {
			t.Errorf("Count(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestSharesAreReadAsPercent(t *testing.T) {
	t.Parallel()
	for permille, want := range map[int]string{0: "0%", 5: "0.5%", 800: "80%", 855: "85.5%", 1000: "100%", 12345: "1,234.5%"} {
		if got := Share(permille); got != want {
			t.Errorf("Share(%d) = %q, want %q", permille, got, want)
		}
	}
}

func TestRatiosAreReadAsPercent(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"0.3": "30%", "1": "100%", "1.5": "150%", "0.005": "0.5%", "1/3": "1/3", "0": "0%", "9223372036854775807/2": "9223372036854775807/2"} {
		r, err := civil.ParseRatio(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := Percent(r); got != want {
			t.Errorf("Percent(%s) = %q, want %q", text, got, want)
		}
	}
}
