package app

import (
	"context"
	"encoding/json"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/feed"
	"lianxin/internal/job"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/pay"
	"lianxin/internal/register"
)

// The kinds of the tasks that what others know makes of somebody's money.
const (
	moveTask  = "pay.transferred"
	watchTask = "pay.watch"
)

// machinePay is in whose name news change money.
const machinePay = "machine:pay"

// handleMoney lets pay hear of families that move and of what registers learn about
// people in pay.
func (b *bureau) handleMoney() {
	b.worker.Handle(moveTask, b.carryOver)
	b.worker.Handle(watchTask, b.watch)
	b.worker.Listen("pay.moves", b.hearMove, casework.TransferredTopic)
	b.worker.Listen("pay.registers", b.hearLoaded, feed.LoadedTopic)
}

// conflicts is the table benefits are held against on a day.
func (b *bureau) conflicts(day civil.Date) []pack.Conflict {
	catalogue, _ := b.rules()
	var list []pack.Conflict
	for _, c := range catalogue.Conflicts() {
		if c.Since <= day {
			list = append(list, c)
		}
	}
	return list
}

// payRules are what the packs say about money on its way, in a county on a day.
func (b *bureau) payRules(county string, day civil.Date) pack.PayRules {
	catalogue, _ := b.rules()
	return catalogue.PayRules(county, day)
}

// moveOrder is the body of a move: whose news it is, with the act that told it.
type moveOrder struct {
	County string               `json:"county"`
	News   casework.Transferred `json:"news"`
	ID     string               `json:"id"`
}

func (b *bureau) hearMove(ctx context.Context, tx *db.Tx, n journal.News) error {
	order := moveOrder{County: n.County}
	if err := json.Unmarshal([]byte(n.Body), &order.News); err != nil {
		return err
	}
	order.ID = "transfer:" + order.News.Case + ":" + order.News.From
	return job.Put(ctx, tx, n.County, moveTask, order.ID, 0, order)
}

// carryOver hands a family's benefit to the county it moved to. Doing it again
// changes nothing.
func (b *bureau) carryOver(ctx context.Context, t job.Task) error {
	var order moveOrder
	if err := t.Read(&order); err != nil {
		return err
	}
	to, err := civil.ParseArea(order.News.To)
	if err != nil {
		return err
	}
	from, err := civil.ParseMonth(order.News.From)
	if err != nil {
		return err
	}
	list, err := b.pay.EntitlementsOf(ctx, register.Ref{County: order.County, ID: order.News.Household})
	if err != nil {
		return err
	}
	for _, e := range list {
		if e.Programme != order.News.Programme || e.Case != order.News.Case {
			continue
		}
		h := journal.Header{County: order.County, Kind: "pay.transfer", Actor: machinePay, Purpose: "payment", Durable: true}
		_, err := b.journal.Do(ctx, h, func(w *journal.Write) error {
			_, err := b.pay.Transfer(ctx, w, pay.Transfer{ID: order.ID, Subject: e.Subject, To: to, From: from, Reason: "迁往" + b.desk.Place(to)})
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// watched are the registers that say what happened to somebody.
var watched = map[string]pay.EventKind{"death": pay.Death, "custody": pay.Custody, "marriage": pay.Marriage}

// watchOrder is the body of a look at a register that was loaded.
type watchOrder struct {
	County   string `json:"county"`
	Register string `json:"register"`
}

func (b *bureau) hearLoaded(ctx context.Context, tx *db.Tx, n journal.News) error {
	var news feed.LoadedNews
	if err := json.Unmarshal([]byte(n.Body), &news); err != nil {
		return err
	}
	if watched[news.Register] == "" {
		return nil
	}
	return job.Put(ctx, tx, n.County, watchTask, news.Register, 0, watchOrder{n.County, news.Register})
}

// watch holds what a register says against who is in pay.
func (b *bureau) watch(ctx context.Context, t job.Task) error {
	var order watchOrder
	if err := t.Read(&order); err != nil {
		return err
	}
	today := b.desk.Today()
	var told []pay.Happening
	err := b.db.Read(ctx, func(q db.Query) error {
		held, err := pay.HeldIn(ctx, q, order.County, today.Month())
		if err != nil {
			return err
		}
		told, err = b.happenings(ctx, q, order, held, today)
		return err
	})
	if err != nil {
		return err
	}
	for _, h := range told {
		if _, err := b.pay.Report(ctx, machinePay, order.County, h); err != nil {
			return err
		}
	}
	return nil
}

// happenings are what a register says happened since their benefits began to people
// who live on them.
func (b *bureau) happenings(ctx context.Context, q db.Query, order watchOrder, held []pay.Entry, today civil.Date) ([]pay.Happening, error) {
	since := map[string]civil.Date{}
	var people []string
	for i := range held {
		for _, ref := range held[i].Covered {
			first := held[i].From.First()
			old, known := since[ref.ID]
			if ref.County != order.County || known && old <= first {
				continue
			}
			if !known {
				people = append(people, ref.ID)
			}
			since[ref.ID] = first
		}
	}
	if len(people) == 0 {
		return nil, nil
	}
	var told []pay.Happening
	kind := watched[order.Register]
	want := register.Kindred{Registers: []string{order.Register}, Ended: []string{order.Register}}
	err := b.register.EachMemberOf(ctx, q, order.County, register.On(today), want, people, func(m *fact.Member) error {
		for i := range m.Records {
			r := &m.Records[i]
			// What was known when the benefit began was decided with it; a death never is.
			if r.Register != order.Register || r.From > today || kind != pay.Death && r.From < since[m.ID] || !b.counts(r) {
				continue
			}
			told = append(told, pay.Happening{
				Person: register.Ref{County: order.County, ID: m.ID}, Kind: kind, Day: r.From,
				Source: "register:" + order.Register, Reference: b.catalogue.Register(order.Register).Title,
			})
		}
		return nil
	})
	return told, err
}

// counted are the codes of a register's kind that say what happened; without an entry
// every record does.
var counted = map[string][]string{"custody": {"prison", "drug"}, "marriage": {"married"}}

// counts says whether a record is of a kind that matters.
func (b *bureau) counts(r *fact.Record) bool {
	codes := counted[r.Register]
	declared := b.catalogue.Register(r.Register)
	if codes == nil || declared == nil {
		return true
	}
	for i := range declared.Fields {
		f := &declared.Fields[i]
		if f.Name != "kind" || i >= len(r.Values) || !r.Values[i].Known {
			continue
		}
		at := int(r.Values[i].Number)
		for _, code := range codes {
			if at >= 0 && at < len(f.Codes) && f.Codes[at].Name == code {
				return true
			}
		}
	}
	return false
}
