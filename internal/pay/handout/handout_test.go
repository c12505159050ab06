package handout

import (
	"math/rand/v2"
	"sync"
	"testing"

	"lianxin/internal/db"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
)

func TestAListIsMendedApprovedByOthersAndPaid(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		ctx, h := t.Context(), o.begun("", 500_00)
		raw := append(o.sheet(1, 3), []byte("张三,320699198501019999,"+o.town()+","+o.place()+",6217000000001111,建设银行\n王建国1,"+number(1)+","+o.town()+","+o.place()+",6217000000001112,建设银行\n")...)
		took, err := o.Upload(ctx, maker, h.Ref, raw)
		if o.must(err); took != (Took{Listed: 3, Bad: 2}) {
			t.Fatalf("took %+v, the first is %s", took, o.list(h, "")[0].Fault)
		}
		if took, err = o.Upload(ctx, maker, h.Ref, raw); err != nil || took != (Took{Again: 5}) {
			t.Errorf("the same file again: %+v, %v", took, err)
		}
		if _, err := o.Submit(ctx, maker, Seen{Ref: h.Ref}); codeOf(err) != "handout_list" {
			t.Errorf("submitted with bad rows: %v", err)
		}
		for _, p := range o.list(h, Bad) {
			if p.Name == "张三" {
				b := p.Brought
				b.Number = number(4)
				_, err := o.Mend(ctx, maker, Seen{Ref: p.Ref, Opened: p.Opened}, b)
				o.must(err)
				continue
			}
			_, err := o.Strike(ctx, maker, Seen{Ref: p.Ref}, "同一人写了两次")
			o.must(err)
		}
		o.must(o.raise(h, 1999_99))
		if err := o.approved(h); codeOf(err) != "handout_uncovered" {
			t.Errorf("more than came in is approved: %v", err)
		}
		digest := o.counted(h).Digest
		if _, err := o.Approve(ctx, maker, Seen{Ref: h.Ref}, digest); codeOf(err) != "handout_own" {
			t.Errorf("the maker approves: %v", err)
		}
		o.must(o.raise(h, 1))
		if _, err := o.Approve(ctx, second, Seen{Ref: h.Ref}, "another list"); codeOf(err) != "help_changed" {
			t.Errorf("another list is approved: %v", err)
		}
		if _, err := o.HandToPay(ctx, maker, Seen{Ref: h.Ref}); codeOf(err) != "handout_state" {
			t.Errorf("paid before it is approved: %v", err)
		}
		_, err = o.Approve(ctx, second, Seen{Ref: h.Ref}, digest)
		o.must(err)
		if _, err := o.Approve(ctx, second, Seen{Ref: h.Ref}, digest); codeOf(err) != "handout_again" {
			t.Errorf("one approves twice: %v", err)
		}
		_, err = o.Approve(ctx, city, Seen{Ref: h.Ref}, digest)
		o.must(err)
		for range 2 { // broken off or pressed twice
			h, err = o.HandToPay(ctx, maker, Seen{Ref: h.Ref})
			o.must(err)
		}
		o.paid(h)
	})
}

// paid takes the run of a handout to the bank and looks where the money came from.
func (o *office) paid(h *Handout) {
	t, ctx := o.t, o.t.Context()
	t.Helper()
	run, err := o.Pay.Freeze(ctx, "staff:maker", h.County, h.Run)
	o.must(err)
	if run.Lines != 4 || run.Total != 2000_00 {
		t.Fatalf("the run has %d lines of %s", run.Lines, run.Total)
	}
	seen := pay.Seen{County: h.County, Run: run.ID, Hash: run.Hash}
	_, err = o.Pay.Approve(ctx, "staff:fin", seen)
	o.must(err)
	_, err = o.Pay.Sign(ctx, "staff:one", seen)
	o.must(err)
	_, err = o.Pay.Release(ctx, "staff:two", seen, run.Total)
	o.must(err)
	if left := o.counted(h).Left; left != 0 {
		t.Errorf("%d are left of what came in", left)
	}
	entries, err := o.Entries(ctx, h)
	o.must(err)
	if _, err := o.TakeBack(ctx, maker, entries[0].Ref, "登记错了"); codeOf(err) != "handout_needed" {
		t.Errorf("what the list needs is taken back: %v", err)
	}
}

