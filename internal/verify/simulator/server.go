package simulator

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"lianxin/internal/verify"
)

// Departments answers questions as departments do.
type Departments struct {
	world  *World
	manner Manner
	slow   time.Duration
	mutex  sync.Mutex
	given  map[string][]byte // by key
	order  []string          // of the keys, the oldest first
	failed map[string]bool   // questions that have failed once
}

// New makes departments over a world. slow is how long each takes to answer.
func New(world *World, manner Manner, slow time.Duration) *Departments {
	if manner.Keeping == 0 {
		manner.Keeping = keptUsual
	}
	return &Departments{world: world, manner: manner, slow: slow, given: map[string][]byte{}, failed: map[string]bool{}}
}

const (
	keptUsual    = 100_000
	questionMost = 1 << 20
	permille     = 1000
)

// question and answer are as package adapter sends and reads them.
type question struct {
	Recheck bool `json:"recheck"`
	People  []struct {
		N        int      `json:"n"`
		IDNumber string   `json:"id_number"`
		Classes  []string `json:"classes"`
	} `json:"people"`
}

type answer struct {
	Answers []reply `json:"answers"`
}

type reply struct {
	N       int      `json:"n"`
	Class   string   `json:"class"`
	Records []Record `json:"records"`
}

// ServeHTTP answers one question: POST with JSON, a key and the token.
func (d *Departments) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if token := "Bearer " + d.manner.Token; d.manner.Token != "" && subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte(token)) != 1 {
		http.Error(w, "token", http.StatusUnauthorized)
		return
	}
	key := r.Header.Get("Idempotency-Key")
	var q question
	if r.Method != http.MethodPost || key == "" || json.NewDecoder(io.LimitReader(r.Body, questionMost)).Decode(&q) != nil {
		http.Error(w, "question", http.StatusBadRequest)
		return
	}
	if !d.wait(r.Context()) {
		return
	}
	body, ok := d.answer(key, &q)
	if !ok {
		http.Error(w, "busy", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(body) // a reader who left asks again
}

// wait takes the time a department takes.
func (d *Departments) wait(ctx context.Context) bool {
	if d.slow == 0 {
		return true
	}
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d.slow):
		return true
	}
}

// answer is the answer to a question, the same whenever it comes; ok is false when
// the department fails this time.
func (d *Departments) answer(key string, q *question) (body []byte, ok bool) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if before, given := d.given[key]; given {
		return before, true
	}
	if d.chance(key, 1) < d.manner.Fail && !d.failed[key] {
		d.failed[key] = true
		return nil, false
	}
	body, err := json.Marshal(d.say(key, q))
	if err != nil { // texts always encode
		return nil, false
	}
	d.given[key], d.order = body, append(d.order, key)
	if len(d.order) > d.manner.Keeping {
		delete(d.given, d.order[0])
		d.order = d.order[1:]
	}
	return body, true
}

// say is what a department says, in its manner.
func (d *Departments) say(key string, q *question) (a answer) {
	a.Answers = []reply{}
	for _, p := range q.People {
		for _, class := range p.Classes {
			records := d.world.Of(p.IDNumber, class, q.Recheck)
			if len(records) > 0 && d.chance(key+class, 2) < d.manner.Lie {
				lies[d.chance(key+class, 3)%len(lies)](records[0])
			}
			a.Answers = append(a.Answers, reply{p.N, class, records})
		}
	}
	if d.chance(key, 4) < d.manner.Twice {
		a.Answers = append(a.Answers, a.Answers...)
	}
	return a
}

// chance is a number below a thousand that a key and the seed decide.
func (d *Departments) chance(key string, salt byte) int {
	sum := sm3.Sum([]byte(key + string([]byte{salt, byte(d.manner.Seed), byte(d.manner.Seed >> 8), byte(d.manner.Seed >> 16)})))
	return (int(sum[0])<<16 | int(sum[1])<<8 | int(sum[2])) % permille
}

// Over answers questions without a net, for a rehearsal: what this world knows of
// somebody stands for what the other asker would say of it.
type Over struct {
	World *World
	Other verify.Asker
}

// Ask implements [verify.Asker].
func (o Over) Ask(ctx context.Context, q verify.Question) (verify.Answer, error) {
	said, err := o.Other.Ask(ctx, q)
	if err != nil {
		return said, err
	}
	for _, p := range q.People {
		for _, class := range p.Classes {
			number := p.Number.Reveal()
			if !o.World.Has(number, class) {
				continue
			}
			said.Replies = slices.DeleteFunc(said.Replies, func(r verify.Reply) bool { return r.N == p.N && r.Class == class })
			known := verify.Reply{N: p.N, Class: class}
			for _, record := range o.World.Of(number, class, q.Recheck) {
				known.Records = append(known.Records, verify.Raw(record))
			}
			said.Replies = append(said.Replies, known)
		}
	}
	return said, nil
}
