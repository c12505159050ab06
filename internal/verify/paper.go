package verify

import (
	"context"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// Paper is what a department has answered by letter, as an officer enters it.
type Paper struct {
	Department string
	Number     string // of the letter, with its day: 苏吴民核〔2025〕3号（8月25日）
	Said       []Said
}

// Said is what the letter says of one question: no records, it has nothing.
type Said struct {
	Item    string
	Records []Raw
}

// The length of a letter's number, in characters.
const (
	paperLeast = 4
	paperMost  = 60
)

// Unanswered are the questions a department of an inquiry has been asked and has not
// answered, while its answer is waited for.
func (f *File) Unanswered(department string) (list []*Item) {
	if f.State != Asking || !slices.ContainsFunc(f.waiting(), func(s *Source) bool { return s.Department == department }) {
		return nil
	}
	for i := range f.Items {
		if item := &f.Items[i]; item.Department == department && item.State == Sent {
			list = append(list, item)
		}
	}
	return list
}

// Enter keeps what a letter says as the answer of its department, in the way of every
// answer; what it does not speak of is still waited for. The report is drawn when all
// have answered. It refuses a department nobody waits for any more (Conflict), and a
// record that cannot be true, with what is wrong about it.
func (o *Office) Enter(ctx context.Context, county, id, actor string, p Paper) (*Inquiry, error) {
	p.Number = strings.TrimSpace(p.Number)
	if n := len([]rune(p.Number)); n < paperLeast || n > paperMost {
		return nil, civil.Refuse("reply_number", "请写复函的文号和日期，%d到%d个字，例如：苏吴民核〔2025〕3号，8月25日。", paperLeast, paperMost)
	}
	f, err := o.File(ctx, county, id)
	if err != nil {
		return nil, err
	}
	open := f.Unanswered(p.Department)
	at := slices.IndexFunc(f.Sources, func(s Source) bool { return s.Department == p.Department })
	if len(open) == 0 || at < 0 {
		return nil, civil.Conflict.Refuse("reply_late", "这个部门已经答复，或者报告已经出具：还要补充的，请在报告上点“请部门复查”。")
	}
	question, err := o.question(ctx, f, &f.Sources[at], "")
	if err != nil {
		return nil, err
	}
	answer, err := o.written(&question, open, p.Said)
	if err != nil {
		return nil, err
	}
	answer.Paper = p.Number
	if err := o.keep(ctx, f, &f.Sources[at], question, answer, actor); err != nil {
		return nil, err
	}
	return o.conclude(ctx, county, id, actor, false)
}

// written makes an answer of what was entered. Nothing of it is set aside: whoever has
// the letter in his hand can read it again.
func (o *Office) written(question *Question, open []*Item, said []Said) (a Answer, err error) {
	if len(said) == 0 {
		return a, civil.Refuse("reply_empty", "请至少登记一项答复：有信息，或者无信息。")
	}
	for _, one := range said {
		k := slices.IndexFunc(open, func(item *Item) bool { return item.ID == one.Item })
		if k < 0 {
			return a, civil.Conflict.Refuse("reply_answered", "有一项在您填写的时候已经有了答复：请看过再填。")
		}
		item := open[k]
		at := slices.IndexFunc(question.People, func(p Subject) bool { return p.item[item.Class] != nil && p.item[item.Class].ID == item.ID })
		if at < 0 {
			return a, barred("authorisation_missing") // the letter ended meanwhile
		}
		p := &question.People[at]
		reading := newNormaliser(o.catalogue(), o.catalogue().Register(item.Class), o.today()).read(one.Records, p.Number)
		if len(reading.aside) > 0 {
			return a, civil.Refuse("reply_record", "%s的%s。", p.Name, reading.aside[0])
		}
		a.Replies = append(a.Replies, Reply{N: p.N, Class: item.Class, Records: one.Records})
	}
	return a, nil
}

// Class is the register behind a question, nil when no pack has it any more.
func (o *Office) Class(name string) *pack.Register { return o.catalogue().Register(name) }