func TestGoodsAreHandedOutOnceHoweverManyWriteItDown(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		ctx, h := t.Context(), o.begun("大米", 2)
		_, err := o.Upload(ctx, maker, h.Ref, o.sheet(1, 5))
		o.must(err)
		o.must(o.raise(h, 11))
		o.must(o.approved(h))
		people := o.list(h, Listed)
		g := Handing{Day: o.today(), Signer: "self"}
		var wait sync.WaitGroup
		codes := make([]string, 8)
		for i := range codes {
			wait.Go(func() {
				_, err := o.Hand(ctx, []officer.Officer{clerk, other}[i%2], Seen{Ref: people[0].Ref}, g)
				codes[i] = codeOf(err)
			})
		}
		wait.Wait()
		given := 0
		for _, one := range codes {
			if one == "" {
				given++
			} else if one != "handout_handed" {
				t.Errorf("refused with %q", one)
			}
		}
		if f := o.counted(h); given != 1 || f.Done != 1 || f.Left != 9 {
			t.Errorf("given %d times, counted %d, left %d", given, f.Done, f.Left)
		}
		if _, err := o.Hand(ctx, clerk, Seen{Ref: people[1].Ref}, Handing{Day: o.today(), Signer: "other", SignedBy: "王明"}); codeOf(err) != "handing_relation" {
			t.Errorf("somebody unknown signs: %v", err)
		}
		_, err = o.Unhand(ctx, clerk, Seen{Ref: people[0].Ref}, "登记错了人")
		o.must(err)
		var ids []string
		for _, p := range people {
			ids = append(ids, p.ID)
		}
		n, already, err := o.HandMany(ctx, other, h.Ref, ids, o.today())
		if o.must(err); n != 5 || already != 0 {
			t.Errorf("given to %d, %d had it", n, already)
		}
		_, err = o.Close(ctx, maker, Seen{Ref: h.Ref}, "都领到了")
		o.must(err)
		if err := o.PutBack(ctx, maker, Seen{Ref: h.Ref}, 2, "爱心企业", "收据2"); codeOf(err) != "handout_amount" {
			t.Errorf("more than is left goes back: %v", err)
		}
		o.must(o.PutBack(ctx, maker, Seen{Ref: h.Ref}, 1, "爱心企业", "收据2"))
		if f := o.counted(h); f.Left != 0 || f.Rest != 1 || f.Came != 10 {
			t.Errorf("%+v", f.Sum)
		}
	})
}

func TestNoMoreIsGivenThanCameInWhateverIsDone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		ctx, random := t.Context(), rand.New(rand.NewPCG(7, 9))
		h := o.begun("口罩", 3)
		_, err := o.Upload(ctx, maker, h.Ref, o.sheet(1, 6))
		o.must(err)
		o.must(o.raise(h, 18))
		o.must(o.approved(h))
		people := append(o.list(h, Listed), o.list(h, Handed)...)
		for range 60 {
			p := people[random.IntN(len(people))]
			switch random.IntN(5) {
			case 0, 1:
				_, err = o.Hand(ctx, clerk, Seen{Ref: p.Ref}, Handing{Day: o.today(), Signer: "self"})
			case 2:
				_, err = o.Unhand(ctx, clerk, Seen{Ref: p.Ref}, "登记错了")
			case 3:
				err = o.raise(h, 1+random.Int64N(3))
			default:
				var entries []*Entry
				entries, err = o.Entries(ctx, h)
				o.must(err)
				_, err = o.TakeBack(ctx, maker, entries[random.IntN(len(entries))].Ref, "登记错了")
			}
			if err != nil && codeOf(err) == err.Error() {
				t.Fatal(err)
			}
			if f := o.counted(h); f.Came > f.Raised || f.Left != f.Raised-f.Came || f.Raised < f.Amount {
				t.Fatalf("came in %d, given %d, left %d, the list needs %d", f.Raised, f.Came, f.Left, f.Amount)
			}
		}
		o.must(o.read(ctx, func(q db.Query) error { _, err := get(ctx, q, h.Ref); return err }))
	})
}

func TestEverybodyStandsOnAListOnceAndOthersOfTheSameResponseAreTold(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		ctx, first := t.Context(), o.begun("", 100_00)
		_, err := o.Upload(ctx, maker, first.Ref, o.sheet(1, 4))
		o.must(err)
		next, err := o.Begin(ctx, maker, Plan{Division: county, Kind: "care", Title: "再慰问一次", Words: "疫情防控慰问。", Unit: "person", Shares: []Share{{"", 100_00}}, AsOf: o.today(), Ends: o.today(), Response: "r1"})
		o.must(err)
		_, err = o.Upload(ctx, maker, next.Ref, o.sheet(3, 6))
		o.must(err)
		if twice, err := o.Twice(ctx, next); err != nil || len(twice) != 0 {
			t.Errorf("of no response in common: %v %v", twice, err)
		}
		third, err := o.Begin(ctx, maker, Plan{Division: county, Kind: "care", Title: "第三次慰问", Words: "疫情防控慰问。", Unit: "person", Shares: []Share{{"", 100_00}}, AsOf: o.today(), Ends: o.today(), Response: "r1"})
		o.must(err)
		_, err = o.Upload(ctx, maker, third.Ref, o.sheet(5, 8))
		o.must(err)
		if twice, err := o.Twice(ctx, third); err != nil || len(twice) != 2 {
			t.Errorf("%d are told, want 2: %v", len(twice), err)
		}
		seen := map[string]bool{}
		for _, p := range o.list(third, "") {
			if seen[p.Brought.Number] {
				t.Errorf("%s stands twice", p.Name)
			}
			seen[p.Brought.Number] = true
		}
		if err := o.Add(ctx, maker, Seen{Ref: third.Ref}, o.list(third, Listed)[0].Brought, "漏报"); codeOf(err) != "handout_row" {
			t.Errorf("added twice: %v", err)
		}
		abroad := at("钱进", "county", 320614000000)
		if _, _, err := o.Read(ctx, abroad.Viewer, register.Ref{County: code, ID: third.ID}); codeOf(err) != "help_not_found" {
			t.Errorf("another county sees it: %v", err)
		}
	})
}
