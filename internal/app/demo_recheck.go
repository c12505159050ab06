package app

import (
	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// better is what somebody earns since the tax office last delivered, in yuan a
// month: enough that his family needs less, not enough that it needs nothing.
const better = 1500

// recheck lets the tax office report that somebody of a family in pay earns more,
// and judges the county again over night. It changes nobody's money: what differs
// becomes a proposal that waits for a person.
func (l *demoLife) recheck(city string) {
	l.must(func() error {
		h := journal.Header{County: l.places.county.String(), Kind: "register.deliver", Actor: "system:demo", Purpose: "exchange"}
		_, err := l.b.journal.Do(l.ctx, h, func(w *journal.Write) error { return l.earnsBetter(w, l.better) })
		return err
	})
	l.must(func() error {
		found, err := l.b.catalogue.City(city)
		if err != nil {
			return err
		}
		catalogue, files := l.b.rules()
		recheck := assess.NewRecheck(l.b.journal, catalogue, files, l.b.folder, l.b.factsOf(catalogue), held{})
		_, err = recheck.Run(l.ctx, assess.Order{
			City: found, AsOf: l.b.desk.Today(), Counties: []civil.Area{l.places.county}, Actor: "system:recheck",
		})
		return err
	})
	l.resident("收入多了，复核建议减发", l.better)
}

// earnsBetter corrects the wages of a family's head since the spring.
func (l *demoLife) earnsBetter(w *journal.Write, f *demoFamily) error {
	reg := l.b.catalogue.Register("income_tax")
	for ahead := -12; ahead <= 12; ahead++ {
		month := l.b.desk.Today().Month().Add(ahead)
		_, _, err := l.b.register.SaveRecord(l.ctx, w, register.Record{
			Register: reg.Name, Subject: f.people[0].ref.ID, Key: month.String(), Division: f.division, Values: l.b.wage(reg, month, better),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// wage is a month's wage as the tax office delivers it.
func (b *bureau) wage(reg *pack.Register, month civil.Month, yuan int) []register.Value {
	return b.values(reg, map[string]any{"month": month, "kind": "wage", "payer": "海安镇某服装厂", "income": civil.Fen(yuan) * 100})
}
