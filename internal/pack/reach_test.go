package pack

import (
	"slices"
	"testing"
)

func TestWhomAParameterReaches(t *testing.T) {
	t.Parallel()
	c := shippedPacks(t)
	for _, test := range []struct {
		name, parameter string
		among, without  []string
	}{
		{"directly, by a formula, by an amount", "low_standard", []string{"dibao", "dibao_edge", "tekun", "rigid", "disability_living"}, []string{"elder"}},
		{"who gives way to another", "tekun_multiple", []string{"tekun", "dibao"}, []string{"elder", "dibao_edge"}},
		{"one programme alone", "elder_amount_1", []string{"elder"}, []string{"dibao", "tekun"}},
		{"nothing of that name", "nothing", nil, []string{"dibao", "tekun"}},
	} {
		var names []string
		for _, p := range c.Reached(test.parameter) {
			names = append(names, p.Name)
		}
		for _, name := range test.among {
			if !slices.Contains(names, name) {
				t.Errorf("%s: %s does not reach %s, only %v", test.name, test.parameter, name, names)
			}
		}
		for _, name := range test.without {
			if slices.Contains(names, name) {
				t.Errorf("%s: %s reaches %s", test.name, test.parameter, name)
			}
		}
	}
}
