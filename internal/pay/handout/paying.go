package handout

import (
	"context"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
)

// HandToPay gives an approved list to pay as one batch: from there on it is reviewed,
// signed, sent and answered like every other. Broken off, it goes on where it was when it
// is repeated; repeated when all is done, it changes nothing.
func (d *Desk) HandToPay(ctx context.Context, who officer.Officer, seen Seen) (*Handout, error) {
	h, err := d.change(ctx, who, seen, "pay", func(w *journal.Write, h *Handout) error {
		if h.Goods() {
			return civil.Conflict.Refuse("handout_goods", "这一批发的是物资，逐户发放、签收，不交银行。")
		}
		if h.State == Approved {
			h.State, h.Month, h.Note = Paying, w.At().Date().Month().String(), "交发放"
		}
		return nil
	}, Approved, Paying)
	if err != nil {
		return h, err
	}
	if err := d.settlePayees(ctx, who, h); err != nil {
		return h, err
	}
	batch, err := d.batch(ctx, h)
	if err != nil {
		return h, err
	}
	run, err := d.Pay.PrepareBatch(ctx, who.Actor, *batch)
	if err != nil || h.Run == run.ID {
		return h, err
	}
	return d.change(ctx, who, Seen{Ref: h.Ref}, "paid_by", func(_ *journal.Write, h *Handout) error {
		h.Run, h.Note = run.ID, "已编成发放批次"
		return nil
	}, Paying)
}

