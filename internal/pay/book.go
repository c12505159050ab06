package pay

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// book is what a run is made from, and the lines made of it.
type book struct {
	order    Order
	own      string // the run itself, whose lines do not count
	accounts map[Subject]*account
	payees   map[register.Ref]*Account
	withheld map[key]*Line
	ice      ice
	debts    map[Subject]debt
	lines    []*Line
}

const (
	// The runs are few and the lines of years many: they are not joined.
	selectSettled = `SELECT v.programme, v.household, v.person, CAST(sum(v.amount) AS BIGINT),
		CAST(sum(CASE WHEN v.status = 'paid' OR v.status = 'ready' AND v.run IN
			(SELECT r.id FROM pay_run r WHERE r.county = $1 AND r.closed IS NULL AND r.state IN ` + sentStates + `) THEN 0 ELSE 1 END) AS BIGINT)
		FROM pay_line v WHERE v.county = $1 AND v.closed IS NULL AND v.live AND v.kind NOT IN ` + onceKinds + ` AND v.run <> $2 AND v.month < $3 AND ($4 = '' OR v.programme = $4) GROUP BY v.programme, v.household, v.person`
	selectThisMonth = `SELECT ` + lineColumns + fromLines + ` AND v.live AND v.kind NOT IN ` + onceKinds + `
		AND v.run <> $2 AND v.month >= $3 AND ($4 = '' OR v.programme = $4)`
	// By id, which is the order they were written in: a store reads that fastest.
	selectOwed = `SELECT ` + entitlementColumns + ` FROM entitlement v WHERE v.county = $1 AND ` + journal.HeldAt + `
		AND ($3 = '' OR v.programme = $3) ORDER BY v.id`
	selectWithheld = `SELECT ` + lineColumns + fromLines + ` AND v.run = $2 AND v.status = 'withheld'`
)

// assemble makes the lines of a run from what is due and what stands for it
// already. own is the run itself when it is there.
func assemble(ctx context.Context, q db.Query, o Order, own string) (*book, error) {
	b, err := newBook(ctx, q, o, own)
	if err != nil {
		return nil, err
	}
	if o.Kind == OneOffRun {
		err = b.repeat(ctx, q)
	} else {
		err = b.owed(ctx, q)
	}
	if err != nil {
		return nil, err
	}
	sortLines(b.lines)
	return b, nil
}

// owed makes the lines of what entitlements owe, and of what batches left behind.
func (b *book) owed(ctx context.Context, q db.Query) error {
	list, err := entitlements(ctx, q, selectOwed, b.order.County, journal.Latest, b.order.Programme)
	if err != nil {
		return err
	}
	for _, e := range list {
		slices.SortFunc(e.Stretches, func(x, y Stretch) int { return cmp.Compare(x.From, y.From) })
		a := b.account(e.Subject)
		a.entitlements = append(a.entitlements, e)
	}
	for _, a := range b.accounts {
		slices.SortFunc(a.entitlements, func(x, y *Entitlement) int {
			return cmp.Or(cmp.Compare(x.Stretches[0].From, y.Stretches[0].From), cmp.Compare(x.ID, y.ID))
		})
	}
	if err := b.back(ctx, q); err != nil {
		return err
	}
	return b.left(ctx, q)
}

// newBook reads where money goes and which lines somebody took out.
func newBook(ctx context.Context, q db.Query, o Order, own string) (*book, error) {
	b := &book{order: o, own: own, accounts: map[Subject]*account{}, payees: map[register.Ref]*Account{}, withheld: map[key]*Line{}, debts: map[Subject]debt{}}
	payees, err := db.Many(ctx, q, scanAccount, selectAccounts, o.County, journal.Latest)
	if err != nil {
		return nil, err
	}
	for _, a := range payees {
		b.payees[a.Person] = a
	}
	held, err := db.Many(ctx, q, scanLine, selectWithheld, o.County, own)
	if err != nil {
		return nil, err
	}
	for _, l := range held {
		b.withheld[l.key()] = l
	}
	if b.ice, err = iced(ctx, q, o.County); err != nil {
		return nil, err
	}
	if err := b.lapsed(ctx, q); err != nil {
		return nil, err
	}
	return b, b.overlapped(ctx, q)
}

func (b *book) account(s Subject) *account {
	a := b.accounts[s]
	if a == nil {
		a = &account{}
		b.accounts[s] = a
	}
	return a
}

// settled is what stands for past months of a subject, all together.
type settled struct {
	sum    civil.Fen
	unsure int64 // lines of which it is not yet known that their money has left
}

