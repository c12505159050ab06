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

func TestAFormSentManyTimesAtOnceActsOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"李秀英"}, []string{"1971-02-03"})
		refs := together(6, func(int) (register.Ref, error) {
			return o.Begin(t.Context(), resident(f.people[0], "李秀英"), casework.Begin{
				Matter: "dibao", Channel: "phone", County: county, Home: village, Intake: village, Form: f.answers(), Once: "begin-at-once",
			})
		})
		for _, got := range refs {
			if got.err != nil || got.value != refs[0].value {
				t.Fatalf("begun as %v, %v; the first is %v", got.value, got.err, refs[0].value)
			}
		}
		ref := refs[0].value
		o.do(resident(f.people[0], "李秀英"), ref, "submit", nil)
		accept := casework.Input{Case: ref, Action: "accept", Once: "accept-at-once", Seen: o.file(ref).Case.Opened}
		for _, got := range together(6, func(int) (casework.Done, error) {
			return o.Do(t.Context(), townClerk(), accept)
		}) {
			if got.err != nil {
				t.Error(got.err)
			}
		}
		accepted := 0
		for _, step := range o.file(ref).Steps {
			if step.Action == "accept" {
				accepted++
			}
		}
		if accepted != 1 {
			t.Errorf("it was accepted %d times", accepted)
		}
	})
}

// outcome is what one of several simultaneous calls gave.
type outcome[T any] struct {
	value T
	err   error
}

// together makes n calls at the same moment.
func together[T any](n int, call func(i int) (T, error)) []outcome[T] {
	list := make([]outcome[T], n)
	start := make(chan struct{})
	var waiting sync.WaitGroup
	for i := range list {
		waiting.Go(func() {
			<-start
			list[i].value, list[i].err = call(i)
		})
	}
	close(start)
	waiting.Wait()
	return list
}
