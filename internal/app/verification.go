package app

import (
	"context"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"time"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/feed"
	"lianxin/internal/job"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/verify"
	"lianxin/internal/verify/adapter"
	"lianxin/internal/verify/simulator"
)

// The variables that connect departments: the address of all of them, behind which
// each has its name, and the token they want.
const (
	departmentsVariable      = "LIANXIN_DEPARTMENTS"
	departmentsTokenVariable = "LIANXIN_DEPARTMENTS_TOKEN"
)

// How long a person waits for departments, and one department is waited for.
const (
	verifyPatience     = 3 * time.Second
	departmentPatience = 10 * time.Second
)

// newVerify wires the stage that asks departments.
func (b *bureau) newVerify() *verify.Office {
	catalogue := func() *pack.Catalogue { c, _ := b.rules(); return c }
	feeds := verify.Feeds{DB: b.db, Register: b.register, Catalogue: catalogue, Covers: b.answers}
	address, token := strings.TrimSuffix(os.Getenv(departmentsVariable), "/"), os.Getenv(departmentsTokenVariable)
	return verify.New(verify.Options{
		Journal: b.journal, Register: b.register, Keys: b.keys, Catalogue: catalogue, Calendar: b.calendar, Files: b.files,
		Place: func(a civil.Area) string { return b.desk.Place(a) },
		Asker: func(department string) verify.Asker {
			switch {
			case b.rehearsal:
				return simulator.Over{World: b.world, Other: feeds}
			case address != "":
				return &adapter.HTTP{Address: address + "/" + department, Token: token, Timeout: departmentPatience}
			}
			return feeds
		},
	})
}

// answers says for which data classes what departments have delivered speaks for
// the people of a county: a list of those registered there says nothing about others.
func (b *bureau) answers(ctx context.Context, q db.Query, county string, day civil.Date, elsewhere bool) (map[string]bool, error) {
	place, err := civil.ParseArea(county)
	if err != nil {
		return nil, err
	}
	catalogue, _ := b.rules()
	covered, err := feed.Covered(ctx, q, catalogue, journal.Latest)
	if err != nil {
		return nil, err
	}
	fresh, err := b.feedDays(county, day)
	if err != nil {
		return nil, err
	}
	speaks := map[string]bool{}
	if b.rehearsal { // its departments answer about everybody
		for _, class := range b.verify.Classes() {
			speaks[class] = true
		}
		return speaks, nil
	}
	for _, c := range covered {
		list := catalogue.Feed(c.Feed)
		if list == nil || elsewhere && list.Covers == pack.CoversRegistered {
			continue
		}
		if c.Place.Contains(place) && c.Reference <= day && day <= c.Reference.AddDays(fresh) {
			speaks[c.Register] = true
		}
	}
	return speaks, nil
}

func (b *bureau) feedDays(county string, day civil.Date) (int, error) {
	catalogue, _ := b.rules()
	n, err := catalogue.Number("verification_feed_days", county, day)
	return int(n), err
}

// verifies lets cases ask departments.
type verifies struct{ b *bureau }

// Verify implements casework.Verifies.
func (v verifies) Verify(ctx context.Context, who casework.Who, f *casework.File) error {
	if f.Matter.Authorise == nil {
		return nil
	}
	order := verify.Order{
		County: f.Case.County, Business: businessOf(f.Matter), Household: f.Case.Household, Division: f.Case.Division,
		Cause: verify.ForCase, Origin: f.Case.ID, Actor: who.Actor, Asker: who.Name,
	}
	inquiry := v.b.verify.Classes()
	for _, class := range f.Matter.Authorise.Classes {
		if slices.Contains(inquiry, class) {
			order.Classes = append(order.Classes, class)
		}
	}
	for i := range f.Parties {
		if f.Parties[i].Role != "proxy" {
			order.Members = append(order.Members, f.Parties[i].Person)
		}
	}
	if len(order.Classes) == 0 || len(order.Members) == 0 {
		return nil
	}
	patience, end := context.WithTimeout(ctx, verifyPatience)
	defer end()
	_, err := v.b.verify.Ask(ctx, patience, order)
	return err
}

// businessOf is the business a matter's letters name it by.
func businessOf(m *pack.Matter) string {
	if slices.Contains(m.Authorise.Business, m.Programme) {
		return m.Programme
	}
	return m.Authorise.Business[0]
}

