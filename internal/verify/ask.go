package verify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/job"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// How often a question is sent while somebody waits, and when asking goes on.
const (
	triesAtOnce               = 3
	firstTurn   civil.Instant = 60_000
	lastTurn    civil.Instant = 60 * 60_000
)

// Ask opens an inquiry and asks all departments at once. It returns when all have
// answered, or when the context ends: then asking goes on by itself, and the
// inquiry is given as it stands.
func (o *Office) Ask(ctx, patience context.Context, order Order) (*Inquiry, error) {
	i, err := o.Start(ctx, order)
	if err != nil {
		return nil, err
	}
	return o.Continue(ctx, patience, i.County, i.ID, order.Actor, order.Note)
}

// Continue asks the departments of an inquiry that have not been heard, all at
// once, and draws the report when nobody is waited for any more. patience ends
// the waiting for departments, not the writing of what they have said.
func (o *Office) Continue(ctx, patience context.Context, county, id, actor, note string) (*Inquiry, error) {
	f, err := o.send(ctx, county, id, actor)
	if err != nil || f.State != Asking {
		if f == nil {
			return nil, err
		}
		return f.Inquiry, err
	}
	var all sync.WaitGroup
	faults := make([]error, len(f.Sources))
	for k := range f.Sources {
		if f.Sources[k].Result != Waiting {
			continue
		}
		all.Go(func() { faults[k] = o.askOne(ctx, patience, f, &f.Sources[k], actor, note) })
	}
	all.Wait()
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return o.conclude(ctx, county, id, actor, false)
}

// Resume is the task that goes on asking.
func (o *Office) Resume(ctx context.Context, t job.Task) error {
	var errand Errand
	if err := t.Read(&errand); err != nil {
		return err
	}
	patience, end := context.WithTimeout(ctx, time.Minute)
	defer end()
	i, err := o.Continue(ctx, patience, t.County, errand.Inquiry, "machine:verify", errand.Note)
	if err != nil || i.State != Asking {
		return err
	}
	next := Errand{Inquiry: errand.Inquiry, Turn: errand.Turn + 1, Note: errand.Note}
	h := journal.Header{County: t.County, Kind: "verify.wait", Actor: "machine:verify", Purpose: purpose(i.Cause)}
	_, err = o.journal.Do(ctx, h, func(w *journal.Write) error {
		due := w.At() + min(lastTurn, firstTurn<<min(errand.Turn, 6))
		return job.Put(ctx, w.Tx(), t.County, Task, fmt.Sprintf("%s-%d", next.Inquiry, next.Turn), due, next)
	})
	return err
}

// send writes down what is about to be asked. The letters are looked at anew: what
// is no longer covered is not sent. A department whose time is over is silent.
func (o *Office) send(ctx context.Context, county, id, actor string) (f *File, err error) {
	err = o.journal.DB().Read(ctx, func(q db.Query) (err error) {
		f, err = o.read(ctx, q, county, id)
		return err
	})
	if err != nil || f.State != Asking || len(f.waiting()) == 0 {
		return f, err
	}
	h := journal.Header{County: county, Kind: "verify.send", Actor: actor, Purpose: purpose(f.Cause)}
	_, err = o.journal.Do(ctx, h, func(w *journal.Write) (err error) {
		if f, err = o.read(ctx, w, county, id); err != nil {
			return err
		}
		gates := map[Person]*gate{}
		for _, s := range f.waiting() {
			if err := o.sendOne(ctx, w, f, s, gates); err != nil {
				return err
			}
		}
		return nil
	})
	return f, err
}

func (o *Office) sendOne(ctx context.Context, w *journal.Write, f *File, s *Source, gates map[Person]*gate) error {
	late := w.At().Date() > s.Deadline
	may := false
	for k := range f.Items {
		item := &f.Items[k]
		if item.Department != s.Department || item.State != Planned && item.State != Sent {
			continue
		}
		refusal, err := o.look(ctx, w, item, f.Business, gates)
		if err != nil {
			return err
		}
		before := item.State
		switch {
		case refusal != "" && item.State == Sent:
			item.State, item.Refusal = Dropped, refusal
		case refusal != "":
			item.State, item.Refusal = Refused, refusal
		case late:
			item.State = Unheard
		default:
			item.State, may = Sent, true
		}
		if item.State != before {
			if err := o.changeItem(ctx, w, item); err != nil {
				return err
			}
		}
	}
	switch {
	case late:
		s.Result = Silent
	case !may:
		s.Result = Barred
	default:
		if s.Asked == 0 {
			s.Asked = w.At()
		}
		s.Attempts++
	}
	return s.change(ctx, w)
}