// settlePayees makes sure that everybody who was brought on a list is in the register, with
// name and number alone, and has an account. One that he has already stays: other money
// goes there, and a list may not lead it elsewhere.
func (d *Desk) settlePayees(ctx context.Context, who officer.Officer, h *Handout) error {
	people, err := d.all(ctx, h)
	if err != nil {
		return err
	}
	brought := slices.DeleteFunc(people, func(p *Person) bool { return p.State != Listed || p.Brought == (Brought{}) })
	for part := range slices.Chunk(brought, gatheredAtOnce) {
		_, err := d.Journal.Do(ctx, header(who, h.County, "payees"), func(w *journal.Write) error {
			for _, one := range part {
				if err := d.settlePayee(ctx, w, register.Ref{County: one.County, ID: one.ID}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) settlePayee(ctx context.Context, w *journal.Write, ref register.Ref) error {
	p, _, err := d.load(ctx, w, ref)
	if err != nil {
		return err
	}
	if p.Person.Zero() {
		if p.Person, err = d.enter(ctx, w, p); err != nil {
			return err
		}
		p.Payee = p.Person
		if err := d.put(ctx, w, p); err != nil {
			return err
		}
	}
	if _, there, err := pay.AccountOf(ctx, w, p.County, p.Payee); err != nil || there {
		return err
	}
	_, err = d.Pay.SetAccount(ctx, w, d.account(p))
	return err
}

// enter finds whoever was registered since, or opens a record with as little as pay needs.
func (d *Desk) enter(ctx context.Context, w *journal.Write, p *Person) (register.Ref, error) {
	number := access.NewPrivate(access.IDNumber, p.Brought.Number)
	found, err := d.Register.ByNumber(ctx, w, number)
	if err != nil {
		return register.Ref{}, err
	}
	for _, one := range found {
		if civil.NormalName(one.Name) == p.Name {
			return one.Ref, nil
		}
	}
	one := register.Person{Name: p.Name, IDType: "resident", IDNumber: number, Division: p.Division}
	one.Valid = register.Since(w.At().Date())
	return d.Register.PutPerson(ctx, w, one)
}

func (d *Desk) account(p *Person) pay.Account {
	return pay.Account{
		County: p.County, Person: p.Payee, Holder: p.Name, Number: access.NewPrivate(access.Account, p.Brought.Account), BankName: p.Brought.Bank, Capacity: pay.Own,
	}
}

func (d *Desk) all(ctx context.Context, h *Handout) (people []*Person, err error) {
	err = d.read(ctx, func(q db.Query) error {
		people, err = db.Many(ctx, q, d.scanPerson, selectPeople, h.County, h.ID)
		return err
	})
	return people, err
}

// batch is the list as pay takes it.
func (d *Desk) batch(ctx context.Context, h *Handout) (*pay.Batch, error) {
	month, err := civil.ParseMonth(h.Month)
	if err != nil {
		return nil, err
	}
	b := &pay.Batch{County: h.County, Programme: h.Programme(), Month: month, Title: h.Title, Basis: h.Number + " " + h.Document}
	people, err := d.all(ctx, h)
	for _, p := range people {
		if p.on() {
			s := p.subject(h)
			b.Lines = append(b.Lines, pay.BatchLine{Household: s.Household, Person: s.Person, Payee: p.Payee, Division: p.Division, Amount: civil.Fen(p.Amount), Entitlement: p.Entitlement})
		}
	}
	return b, err
}

// subject is as whom pay pays somebody: himself within his household, or the household.
// Of whom no household is known he is one by himself.
func (p *Person) subject(h *Handout) pay.Subject {
	s := pay.Subject{Programme: h.Programme(), Household: p.Household, Person: p.Person.ID}
	if s.Household == "" {
		s.Household = p.Person.ID
	}
	if h.Unit == perHousehold {
		s.Person = ""
	}
	return s
}

// lines are the lines of pay by whom they pay, the one that counts of each.
func (d *Desk) lines(ctx context.Context, q db.Query, h *Handout) (map[pay.Subject]*pay.Line, error) {
	list, err := pay.OnceLines(ctx, q, h.County, h.Programme())
	by := map[pay.Subject]*pay.Line{}
	for _, l := range list {
		if old := by[l.Subject]; old == nil || old.Status == pay.Reissued || !old.Live && l.Live {
			by[l.Subject] = l
		}
	}
	return by, err
}

// unpaid is how many of a list have no money yet and still wait for it.
func (d *Desk) unpaid(ctx context.Context, q db.Query, h *Handout) (n int, err error) {
	people, err := db.Many(ctx, q, d.scanPerson, selectPeople, h.County, h.ID)
	if err != nil {
		return 0, err
	}
	lines, err := d.lines(ctx, q, h)
	for _, p := range people {
		if l := lines[p.subject(h)]; p.on() && (l == nil || l.Status != pay.Paid && l.Status != pay.Forgone) {
			n++
		}
	}
	return n, err
}

// LineOf is how the money of somebody on a list stands; nil where pay has not sent it.
func (d *Desk) LineOf(ctx context.Context, h *Handout, p *Person) (l *pay.Line, err error) {
	err = d.read(ctx, func(q db.Query) error {
		by, err := d.lines(ctx, q, h)
		l = by[p.subject(h)]
		return err
	})
	return l, err
}

// Correct corrects the account of somebody who was brought on a list, after the bank sent
// his money back: the next run pays him again.
func (d *Desk) Correct(ctx context.Context, who officer.Officer, seen Seen, number, bank, why string) (*Person, error) {
	why, err := officer.Words("handout_why", "理由", why, wordsLeast, wordsMost)
	if err != nil {
		return nil, err
	}
	return d.row(ctx, who, seen, "account", func(w *journal.Write, h *Handout, p *Person) error {
		if h.State != Paying || p.Brought == (Brought{}) {
			return civil.Conflict.Refuse("handout_account", "这个人的账户在“发放”里变更。")
		}
		lines, err := d.lines(ctx, w, h)
		if err != nil {
			return err
		}
		if l := lines[p.subject(h)]; l == nil || l.Status != pay.Returned && l.Status != pay.NoAccount {
			return civil.Conflict.Refuse("handout_account", "这一笔没有退回，账户不用改。")
		}
		p.Brought.Account, p.Brought.Bank, p.Note = number, bank, "更正账户："+why
		_, err = d.Pay.SetAccount(ctx, w, d.account(p))
		return err
	})
}

// PayAgain makes a run of what came back and may be sent again.
func (d *Desk) PayAgain(ctx context.Context, who officer.Officer, ref register.Ref) (*pay.Run, error) {
	h, _, err := d.Read(ctx, who.Viewer, ref)
	if err != nil {
		return nil, err
	}
	if h.State != Paying {
		return nil, civil.Conflict.Refuse("handout_state", "这一批没有交发放，没有退回的。")
	}
	return d.Pay.Prepare(ctx, who.Actor, pay.Order{County: h.County, Programme: h.Programme(), Month: d.today().Month(), Kind: pay.Supplementary})
}
