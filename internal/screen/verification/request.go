package verification

import (
	"bytes"
	"slices"
	"strings"

	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/letter"
	"lianxin/internal/verify"
)

// Request is the letter by which a department that has no line is asked, to be printed and
// sent: whom it is about, what it is asked, under which authorisation. Identity numbers
// stand on it whole, and the look at each is written down.
func (p *Pages) Request(r *screen.Request) (screen.Answer, error) {
	f, err := p.open(r)
	if err != nil {
		return screen.Answer{}, err
	}
	department := r.PathValue("department")
	at := slices.IndexFunc(f.Sources, func(s verify.Source) bool { return s.Department == department })
	open := f.Unanswered(department)
	if len(open) == 0 || at < 0 {
		return screen.See("%s", path(f.Inquiry)) // it has answered meanwhile
	}
	people, err := p.askedPeople(r, open)
	if err != nil {
		return screen.Answer{}, err
	}
	fonts, err := p.fonts()
	if err != nil {
		return screen.Answer{}, err
	}
	s := letter.Sheet{
		Number: f.Number, Title: "协助核对函", Recipient: p.s.Verify.DepartmentTitle(department),
		Office: p.s.Desk.Place(f.Division.County()) + "民政局", Date: r.Today().Words(),
	}
	s.Blocks = append(s.Blocks, letter.Paragraph{Text: "下列人员向我局申请" + p.s.Verify.BusinessTitle(f.Business) + "，请协助查询所列信息，于" + format.Day(f.Sources[at].Deadline) + "前书面答复。查不到的，请逐项写明“无信息”。"})
	s.Blocks = append(s.Blocks, people...)
	s.Blocks = append(s.Blocks, letter.Paragraph{Text: "本函只用于这一次核对。须授权的信息，本人已书面授权，编号如上；其余是依法共享的信息。"})
	var page bytes.Buffer
	if err := letter.PDF(&page, fonts, s); err != nil {
		return screen.Answer{}, err
	}
	return screen.Hand(screen.File{Name: f.Number + "-" + department + ".pdf", Type: "application/pdf", Content: &page})
}

// askedPeople are the people a letter asks about, and what it asks of each.
func (p *Pages) askedPeople(r *screen.Request, open []*verify.Item) (blocks []letter.Block, err error) {
	show := register.Show{Fields: []string{"name", register.IDNumberField}}
	var people []register.Ref
	classes, letters := map[register.Ref][]string{}, map[register.Ref][]string{}
	for _, item := range open {
		if !slices.Contains(people, item.Person) {
			people = append(people, item.Person)
		}
		classes[item.Person] = append(classes[item.Person], p.s.Verify.ClassTitle(item.Class))
		if item.Letter != "" && !slices.Contains(letters[item.Person], item.Letter) {
			letters[item.Person] = append(letters[item.Person], item.Letter)
		}
	}
	for _, ref := range people {
		one, err := p.s.Register.Person(r.Context(), r.Viewer(), ref, register.On(r.Today()), show)
		if err != nil {
			return nil, err
		}
		blocks = append(blocks, letter.KeyValues{Pairs: []letter.Pair{
			{Key: "姓名", Value: format.Name(one.Name)}, {Key: "身份证号", Value: one.IDNumber.Reveal()}, {Key: "查询的信息", Value: strings.Join(classes[ref], "、")},
			{Key: "授权书编号", Value: orDash(strings.Join(letters[ref], "、"))},
		}})
	}
	return blocks, nil
}
