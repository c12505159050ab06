package app

import (
	"testing"

	"lianxin/internal/screen/backlog"
)

func TestEveryKindOfTaskHasWordsOnTheListOfThoseThatFailed(t *testing.T) {
	t.Parallel()
	w := openWorking(t, nil)
	kinds := w.worker.Kinds()
	if len(kinds) < 20 {
		t.Fatalf("only %v", kinds)
	}
	for _, kind := range kinds {
		if _, known := backlog.Title(kind); !known {
			t.Errorf("%s has no words", kind)
		}
	}
}
