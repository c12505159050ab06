package app

import (
	"context"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/access/machine"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
)

// demoMachines are the programs of a demonstration: one at work, one of a department
// that runs out soon, one that was ended.
func demoMachines(places demoPlaces, today civil.Date) []machine.Client {
	const year, season = 365, 70
	return []machine.Client{
		{
			Name: "yichuang", Title: "政务服务一窗受理系统", Organisation: "市行政审批局", Contact: "徐工 0513-85990001", Rate: machine.RateUsual, Until: today.AddDays(year),
			Posts: []account.Post{{Role: casework.Town, Division: places.town}}, Purposes: []access.Purpose{"application", "service"},
			Scopes: []machine.Scope{machine.ReadRegister, machine.ReadCase, machine.WriteCase, machine.ReadDetermination, machine.Webhook}, Callbacks: []string{"https://yichuang.example/lianxin/"},
		},
		{
			Name: "rensheju", Title: "社会保险数据报送前置机", Organisation: "市人力资源和社会保障局", Contact: "何工 0513-85990002", Rate: 60, Until: today.AddDays(season),
			Posts: []account.Post{{Role: account.Department, Division: places.city}}, Purposes: []access.Purpose{"exchange"}, Scopes: []machine.Scope{machine.WriteFeed},
		},
		{
			Name: "tongji", Title: "旧统计报表系统", Organisation: "市统计局", Contact: "吕工 0513-85990003", Rate: 60, Until: today.AddDays(year),
			Posts: []account.Post{{Role: casework.City, Division: places.city}}, Purposes: []access.Purpose{"review"}, Scopes: []machine.Scope{machine.ReadReport}, Revoked: true,
		},
	}
}

// letIn registers the programs of a demonstration. Nobody has their keys: whoever
// tries the interface draws one on the page.
func (b *bureau) letIn(ctx context.Context, places demoPlaces) error {
	for _, c := range demoMachines(places, b.desk.Today()) {
		h := journal.Header{County: journal.Nowhere, Kind: "client.create", Actor: "system:demo", Purpose: "security"}
		var id string
		_, err := b.journal.Do(ctx, h, func(w *journal.Write) (err error) {
			id, err = b.machines.Create(ctx, w, c)
			return err
		})
		if err == nil && c.Revoked {
			h.Kind = "client.revoke"
			_, err = b.journal.Do(ctx, h, func(w *journal.Write) error { return b.machines.Revoke(ctx, w, id) })
		}
		if err != nil {
			return err
		}
	}
	return nil
}