// back goes through the subjects: those whose sums of past months agree have
// nothing but the month itself, the others are looked at month by month.
func (b *book) back(ctx context.Context, q db.Query) error {
	o := b.order
	sums, err := b.settled(ctx, q)
	if err != nil {
		return err
	}
	current, err := db.Many(ctx, q, scanLine, selectThisMonth, o.County, b.own, o.Month.String(), o.Programme)
	if err != nil {
		return err
	}
	for _, l := range current {
		a := b.account(l.Subject)
		a.lines = append(a.lines, l)
	}
	returned, err := b.returned(ctx, q)
	if err != nil {
		return err
	}
	for _, s := range slices.SortedFunc(maps.Keys(b.accounts), Subject.compare) {
		a := b.accounts[s]
		first := o.Month
		if sum := sums[s]; sum.unsure > 0 || sum.sum != a.dueBefore(o.Month) || len(returned[s]) > 0 {
			if a.lines, err = b.linesOf(ctx, q, s, returned[s]); err != nil {
				return err
			}
			first = a.first(o.Month)
		}
		b.reissue(s, a, returned[s])
		for m := first; m <= o.Month; m++ {
			b.month(s, a, m)
		}
	}
	return nil
}

// settled are the sums of all subjects, without what was overpaid: that stands for
// nothing.
func (b *book) settled(ctx context.Context, q db.Query) (map[Subject]settled, error) {
	sums := map[Subject]settled{}
	o := b.order
	err := db.Each(ctx, q, func(row db.Row) error {
		var s Subject
		var sum settled
		err := row.Scan(&s.Programme, &s.Household, &s.Person, &sum.sum, &sum.unsure)
		sums[s] = sum
		return err
	}, selectSettled, o.County, b.own, o.Month.String(), o.Programme)
	if err != nil {
		return nil, err
	}
	over, err := Overpayments(ctx, q, o.County, o.Programme)
	if err != nil {
		return nil, err
	}
	if err := b.recovered(ctx, q, sums); err != nil {
		return nil, err
	}
	if err := b.readDebts(ctx, q, over); err != nil {
		return nil, err
	}
	for _, one := range over {
		if one.Month < o.Month {
			sum := sums[one.Subject]
			sum.sum -= one.Amount
			sums[one.Subject] = sum
		}
	}
	return sums, nil
}

// recovered reads what families have brought back. It stands for nothing any more.
func (b *book) recovered(ctx context.Context, q db.Query, sums map[Subject]settled) error {
	entries, err := db.Many(ctx, q, scanRecovered, selectRecoveredIn, b.order.County, b.order.Programme)
	for _, e := range entries {
		b.account(e.Subject).back.take(e)
		if e.Month < b.order.Month {
			sum := sums[e.Subject]
			sum.sum -= e.Amount
			sums[e.Subject] = sum
		}
	}
	return err
}

// returned are the lines that came back and may be sent again, and those this very
// run is sending again.
func (b *book) returned(ctx context.Context, q db.Query) (map[Subject][]*Line, error) {
	list, err := ToReissue(ctx, q, b.order.County, b.order.Programme)
	if err != nil {
		return nil, err
	}
	if b.own != "" {
		own, err := db.Many(ctx, q, scanLine, selectOrigins, b.order.County, b.own)
		if err != nil {
			return nil, err
		}
		list = append(list, own...)
	}
	sortLines(list)
	by := map[Subject][]*Line{}
	for _, l := range list {
		b.account(l.Subject)
		by[l.Subject] = append(by[l.Subject], l)
	}
	// Of several of one month the one that was paid first is sent again first, and not
	// as a draft or the name of its kind has it.
	for _, lines := range by {
		slices.SortStableFunc(lines, func(x, y *Line) int { return cmp.Or(cmp.Compare(x.Month, y.Month), cmp.Compare(x.ID, y.ID)) })
	}
	return by, nil
}

// linesOf are the lines of a subject beside this run's own. What this run sends
// again counts as if it did not.
func (b *book) linesOf(ctx context.Context, q db.Query, s Subject, returned []*Line) ([]*Line, error) {
	all, err := db.Many(ctx, q, scanLine, selectLinesSubj, b.order.County, s.Household, s.Programme, s.Person)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(l *Line) bool { return l.Run == b.own })
	for _, l := range all {
		if slices.ContainsFunc(returned, func(r *Line) bool { return r.ID == l.ID }) {
			l.Live = true
		}
	}
	return all, nil
}

