package pay

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
)

// knownGood says whether a run's list is known to hold without going through the books.
func (o *office) knownGood(r *Run) (good bool) {
	o.t.Helper()
	r = o.run(r)
	o.read(func(q db.Query) (err error) {
		good, err = o.good(o.t.Context(), q, r, r.Hash)
		return err
	})
	return good
}

// nothing is an act that writes nothing.
func nothing(*journal.Write) error { return nil }

func TestAListIsHeldAgainstTheBooksAgainWhenAnythingHappened(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		happens func(o *office)
		want    string // what the second signature then says
		good    bool   // it need not be held against the books
	}{
		{"nothing", func(*office) {}, "", true},
		{"an act that wrote nothing", func(o *office) { o.act(nothing) }, "", true},
		{"something in another county", func(o *office) {
			o.decide(Decision{Household: "21", County: "320602", Effect: EffectGrant, Amount: 1_00, From: month(o.t, "2025-07"), Reason: "准予"}, true)
		}, "", true},
		{"another family's grant", func(o *office) { o.family("13", 100_00, "2025-07") }, "", false},
		{"a family of the list gets less", func(o *office) {
			o.decide(Decision{Household: "11", Effect: EffectChange, Amount: 50_00, From: month(o.t, "2025-07"), Reason: "收入增加"}, false)
		}, "pay_lines_outdated", false},
		{"a family of the list has another account", func(o *office) {
			o.act(func(w *journal.Write) error {
				_, err := o.SetAccount(o.t.Context(), w, o.account("12", number("99")))
				return err
			})
		}, "pay_lines_outdated", false},
		{"somebody of the list has died", func(o *office) {
			must[*Event](o.t)(o.Report(o.t.Context(), "staff:clerk", county, Happening{Person: person("11"), Kind: Death, Day: month(o.t, "2025-07").First(), Source: "殡葬", Reference: "火化证1号"}))
		}, "pay_run_state", false},
		{"a batch was settled", func(o *office) {
			o.act(func(w *journal.Write) error { return w.Settle(o.t.Context(), "batch") })
		}, "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, store *db.DB) {
				o, ctx := open(t, store), t.Context()
				o.family("11", 100_00, "2025-07")
				o.family("12", 200_00, "2025-07")
				r := must[*Run](t)(o.Prepare(ctx, "staff:maker", o.order("2025-07")))
				r = must[*Run](t)(o.Freeze(ctx, "staff:maker", county, r.ID))
				seen := Seen{County: county, Run: r.ID, Hash: r.Hash}
				must[*Run](t)(o.Approve(ctx, "staff:fin", seen))
				must[*Run](t)(o.Sign(ctx, "staff:one", seen))
				if !o.knownGood(r) {
					t.Error("freezing and signing made the list doubtful")
				}
				c.happens(o)
				if got := o.knownGood(r); got != c.good {
					t.Errorf("the list is known to hold: %t, want %t", got, c.good)
				}
				if _, err := o.Release(ctx, "staff:two", seen, r.Total); code(err) != c.want {
					t.Errorf("the second signature says %v, want %q", err, c.want)
				}
				if c.want == "" && !o.knownGood(r) {
					t.Error("the list that was held against the books is not known to hold")
				}
			})
		})
	}
}

func TestWhatWasFoundInAnotherStoreIsNotBelieved(t *testing.T) {
	t.Parallel()
	o, ctx := open(t, dbtest.Open(t)), t.Context()
	o.family("11", 100_00, "2025-07")
	r := must[*Run](t)(o.Prepare(ctx, "staff:maker", o.order("2025-07")))
	r = must[*Run](t)(o.Freeze(ctx, "staff:maker", county, r.ID))
	one, _ := o.proofs.of(r)
	one.act = append([]byte{1}, one.act[1:]...)
	o.proofs.put(r, one)
	if o.knownGood(r) {
		t.Error("an act with another hash is taken for the one")
	}
	one.seq += 1000
	o.proofs.put(r, one)
	if o.knownGood(r) {
		t.Error("an act that was never done is taken for one")
	}
}

func TestProofsOfRunsNobodyFinishesDoNotAddUp(t *testing.T) {
	t.Parallel()
	var p proofs
	for i := range 10 * proofsMost {
		p.put(&Run{County: county, ID: fmt.Sprint(i)}, proof{})
	}
	if len(p.known) > proofsMost {
		t.Errorf("%d are remembered", len(p.known))
	}
}

// Whatever is done in whatever order: a list that is known to hold does hold.
func TestAListThatIsKnownToHoldHasNothingOutdated(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	rapid.Check(t, func(rt *rapid.T) { randomDoings(rt, o, fmt.Sprint(500000+counties.Add(1))) })
}

func randomDoings(rt *rapid.T, o *office, in string) {
	ctx, first := o.t.Context(), modelFirst
	ids := []string{"11", "12"}
	for _, id := range ids {
		if err := o.tryDecide(Decision{County: in, Household: id, Effect: EffectGrant, Amount: 100_00, From: first, Reason: "准予"}, true); err != nil {
			rt.Fatal(err)
		}
	}
	r, err := o.Prepare(ctx, "staff:maker", Order{County: in, Month: first, Kind: Monthly})
	if err != nil {
		rt.Fatal(err)
	}
	for range rapid.IntRange(3, 12).Draw(rt, "doings") {
		r = o.run(r)
		seen := Seen{in, r.ID, r.Hash}
		id := rapid.SampledFrom(ids).Draw(rt, "family")
		// What the state of the run forbids is refused, and that is as well.
		switch rapid.SampledFrom([]string{"go on", "go on", "go on", "go on", "decide", "account", "nothing", "withhold", "back", "more"}).Draw(rt, "doing") {
		case "go on":
			_, _ = goOn(o, r, seen)
		case "decide":
			amount := civil.Fen(rapid.Int64Range(1, 900_00).Draw(rt, "amount"))
			_ = o.tryDecide(Decision{County: in, Household: id, Effect: EffectChange, Amount: amount, From: first, Reason: "随机"}, false)
		case "account":
			_ = o.try(in, func(w *journal.Write) error {
				_, err := o.SetAccount(ctx, w, o.account(id, number(id+fmt.Sprint(w.Seq()))))
				return err
			})
		case "nothing":
			_ = o.try(in, nothing)
		case "withhold":
			_, _ = o.Withhold(ctx, "staff:clerk", seen, o.lines(r)[0].ID, "核查")
		case "back":
			_, _ = o.SendBack(ctx, "staff:fin", seen, "有误")
		case "more":
			_, _ = o.Prepare(ctx, "staff:maker", Order{County: in, Month: first, Kind: Supplementary})
		}
		if now := o.run(r); now.State != Sent && now.Hash != "" && o.knownGood(now) {
			o.read(func(q db.Query) error {
				old, err := Outdated(ctx, q, now)
				if len(old) > 0 {
					rt.Fatalf("%d lines of a list known to hold are outdated", len(old))
				}
				return err
			})
		}
	}
}

// goOn takes a run the next step to the bank.
func goOn(o *office, r *Run, seen Seen) (*Run, error) {
	ctx := o.t.Context()
	switch {
	case r.State == Draft:
		return o.Freeze(ctx, "staff:maker", r.County, r.ID)
	case r.State == Frozen:
		return o.Approve(ctx, "staff:fin", seen)
	case r.State == Reviewed && r.First == "":
		return o.Sign(ctx, "staff:one", seen)
	case r.State == Reviewed:
		return o.Release(ctx, "staff:two", seen, r.Total)
	}
	_, err := o.BankFile(ctx, "staff:fin", r.County, r.ID, "csv")
	return r, err
}
