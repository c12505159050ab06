package verify

import (
	"context"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// answerAct is the kind of the act that keeps an answer; its note is the letter's number.
const answerAct = "verify.answer"

// heard is what was understood of an answer about one question.
type heard struct {
	reading
	normal *normaliser
	fresh  bool // some of it does not stand in the registers yet
}

// hear understands an answer: by item, and what of it concerns nobody who was
// asked about.
func (o *Office) hear(question *Question, answer *Answer, today civil.Date) (byItem map[string]heard, aside []string) {
	c := o.catalogue()
	byItem = map[string]heard{}
	records, fresh := map[string][]Raw{}, map[string]bool{}
	for _, reply := range answer.Replies {
		at := slices.IndexFunc(question.People, func(p Subject) bool { return p.N == reply.N })
		if at < 0 || question.People[at].item[reply.Class] == nil {
			aside = append(aside, "答了没有问的人或没有问的数据，没有留存")
			continue
		}
		item := question.People[at].item[reply.Class]
		records[item.ID] = append(append([]Raw{}, records[item.ID]...), reply.Records...)
		fresh[item.ID] = fresh[item.ID] || !reply.Held
	}
	for _, p := range question.People {
		for class, item := range p.item {
			list, answered := records[item.ID]
			reg := c.Register(class)
			if !answered || reg == nil {
				continue
			}
			n := newNormaliser(c, reg, today)
			byItem[item.ID] = heard{n.read(list, p.Number), n, fresh[item.ID]}
		}
	}
	slices.Sort(aside)
	return byItem, slices.Compact(aside)
}

// keep writes down what a department has answered. The letters are looked at once
// more: what is no longer covered is dropped and nothing of it stays.
func (o *Office) keep(ctx context.Context, f *File, s *Source, question Question, answer Answer, actor string) error {
	byItem, aside := o.hear(&question, &answer, o.today())
	f.turn.Lock()
	defer f.turn.Unlock()
	h := journal.Header{County: f.County, Kind: answerAct, Actor: actor, Purpose: purpose(f.Cause), Note: answer.Paper}
	_, err := o.journal.Do(ctx, h, func(w *journal.Write) error {
		now, err := o.read(ctx, w, f.County, f.ID)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(now.Sources, func(o Source) bool { return o.ID == s.ID })
		if at < 0 || now.Sources[at].Result != Waiting || now.State != Asking {
			return nil // it has answered before, or nobody waits any more
		}
		k := keeping{office: o, w: w, file: now, source: &now.Sources[at], heard: byItem, aside: slices.Clone(aside), gates: map[Person]*gate{}}
		return k.keep(ctx)
	})
	return err
}

// keeping is one answer being written down.
type keeping struct {
	office *Office
	w      *journal.Write
	file   *File
	source *Source
	heard  map[string]heard
	aside  []string
	gates  map[Person]*gate
}

func (k *keeping) keep(ctx context.Context) error {
	some, missing, asked := false, false, false
	for i := range k.file.Items {
		item := &k.file.Items[i]
		if item.Department != k.source.Department {
			continue
		}
		if item.State == Sent {
			if err := k.item(ctx, item); err != nil {
				return err
			}
		}
		some = some || item.State == Something
		missing = missing || item.State == Sent
		asked = asked || item.State == Something || item.State == Nothing
	}
	s := k.source
	if s.Aside != "" { // of an answer before this one
		k.aside = append(k.aside, strings.Split(s.Aside, "；")...)
	}
	slices.Sort(k.aside)
	s.Aside, s.Fault = strings.Join(slices.Compact(k.aside), "；"), ""
	switch {
	case missing:
		s.Fault = "answer_incomplete" // it is asked again for the rest
		return s.change(ctx, k.w)
	case some:
		s.Result = Some
	case asked:
		s.Result = None
	default:
		s.Result = Barred
	}
	s.Answered = k.w.At()
	return s.change(ctx, k.w)
}

// item keeps what was said about one person in one class, if it may be kept.
func (k *keeping) item(ctx context.Context, item *Item) error {
	refusal, err := k.office.look(ctx, k.w, item, k.file.Business, k.gates)
	if err != nil {
		return err
	}
	said, answered := k.heard[item.ID]
	switch {
	case refusal != "":
		item.State, item.Refusal = Dropped, refusal
	case !answered:
		return nil
	default:
		item.State, item.Records = Nothing, said.entries
		if len(said.entries) > 0 {
			item.State = Something
		}
		k.aside = append(k.aside, said.aside...)
		if said.fresh {
			if err := k.store(ctx, item, &said); err != nil {
				return err
			}
		}
	}
	return k.office.changeItem(ctx, k.w, item)
}

// store makes the register say what the department says of this person: records it
// no longer has are struck, unless the answer had parts nobody could believe.
func (k *keeping) store(ctx context.Context, item *Item, said *heard) error {
	part, err := k.w.In(ctx, item.Person.County)
	if err != nil {
		return err
	}
	division := k.gates[item.Person].asked.Division
	kept := map[register.Ref]bool{}
	for _, values := range said.values {
		rec := register.Record{Register: item.Class, Subject: item.Person.ID, Division: division, Values: values}
		rec.Valid = said.normal.span(values)
		ref, _, err := k.office.register.SaveRecord(ctx, part, rec)
		if err != nil {
			return err
		}
		kept[ref] = true
	}
	if said.normal.reg.Period != "" || len(said.aside) > 0 {
		return nil
	}
	held, err := k.office.register.RecordsFor(ctx, part, item.Class, item.Person, register.On(k.w.At().Date()))
	if err != nil {
		return err
	}
	for _, rec := range held {
		if kept[rec.Ref] {
			continue
		}
		if err := k.office.register.StrikeRecord(ctx, part, rec.Version); err != nil {
			return err
		}
	}
	return nil
}
