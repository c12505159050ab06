package civil_test

import (
	"testing"

	"lianxin/internal/civil"
)

func TestAmountsAndDaysAreShownAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for amount, want := range map[civil.Fen]string{
		0: "0.00 元", 5: "0.05 元", 99900: "999.00 元", 114300: "1,143.00 元", -14200: "−142.00 元", 123456789012: "1,234,567,890.12 元",
	} {
		if got := amount.Words(); got != want {
			t.Errorf("Fen(%d).Words() = %q, want %q", int64(amount), got, want)
		}
	}
	day, err := civil.NewDate(2025, 8, 29)
	if err != nil {
		t.Fatal(err)
	}
	if got := day.Deadline(); got != "2025年8月29日（周五）" {
		t.Errorf("Deadline() = %q", got)
	}
	if got := day.Month().Words(); got != "2025年8月" {
		t.Errorf("Month.Words() = %q", got)
	}
}

func TestTheLastCharacterOfAnIDNumberIsChecked(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]bool{
		"11010519491231002X": true, "110105194912310021": false, "1101051949123100": false, "": false, "11010519491231002x": false,
	} {
		if got := civil.CheckDigit(number); got != want {
			t.Errorf("CheckDigit(%q) = %v", number, got)
		}
	}
}
