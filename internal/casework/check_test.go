package casework

import (
	"testing"

	"lianxin/internal/pack"
)

func TestWhatIsDeclaredIsComparedAsAnAmount(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ declared, checked, want string }{
		{"0", "0.00", "same"},
		{"1200.5", "1200.50", "same"},
		{"", "0.00", "same"},
		{"", "300.00", "less"},
		{"900", "1200.00", "less"},
		{"1000", "999.99", "more"},
		{"0", "", "unanswered"},
	} {
		if got := compare(&pack.FormField{}, &MemberAnswers{}, c.declared, c.checked, "").Verdict; got != c.want {
			t.Errorf("declared %q, checked %q: %s, want %s", c.declared, c.checked, got, c.want)
		}
	}
}
