package app

import (
	"context"
	"encoding/json"
	"io/fs"
	"log/slog"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/access/account/oidc"
	"lianxin/internal/access/machine"
	"lianxin/internal/api/spdci"
	"lianxin/internal/assess"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/feed"
	"lianxin/internal/file"
	"lianxin/internal/job"
	"lianxin/internal/job/webhook"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/pay"
	"lianxin/internal/pay/handout"
	"lianxin/internal/pay/pricelink"
	"lianxin/internal/register"
	"lianxin/internal/service/aidpoint"
	"lianxin/internal/service/booking"
	"lianxin/internal/service/hotline"
	"lianxin/internal/service/rental"
	"lianxin/internal/service/review"
	"lianxin/internal/service/station"
	"lianxin/internal/verify"
	"lianxin/internal/verify/simulator"
	"lianxin/internal/watch"
	"lianxin/internal/watch/conference"
	"lianxin/internal/watch/placement"
	"lianxin/internal/watch/plan"
	"lianxin/internal/watch/referral"
	"lianxin/internal/watch/response"
	"lianxin/internal/watch/risk"
	"lianxin/internal/watch/signal"
	"lianxin/internal/watch/tier"
)

// serviceLine is the telephone of every city's government service line, by which a
// family reaches an office whose own number the packs do not know.
const serviceLine = "12345"

// bureau is an office with its people: the stages behind the pages.
type bureau struct {
	*office
	calendar  *civil.Calendar
	divisions *civil.Divisions
	accounts  *account.Accounts
	desk      *casework.Desk
	judge     *assess.FamilyJudge
	pay       *pay.Pay
	standards *pay.Standards
	priceLink *pricelink.Desk
	hotline   *hotline.Desk
	review    *review.Office
	plans     *plan.Desk
	referrals *referral.Desk
	meetings  *conference.Desk
	responses *response.Desk
	placings  *placement.Desk
	handouts  *handout.Desk
	points    *aidpoint.Desk
	booking   *booking.Desk
	stations  *station.Desk
	rental    *rental.Desk
	files     *file.Cabinet
	verify    *verify.Office
	leads     *watch.Desk
	signals   *signal.Desk
	tiers     *tier.Desk
	risks     *risk.Desk
	world     *simulator.World // what departments of a rehearsal know besides what they delivered
	worker    *job.Worker
	exchange  *spdci.Server
	address   string         // under which we are served; empty: we are not
	identity  *oidc.Provider // nil: none is configured
	apps      oidc.Apps      // cities' apps; empty: none is configured
	rehearsal bool           // its departments answer at once, see known
	machines  *machine.Machines
	webhooks  *webhook.Office
	regions   *civil.RegionHistory
}

// bureau wires the stages that work on cases and money.
func (o *office) bureau(s *session, gateway account.Gateway, log *slog.Logger) (*bureau, error) {
	calendar, err := s.calendar()
	if err != nil {
		return nil, err
	}
	divisions, err := s.divisions()
	if err != nil {
		return nil, err
	}
	b := &bureau{office: o, calendar: calendar, divisions: divisions, files: file.New(o.keys), world: simulator.NewWorld()}
	var options []account.Option
	if gateway != nil {
		options = append(options, account.WithGateway(gateway), account.WithOutbox(park))
	}
	b.accounts = account.New(o.journal, o.keys, options...)
	b.pay = pay.New(o.journal, o.keys, pay.Names{Unit: b.unit, Place: b.place, Programme: b.programme, Conflicts: b.conflicts, Shares: sharesOf(o.catalogue), Sources: sourcesOf(o.catalogue), Rules: b.payRules})
	b.judge = assess.NewFamilyJudge(o.journal, b.rules, b.factsOf, o.folder)
	b.standards = pay.NewStandards(b.pay, b.judge, b.familyOf, o.law)
	b.priceLink = b.newPriceLink()
	b.hotline = b.newHotline()
	b.booking, b.points = b.newBooking(), b.newPoints()
	b.stations, b.rental = b.newStations(), b.newRental()
	b.verify = b.newVerify()
	b.leads = b.newLeads()
	b.newHouseholds()
	b.newResponses()
	b.newHandouts()
	b.newPlacements()
	b.desk = casework.New(casework.Options{
		Journal: o.journal, Register: o.register, Keys: o.keys, Catalogue: func() *pack.Catalogue { c, _ := b.rules(); return c },
		Calendar: calendar, Divisions: divisions, Judge: b.judge, Verifies: verifies{b}, Pays: inPay{b}, Reserve: inPay{b}, Responses: emergencies{b}, Covers: b.covers, Files: b.files,
		Phone: func(civil.Area) string { return serviceLine },
	})
	b.worker = o.worker(log)
	b.worker.Handle(payTask, b.carryOut)
	b.worker.Handle(messageTask, b.deliver)
	b.worker.Handle(payResealTask, b.resealing(payResealTask, b.pay.Reseal))
	b.repeat()
	b.handleVerify()
	b.hearGuardians()
	b.worker.Listen("pay", b.hear, casework.DecidedTopic)
	b.handleMoney()
	b.handleWatch()
	b.review = b.newReview()
	b.handleHouseholds()
	b.exchange = b.newExchange(log)
	b.handleExchange()
	if b.regions, err = s.regions(); err != nil {
		return nil, err
	}
	b.passCallsOn()
	return b, b.handleMachines()
}