// look says why a question may not be asked now, empty when it may.
func (o *Office) look(ctx context.Context, q db.Query, item *Item, business string, gates map[Person]*gate) (string, error) {
	g := gates[item.Person]
	if g == nil {
		read, err := o.gate(ctx, q, item.Person, o.today())
		if err != nil {
			return "", err
		}
		g = &read
		gates[item.Person] = g
	}
	letter, err := g.ask(item.Class, business)
	if refusal := refusalOf(err); refusal != nil && refusal.Kind == civil.Denied {
		return refusal.Code, nil
	}
	if err != nil {
		return "", err
	}
	item.Authorisation, item.Letter = letter.ID, letter.Number
	return "", nil
}

// question is what a department is asked now: what is covered at this moment.
func (o *Office) question(ctx context.Context, f *File, s *Source, note string) (Question, error) {
	q := Question{Number: f.Number, Department: s.Department, Business: f.Business, Reference: f.Reference, Recheck: f.Previous != "", Note: note}
	gates := map[Person]*gate{}
	err := o.journal.DB().Read(ctx, func(r db.Query) error {
		for k := range f.Items {
			item := &f.Items[k]
			if item.Department != s.Department || item.State != Sent {
				continue
			}
			refusal, err := o.look(ctx, r, item, f.Business, gates)
			if err != nil {
				return err
			}
			if refusal == "" {
				q.add(item, &gates[item.Person].asked)
			}
		}
		return nil
	})
	q.Key = q.key(s)
	return q, err
}

// add puts one item into a question.
func (q *Question) add(item *Item, asked *register.Asked) {
	at := slices.IndexFunc(q.People, func(p Subject) bool { return p.item[p.Classes[0]].Person == item.Person })
	if at < 0 {
		at = len(q.People)
		q.People = append(q.People, Subject{N: at + 1, Name: asked.Name, Number: asked.Number, Letter: item.Letter, item: map[string]*Item{}})
	}
	p := &q.People[at]
	p.Classes = append(p.Classes, item.Class)
	p.item[item.Class] = item
}

// key is the same for the same question to the same department, so that one that
// was answered is not answered twice; a question about fewer people is another.
func (q *Question) key(s *Source) string {
	var b strings.Builder
	b.WriteString(s.ID)
	for _, p := range q.People {
		for _, class := range p.Classes {
			b.WriteByte(0)
			b.WriteString(p.item[class].ID)
		}
	}
	sum := sm3.Sum([]byte(b.String()))
	return fmt.Sprintf("%s-%x", s.ID, sum[:6])
}

// askOne asks one department until it answers, has failed too often, or nobody
// waits any longer.
func (o *Office) askOne(ctx, patience context.Context, f *File, s *Source, actor, note string) error {
	asker := o.asker(s.Department)
	fault := error(&civil.Error{Kind: civil.Unavailable, Code: "department_unconnected", Message: "这个部门还没有接通。"})
	for try := 0; asker != nil && try < triesAtOnce; try++ {
		if try > 0 {
			select {
			case <-patience.Done():
			case <-time.After(o.pause):
			}
		}
		if patience.Err() != nil {
			fault = patience.Err()
			break
		}
		// What may be asked is looked at anew before every sending.
		question, err := o.question(ctx, f, s, note)
		if err != nil {
			return err
		}
		if len(question.People) == 0 {
			return o.keep(ctx, f, s, Question{}, Answer{}, actor)
		}
		answer, err := asker.Ask(patience, question)
		if err == nil {
			return o.keep(ctx, f, s, question, answer, actor)
		}
		fault = err
	}
	return o.fail(ctx, f, s, actor, FailureCode(fault))
}

// fail writes down why a department has not answered; it is asked again later.
func (o *Office) fail(ctx context.Context, f *File, s *Source, actor, code string) error {
	f.turn.Lock()
	defer f.turn.Unlock()
	h := journal.Header{County: f.County, Kind: "verify.fail", Actor: actor, Purpose: purpose(f.Cause)}
	_, err := o.journal.Do(ctx, h, func(w *journal.Write) error {
		now, err := o.source(ctx, w, f, s.Department)
		if err != nil || now.Result != Waiting {
			return err
		}
		now.Fault = code
		return now.change(ctx, w)
	})
	return err
}

// source is a department of an inquiry as it stands now.
func (o *Office) source(ctx context.Context, q db.Query, f *File, department string) (*Source, error) {
	list, err := db.Many(ctx, q, scanSource, selectSources, f.County, f.ID)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(list, func(s Source) bool { return s.Department == department })
	if at < 0 {
		return nil, notFound()
	}
	return &list[at], nil
}
