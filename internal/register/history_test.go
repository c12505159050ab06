package register

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// The independent model of a register: for each thing the list of what was said
// about it, in the order in which it came to count. It knows nothing of
// versions, acts or batches but their numbers.

// saying is one thing said about somebody: from a day, until a day, at an act.
type saying struct {
	counted int64 // the act from which it is known; 0 while its batch is open
	batch   string
	valid   Span
	address string
	struck  bool
}

// model is what was said about everybody, by id.
type model map[string][]*saying

// ask is what the model says of somebody as of a day and an act: the last that
// was said and begins on the day or before, unless all was struck out.
func (m model) ask(id string, on civil.Date, seq int64) (string, bool) {
	var known []*saying
	for _, s := range m[id] {
		if s.counted != 0 && s.counted <= seq {
			known = append(known, s)
		}
	}
	if len(known) == 0 || known[len(known)-1].struck {
		return "", false
	}
	for i := len(known) - 1; i >= 0; i-- {
		if known[i].valid.From <= on {
			return known[i].address, known[i].valid.To >= on
		}
	}
	return "", false
}

// settle makes what a batch said count from an act on.
func (m model) settle(batch string, seq int64) {
	for _, list := range m {
		for _, s := range list {
			if s.batch == batch && s.counted == 0 {
				s.counted = seq
			}
		}
	}
}

// abandon forgets what a batch said.
func (m model) abandon(batch string) {
	for id, list := range m {
		var kept []*saying
		for _, s := range list {
			if s.batch != batch || s.counted != 0 {
				kept = append(kept, s)
			}
		}
		m[id] = kept
	}
}

// history is a random history being made.
type history struct {
	world
	t      *rapid.T
	county string // its own, so that many histories share a store
	model  model
	ids    []string
	busy   map[string]bool // a batch that is open has changed them
	batch  string          // open; empty for none
	loads  int
	acts   []*journal.Act
}

func (h *history) fatal(err error) {
	if err != nil {
		h.t.Fatal(err)
	}
}

// do writes one act, in the open batch when provisional.
func (h *history) do(provisional bool, f func(w *journal.Write) error) *journal.Act {
	header := journal.Header{County: h.county, Kind: "test", Actor: "li", Purpose: "application"}
	if provisional {
		header.Batch = h.batch
	}
	act, err := h.journal.Do(context.Background(), header, f)
	h.fatal(err)
	h.acts = append(h.acts, act)
	return act
}

func (h *history) span() Span {
	from := civil.Date(rapid.IntRange(20000, 20010).Draw(h.t, "from"))
	switch rapid.IntRange(0, 3).Draw(h.t, "ends") {
	case 0:
		return Always
	case 1:
		return Span{from, from + civil.Date(rapid.IntRange(0, 5).Draw(h.t, "days"))}
	}
	return Since(from)
}

// say puts a saying into the model.
func (h *history) say(id string, act *journal.Act, provisional bool, s saying) {
	if provisional {
		s.batch = h.batch
		h.busy[id] = true
	} else {
		s.counted = act.Seq
	}
	h.model[id] = append(h.model[id], &s)
}

// step does one random thing.
func (h *history) step() {
	provisional := h.batch != "" && rapid.Bool().Draw(h.t, "provisional")
	span, address := h.span(), fmt.Sprintf("人民中路%d号", rapid.IntRange(1, 99).Draw(h.t, "number"))
	switch what := rapid.SampledFrom([]string{"put", "change", "change", "change", "strike", "begin", "settle", "abandon"}).Draw(h.t, "what"); what {
	case "put":
		var ref Ref
		act := h.do(provisional, func(w *journal.Write) (err error) {
			ref, err = h.PutPerson(context.Background(), w, Person{Name: "张伟", Address: address, Division: wenfeng, Version: Version{Valid: span}})
			return err
		})
		h.ids = append(h.ids, ref.ID)
		h.say(ref.ID, act, provisional, saying{valid: span, address: address})
	case "change", "strike":
		h.changeOne(what == "strike", provisional, span, address)
	case "begin":
		if h.batch == "" {
			h.loads++
			h.batch = fmt.Sprint("load", h.loads)
		}
	case "settle", "abandon":
		if h.batch == "" {
			return
		}
		act := h.do(false, func(w *journal.Write) error {
			if what == "settle" {
				return w.Settle(context.Background(), h.batch)
			}
			return w.Abandon(context.Background(), h.batch)
		})
		if what == "settle" {
			h.model.settle(h.batch, act.Seq)
		} else {
			h.model.abandon(h.batch)
		}
		h.batch, h.busy = "", map[string]bool{}
	}
}