// dueBefore is what the books owe a subject for all months before one.
func (a *account) dueBefore(m civil.Month) civil.Fen {
	var sum civil.Fen
	for _, e := range a.entitlements {
		for i := range e.Stretches {
			s := &e.Stretches[i]
			last := m - 1
			if s.To != 0 {
				last = min(last, s.To)
			}
			if n := last - max(s.From, e.Books) + 1; n > 0 {
				sum += s.due() * civil.Fen(n)
			}
		}
	}
	return sum
}

// first is the first month of a subject that the books know.
func (a *account) first(m civil.Month) civil.Month {
	for _, e := range a.entitlements {
		if len(e.Stretches) > 0 {
			m = min(m, max(e.Stretches[0].From, e.Books))
		}
	}
	return m
}

// reissue makes lines of what came back, where the account is another one since or
// somebody says it may be tried again, and as far as it is still due.
func (b *book) reissue(s Subject, a *account, returned []*Line) {
	var again []*Line
	for _, r := range returned {
		if b.ice.gone[s] {
			continue
		}
		account := b.payees[b.payee(a, r)]
		if account != nil && (r.Status != Returned || r.Account != account.ID || r.Revision != account.Revision) {
			again = append(again, r)
			a.claim(r.ID, false)
		}
	}
	for _, r := range again {
		if r.once() {
			b.again(r, OneOffAgain)
			continue
		}
		owed := min(r.Amount, a.due(r.Month)-a.live(r.Month))
		if owed <= 0 {
			a.claim(r.ID, true) // it stays as it is, until somebody forgoes it
			continue
		}
		b.add(&Line{Subject: s, Month: r.Month, Kind: Reissue, Entitlement: r.Entitlement, Division: r.Division, Amount: owed, Origin: r.ID}, b.payee(a, r))
		a.lines = append(a.lines, &Line{Month: r.Month, Amount: owed, Live: true})
	}
}

// claim says of a line that was read whether it counts.
func (a *account) claim(id string, live bool) {
	for _, l := range a.lines {
		if l.ID == id {
			l.Live = live
		}
	}
}

// payee is to whom the money of a returned line goes now.
func (b *book) payee(a *account, r *Line) register.Ref {
	if s := a.stretch(r.Month); s != nil {
		return s.Payee
	}
	return r.Payee
}

// month makes the line of what is due for a month and nothing stands for.
func (b *book) month(s Subject, a *account, m civil.Month) {
	live := a.live(m)
	owed := a.due(m) - live
	if owed <= 0 {
		return
	}
	for _, e := range a.entitlements {
		stretch := e.At(m)
		if stretch == nil {
			continue
		}
		kind := Arrears
		if m == b.order.Month && b.order.Kind == Monthly && live == 0 {
			kind = Regular
		}
		l := &Line{Subject: s, Month: m, Kind: kind, Entitlement: e.ID, Division: stretch.Division, Amount: owed}
		b.add(l, stretch.Payee)
		b.keep(l, stretch.Payee)
		return
	}
}

// add completes a line and takes it in.
func (b *book) add(l *Line, payee register.Ref) {
	l.County, l.Run, l.RunMonth, l.Payee, l.Status, l.Live = b.order.County, b.own, b.order.Month, payee, Ready, true
	if account := b.payees[payee]; account != nil {
		l.Account, l.Revision = account.ID, account.Revision
	} else {
		l.Status, l.Live = NoAccount, false
	}
	if why := b.ice.why(l, payee); why != "" {
		l.Status, l.Live, l.Reason = Held, false, why
	}
	if held := b.withheld[l.key()]; held != nil {
		l.Status, l.Live, l.Reason = Withheld, false, held.Reason
	}
	b.lines = append(b.lines, l)
}

// changes reads what the causes of differences refer to.
func (b *book) changes(ctx context.Context, q db.Query) (changes, error) {
	known := changes{byID: map[string]*Change{}}
	recent, err := db.Many(ctx, q, scanChange, selectSince, b.order.County, journal.Latest, (b.order.Month - 12).String())
	if err != nil {
		return known, err
	}
	last := map[string]*Change{}
	for _, c := range recent {
		known.byID[c.ID] = c
		if c.From <= b.order.Month {
			last[c.Entitlement] = c
		}
	}
	known.last = func(entitlement string) *Change { return last[entitlement] }
	for _, l := range b.lines {
		s := b.accounts[l.Subject].stretch(l.Month)
		if s == nil || known.byID[s.Change] != nil {
			continue
		}
		c, ok, err := db.One(ctx, q, scanChange, selectChange, b.order.County, s.Change)
		if err != nil {
			return known, err
		}
		if ok {
			known.byID[c.ID] = c
		}
	}
	return known, nil
}
