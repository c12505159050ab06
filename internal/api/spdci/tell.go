package spdci

import (
	"context"

	"lianxin/internal/api/spdci/query"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/journal"
	"lianxin/internal/register"
	"lianxin/internal/rule"
)

const (
	selectTold = `SELECT seq FROM spdci_told WHERE county = $1`
	moveTold   = `INSERT INTO spdci_told (county, seq) VALUES ($1, $2) ON CONFLICT (county) DO UPDATE SET seq = excluded.seq`
)

// The events subscribers can be told of.
const (
	eventRegister  = "REGISTER"
	eventNewMember = "NewHouseHoldMember"
)

// planAll finds everybody.
func (s *Server) planAll(it *search) error {
	if it.registry.Name == disability || it.registry.Name == beneficiaries {
		return &fault{rjctNotify, "“" + it.registry.Title + "”没有可以订阅的事件。"}
	}
	var err error
	it.plan, err = query.Compile(nil, rule.Person, nil, it.v.allowed)
	return err
}

// Tell puts down, for every subscription, what came into the counties since it was
// told last. It is called when there is news, and every few minutes besides. Being
// broken off and called again tells nobody twice. While nobody subscribes nothing is
// done.
func (s *Server) Tell(ctx context.Context) error {
	var standing []*subscription
	err := s.Journal.DB().Read(ctx, func(q db.Query) (err error) {
		standing, err = s.subscriptions(ctx, q)
		return err
	})
	if err != nil || len(standing) == 0 {
		return err
	}
	return s.tellAll(ctx)
}

// tellAll tells everybody of everything up to now.
func (s *Server) tellAll(ctx context.Context) error {
	s.told.Lock()
	defer s.told.Unlock()
	counties, err := s.Counties(ctx)
	if err != nil {
		return err
	}
	for _, county := range counties {
		if err := s.tellOf(ctx, county); err != nil {
			return err
		}
	}
	return nil
}

// news is what came into a county.
type news struct {
	register.Arrivals
	told      bool // somebody was told before; otherwise telling begins now
	until     int64
	unchanged bool
	standing  []*subscription
}

func (s *Server) newsOf(ctx context.Context, county string) (n news, err error) {
	err = s.Journal.DB().Read(ctx, func(q db.Query) error {
		var after int64
		if after, n.told, err = db.One(ctx, q, db.Int, selectTold, county); err != nil {
			return err
		}
		if n.until, err = register.LastAct(ctx, q, county); err != nil {
			return err
		}
		if n.unchanged = n.told && after == n.until; n.unchanged {
			return nil
		}
		if n.standing, err = s.subscriptions(ctx, q); err != nil || len(n.standing) == 0 || !n.told {
			return err
		}
		n.Arrivals, err = s.Register.Arrived(ctx, q, county, after, n.until)
		return err
	})
	return n, err
}

func (s *Server) tellOf(ctx context.Context, county civil.Area) error {
	n, err := s.newsOf(ctx, county.String())
	if err != nil || n.unchanged {
		return err
	}
	if n.told && len(n.People)+len(n.Joiners) > 0 {
		for _, one := range n.standing {
			if err := s.tell(ctx, county, one, &n); err != nil {
				return err
			}
		}
	}
	// Told of are all acts up to this one; the looks of telling come behind it, and
	// bring nobody new.
	_, err = s.Journal.Do(ctx, header("spdci.told", "machine:spdci"), func(w *journal.Write) error {
		_, err := w.Tx().Exec(ctx, moveTold, county.String(), n.until)
		return err
	})
	return err
}

