package app

import (
	"fmt"
	"slices"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/register"
	"lianxin/internal/watch"
	"lianxin/internal/watch/signal"
)

// leadWho is somebody at work as leads know him.
func leadWho(w casework.Who) watch.Who {
	out := watch.Who{Actor: w.Actor, Staff: w.Staff, Name: w.Name, Purpose: "visit", OnBehalf: w.OnBehalf}
	for _, p := range w.Posts {
		out.Posts = append(out.Posts, watch.Post(p))
	}
	return out
}

// demoSignals are what the county of the story has switched on.
var demoSignals = []string{"medical_burden", "payment_returned", "beneficiary_died"}

// watchOver lets the medical insurance push two heavy bills, the county switch some
// signals on, and people report, visit and close leads.
func (l *demoLife) watchOver() {
	bills := l.neighbours(2)
	l.must(func() error {
		h := journal.Header{County: l.places.county.String()[:6], Kind: "register.deliver", Actor: "system:demo", Purpose: "exchange"}
		_, err := l.b.journal.Do(l.ctx, h, func(w *journal.Write) error {
			for i, f := range bills {
				if err := l.bill(w, f, civil.Fen(3180000+i*920000)); err != nil {
					return err
				}
			}
			return nil
		})
		return err
	})
	l.switchOn()
	l.must(func() error { return l.b.look(l.ctx, l.places.county) })
	l.must(l.reportNeeds)
}

// neighbours are families of the village whose worker the story has, who have
// otherwise no part in it.
func (l *demoLife) neighbours(n int) (list []*demoFamily) {
	l.must(func() error {
		var homes []register.Ref
		err := l.b.register.EachHousehold(l.ctx, l.places.county.String()[:6], register.On(l.b.desk.Today()), func(h *register.Household) error {
			apart := !slices.ContainsFunc(l.families, func(f demoFamily) bool { return f.household == h.Ref })
			if h.Kind == register.Registered && h.Division == l.places.village && apart && len(homes) < 2*n {
				homes = append(homes, h.Ref)
			}
			return nil
		})
		for _, home := range homes {
			if err != nil || len(list) == n {
				break
			}
			var f demoFamily
			if f, err = l.b.family(l.ctx, home, l.b.desk.Today()); len(f.people) > 0 {
				list = append(list, &f)
			}
		}
		if err == nil && len(list) < n {
			err = fmt.Errorf("the village of the story has only %d more families", len(list))
		}
		return err
	})
	return list
}

// bill is what somebody paid himself in a year, as the medical insurance pushes it.
func (l *demoLife) bill(w *journal.Write, f *demoFamily, paid civil.Fen) error {
	reg := l.b.catalogue.Register("medical_warning")
	values := l.b.values(reg, map[string]any{"self_pay_year": paid, "last_bill": paid / 2})
	values[0] = register.Value{Known: true, Int: int64(l.b.desk.Today()) - 3}
	_, _, err := l.b.register.SaveRecord(l.ctx, w, register.Record{Register: reg.Name, Subject: f.people[0].ref.ID, Division: f.division, Values: values})
	return err
}

// switchOn tries signals and switches them on.
func (l *demoLife) switchOn() {
	who := leadWho(l.who("quxian"))
	for _, name := range demoSignals {
		l.must(func() error {
			if _, err := l.b.signals.Try(l.ctx, who, l.places.county, []civil.Area{l.places.county}, name, l.b.desk.Today()); err != nil {
				return err
			}
			return l.b.signals.Turn(l.ctx, who, signal.Turn{Region: l.places.county, Signal: name, Runs: true, Words: "看过试算，全区启用"})
		})
	}
}

// reportNeeds are leads people have brought, in several states.
func (l *demoLife) reportNeeds() error {
	worker, town := leadWho(l.who("cunju")), leadWho(l.who("xiangzhen"))
	report := func(who watch.Who, r watch.Report) (register.Ref, error) {
		r.Division = l.places.village
		got, err := l.b.leads.Report(l.ctx, who, r)
		return got.Lead, err
	}
	if _, err := report(worker, watch.Report{
		Source: watch.ByVillage, Name: "阿卜杜热合曼·买买提艾力", Address: "菜场东面租的房子", Words: "外来务工，摔伤不能干活，房租欠了两个月", Reporter: worker.Name, Urgent: true,
	}); err != nil {
		return err
	}
	visited, err := report(town, watch.Report{Source: watch.ByDepartment, Title: "医保部门转来", Name: "赵桂英", Address: "七组12号", Words: "独居，白内障手术后没有人照料", Reporter: "区医保局"})
	if err != nil {
		return err
	}
	told, err := report(worker, watch.Report{Source: watch.ByHotline, Name: "孙福根", Address: "三组5号", Words: "邻居来电，说老人屋顶漏雨", Reporter: "12345热线"})
	if err != nil {
		return err
	}
	today := l.b.desk.Today()
	for _, in := range []watch.Input{
		{Lead: visited, Action: watch.Visit, Day: today, Met: "本人", Words: "眼睛看不清，自己做饭困难，没有子女在身边。"},
		{Lead: told, Action: watch.Visit, Day: today, Met: "孙福根和儿子", Words: "屋顶已由儿子修好，家里收入够用。", Result: watch.Told},
	} {
		if err := l.b.leads.Do(l.ctx, worker, in); err != nil {
			return err
		}
	}
	return nil
}
