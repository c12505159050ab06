package pay

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// national grants a registered man 低保 and gives him an account.
func (o *office) national() register.Ref {
	o.t.Helper()
	who := o.registered(county, hamlet)
	o.act(func(w *journal.Write) error {
		a := o.account("11", number("11"))
		a.Person = who
		return o.Decided(o.t.Context(), w, Decision{ID: db.NewID(), County: county, Programme: "dibao", Household: "h1", Effect: EffectGrant, Amount: 500_00,
			Covered: []register.Ref{who}, From: month(o.t, "2026-01"), Division: hamlet, Payee: who, Reason: "准予", Account: &a})
	})
	return who
}

func title(string) string { return "dibao" }

func TestOurListGivenBackAgreesWithItself(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o, ctx := open(t, store), t.Context()
		o.national()
		ours := must[*File](t)(o.NationalList(ctx, "staff:county", county, month(t, "2026-01")))
		c := must[*Comparison](t)(o.CompareNational(ctx, "staff:county", county, month(t, "2026-01"), ours.Body, title))
		if c.Agreed != 1 || c.Here != 1 || c.There != 1 {
			t.Errorf("compared with itself: %+v", c)
		}
		if _, err := o.CompareNational(ctx, "staff:county", county, month(t, "2026-01"), ours.Body, title); code(err) != "national_twice" {
			t.Errorf("the same file again: %q", code(err))
		}
	})
}

func TestDifferencesAreOnlyHereOnlyThereAndAmounts(t *testing.T) {
	t.Parallel()
	o, ctx := open(t, dbtest.Open(t)), t.Context()
	o.national()
	o.family("12", 300_00, "2026-01") // nobody with a number
	raw := "身份证号,姓名,救助类别,月金额\r\n11010519491231002X,王小明,低保,450.00\r\n110101199003070011,李红,低保,300\r\n"
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	c := must[*Comparison](t)(o.CompareNational(ctx, "staff:county", county, month(t, "2026-01"), gb, title))
	var list []*NationalDifference
	o.read(func(q db.Query) (err error) {
		list, err = Differences(ctx, q, county, c.ID)
		return err
	})
	kinds := map[DifferenceKind]*NationalDifference{}
	for _, d := range list {
		kinds[d.Kind] = d
	}
	switch {
	case len(list) != 3 || c.Agreed != 0:
		t.Fatalf("%d differences: %+v", len(list), c)
	case kinds[Amounts].Here != 500_00 || kinds[Amounts].There != 450_00 || kinds[Amounts].Tail != "002X":
		t.Errorf("amounts: %+v", kinds[Amounts])
	case kinds[OnlyHere].Household != "12" || kinds[OnlyThere].Name != "李红":
		t.Errorf("only here %+v, only there %+v", kinds[OnlyHere], kinds[OnlyThere])
	}
	if err := o.ResolveNational(ctx, "staff:county", county, kinds[OnlyThere].ID, "已迁出"); err != nil {
		t.Fatal(err)
	}
	if err := o.ResolveNational(ctx, "staff:county", county, kinds[OnlyThere].ID, "再说"); code(err) != "finding_resolved" {
		t.Errorf("resolved twice: %q", code(err))
	}
}

func TestAListThatCannotBeReadSaysWhere(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ raw, want string }{
		{"", "national_head"},
		{"姓名,金额\n", "national_column"},
		{"身份证号,业务类别,金额\n1101051949123,低保,1\n", "national_number"},
		{"身份证号,业务类别,金额\n11010519491231002X,低保,一百\n", "national_amount"},
		{"身份证号,业务类别,金额\n\"110105,低保,1\n", "national_row"},
	} {
		if _, err := ParseNational([]byte(c.raw)); code(err) != c.want {
			t.Errorf("%q is answered with %q, want %q", c.raw, code(err), c.want)
		}
	}
}

func FuzzParseNational(f *testing.F) {
	f.Add([]byte("身份证号,业务类别,金额\n11010519491231002X,低保,1.00\n"))
	f.Add([]byte("\xc9\xed\xb7\xdd\xd6\xa4\xba\xc5"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		list, err := ParseNational(raw)
		if err != nil && code(err) == err.Error() {
			t.Errorf("an error without a code: %v", err)
		}
		for _, r := range list {
			if r.Amount < 0 || r.Amount > amountMost || len(r.Number) != len("11010519491231002X") {
				t.Errorf("a row came through as %+v", r)
			}
		}
	})
}

func TestTheOneCardListGoesItsSteps(t *testing.T) {
	t.Parallel()
	o, ctx := open(t, dbtest.Open(t)), t.Context()
	o.national()
	draft := must[*Run](t)(o.Prepare(ctx, "staff:maker", o.order("2026-01")))
	if _, err := o.CardList(ctx, "staff:maker", county, draft.ID); code(err) != "card_draft" {
		t.Errorf("a draft is given out: %q", code(err))
	}
	r, _ := o.send(o.order("2026-01"), "csv")
	f := must[*File](t)(o.CardList(ctx, "staff:fin", county, r.ID))
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(f.Body)
	if err != nil || !bytes.Contains(text, []byte("11010519491231002X")) || strings.Count(string(text), "\n") != 2 {
		t.Errorf("the list is %s", text)
	}
	if err := o.MarkCard(ctx, "staff:fin", county, r.ID, "review", o.day("2025-12-01"), ""); code(err) != "card_order" {
		t.Errorf("a step before its turn: %q", code(err))
	}
	for _, step := range []string{"publish", "list", "review", "fund"} {
		if err := o.MarkCard(ctx, "staff:fin", county, r.ID, step, civil.FirstDate+400, "已办"); err != nil {
			t.Fatal(err)
		}
	}
	o.reply(o.run(r), o.bank(o.run(r)))
	var steps []CardStep
	o.read(func(q db.Query) (err error) {
		steps, err = o.CardSteps(ctx, q, o.run(r))
		return err
	})
	for _, s := range steps[:6] {
		if !s.Done {
			t.Errorf("%s is not done", s.Title)
		}
	}
	if steps[6].Done != true || o.MarkCard(ctx, "staff:fin", county, r.ID, "credit", civil.FirstDate, "") == nil {
		t.Error("what the bank says is marked by hand")
	}
}
