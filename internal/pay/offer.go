package pay

import (
	"fmt"

	"lianxin/internal/civil"
)

// Offer is what a file asks a bank to pay.
type Offer struct {
	Unit  Unit
	Run   string
	Month civil.Month
	Day   civil.Date
	Lines []OfferLine
}

// OfferLine is one payment of a file. Its place in the file, from 1, is what the
// bank answers by.
type OfferLine struct {
	Account  string
	Holder   string
	BankCode string
	Amount   civil.Fen
	Memo     string
}

// WriteOffer writes the file: head with unit, count and sum, lines, and a trailer
// that checks them.
func (f *Format) WriteOffer(o *Offer) ([]byte, error) {
	w := writer{format: f}
	var sum civil.Fen
	var check int64
	for i := range o.Lines {
		sum += o.Lines[i].Amount
		check = entry(check, o.Lines[i].Account)
	}
	count := int64(len(o.Lines))
	year, month := o.Month.YM()
	dayYear, dayMonth, day := o.Day.YMD()
	err := w.record(f.Offer.Header, values{
		"unit": o.Unit.Name, "unit_code": o.Unit.Code, "run": o.Run, "month": fmt.Sprintf("%04d%02d", year, month),
		"day": fmt.Sprintf("%04d%02d%02d", dayYear, dayMonth, day), "count": count, "sum": sum,
	})
	if err != nil {
		return nil, err
	}
	for i := range o.Lines {
		l := &o.Lines[i]
		err := w.record(f.Offer.Line, values{
			"seq": int64(i + 1), "account": l.Account, "holder": l.Holder, "bank_code": l.BankCode, "amount": l.Amount, "memo": l.Memo,
		})
		if err != nil {
			return nil, err
		}
	}
	if err := w.record(f.Offer.Trailer, values{"count": count, "sum": sum, "check": check}); err != nil {
		return nil, err
	}
	return w.out.Bytes(), nil
}

// The check of a trailer: the last digits of all accounts, added up.
const (
	checkDigits  = 8
	checkModulus = 10_000_000_000
)

// entry adds an account to a check.
func entry(check int64, account string) int64 {
	var n int64
	for _, c := range account[max(0, len(account)-checkDigits):] {
		if c >= '0' && c <= '9' {
			n = n*10 + int64(c-'0')
		}
	}
	return (check + n) % checkModulus
}
