package assess

import "testing"

func TestPrecisionIsRoundedDownAndNeverGuessed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		found Found
		inPay int
		want  int
		ok    bool
	}{
		{"nothing is found wrong", Found{AsOf: 1, Lost: map[string]int{"tekun": 4}}, 47, 1000, true},
		{"one of a hundred", Found{AsOf: 1, Lost: map[string]int{"dibao": 1}}, 100, 990, true},
		{"one of three thousand is not all", Found{AsOf: 1, Lost: map[string]int{"dibao": 1}}, 3000, 999, true},
		{"more was found than is in pay now", Found{AsOf: 1, Lost: map[string]int{"dibao": 3}}, 2, 0, true},
		{"nobody is in pay", Found{AsOf: 1}, 0, 0, false},
		{"nothing was rechecked", Found{}, 47, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got, ok := c.found.Precise("dibao", c.inPay); got != c.want || ok != c.ok {
				t.Errorf("got %d, %v", got, ok)
			}
		})
	}
}
