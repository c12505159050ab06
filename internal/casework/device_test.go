package casework_test

import (
	"strings"
	"testing"

	"lianxin/internal/casework"
	"lianxin/internal/register"
)

// device brings what one of a family asks for before the county, judged fit.
func (o *office) device(f family, at int, device string) register.Ref {
	o.t.Helper()
	who := resident(f.people[at], f.names[at])
	ref := o.ask("device_subsidy", who, f.one(at, map[string]string{"device.device": device, "device.need": "中风以后走不动。"}))
	o.do(townClerk(), ref, "accept", nil)
	o.do(countyOfficer(), ref, "verify_certificate", map[string]string{
		"day": o.Today().String(), "assessor": "残联 顾芳", "condition": "certificate", "held": "dibao", "fits": "坐宽45厘米，家里有坡道。",
	})
	return ref
}

func TestADeviceIsPaidOnceForEachPersonAndKindUpToItsCeiling(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		f := o.settle([]string{"王玉兰", "李建国"}, []string{"1950-02-03", "1948-05-06"})
		give := map[string]string{"price_found": "1200", "amount": "800", "reason": "按报价单一千二百元。"}
		refused := func(ref register.Ref, values map[string]string, want string) {
			t.Helper()
			if _, err := o.Do(t.Context(), secondOfficer(), casework.Input{Case: ref, Action: "award", Values: values}); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v: %v", values, err)
			}
		}
		first := o.device(f, 0, "wheelchair")
		refused(first, with(give, "amount", "800.01"), "最多给800.00 元（本地上限）。请改少")
		refused(first, with(give, "price_found", "500", "amount", "400.01"), "最多给400.00 元（500.00 元的")
		o.do(secondOfficer(), first, "award", give)
		if d := o.file(first).Decision(); d.Amount != 800_00 || d.From.String() != "2025-06" || d.Until != 0 {
			t.Errorf("decided %+v", d)
		}

		o.pass(1)
		his, walker := o.device(f, 1, "wheelchair"), o.device(f, 0, "walker")
		for _, ref := range []register.Ref{his, walker} {
			file := o.file(ref)
			if lacking := o.Lacking(t.Context(), file, secondOfficer(), file.Matter.Action("award"), give); len(lacking) > 0 {
				t.Errorf("somebody else, or another kind, lacks %v", lacking)
			}
		}
		o.pass(400)
		again := o.device(f, 0, "wheelchair")
		refused(again, give, "这个人48个月内已经得到过")
		o.do(secondOfficer(), again, "award", with(give, "again", "轮椅在火灾里烧坏了，不能修。"))
	})
}
