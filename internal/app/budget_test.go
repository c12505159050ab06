package app

import (
	"encoding/json"
	"testing"

	"lianxin/internal/civil"
)

func TestAYearsBudgetIsWhatEverybodyIsGrantedMonthByMonth(t *testing.T) {
	t.Parallel()
	_, store := moved(t)
	read := func(into any, args ...string) {
		t.Helper()
		if err := json.Unmarshal(finished(t, append(args, store...)...), into); err != nil {
			t.Fatal(err)
		}
	}
	flags := []string{"--city", "nantong", "--as-of", sampleDay}
	var tried whatifOutput
	read(&tried, append([]string{"whatif", "--set", "low_standard=1000"}, flags...)...)
	var before, after civil.Fen
	for _, e := range tried.Total {
		before += e.Before
		after += e.After
	}
	if before == 0 || after <= before {
		t.Fatalf("the sample costs %s a month and %s with a higher standard", before, after)
	}
	for _, c := range []struct {
		name string
		args []string
		want civil.Fen
	}{
		{"as it stands", nil, 12 * before},
		{"raised from the year's beginning", []string{"--set", "low_standard=1000"}, 12 * after},
		{"raised in July", []string{"--set", "low_standard=1000", "--from", "2026-07"}, 6*before + 6*after},
	} {
		var out budgetOutput
		read(&out, append(append([]string{"budget", "--year", "2026"}, c.args...), flags...)...)
		var sum civil.Fen
		sources := map[string]bool{}
		for _, l := range out.Lines {
			sum += l.Amount
			sources[l.Source] = true
		}
		if out.Total != c.want || sum != c.want || !sources["central"] || !sources["county"] {
			t.Errorf("%s: %s in %d lines of %v, want %s", c.name, out.Total, len(out.Lines), sources, c.want)
		}
	}
}
