package casework_test

import (
	"testing"

	"lianxin/internal/casework"
	"lianxin/internal/db"
	"lianxin/internal/register"
)

// declared is what the register has of a question somebody's family answered.
func (o *office) declared(person register.Ref, field string) (v register.Value) {
	o.t.Helper()
	catalogue, err := packsOnce()
	if err != nil {
		o.t.Fatal(err)
	}
	err = o.store.Read(o.t.Context(), func(q db.Query) error {
		list, err := o.register.RecordsFor(o.t.Context(), q, "declared_member", person, register.On(o.Today()))
		if err != nil || len(list) != 1 {
			o.t.Errorf("%d declarations, %v", len(list), err)
			return err
		}
		for i, f := range catalogue.Register("declared_member").Fields {
			if f.Name == field {
				v = list[0].Values[i]
			}
		}
		return nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return v
}

// A permit that is renewed is looked at in the change of the benefit, before the old one
// has ended or after: the family needs not ask for everything anew.
func TestAFamilyInPayShowsItsNewPermitInAChange(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"李秀英"}, []string{"1971-02-03"})
		ref := o.raise(o.inForce(f), "p1")
		wage := o.declared(f.people[0], "wage")
		permit := func(until string) map[string]string {
			return map[string]string{"residence_permit": "yes", "permit_until": until, "permit_note": "李秀英"}
		}
		old, renewed := o.Today().AddDays(20), o.Today().AddDays(400)
		if _, err := o.Do(t.Context(), countyOfficer(), casework.Input{Case: ref, Action: "permit", Values: permit(old.String())}); err == nil {
			t.Error("the county registers what the town's window looks at")
		}
		o.do(townClerk(), ref, "permit", permit(old.String()))
		if got := o.declared(f.people[0], "permit_until"); !got.Known || got.Int != int64(old) {
			t.Errorf("the permit ends on %+v, want %s", got, old)
		}
		o.do(townClerk(), ref, "take_up", nil)
		o.do(townClerk(), ref, "permit", permit(renewed.String()))
		if got := o.declared(f.people[0], "permit_until"); !got.Known || got.Int != int64(renewed) {
			t.Errorf("the permit ends on %+v, want the new one's %s", got, renewed)
		}
		if got := o.declared(f.people[0], "residence_permit"); !got.Known || got.Int != 1 {
			t.Errorf("the family has permits: %+v", got)
		}
		if got := o.declared(f.people[0], "wage"); got.Known != wage.Known || got.Int != wage.Int {
			t.Errorf("the wage was %+v and is %+v", wage, got)
		}
	})
}
