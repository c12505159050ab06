package resident_test

import (
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/pay"
)

func TestAFamilyReadsWhatItWasHandedAndWhatABatchBrings(t *testing.T) {
	t.Parallel()
	o := open(t)
	f := o.settle(phone, []string{"李秀英"}, []string{"1971-02-03"})
	b := o.signedIn(f.people[0])
	b.get("/apply").hides("正在享受的，情况有了变化", "/apply/dibao_change")
	ref := b.apply()
	ctx, money := t.Context(), o.stages.Pay
	at := civil.InstantOf(o.now).Date().Month()
	err := money.Refill(ctx, "staff:fin", pay.Refill{County: ref.County, Town: town, Source: "county", Amount: 1000_00, Note: "备用金"})
	if err != nil {
		t.Fatal(err)
	}
	h := journal.Header{County: ref.County, Kind: "test", Actor: "staff:clerk", Purpose: "payment"}
	_, err = o.journal.Do(ctx, h, func(w *journal.Write) error {
		if _, err := money.SetAccount(ctx, w, pay.Account{Person: f.people[0], Holder: "李秀英", Number: access.NewPrivate(access.Account, "6217000000000011"), BankName: "农商银行", Capacity: pay.Own}); err != nil {
			return err
		}
		return money.Advance(ctx, w, pay.Advance{Decision: "d1", Case: ref.ID, Programme: "relief", Town: town, Amount: 600_00})
	})
	if err != nil {
		t.Fatal(err)
	}
	b.get("/payments").says("当场给付", "临时救助", "600.00", "乡镇（街道）直接交到您手里").hides("还没有发过钱")
	homes, err := o.stages.Register.HomesOf(ctx, f.people[0], civil.InstantOf(o.now).Date())
	if err != nil || len(homes) == 0 {
		t.Fatalf("%d homes: %v", len(homes), err)
	}
	run, err := money.PrepareBatch(ctx, "staff:maker", pay.Batch{
		County: ref.County, Programme: "price_subsidy", Month: at, Title: "2025年6月价格临时补贴", Basis: "决定1号",
		Lines: []pay.BatchLine{{Household: homes[0].Ref.ID, Payee: f.people[0], Division: village, Amount: 30_00}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := money.Freeze(ctx, "staff:maker", ref.County, run.ID); err != nil {
		t.Fatal(err)
	}
	b.get("/payments").says("2025年6月价格临时补贴", "30.00", "当场给付").hides("（补")
	other := o.settle("13800000002", []string{"王芳"}, []string{"1981-02-03"})
	o.signedIn(other.people[0]).get("/payments").says("还没有发过钱").hides("600.00")
}
