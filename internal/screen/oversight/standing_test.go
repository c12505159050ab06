package oversight_test

import (
	"log/slog"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pay"
	"lianxin/internal/screen"
	"lianxin/internal/screen/notice"
)

func TestAVillagePublishesWhoIsPaidAndNoChild(t *testing.T) {
	t.Parallel()
	o := open(t)
	site, err := screen.New(screen.Config{Doorman: o, Routes: notice.New(o.stages).Routes(), Now: o.stages.Desk.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	o.site = site
	const path = "/board/320613005001/in-pay"
	o.get("", "/board/320613005001").says(200, "正在享受救助的家庭", path)
	o.get("", path).says(200, "最低生活保障：现在没有。")
	f := o.settle("李秀英", "李强")
	o.grant(f, "李秀英", 114300, "2025-06", true)
	child := o.settle("周小一", "周小二", "周小三", "周小四", "周小五", "周小六", "周小七") // 3000 days between them: the seventh is a child
	alone := family{household: child.household, people: child.people[6:]}
	o.grant(alone, "周小七", 76000, "2025-06", true)
	o.get("", path).says(200, "李秀英", "1,143.00", "2").hides("李强", "周小七", "和兴街道", "760.00")
	o.get("", "/board/320613005002/in-pay").hides("李秀英")
	for _, wrong := range []string{"/board/320613005/in-pay", "/board/320613/in-pay", "/board/x/in-pay", "/board/110101001001/in-pay"} {
		o.get("", wrong).says(404)
	}
	month, err := civil.ParseMonth("2025-07")
	if err != nil {
		t.Fatal(err)
	}
	o.act(func(w *journal.Write) error {
		return o.stages.Pay.Decided(t.Context(), w, pay.Decision{ID: db.NewID(), County: county, Case: db.NewID(), Programme: "dibao", Household: f.household.ID, Effect: pay.EffectEnd, From: month, Reason: "停发"})
	})
	o.get("", path).says(200).hides("李秀英")
}
