package casework_test

import (
	"testing"

	"lianxin/internal/casework"
)

func TestNothingIsMissingOfWhomAProgrammeIsNotFor(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, outcome string
		missing       []string
		out           bool
	}{
		{"nobody judged him, and nothing is missing", "cannot_decide", nil, true},
		{"something is not known of him", "cannot_decide", []string{"one:wage"}, false},
		{"he was refused", "refuse", nil, false},
		{"he was granted it", "grant", nil, false},
	} {
		j := casework.Judgement{Outcome: test.outcome, Result: casework.Result{Missing: test.missing}}
		if j.OutOfScope() != test.out {
			t.Errorf("%s: out of scope is %v", test.name, j.OutOfScope())
		}
	}
}
