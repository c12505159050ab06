package app

import (
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/pay/pricelink"
)

// newPriceLink makes the desk of the price-linked subsidy over the other stages.
func (b *bureau) newPriceLink() *pricelink.Desk {
	return pricelink.New(pricelink.Options{
		Journal: b.journal, Keys: b.keys, Catalogue: func() *pack.Catalogue { c, _ := b.rules(); return c },
		Calendar: b.calendar, Divisions: b.divisions, People: b.register, Payer: b.pay,
	})
}

// demoRises are the indices of a demonstration, a month each, the last that of June
// 2025, in tenths of a percent: of all residents, of those with low incomes. None of
// them launches anything; whoever tries it enters the next one.
var demoRises = [][2]int64{
	{4, 9}, {6, 11}, {2, 8}, {1, 6}, {-2, 3}, {3, 7}, {7, 15}, {9, 18}, {5, 12}, {4, 10}, {3, 9}, {6, 13},
	{8, 14}, {11, 19}, {9, 17}, {7, 12}, {4, 9}, {5, 11}, {10, 18}, {14, 22}, {13, 21}, {16, 24}, {19, 26}, {22, 28},
}

// publishing is how many days after its month an index of a demonstration comes.
const publishing = 12

// priceIndices enters two years of indices.
func (l *demoLife) priceIndices() {
	l.must(func() error {
		last, err := civil.NewMonth(2025, 6)
		if err != nil {
			return err
		}
		var list []pricelink.Index
		for i, rises := range demoRises {
			month := last.Add(i + 1 - len(demoRises))
			for k, kind := range []pack.IndexKind{pack.CPI, pack.SCPI} {
				list = append(list, pricelink.Index{
					Point: pricelink.Point{Month: month, Kind: kind}, Rise: rises[k], Published: month.Last().AddDays(publishing), Source: "样例数据，不是公布数",
				})
			}
		}
		_, err = l.b.priceLink.Enter(l.ctx, l.who("shiju"), l.places.city.String()[:6], list)
		return err
	})
}
