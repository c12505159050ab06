package casework_test

import (
	"sync"
	"testing"

	"lianxin/internal/casework"
	"lianxin/internal/register"
)

func TestManyOfficersCheckAtTheSameMoment(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		var refs []register.Ref
		for _, name := range []string{"李秀英", "王桂兰", "张玉芳", "陈红梅", "顾小霞", "周雪琴", "吴素珍", "徐丽"} {
			f := o.settle([]string{name}, []string{"1971-02-03"})
			ref := o.begin(f)
			o.do(resident(f.people[0], name), ref, "submit", nil)
			o.do(townClerk(), ref, "accept", nil)
			refs = append(refs, ref)
		}
		var waiting sync.WaitGroup
		for _, ref := range refs {
			waiting.Go(func() {
				if _, err := o.Do(t.Context(), countyOfficer(), casework.Input{Case: ref, Action: "check"}); err != nil {
					t.Error(err)
				}
			})
		}
		waiting.Wait()
	})
}
