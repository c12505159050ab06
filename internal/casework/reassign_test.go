package casework_test

import (
	"strings"
	"testing"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
)

// acts counts the acts of a kind in the county.
func (o *office) acts(kind string) (n int64) {
	o.t.Helper()
	err := o.store.Read(o.t.Context(), func(q db.Query) (err error) {
		n, err = db.Int(q.QueryRow(o.t.Context(), `SELECT count(1) FROM act WHERE county = $1 AND kind = $2`, county, kind))
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return n
}

func TestHandingOverIsOneActAndLeavesWhatSomebodyChanged(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		var list []*casework.Case
		for _, name := range []string{"李秀英", "王强"} {
			household := o.inForce(o.settle([]string{name}, []string{"1971-02-03"}))
			list = append(list, o.file(o.raise(household, name)).Case)
		}
		h := casework.Handover{To: "clerk2", Name: "周敏", Reason: "张明调离，由周敏接手。", Cases: list}
		for _, reason := range []string{"", "  ", strings.Repeat("长", 1001)} {
			if _, err := o.Reassign(t.Context(), countyOfficer(), casework.Handover{To: "clerk2", Reason: reason, Cases: list}); !kind(err, civil.Invalid) {
				t.Errorf("a reason of %d letters: %v", len(reason), err)
			}
		}
		o.do(townClerk(), list[1].Ref, "take_up", nil) // somebody is at work on it
		results, err := o.Reassign(t.Context(), countyOfficer(), h)
		if err != nil || len(results) != 2 || results[0].Why != "" || !strings.Contains(results[1].Why, "刚被别人办过") {
			t.Fatalf("the results are %+v (%v)", results, err)
		}
		if o.file(list[0].Ref).Case.Assignee != "clerk2" || o.file(list[1].Ref).Case.Assignee == "clerk2" || o.acts("case.reassign") != 1 {
			t.Errorf("who has what after %d acts: %q %q", o.acts("case.reassign"), o.file(list[0].Ref).Case.Assignee, o.file(list[1].Ref).Case.Assignee)
		}
		for i, c := range list {
			h.Cases[i] = o.file(c.Ref).Case
		}
		results, err = o.Reassign(t.Context(), otherClerk(), h)
		if err != nil || results[0].Why != "不在您的管辖范围" || results[1].Why != "不在您的管辖范围" {
			t.Errorf("somebody elsewhere: %+v (%v)", results, err)
		}
		results, err = o.Reassign(t.Context(), countyOfficer(), h)
		if err != nil || results[0].Why != "已在周敏名下" || results[1].Why != "" {
			t.Errorf("the rest: %+v (%v)", results, err)
		}
	})
}
