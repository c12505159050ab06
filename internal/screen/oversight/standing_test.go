package oversight_test

import (
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pay"
	"lianxin/internal/screen/screentest"
)

func TestAVillagePublishesWhoIsPaidAndNoChild(t *testing.T) {
	t.Parallel()
	o := open(t)
	const path = "/board/320613005001/in-pay"
	o.Get("", "/board/320613005001").Says(200, "正在享受救助的家庭", path)
	o.Get("", path).Says(200, "最低生活保障：现在没有。")
	f := o.Settle("李秀英", "李强")
	o.Grant(f, "李秀英", 114300, "2025-06", true)
	child := o.Settle("周小一", "周小二", "周小三", "周小四", "周小五", "周小六", "周小七") // 3000 days between them: the seventh is a child
	alone := screentest.Family{Household: child.Household, People: child.People[6:]}
	o.Grant(alone, "周小七", 76000, "2025-06", true)
	o.Get("", path).Says(200, "李秀英", "1,143.00", "2").Hides("李强", "周小七", "和兴街道", "760.00")
	o.Get("", "/board/320613005002/in-pay").Hides("李秀英")
	for _, wrong := range []string{"/board/320613005/in-pay", "/board/320613/in-pay", "/board/x/in-pay", "/board/110101001001/in-pay"} {
		o.Get("", wrong).Says(404)
	}
	month, err := civil.ParseMonth("2025-07")
	if err != nil {
		t.Fatal(err)
	}
	o.Act(func(w *journal.Write) error {
		return o.Stages.Pay.Decided(t.Context(), w, pay.Decision{ID: db.NewID(), County: county, Case: db.NewID(), Programme: "dibao", Household: f.Household.ID, Effect: pay.EffectEnd, From: month, Reason: "停发"})
	})
	o.Get("", path).Says(200).Hides("李秀英")
}
