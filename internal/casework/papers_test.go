package casework_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"lianxin/internal/casework"
)

func TestSeveralPapersComeInOneAct(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"李秀英", "李强"}, []string{"1971-02-03", "2012-05-06"})
		ref := o.begin(f)
		family := resident(f.people[0], f.names[0])
		o.do(family, ref, "submit", nil)
		o.do(townClerk(), ref, "ask_papers", nil)
		c := o.file(ref)
		if len(c.Papers) < 2 {
			t.Fatalf("the family is asked for %d papers", len(c.Papers))
		}
		one, two := c.Papers[0].ID, c.Papers[1].ID
		const first, second, third = "photo1", "photo2", "photo3"
		before := o.acts("case.add_papers")
		o.do(family, ref, "add_papers", map[string]string{"files:" + one: first + " " + second, "files:" + two: third})
		c = o.file(ref)
		if p := c.Papers[0]; p.State != casework.Here || len(p.Files) != 2 || p.Files[0] != first || p.Files[1] != second {
			t.Errorf("the first paper is %+v", p)
		}
		if p := c.Papers[1]; p.State != casework.Here || len(p.Files) != 1 || p.Files[0] != third || o.acts("case.add_papers") != before+1 {
			t.Errorf("the second paper is %+v, after %d acts", p, o.acts("case.add_papers")-before)
		}
	})
}

func TestWhatADepartmentHoldsStandsForAPaper(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		held bool
		want string
	}{"it holds something": {true, casework.Waived}, "it holds nothing": {false, casework.Late}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, o *office) {
				f := o.settle([]string{"李秀英"}, []string{"1971-02-03"})
				form := f.answers()
				form.Members[0].Values["member.severe_illness"], form.Members[0].Values["member.illness"] = "yes", "N18"
				ref := o.ask("dibao", resident(f.people[0], f.names[0]), form)
				if test.held {
					o.records(f.people[0], "severe_disease", map[string]string{"disease": "N18", "recognised": "2024-03-01"})
				}
				proof := func() *casework.Paper {
					c := o.file(ref)
					at := slices.IndexFunc(c.Papers, func(p casework.Paper) bool { return p.Paper == "illness_proof" })
					if at < 0 {
						t.Fatalf("nothing is said of the proof: %+v", c.Papers)
					}
					return &c.Papers[at]
				}
				if p := proof(); p.State != casework.Sought {
					t.Fatalf("before anybody was asked it is %s", p.State)
				}
				o.do(townClerk(), ref, "accept", nil)
				letter := o.file(ref).Letters[0]
				if text := fmt.Sprint(letter.Body); !strings.Contains(text, "我们去查") || !strings.Contains(text, "诊断证明") {
					t.Errorf("the letter does not say that it is looked up: %s", text)
				}
				o.do(countyOfficer(), ref, "check", nil)
				if p := proof(); p.State != test.want || p.Note == "" {
					t.Errorf("afterwards it is %s, because %q", p.State, p.Note)
				}
			})
		})
	}
}
