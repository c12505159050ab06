package rental

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/ledger"
)

// The accounts of a county's devices. What people pay and get back passes through
// payers, which may stand anywhere; what is paid for them is claimed.
//
//	deposit taken     rental.payers → rental.deposits
//	more to pay       rental.payers → rental.deposits
//	rent, damage      rental.deposits → rental.income
//	deposit returned  rental.deposits → rental.payers
//	paid for him      rental.claims → rental.income
const (
	payers   = "rental.payers"
	deposits = "rental.deposits"
	income   = "rental.income"
	claims   = "rental.claims"
)

// books is the ledger within an act: there it needs no journal.
var books = ledger.New(nil)

var accounts = []struct {
	code, title string
	overdraw    bool
}{{payers, "辅具租赁：租用人", true}, {deposits, "辅具租赁：押金", false}, {income, "辅具租赁：收入", false}, {claims, "辅具租赁：应由补贴支付", true}}

// posting posts transfers of an order that move something.
func posting(ctx context.Context, w *journal.Write, o *Order, list ...ledger.Transfer) error {
	for _, a := range accounts {
		known, err := books.Has(ctx, w, w.County(), a.code)
		if err != nil {
			return err
		}
		if known {
			continue
		}
		err = books.Open(ctx, w, ledger.Account{County: w.County(), Code: a.code, Unit: ledger.Fen, Title: a.title, Overdraw: a.overdraw})
		if err != nil {
			return err
		}
	}
	var moving []ledger.Transfer
	for _, t := range list {
		if t.Amount <= 0 {
			continue
		}
		t.ID, t.Unit, t.Subject, t.Day, t.Note = t.Kind+"."+o.ID, ledger.Fen, "rental."+o.ID, w.At().Date(), o.Number
		moving = append(moving, t)
	}
	if len(moving) == 0 {
		return nil
	}
	return books.Post(ctx, w, moving...)
}

// lent posts the deposit.
func lent(ctx context.Context, w *journal.Write, o *Order) error {
	return posting(ctx, w, o, ledger.Transfer{Kind: "rental.deposit", From: payers, To: deposits, Amount: int64(o.Deposit)})
}

// settled posts what is kept, what is added and what goes back.
func settled(ctx context.Context, w *journal.Write, o *Order) error {
	return posting(ctx, w, o,
		ledger.Transfer{Kind: "rental.more", From: payers, To: deposits, Amount: int64(max(0, o.Own-o.Deposit))},
		ledger.Transfer{Kind: "rental.rent", From: deposits, To: income, Amount: int64(o.Own)},
		ledger.Transfer{Kind: "rental.back", From: deposits, To: payers, Amount: int64(o.Back())},
		ledger.Transfer{Kind: "rental.subsidy", From: claims, To: income, Amount: int64(o.Subsidy)},
	)
}

// Back is what of the deposit goes back to him when all is settled.
func (o *Order) Back() civil.Fen { return max(0, o.Deposit-o.Own) }

// More is what he has to pay beside the deposit.
func (o *Order) More() civil.Fen { return max(0, o.Own-o.Deposit) }
