package pay

import (
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
)

func (o *office) day(text string) civil.Date {
	o.t.Helper()
	d, err := civil.ParseDate(text)
	if err != nil {
		o.t.Fatal(err)
	}
	return d
}

// request asks for another account of family 11.
func (o *office) request(card string) AccountRequest {
	a := o.account("11", card)
	return AccountRequest{Account: a, Name: "人11", Asker: "人11", Evidence: "存折复印件"}
}

func TestAnAccountIsChangedByWhomItBelongsToWithWhatHeShowed(t *testing.T) {
	t.Parallel()
	o, ctx := open(t, dbtest.Open(t)), t.Context()
	o.family("11", 500_00, "2026-01")
	keeper := Proxy{Person: person("11"), Capacity: Keeper, Name: "村会计", Relation: "村委会", Agreement: "代1号", From: o.day("2020-01-01"), To: o.day("2020-12-31"), Evidence: "协议"}
	for _, c := range []struct {
		name, want string
		spoil      func(r *AccountRequest)
	}{
		{"nothing was shown", "account_evidence", func(r *AccountRequest) { r.Evidence = "" }},
		{"somebody else asks", "account_asker", func(r *AccountRequest) { r.Asker = "邻居" }},
		{"another name on one's own account", "account_name", func(r *AccountRequest) { r.Holder = "邻居" }},
		{"a guardian nobody named", "account_proxy", func(r *AccountRequest) { r.Capacity, r.Holder = Guardian, "祖母" }},
		{"the account there is", "account_same", func(r *AccountRequest) { r.Number = access.NewPrivate(access.Account, number("11")) }},
	} {
		r := o.request("6217000000000999")
		c.spoil(&r)
		if _, err := o.ChangeAccount(ctx, "staff:town", county, r); code(err) != c.want {
			t.Errorf("%s: answered with %q, want %q", c.name, code(err), c.want)
		}
	}
	a := must[*Account](t)(o.ChangeAccount(ctx, "staff:town", county, o.request("6217000000000999")))
	must[*Proxy](t)(o.SetProxy(ctx, "staff:town", county, keeper)) // his time is over
	late := o.request("6217000000000888")
	late.Capacity, late.Holder, late.Asker, late.Agreement = Keeper, "村会计", "村会计", "代1号"
	if _, err := o.ChangeAccount(ctx, "staff:town", county, late); code(err) != "account_asker" {
		t.Errorf("a keeper whose agreement has ended: %q", code(err))
	}
	keeper.To = o.day("2099-12-31")
	must[*Proxy](t)(o.SetProxy(ctx, "staff:town", county, keeper))
	b := must[*Account](t)(o.ChangeAccount(ctx, "staff:town", county, late))
	var moves []AccountMove
	o.read(func(q db.Query) (err error) {
		moves, err = AccountMoves(ctx, q, county, a.ID)
		return err
	})
	if len(moves) != 2 || moves[0].Revision != a.Revision || moves[1].Revision != b.Revision || moves[1].Asker != "村会计" {
		t.Errorf("the history of the account is %+v", moves)
	}
}

func TestMoneyWaitsWhenAKeepersAgreementHasEnded(t *testing.T) {
	t.Parallel()
	o, ctx := open(t, dbtest.Open(t)), t.Context()
	o.family("11", 500_00, "2098-01")
	must[*Proxy](t)(o.SetProxy(ctx, "staff:town", county, Proxy{Person: person("11"), Capacity: Keeper, Name: "村会计", Relation: "村委会", Agreement: "代1号",
		From: o.day("2020-01-01"), To: o.day("2098-01-31"), Evidence: "协议"}))
	r := o.request("6217000000000888")
	r.Capacity, r.Holder, r.Asker = Keeper, "村会计", "村会计"
	r.Agreement = "代1号"
	must[*Account](t)(o.ChangeAccount(ctx, "staff:town", county, r))
	if v := must[*Preview](t)(o.Foresee(ctx, o.order("2098-01"))); v.Total != 500_00 {
		t.Errorf("while he may %s is listed", v.Total)
	}
	v := must[*Preview](t)(o.Foresee(ctx, o.order("2098-02")))
	if v.Total != 0 || v.Families[0].Lines[0].Status != Held {
		t.Errorf("after it %s is listed", v.Total)
	}
}

func TestWhatCameBackGoesToTheNewAccountByTheNextRun(t *testing.T) {
	t.Parallel()
	o, ctx := open(t, dbtest.Open(t)), t.Context()
	o.family("11", 500_00, "2026-01")
	r, _ := o.send(o.order("2026-01"), "csv")
	o.reply(r, o.bank(r, "11"))
	request := o.request("6217000000000999")
	request.Line = o.line(r, "11").ID
	must[*Account](t)(o.ChangeAccount(ctx, "staff:town", county, request))
	order := o.order("2026-01")
	order.Kind = Supplementary
	second, _ := o.send(order, "csv")
	if l := o.line(second, "11"); second.Total != 500_00 || l.Kind != Reissue || l.Revision != 2 {
		t.Fatalf("the second payment is %+v", l)
	}
	o.reply(second, o.bank(second))
	if _, err := o.Close(ctx, "staff:fin", county, r.ID); err != nil {
		t.Errorf("the first run does not close: %v", err)
	}
}
