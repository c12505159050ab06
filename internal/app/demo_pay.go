package app

import (
	"fmt"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/pay"
)

// run pays a month of the county from the list to the bank's answer. With
// returned one line comes back, as it does in life.
func (l *demoLife) run(month string, returned bool) {
	l.must(func() error {
		m, err := civil.ParseMonth(month)
		if err != nil {
			return err
		}
		county := l.places.county.String()
		maker, reviewer, first, second := l.who("caiwu").Actor, l.who("caiwu2").Actor, l.who("caiwu2").Actor, l.who("caiwu3").Actor
		r, err := l.b.pay.Prepare(l.ctx, maker, pay.Order{County: county, Programme: "dibao", Month: m, Kind: pay.Monthly})
		if err == nil {
			r, err = l.b.pay.Freeze(l.ctx, maker, county, r.ID)
		}
		if err != nil {
			return fmt.Errorf("demo pay %s: %w", month, err)
		}
		seen := pay.Seen{County: county, Run: r.ID, Hash: r.Hash}
		if r, err = l.b.pay.Approve(l.ctx, reviewer, seen); err == nil {
			if r, err = l.b.pay.Sign(l.ctx, first, seen); err == nil {
				r, err = l.b.pay.Release(l.ctx, second, seen, r.Total)
			}
		}
		if err != nil {
			return fmt.Errorf("demo release %s: %w", month, err)
		}
		if _, err := l.b.pay.BankFile(l.ctx, maker, county, r.ID, "csv"); err != nil {
			return err
		}
		return l.answer(county, r.ID, returned)
	})
}

// answer plays the bank: everything arrives, but for one account that is closed.
func (l *demoLife) answer(county, id string, returned bool) error {
	var lines []*pay.Line
	var r *pay.Run
	err := l.b.db.Read(l.ctx, func(q db.Query) (err error) {
		if r, err = pay.GetRun(l.ctx, q, county, id); err == nil {
			lines, err = pay.Lines(l.ctx, q, r)
		}
		return err
	})
	if err != nil {
		return err
	}
	format, err := pay.FormatNamed(r.Format)
	if err != nil {
		return err
	}
	a := &pay.Answer{Run: id, UnitCode: l.b.unit(county).Code}
	for _, line := range lines {
		if line.Account == "" {
			continue
		}
		one := pay.AnswerLine{Seq: int64(len(a.Lines) + 1), Account: demoAccount(line.Payee), Amount: line.Amount, Code: "成功", Text: "成功"}
		if returned && len(a.Lines) == 1 {
			one.Code, one.Text = "账户注销", "账户已注销"
			a.ReturnedCount, a.ReturnedSum = a.ReturnedCount+1, a.ReturnedSum+line.Amount
		} else {
			a.PaidCount, a.PaidSum = a.PaidCount+1, a.PaidSum+line.Amount
		}
		a.Lines = append(a.Lines, one)
	}
	raw, err := format.WriteAnswer(a)
	if err != nil {
		return err
	}
	_, err = l.b.pay.ReadReturn(l.ctx, l.who("caiwu").Actor, county, id, raw)
	return err
}
