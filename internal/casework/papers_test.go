package casework_test

import (
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
