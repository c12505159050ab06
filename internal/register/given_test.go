package register

import (
	"testing"

	"lianxin/internal/civil"
)

// give records that somebody was given something.
func (w world) give(who Ref, by, item, on string, amount int64) {
	w.t.Helper()
	values := map[string]Value{"organisation": {Text: by}, "item": {Text: item}, "day": {Int: int64(day(w.t, on))}, "form": {Int: 0}}
	if amount > 0 {
		values["amount"] = Value{Int: amount}
	}
	w.save(chongchuan, Record{Register: "help_given", Subject: who.ID, Division: wenfeng, Values: valuesOf(w.t, w.catalogue.Register("help_given"), values)})
}

func TestWhatWasGivenIsFoundByPersonByGiverAndByItem(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		today := day(t, "2025-06-30")
		a, b := w.person(Person{Name: "张伟", Division: wenfeng}), w.person(Person{Name: "王芳", Division: hexing})
		w.give(a, "市总工会", "金秋助学", "2024-08-20", 300_000)
		w.give(a, "市红十字会", "博爱送温暖", "2025-01-20", 0)
		w.save(chongchuan, Record{Register: "payroll", Subject: a.ID, Division: wenfeng, Values: valuesOf(t, w.catalogue.Register("payroll"), map[string]Value{
			"item": {Text: "困难职工补助"}, "month": {Int: int64(today.Month())}, "amount": {Int: 50_000}, "payer": {Text: "市总工会"}})})
		w.give(b, "市总工会", "金秋助学", "2024-08-20", 300_000)
		w.index()

		gifts, err := w.GivenTo(t.Context(), clerk(wenfeng), []Ref{a, b}, today)
		if err != nil || len(gifts) != 3 {
			t.Fatalf("%v, %v", gifts, err)
		}
		if g := gifts[0]; g.On != "2025-06" || g.By != "市总工会" || g.Item != "困难职工补助" || g.Amount != 500_00 || g.Register != "发放名册" {
			t.Errorf("the latest is %+v", g)
		}
		if g := gifts[1]; g.Item != "博爱送温暖" || g.Priced || g.How != "现金" || g.Person != a {
			t.Errorf("then %+v", g)
		}
		if looks, err := w.Looks(t.Context(), a); err != nil || len(looks) != 1 {
			t.Errorf("%d looks, %v", len(looks), err)
		}
		if looks, _ := w.Looks(t.Context(), b); len(looks) != 0 {
			t.Error("who is in another town was looked at")
		}

		givers, err := w.Givers(t.Context(), clerk(civil.Area(320613000000)))
		want := map[Giver]bool{
			{"payroll", "payer", "市总工会"}: true, {"payroll", "item", "困难职工补助"}: true, {"help_given", "organisation", "市总工会"}: true,
			{"help_given", "organisation", "市红十字会"}: true, {"help_given", "item", "金秋助学"}: true, {"help_given", "item", "博爱送温暖"}: true,
		}
		for _, g := range givers {
			if !want[g] {
				t.Errorf("more than there is: %+v", g)
			}
			delete(want, g)
		}
		if err != nil || len(want) > 0 {
			t.Errorf("%v is not told, %v", want, err)
		}

		found, _, err := w.SearchGiven(t.Context(), clerk(wenfeng), Giver{"help_given", "item", "金秋助学"}, Page{}, today)
		if err != nil || len(found) != 1 || found[0].Name != "张伟" || found[0].Amount != 3000_00 {
			t.Errorf("%+v, %v", found, err)
		}
		if _, _, err := w.SearchGiven(t.Context(), clerk(wenfeng), Giver{"help_given", "note", "x"}, Page{}, today); code(err) != "given_field" {
			t.Errorf("by a remark: %v", err)
		}
		if _, _, err := w.SearchGiven(t.Context(), clerk(wenfeng), Giver{"medical_warning", "pushed", "x"}, Page{}, today); code(err) != "given_field" {
			t.Errorf("in a register of warnings: %v", err)
		}
	})
}