// Verified implements casework.Verifies.
func (v verifies) Verified(ctx context.Context, q db.Query, c *casework.Case) (*casework.Verified, error) {
	list, err := v.b.verify.OfOrigin(ctx, q, c.County, c.ID)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	i := list[0]
	out := &casework.Verified{
		ID: i.ID, Number: i.Number, Conclusion: i.Conclusion.Title(), Opened: i.Opened, Reported: i.State != verify.Asking, Objected: i.State == verify.Objected, Until: i.Until,
	}
	if !out.Reported {
		out.Waiting, err = v.b.verify.Waiting(ctx, q, c.County, i.ID)
	}
	return out, err
}

// roundTask checks everybody in pay of a county again.
const roundTask = "verify.round"

// round is its body: which month, or which register was delivered.
type round struct {
	Mark     string `json:"mark"`
	Register string `json:"register,omitempty"`
}

// handleVerify wires what asking departments does by itself: going on, every month,
// and when a department has delivered.
func (b *bureau) handleVerify() {
	b.worker.Handle(verify.Task, b.verify.Resume)
	b.worker.Handle(roundTask, b.goRound)
	b.worker.Listen("verify", func(ctx context.Context, tx *db.Tx, n journal.News) error {
		var news feed.LoadedNews
		if err := json.Unmarshal([]byte(n.Body), &news); err != nil {
			return err
		}
		if n.County == journal.Nowhere || !slices.Contains(b.verify.Classes(), news.Register) {
			return nil
		}
		return job.Put(ctx, tx, n.County, roundTask, "feed-"+news.Batch, 0, round{Mark: "feed-" + news.Batch, Register: news.Register})
	}, feed.LoadedTopic)
}

// monthly puts the round of this month down for every county. What has been checked
// this month is not checked again.
func (b *bureau) monthly(ctx context.Context) error {
	mark := "month-" + b.desk.Today().Month().String()
	counties, err := b.recordedCounties(ctx)
	if err != nil {
		return err
	}
	_, err = b.journal.Do(ctx, systemHeader(journal.Nowhere, "verify.month"), func(w *journal.Write) error {
		for _, county := range counties {
			if err := job.Put(ctx, w.Tx(), county, roundTask, mark, 0, round{Mark: mark}); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// goRound checks the families in pay one after the other. It may be broken off and
// called again: who was checked under this mark is left out.
func (b *bureau) goRound(ctx context.Context, t job.Task) error {
	var r round
	if err := t.Read(&r); err != nil {
		return err
	}
	var held []pay.Entry
	err := b.db.Read(ctx, func(q db.Query) (err error) {
		held, err = pay.HeldIn(ctx, q, t.County, b.desk.Today().Month())
		return err
	})
	if err != nil {
		return err
	}
	until := time.Now().Add(spell)
	for i := range held {
		if time.Now().After(until) {
			return job.ErrMore
		}
		if err := b.checkAgain(ctx, t.County, &r, &held[i]); err != nil {
			return err
		}
	}
	return nil
}

func (b *bureau) checkAgain(ctx context.Context, county string, r *round, e *pay.Entry) error {
	catalogue, _ := b.rules()
	if !slices.ContainsFunc(catalogue.Inquiry().Ceilings, func(c pack.Ceiling) bool { return slices.Contains(c.Business, e.Programme) }) {
		return nil // nothing of the departments decides about this benefit
	}
	order := verify.Order{
		County: county, Business: e.Programme, Members: slices.Clone(e.Covered), Household: e.Household, Division: e.Division, Cause: verify.Periodic,
		Origin: r.Mark + "-" + e.Entitlement, Actor: "machine:verify", Asker: "定期复核",
	}
	if r.Register != "" {
		order.Cause, order.Classes = verify.OnFeed, []string{r.Register}
	}
	if len(order.Members) == 0 {
		order.Members = []register.Ref{e.Payee}
	}
	done := false
	err := b.db.Read(ctx, func(q db.Query) error {
		list, err := b.verify.OfOrigin(ctx, q, county, order.Origin)
		done = len(list) > 0
		return err
	})
	if err != nil || done {
		return err
	}
	patience, end := context.WithTimeout(ctx, departmentPatience)
	defer end()
	_, err = b.verify.Ask(ctx, patience, order)
	return err
}
