package sample

import (
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
)

// blockHouseholds is the number of households that one goroutine draws at a
// time; enough to make the hand-over cheap, few enough to stay in the cache.
const blockHouseholds = 2048

// block is a run of households that one goroutine works on.
type block struct {
	first      int // number of its first household, from 0
	households []Household
	people     []Person
	// Scratch space of those who format or fill.
	homes, folk []byte
	desk        *desk
	trays       []tray
}

// gate lets blocks through one after another, in order.
type gate struct {
	mutex sync.Mutex
	turn  sync.Cond
	next  int
}

func newGate() *gate {
	g := &gate{}
	g.turn.L = &g.mutex
	return g
}

// pass waits for the turn of block n and does the work.
func (g *gate) pass(n int, work func()) {
	g.mutex.Lock()
	for g.next != n {
		g.turn.Wait()
	}
	g.mutex.Unlock()
	work()
	g.mutex.Lock()
	g.next++
	g.mutex.Unlock()
	g.turn.Broadcast()
}

// shift is one walk over the city by several goroutines.
type shift struct {
	city         *City
	work         func(*block)
	emit         func(*block) error
	blocks       int
	taken        atomic.Int64
	ids          *register
	numbers, out *gate
	stop         atomic.Bool
	failure      error // written inside the last gate only
}

// run draws the whole city. Each block is drawn and given to work on any core,
// and to emit in order. The first error stops the run.
func (c *City) run(work func(*block), emit func(*block) error) error {
	workers := c.workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	s := &shift{city: c, work: work, emit: emit, ids: newRegister(c), numbers: newGate(), out: newGate(),
		blocks: (c.households + blockHouseholds - 1) / blockHouseholds}
	var group sync.WaitGroup
	for range workers {
		group.Go(s.serve)
	}
	group.Wait()
	if errors.Is(s.failure, errStop) {
		return nil
	}
	return s.failure
}

// serve takes one block after another. A goroutine that holds a later block may
// wait for one that holds an earlier, never the other way round, so nobody waits
// for ever; after a failure the gates are still passed for the same reason.
func (s *shift) serve() {
	b := newBlock()
	for n := int(s.taken.Add(1)) - 1; n < s.blocks; n = int(s.taken.Add(1)) - 1 {
		stopped := s.stop.Load()
		if !stopped {
			s.city.fill(b, n)
		}
		s.numbers.pass(n, func() {
			if !stopped {
				s.city.enrol(s.ids, b)
			}
		})
		if !stopped {
			s.work(b)
		}
		s.out.pass(n, func() {
			if stopped || s.stop.Load() {
				return
			}
			if s.failure = s.emit(b); s.failure != nil {
				s.stop.Store(true)
			}
		})
	}
}

// errStop ends a run early without being an error.
var errStop = errors.New("stopped by the caller")

func newBlock() *block {
	return &block{
		households: make([]Household, 0, blockHouseholds),
		people:     make([]Person, blockHouseholds*householdMost),
	}
}

// householdMost is the largest family that is drawn or planted.
const householdMost = 7

func (c *City) fill(b *block, n int) {
	b.first = n * blockHouseholds
	count := min(blockHouseholds, c.households-b.first)
	b.households = b.households[:count]
	used := 0
	for i := range b.households {
		c.draw(b.first+i, &b.households[i], b.people[used:used:used+householdMost])
		used += len(b.households[i].Members)
	}
}

func (c *City) enrol(ids *register, b *block) {
	for i := range b.households {
		h := &b.households[i]
		if c.planted[h.Number-1] != nil {
			continue // numbered when it was planted
		}
		for m := range h.Members {
			p := &h.Members[m]
			window := c.ages[p.age]
			if p.born > 0 {
				window = c.months[p.born]
			}
			ids.number(p, window)
		}
	}
}

// Each gives every household in order. The household and its members are only
// lent: whoever keeps them must copy. Returning false ends the walk.
func (c *City) Each(visit func(*Household) bool) error {
	return c.run(func(*block) {}, func(b *block) error {
		for i := range b.households {
			if !visit(&b.households[i]) {
				return errStop
			}
		}
		return nil
	})
}
