package pay

import (
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// EventKind is what may happen to somebody in pay.
type EventKind string

// The kinds of events, see [EventKind]. What each does to money is for the packs.
const (
	Death     EventKind = "death"
	Cremation EventKind = "cremation"
	Custody   EventKind = "custody"
	MoveOut   EventKind = "move_out"
	Marriage  EventKind = "marriage"
	Divorce   EventKind = "divorce"
)

// EventRule is what the packs say about a kind of event.
type EventRule struct {
	Kind    EventKind
	Freezes bool   // the money waits for a decision
	First   string // the first month not owed: same, next, or none
	ForGood bool   // he gets nothing any more, not even what came back
}

// rules are those of a county on a day; none where nobody gave any.
func (p *Pay) rules(county string, day civil.Date) pack.PayRules {
	if p.names.Rules == nil {
		return pack.PayRules{}
	}
	return p.names.Rules(county, day)
}

// EventRules are the kinds of events a county has rules for on a day.
func (p *Pay) EventRules(county string, day civil.Date) (list []EventRule) {
	for _, r := range p.rules(county, day).Events {
		list = append(list, EventRule{EventKind(r.Kind), r.Freezes, r.First, r.ForGood})
	}
	return list
}

// ruleOf is the rule of the day something happened on. What happened before the first
// one is treated by the rule of the day it is told.
func (p *Pay) ruleOf(county string, kind EventKind, day, told civil.Date) (EventRule, bool) {
	for _, on := range []civil.Date{day, told} {
		list := p.EventRules(county, on)
		if at := slices.IndexFunc(list, func(r EventRule) bool { return r.Kind == kind }); at >= 0 {
			return list[at], true
		}
	}
	return EventRule{}, false
}

var eventTitles = map[EventKind]string{Death: "死亡", Cremation: "火化", Custody: "服刑或强制隔离戒毒", MoveOut: "户籍迁出", Marriage: "结婚", Divorce: "离婚"}

// Title is the kind in words.
func (k EventKind) Title() string {
	if title := eventTitles[k]; title != "" {
		return title
	}
	return string(k)
}

// limit is a number the packs set to what may be agreed. Without it nothing is agreed.
func (p *Pay) limit(county, name string, day civil.Date) (int64, error) {
	n, ok := p.rules(county, day).Limits[name]
	if !ok {
		return 0, civil.Refuse("pay_limit_missing", "业务包里没有本地追回多发待遇的限额（%s），不能签协议：请先补上。", name)
	}
	return n, nil
}