// rules are the packs in force now and the files they were read from.
func (b *bureau) rules() (*pack.Catalogue, fs.FS) {
	now := b.law.inForce()
	return now.catalogue, now.files
}

func (b *bureau) factsOf(c *pack.Catalogue) *assess.CountyFacts {
	k := known{catalogue: c}
	if b.rehearsal {
		k.rehearsed = b.desk.Today()
	}
	return assess.NewCountyFacts(b.journal, b.register, c, k, b.folder, business)
}

// covers says whether a complete batch of a register speaks for a county.
func (b *bureau) covers(ctx context.Context, q db.Query, county, name string) (bool, error) {
	place, err := civil.ParseArea(county)
	if err != nil {
		return false, err
	}
	covered, err := feed.Covered(ctx, q, b.catalogue, journal.Latest)
	if err != nil {
		return false, err
	}
	for _, c := range covered {
		if c.Register == name && c.Place.Contains(place) {
			return true, nil
		}
	}
	return false, nil
}

// unit is who pays in a county, as bank files name it.
func (b *bureau) unit(county string) pay.Unit {
	area, err := civil.ParseArea(county)
	if err != nil {
		return pay.Unit{Name: county, Code: county}
	}
	return pay.Unit{Name: b.desk.Place(area) + "民政局", Code: county}
}

func (b *bureau) programme(name string) string {
	return b.catalogue.BenefitTitle(name)
}

func (b *bureau) place(area civil.Area) string { return b.desk.Place(area) }

// payTask is the kind of the task that carries a decision out.
const payTask = "pay.decided"

// payOrder is its body: whose news it is, with the act that told it.
type payOrder struct {
	County string           `json:"county"`
	News   casework.Decided `json:"news"`
}

// hear puts down what a case decided, to be carried out at once but by itself.
func (b *bureau) hear(ctx context.Context, tx *db.Tx, n journal.News) error {
	order := payOrder{County: n.County}
	if err := json.Unmarshal([]byte(n.Body), &order.News); err != nil {
		return err
	}
	return job.Put(ctx, tx, n.County, payTask, order.News.Decision, 0, order)
}

// carryOut does to an entitlement what a case has decided. Doing it again
// changes nothing: pay knows the decision.
func (b *bureau) carryOut(ctx context.Context, t job.Task) error {
	var order payOrder
	if err := t.Read(&order); err != nil {
		return err
	}
	f, err := b.desk.Read(ctx, register.Ref{County: order.County, ID: order.News.Case})
	if err != nil {
		return err
	}
	decision := f.DecisionOf(order.News.Decision)
	if decision == nil {
		return nil
	}
	h := journal.Header{County: order.County, Kind: "pay.decided", Actor: "machine:pay", Purpose: "payment", Durable: true}
	if _, err = b.journal.Do(ctx, h, func(w *journal.Write) error { return b.pay.Decided(ctx, w, b.order(f, decision)) }); err != nil {
		return err
	}
	return b.keepHousehold(ctx, register.Ref{County: f.Case.County, ID: f.Case.Household})
}

