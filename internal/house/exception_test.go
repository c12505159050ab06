package house

import (
	"fmt"
	"path"
	"testing"
)

// exceptions are the places where a rule is set aside: a file pattern (as
// path.Match reads it) and the reason.
type exceptions map[string]string

// finding is one place where code breaks a rule.
type finding struct {
	file string
	text string
}

// except takes the excepted findings out and adds one for each exception that
// matches files none of which needs it, so that the lists shrink again.
func except(t *tree, all []finding, list exceptions) []string {
	var found []string
	needed := map[string]bool{}
	for _, f := range all {
		excused := false
		for pattern := range list {
			if ok, _ := path.Match(pattern, f.file); ok {
				needed[pattern], excused = true, true
			}
		}
		if !excused {
			found = append(found, f.text)
		}
	}
	for pattern := range list {
		if needed[pattern] {
			continue
		}
		for _, s := range t.code {
			if ok, _ := path.Match(pattern, s.path); ok {
				found = append(found, fmt.Sprintf("%s: the exception %q is no longer needed; take it out", s.path, pattern))
				break
			}
		}
	}
	return found
}

func TestAnExceptionNobodyNeedsIsAFinding(t *testing.T) {
	t.Parallel()
	small := plant(t, map[string]string{"internal/app/bench.go": "package app\n", "internal/pay/a.go": "package pay\n"})
	list := exceptions{"internal/app/bench*.go": "ratios", "internal/sample/*.go": "not written yet"}
	here := finding{"internal/app/bench.go", "a float"}
	there := finding{"internal/pay/a.go", "a float near money"}
	if got := except(small, []finding{here}, list); len(got) != 0 {
		t.Errorf("an excepted place is refused: %q", got)
	}
	if got := except(small, []finding{here, there}, list); len(got) != 1 || got[0] != there.text {
		t.Errorf("want only %q, got %q", there.text, got)
	}
	if got := except(small, nil, list); len(got) != 1 {
		t.Errorf("want one exception named as no longer needed, got %q", got)
	}
}
