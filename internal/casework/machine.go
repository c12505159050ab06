package casework

import (
	"context"

	"lianxin/internal/db"
	"lianxin/internal/register"
)

// Read reads a case for a later stage that carries out what was decided. It is
// for no eyes: whoever shows something of it opens the case for a visitor.
func (d *Desk) Read(ctx context.Context, ref register.Ref) (f *File, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) (err error) {
		f, err = d.file(ctx, q, ref)
		return err
	})
	return f, err
}

// DecisionOf finds a decision of a case, nil for none.
func (f *File) DecisionOf(id string) *Decision {
	for i := range f.Decisions {
		if f.Decisions[i].ID == id {
			return &f.Decisions[i]
		}
	}
	return nil
}

// Payee is the account the family named: bank, number, holder and capacity.
func (f *File) Payee() (bank, number, holder, capacity string) {
	values := f.Form.Family
	return values["payee.bank"], values["payee.account"], values["payee.holder"], values["payee.capacity"]
}

// JudgementOf finds a judgement of a case, nil for none.
func (f *File) JudgementOf(id string) *Judgement {
	for i := range f.Judgements {
		if f.Judgements[i].ID == id {
			return &f.Judgements[i]
		}
	}
	return nil
}