// changeOne changes or strikes out somebody who is there and whom no open batch
// has touched.
func (h *history) changeOne(strike, provisional bool, span Span, address string) {
	if len(h.ids) == 0 {
		return
	}
	id := rapid.SampledFrom(h.ids).Draw(h.t, "who")
	if h.busy[id] {
		return
	}
	var seen *Person
	err := h.store.Read(context.Background(), func(q db.Query) (err error) {
		seen, err = newest(context.Background(), q, scanPerson, selectPerson, Ref{h.county, id})
		return err
	})
	if absent(err) {
		return
	}
	h.fatal(err)
	next := *seen
	next.Valid, next.Address = span, address
	act := h.do(provisional, func(w *journal.Write) error {
		if strike {
			return h.StrikePerson(context.Background(), w, seen.Version)
		}
		return h.ChangePerson(context.Background(), w, next)
	})
	h.say(id, act, provisional, saying{valid: span, address: address, struck: strike})
}

// check asks register and model the same, for any day and any act: every third
// day, from one on that is drawn, so that in the end all days are asked.
func (h *history) check() {
	for seq := int64(0); seq <= int64(len(h.acts)); seq++ {
		first := civil.Date(19999 + rapid.IntRange(0, 2).Draw(h.t, "first"))
		for on := first; on <= 20016; on += 3 {
			got := map[string]string{}
			h.fatal(h.store.Read(context.Background(), func(q db.Query) error {
				return eachThing(context.Background(), q, scanPerson, on, func(p *Person) error {
					got[p.ID] = p.Address
					return nil
				}, selectPersons, h.county, seq)
			}))
			for _, id := range h.ids {
				want, there := h.model.ask(id, on, seq)
				address, found := got[id]
				if found != there || found && address != want {
					h.t.Fatalf("after act %d, on %s, %s is %q (%v), the model says %q (%v)", seq, on, id, address, found, want, there)
				}
			}
		}
	}
}

// checkInstants asks for what was known at the instant of each act. Acts of one
// millisecond are known together.
func (h *history) checkInstants() {
	for _, act := range h.acts {
		seq := act.Seq
		for _, later := range h.acts {
			if later.At == act.At {
				seq = max(seq, later.Seq)
			}
		}
		for _, id := range h.ids {
			want, there := h.model.ask(id, 20005, seq)
			got, found := "", false
			h.fatal(h.EachPerson(context.Background(), h.county, AsOf{20005, act.At}, func(p *Person) error {
				if p.ID == id {
					got, found = p.Address, true
				}
				return nil
			}))
			if found != there || found && got != want {
				h.t.Fatalf("as known at %s, %s is %q (%v), the model says %q (%v)", act.At, id, got, found, want, there)
			}
		}
	}
}

// checkReaders reads everybody as a clerk does, who must be refused whom the
// register holds no longer.
func (h *history) checkReaders() {
	for _, id := range h.ids {
		want, there := h.model.ask(id, 20005, int64(len(h.acts)))
		p, err := h.Person(context.Background(), clerk(wenfeng), Ref{h.county, id}, On(20005), Show{Fields: []string{"address"}})
		if there != (err == nil) || there && p.Address != want {
			h.t.Fatalf("a reader is shown %v (%v), the model says %q (%v)", p, err, want, there)
		}
	}
}

// TestRandomHistoriesOfActsAreReadAsOfAnyDayAsTheModelReadsThem is the property on
// which registers that remember rest: whatever acts were done, what the register
// says of any day, as it was known after any act, is what the model says.
func TestRandomHistoriesOfActsAreReadAsOfAnyDayAsTheModelReadsThem(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w world) {
		var counties atomic.Int64
		rapid.Check(t, func(rt *rapid.T) {
			h := &history{world: w, t: rt, county: fmt.Sprint(330000 + counties.Add(1)), model: model{}, busy: map[string]bool{}}
			for range rapid.IntRange(1, 14).Draw(rt, "steps") {
				h.step()
			}
			h.check()
			h.checkInstants()
			h.checkReaders()
		})
		w.verify()
	})
}
