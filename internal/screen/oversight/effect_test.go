package oversight

import (
	"testing"

	"lianxin/internal/pack"
)

func TestEveryDecisionHasWords(t *testing.T) {
	t.Parallel()
	for _, effect := range pack.Decisions() {
		if effectWord(effect) == effect {
			t.Errorf("%s has no words on the page", effect)
		}
	}
}
