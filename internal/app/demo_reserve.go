package app

import (
	"lianxin/internal/civil"
	"lianxin/internal/pay"
)

// demoReserve is what a town of a demonstration keeps ready for emergencies.
const demoReserve civil.Fen = 20_000_00

// reserve fills the reserves of the towns that have people at work.
func (l *demoLife) reserve() {
	for _, town := range []civil.Area{l.places.town, l.places.second} {
		l.must(func() error {
			return l.b.pay.Refill(l.ctx, l.who("caiwu").Actor, pay.Refill{
				County: town.County().String()[:6], Town: town, Source: "county", Amount: demoReserve, Note: "年初拨付备用金", Once: "demo-" + town.String(),
			})
		})
	}
}