// reasonOf says why money moves, in words the family reads: those of who decided, or,
// when a confirmation needed none, the step itself.
func reasonOf(f *casework.File, d *casework.Decision) string {
	if d.Words != "" {
		return d.Words
	}
	for i := range f.Steps {
		if f.Steps[i].Opened == d.Opened {
			return f.Matter.Title + "：" + f.Steps[i].Title
		}
	}
	return f.Matter.Title
}

// order is a decision as pay takes it.
func (b *bureau) order(f *casework.File, d *casework.Decision) pay.Decision {
	out := pay.Decision{
		ID: d.ID, County: f.Case.County, Case: f.Case.ID, Programme: f.Matter.Programme, Household: f.Case.Household,
		Effect: pay.Effect(d.Effect), Amount: d.Amount, From: d.From, Until: d.Until, Division: f.Case.Division,
		Payee: f.Case.Applicant, Reason: reasonOf(f, d), Taper: pay.Taper(d.Taper),
	}
	if j := f.JudgementOf(d.Judgement); j != nil {
		out.Determination = determination(j)
	}
	if d.Effect == string(pay.EffectAward) {
		out.Programme = f.Matter.Pays
	}
	if f.Matter.Subject == pack.OfPerson {
		out.Person, out.Covered = f.Case.Applicant.ID, []register.Ref{f.Case.Applicant}
	}
	for i := range f.Parties {
		if f.Matter.Subject == pack.OfHousehold && f.Parties[i].Role != "proxy" {
			out.Covered = append(out.Covered, f.Parties[i].Person)
		}
	}
	if bank, number, holder, capacity := f.Payee(); number != "" {
		out.Account = &pay.Account{
			Person: f.Case.Applicant, Holder: holder, Number: access.NewPrivate(access.Account, number), BankName: bank, Capacity: pay.Capacity(capacity),
		}
	}
	return out
}

// determination says which judgement an amount rests on, for whoever replays it.
func determination(j *casework.Judgement) string {
	text, err := json.Marshal(map[string]string{"judgement": j.ID, "bundle": j.Bundle, "snapshot": j.Snapshot, "day": j.Day.String()})
	if err != nil { // texts always encode
		return ""
	}
	return string(text)
}

// inPay tells cases what pay knows.
type inPay struct{ b *bureau }

// HasAccount implements casework.Pays.
func (p inPay) HasAccount(ctx context.Context, q db.Query, c *casework.Case) (bool, error) {
	_, known, err := pay.AccountOf(ctx, q, c.County, c.Applicant)
	return known, err
}

// Entitled implements casework.Pays.
func (p inPay) Entitled(ctx context.Context, q db.Query, county, household, person, programme string, month civil.Month) (civil.Fen, int, bool, error) {
	list, err := pay.OfHousehold(ctx, q, register.Ref{County: county, ID: household})
	if err != nil {
		return 0, 0, false, err
	}
	for _, e := range list {
		if e.Programme != programme || e.Person != person {
			continue
		}
		if s := e.At(month); s != nil {
			return s.Amount, len(s.Covered), true, nil
		}
	}
	return 0, 0, false, nil
}

// Advance implements casework.Reserve.
func (p inPay) Advance(ctx context.Context, w *journal.Write, c *casework.Case, unit civil.Area, payment string, d *casework.Decision) error {
	return p.b.pay.Advance(ctx, w, pay.Advance{
		Decision: d.ID, Case: c.ID, Programme: payment, Town: unit, Amount: d.Amount, Note: c.Number,
	})
}

// calendar is the table of holidays.
func (s *session) calendar() (*civil.Calendar, error) {
	f, err := open(s.packs, holidaysFile)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return civil.LoadCalendar(f)
}
