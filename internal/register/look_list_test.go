package register

import (
	"testing"

	"lianxin/internal/access"
)

func TestLooksOfACountyAreListedByWhoLookedAndWhatWasOpened(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		today, masked := On(day(t, "2025-06-30")), Show{Fields: []string{"name"}}
		ref := w.person(Person{Name: "张三丰", Division: wenfeng})
		clear := Show{Fields: []string{"name", IDNumberField}, Revealed: []string{IDNumberField}, Reason: access.NewPrivate(access.Remark, "核对证件")}
		for _, show := range []Show{masked, clear, masked} {
			if _, err := w.Person(t.Context(), clerk(wenfeng), ref, today, show); err != nil {
				t.Fatal(err)
			}
		}
		all, err := w.LooksIn(t.Context(), ref.County, "", false, 0, 10)
		if err != nil || len(all) != 3 || all[0].Seq <= all[1].Seq || all[0].Subject != ref || all[0].Kind != PersonKind {
			t.Fatalf("all looks: %+v (%v)", all, err)
		}
		if opened, err := w.LooksIn(t.Context(), ref.County, "wang", true, 0, 10); err != nil || len(opened) != 1 || opened[0].Reason.Reveal() != "核对证件" {
			t.Errorf("looks in clear: %+v (%v)", opened, err)
		}
		if behind, err := w.LooksIn(t.Context(), ref.County, "wang", false, all[1].Seq, 10); err != nil || len(behind) != 1 || behind[0].Seq != all[2].Seq {
			t.Errorf("behind an act: %+v (%v)", behind, err)
		}
		if none, err := w.LooksIn(t.Context(), ref.County, "somebody", false, 0, 10); err != nil || len(none) != 0 {
			t.Errorf("of somebody who never looked: %+v (%v)", none, err)
		}
	})
}
