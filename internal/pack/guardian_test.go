package pack

import "testing"

func TestARegisterShowsAGuardianByWhatBothAreToItsHead(t *testing.T) {
	t.Parallel()
	parent := &Guardian{Register: []GuardianKin{{Of: []string{"0", "1"}, For: []string{"2", "3"}}, {Of: []string{"51"}, For: []string{"0"}}}}
	for name, c := range map[string]struct {
		of, other string
		shows     bool
	}{
		"the head and his daughter":            {"02", "30", true},
		"the wife of the head and a son":       {"12", "21", true},
		"the father of a head who is young":    {"51", "02", true},
		"a son and the head":                   {"20", "02", false},
		"a brother and a son":                  {"73", "20", false},
		"somebody of whom nothing is known":    {"", "20", false},
		"the head and somebody of no relation": {"02", "", false},
	} {
		if got := parent.Shows(c.of, c.other); got != c.shows {
			t.Errorf("%s: %v", name, got)
		}
	}
}
