package app

import (
	"testing"

	"lianxin/internal/casework"
	"lianxin/internal/pack"
)

func TestMoneyMovesForAReasonEvenWhenAConfirmationNeededNoWords(t *testing.T) {
	t.Parallel()
	f := &casework.File{Matter: &pack.Matter{Title: "低保申请"}, Steps: []casework.Step{{Opened: 7, Title: "提交申请"}, {Opened: 9, Title: "确认"}}}
	for _, c := range []struct {
		name     string
		decision casework.Decision
		want     string
	}{
		{"the words of who decided", casework.Decision{Opened: 9, Words: "情况属实"}, "情况属实"},
		{"without words, the step", casework.Decision{Opened: 9}, "低保申请：确认"},
		{"of a step nobody knows, the matter", casework.Decision{Opened: 8}, "低保申请"},
	} {
		if got := reasonOf(f, &c.decision); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
