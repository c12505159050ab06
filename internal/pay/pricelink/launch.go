package pricelink

import (
	"context"
	"fmt"
	"strings"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// State is how far a launch is.
type State string

// The states, see [State].
const (
	Launched  State = "launched"  // 已启动
	Listed    State = "listed"    // 名单已编制
	Handed    State = "handed"    // 已交发放
	Withdrawn State = "withdrawn" // 已撤回
)

var stateTitles = map[State]string{Launched: "已启动", Listed: "联合名单已编制", Handed: "已交发放", Withdrawn: "已撤回"}

// Title is the state in words.
func (s State) Title() string { return stateTitles[s] }

// Decided is one version of what was decided about a month.
type Decided struct {
	ID        string
	Opened    int64
	Region    string
	Month     civil.Month // of the index
	Pay       civil.Month
	Months    []civil.Month // of indices that are paid
	Profile   string
	State     State
	Words     []string
	Digest    string
	Amounts   map[string]civil.Fen // for a person, by county
	Persons   int64                // estimated
	Amount    civil.Fen            // estimated
	Published civil.Date
	Due       civil.Date
	Name      string
	At        civil.Instant
	Note      string
	ListHash  string
}

var launchTable = journal.NewTable("price_launch", journal.Text("region"), journal.Text("month"), journal.Text("pay_month"), journal.Text("months"),
	journal.Text("profile"), journal.Text("state"), journal.Text("words"), journal.Text("digest"), journal.Text("amounts"), journal.Int("estimate_persons"),
	journal.Int("estimate_amount"), journal.Text("published"), journal.Text("due"), journal.Text("name"), journal.Int("decided_at"), journal.Text("note"),
	journal.Text("list_hash"))

const (
	launchColumns = `v.id, v.opened, v.region, v.month, v.pay_month, v.months, v.profile, v.state, v.words, v.digest, v.amounts, v.estimate_persons,
		v.estimate_amount, v.published, v.due, v.name, v.decided_at, v.note, v.list_hash`
	selectLaunch     = `SELECT ` + launchColumns + ` FROM price_launch v WHERE v.county = $1 AND v.id = $2 AND v.closed IS NULL`
	selectLaunches   = `SELECT ` + launchColumns + ` FROM price_launch v WHERE v.county = $1 AND v.region = $2 AND v.closed IS NULL ORDER BY v.month DESC`
	selectLaunchPast = `SELECT ` + launchColumns + ` FROM price_launch v WHERE v.county = $1 AND v.id = $2 ORDER BY v.opened`
)

func scanLaunch(row db.Row) (*Decided, error) {
	var l Decided
	var month, payMonth, months, words, amounts, published, due string
	err := row.Scan(&l.ID, &l.Opened, &l.Region, &month, &payMonth, &months, &l.Profile, &l.State, &words, &l.Digest, &amounts, &l.Persons,
		&l.Amount, &published, &due, &l.Name, &l.At, &l.Note, &l.ListHash)
	if err != nil {
		return nil, err
	}
	l.Words = strings.Split(words, "\n")
	if l.Amounts, err = amountsOf(amounts); err != nil {
		return nil, err
	}
	if l.Month, err = civil.ParseMonth(month); err != nil {
		return nil, err
	}
	if l.Pay, err = civil.ParseMonth(payMonth); err != nil {
		return nil, err
	}
	if l.Months, err = monthsOf(months); err != nil {
		return nil, err
	}
	if l.Published, err = civil.ParseDate(published); err != nil {
		return nil, err
	}
	l.Due, err = civil.ParseDate(due)
	return &l, err
}

func (l *Decided) open(ctx context.Context, w *journal.Write) error {
	l.Opened = w.Seq()
	months := make([]string, len(l.Months))
	for i, m := range l.Months {
		months[i] = m.String()
	}
	return w.Open(ctx, launchTable, l.ID, journal.Valid{From: l.Pay.First(), To: l.Pay.Last()}, l.Region, l.Month.String(), l.Pay.String(),
		strings.Join(months, " "), l.Profile, string(l.State), strings.Join(l.Words, "\n"), l.Digest, amountText(l.Amounts), l.Persons, l.Amount,
		l.Published.String(), l.Due.String(), l.Name, int64(l.At), l.Note, l.ListHash)
}

// move closes the version that was read and opens the launch in another state.
func (l *Decided) move(ctx context.Context, w *journal.Write, to State) error {
	if err := w.Close(ctx, launchTable, l.ID, l.Opened); err != nil {
		return err
	}
	l.State = to
	return l.open(ctx, w)
}

// in refuses a launch that is in none of the states.
func (l *Decided) in(states ...State) error {
	for _, s := range states {
		if l.State == s {
			return nil
		}
	}
	return civil.Conflict.Refuse("pricelink_state", "%s的价格临时补贴现在是“%s”，不能这样办理：请重新打开后再看下一步。", spoken(l.Month), l.State.Title())
}

// Title is what families and offices call the payment.
func (l *Decided) Title() string { return spoken(l.Pay) + ProgrammeTitle }

func launchID(region string, month civil.Month) string { return region + "." + month.String() }

// getLaunch reads what was decided about a month (NotFound when nothing was).
func getLaunch(ctx context.Context, q db.Query, region string, month civil.Month) (*Decided, error) {
	l, known, err := db.One(ctx, q, scanLaunch, selectLaunch, journal.Nowhere, launchID(region, month))
	if err == nil && !known {
		err = civil.NotFound.Refuse("pricelink_unknown", "%s没有启动价格临时补贴，请从列表重新打开。", spoken(month))
	}
	return l, err
}

// Seen is which proposal somebody decides on: the month and what it was shown to
// rest on.
type Seen struct {
	Region string
	Month  civil.Month
	Digest string
}

// Decide launches the subsidy of a month. The test is made again: what has changed
// since it was shown is refused (Stale). Deciding the same a second time changes
// nothing.
func (d *Desk) Decide(ctx context.Context, who casework.Who, seen Seen, note string) (*Decided, error) {
	if err := decider(who, seen.Region); err != nil {
		return nil, err
	}
	var out *Decided
	_, err := d.Journal.Do(ctx, header(journal.Nowhere, "launch", who), func(w *journal.Write) error {
		known, err := db.Many(ctx, w, scanLaunch, selectLaunches, journal.Nowhere, seen.Region)
		if err != nil {
			return err
		}
		old := at(known, seen.Month)
		if old != nil && old.State != Withdrawn {
			if old.Digest != seen.Digest {
				return civil.Conflict.Refuse("pricelink_launched", "%s的价格临时补贴已由%s启动，不能再启动一次。", spoken(seen.Month), old.Name)
			}
			out = old
			return nil
		}
		p, err := d.propose(ctx, w, seen.Region, seen.Month)
		if err != nil {
			return err
		}
		if out, err = p.decided(who, seen, note, w.At()); err != nil {
			return err
		}
		if err := out.apart(known); err != nil {
			return err
		}
		if old != nil {
			if err := w.Close(ctx, launchTable, old.ID, old.Opened); err != nil {
				return err
			}
		}
		return out.open(ctx, w)
	})
	return out, err
}

func at(list []*Decided, month civil.Month) *Decided {
	for _, l := range list {
		if l.Month == month {
			return l
		}
	}
	return nil
}

// apart refuses to pay a month that another launch has paid.
func (l *Decided) apart(known []*Decided) error {
	for _, o := range known {
		if o.State == Withdrawn || o.Month == l.Month {
			continue
		}
		if o.Pay == l.Pay {
			return civil.Conflict.Refuse("pricelink_pay_month", "%s已有按%s指数启动的价格临时补贴：一个月只发一次。", spoken(l.Pay), spoken(o.Month))
		}
		for _, m := range o.Months {
			for _, own := range l.Months {
				if m == own {
					return civil.Conflict.Refuse("pricelink_paid", "%s的补贴已随%s的启动发放，不能再发一次。", spoken(m), spoken(o.Month))
				}
			}
		}
	}
	return nil
}

// decided makes a decision of a proposal that has not changed.
func (p *Proposal) decided(who casework.Who, seen Seen, note string, now civil.Instant) (*Decided, error) {
	switch {
	case p.Verdict != Launch:
		return nil, civil.Conflict.Refuse("pricelink_not_reached", "%s%s，不能启动。", spoken(p.Month), p.Verdict.Title())
	case p.Digest != seen.Digest:
		return nil, civil.Stale.Refuse("pricelink_changed", "指数、标准或办法在您查看以后有变动，没有启动：请看过新的测算后再决定。")
	case p.Barred != "":
		return nil, civil.Conflict.Refuse("pricelink_standard", "%s", p.Barred)
	}
	l := &Decided{
		ID: launchID(p.Region, p.Month), Region: p.Region, Month: p.Month, Pay: p.Pay, Profile: p.Profile.Name, State: Launched, Words: p.told(),
		Digest: p.Digest, Amounts: map[string]civil.Fen{}, Persons: p.Persons, Amount: p.Amount, Published: p.Published, Due: p.Due,
		Name: who.Name, At: now, Note: note,
	}
	for _, m := range p.Paid {
		l.Months = append(l.Months, m.Month)
	}
	for _, c := range p.Counties {
		l.Amounts[code(c.County)] = c.Amount
	}
	return l, nil
}

// Withdraw takes a launch back that was not handed over. Its list falls away with it.
func (d *Desk) Withdraw(ctx context.Context, who casework.Who, region string, month civil.Month, reason string) error {
	if err := decider(who, region); err != nil {
		return err
	}
	if strings.TrimSpace(reason) == "" {
		return civil.Refuse("pricelink_reason", "请写明撤回的原因。")
	}
	_, err := d.Journal.Do(ctx, header(journal.Nowhere, "withdraw", who), func(w *journal.Write) error {
		l, err := getLaunch(ctx, w, region, month)
		if err != nil {
			return err
		}
		if l.State == Withdrawn {
			return nil
		}
		if err := l.in(Launched, Listed); err != nil {
			return err
		}
		if err := d.clearClaims(ctx, w, l); err != nil {
			return err
		}
		l.Note, l.Name, l.At, l.ListHash = reason, who.Name, w.At(), ""
		return l.move(ctx, w, Withdrawn)
	})
	return err
}

// Launches are what was decided in a region, the newest month first.
func (d *Desk) Launches(ctx context.Context, region string) (list []*Decided, err error) {
	err = d.read(ctx, func(q db.Query) error {
		list, err = db.Many(ctx, q, scanLaunch, selectLaunches, journal.Nowhere, region)
		return err
	})
	return list, err
}

// Launch is what was decided about a month, and all its versions, the oldest first.
func (d *Desk) Launch(ctx context.Context, region string, month civil.Month) (l *Decided, past []*Decided, err error) {
	err = d.read(ctx, func(q db.Query) error {
		if l, err = getLaunch(ctx, q, region, month); err != nil {
			return err
		}
		past, err = db.Many(ctx, q, scanLaunch, selectLaunchPast, journal.Nowhere, l.ID)
		return err
	})
	return l, past, err
}

// amountText and amountsOf are the amounts by county as a column.
func amountText(amounts map[string]civil.Fen) string {
	var list []string
	for _, county := range sortedKeys(amounts) {
		list = append(list, fmt.Sprintf("%s %d", county, int64(amounts[county])))
	}
	return strings.Join(list, "\n")
}

func amountsOf(text string) (map[string]civil.Fen, error) {
	amounts := map[string]civil.Fen{}
	for _, line := range strings.Split(text, "\n") {
		var county string
		var amount int64
		if _, err := fmt.Sscan(line, &county, &amount); err != nil {
			return nil, fmt.Errorf("pricelink: amounts of a launch: %w", err)
		}
		amounts[county] = civil.Fen(amount)
	}
	return amounts, nil
}