// tell tells one subscriber of what came into a county and is of his interest.
func (s *Server) tell(ctx context.Context, county civil.Area, one *subscription, n *news) error {
	sender, err := s.Senders.find(ctx, one.sender)
	if err != nil || sender == nil {
		return err
	}
	q := &request{sender: sender, now: s.Now()}
	it, err := s.watch(q, &one.terms)
	if err != nil {
		if isFault(err) {
			return nil // what was open to him then is not now: he is told nothing
		}
		return err
	}
	viewer, err := sender.viewer()
	if err != nil {
		return err
	}
	list, err := s.interesting(ctx, county, one, it, n)
	if err != nil || len(list) == 0 {
		return err
	}
	r := &reading{s: s, v: it.v, scope: viewer.Scope(), day: q.now.Date()}
	if err := r.read(ctx, list); err != nil {
		return err
	}
	for _, k := range list {
		if k.gone {
			continue
		}
		r.note(k)
	}
	if err := s.look(ctx, "subscription "+one.code, viewer, it.v, r.shown); err != nil {
		return err
	}
	_, err = s.Journal.Do(ctx, s.byHeader(sender, "spdci.notify"), func(w *journal.Write) error {
		for _, k := range list {
			if k.gone {
				continue
			}
			if err := s.mailEvent(ctx, w, one, it, k); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// mailEvent puts one event down for a subscriber.
func (s *Server) mailEvent(ctx context.Context, w *journal.Write, one *subscription, it *search, k *known) error {
	message, err := encode(record{"transaction_id": db.NewID(), "notify_event": []record{{
		"reference_id": one.code, "timestamp": stamp(w.At()), "locale": locale,
		"data": record{"version": version, "reg_type": it.registry.Code, "reg_event_type": one.event, "reg_record_type": it.recordType(), "reg_records": it.record(k)},
	}}})
	if err != nil {
		return err
	}
	return s.mail(ctx, w, parcel{
		Lane: one.code, Source: one.event + " " + k.ref.String(), Sender: one.sender, URI: one.terms.URI, Action: actNotify,
		Outcome: outcome{status: done, total: 1, completed: 1}, Message: message,
	})
}

// interesting are those who came that a subscription is about: of its event, and
// found by its filter.
func (s *Server) interesting(ctx context.Context, county civil.Area, one *subscription, it *search, n *news) ([]*known, error) {
	people := eventPeople(one.event, it, n)
	if len(people) == 0 {
		return nil, nil
	}
	if it.byID != nil {
		return s.interestingByID(ctx, it, people)
	}
	var list []*known
	homes := map[string]bool{}
	f := &s.finder
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return list, f.each(ctx, []civil.Area{county}, s.Now().Date(), func(snapshot *fact.Snapshot) error {
		city := snapshot.City
		for _, row := range it.plan.Match(city) {
			if it.plan.Level() == rule.Household {
				for p := city.Table.Start[row]; p < city.Table.Start[row+1]; p++ {
					list = put(list, it, homes, entry{county.String(), city.HouseholdID.At(int(row)), city.PersonID.At(int(p))}, people)
				}
				continue
			}
			home := query.Home(city.Table, row)
			list = put(list, it, homes, entry{county.String(), city.HouseholdID.At(home), city.PersonID.At(int(row))}, people)
		}
		return nil
	})
}

// put adds somebody who came to those a subscriber is told of: himself, or once his
// household.
func put(list []*known, it *search, homes map[string]bool, e entry, people map[string]bool) []*known {
	if !people[e.person] {
		return list
	}
	if it.home {
		if homes[e.home] {
			return list
		}
		homes[e.home], e.person = true, ""
	}
	return append(list, &known{entry: e})
}

// eventPeople are the people an event is about. A household is registered when people
// come to it that was not there before.
func eventPeople(event string, it *search, n *news) map[string]bool {
	people := map[string]bool{}
	if event == eventNewMember {
		for _, m := range n.Joiners {
			people[m.Person.ID] = true
		}
		return people
	}
	for _, id := range n.People {
		people[id] = true
	}
	if it.home {
		for _, m := range n.Joiners {
			delete(people, m.Person.ID)
		}
	}
	return people
}

// interestingByID is who is meant by a number, if he came.
func (s *Server) interestingByID(ctx context.Context, it *search, people map[string]bool) ([]*known, error) {
	one := &found{search: it}
	one.search.home = false
	if err := s.findByID(ctx, []*found{one}); err != nil {
		return nil, err
	}
	var list []*known
	for _, k := range one.list {
		if people[k.entry.person] {
			list = append(list, k)
		}
	}
	return list, nil
}
