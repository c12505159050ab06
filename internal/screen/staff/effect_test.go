package staff

import (
	"testing"

	"lianxin/internal/pack"
)

func TestEveryDecisionHasWords(t *testing.T) {
	t.Parallel()
	for _, effect := range pack.Decisions() {
		if effectWords[effect] == "" {
			t.Errorf("%s has no words on the page", effect)
		}
	}
}
