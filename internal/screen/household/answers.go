package household

import (
	"bytes"
	"io"

	"lianxin/internal/civil"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/watch/referral"
)

// ExportReferrals hands out the file for one target.
func (p *Pages) ExportReferrals(r *screen.Request) (screen.Answer, error) {
	support := p.support(r, home(r))
	target := support.Target(r.Text("target"))
	if target == nil {
		return screen.Answer{}, office.Missing()
	}
	raw, _, err := p.s.Referrals.Export(r.Context(), who(r), p.s.Passing, target)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Hand(screen.File{Name: "转办_" + target.Title + format.ShortDay(r.Today()) + ".csv", Type: "text/csv; charset=utf-8", Content: bytes.NewReader(raw), Attach: true})
}

// AnswersForm asks for a file of answers.
func (p *Pages) AnswersForm(r *screen.Request) (screen.Answer, error) {
	return p.answersForm(r, nil, nil)
}

func (p *Pages) answersForm(r *screen.Request, fault *civil.Error, taking *referral.Taking) (screen.Answer, error) {
	support := p.support(r, home(r))
	var targets []part.Choice
	for i := range support.Targets {
		targets = append(targets, part.Choice{Value: support.Targets[i].Name, Text: support.Targets[i].Title})
	}
	v := formView{
		Frame: office.Frame(r, "登记答复文件"),
		Head:  part.Head{Title: "登记一个部门的答复文件", Lead: "用导出给对方的那份表，填上“答复”（已办理、未办理、需补充）、“答复内容”、“答复日期”后交回。同一份文件交两次，只算一次。", Back: part.Link{Text: "转办", Path: "/referrals"}},
		Form:  part.Form{Action: "/referrals/answers", Once: screen.NewOnce(), Files: true, Button: "登记"},
		Fields: []part.Field{
			{Kind: part.SelectField, Name: "target", Label: "哪个部门的答复", Value: r.Typed("target"), Choices: targets},
			{Kind: part.FileField, Name: "file", Label: "CSV文件"},
		},
	}
	if taking != nil {
		v.Words = []string{"登记了" + format.Count(taking.Taken) + "件答复，已有的" + format.Count(taking.Same) + "件没有再登记，没有登记的" + format.Count(len(taking.Aside)) + "行。"}
		t := part.Table{Caption: "没有登记的行", Columns: []part.Column{{Title: "第几行", Number: true}, {Title: "为什么"}}}
		for _, a := range taking.Aside {
			t.Rows = append(t.Rows, part.Row{Cells: cells(part.Text(format.Count(a.Record)), part.Text(a.Reason))})
		}
		if len(t.Rows) > 0 {
			v.Tables = []part.Table{t}
		}
	}
	return v.answer(fault)
}

// answersMost is the largest file of answers.
const answersMost = 8 << 20

// TakeAnswers takes a file of answers in.
func (p *Pages) TakeAnswers(r *screen.Request) (screen.Answer, error) {
	file, _, err := r.Upload("file")
	if err != nil {
		return screen.Answer{}, err
	}
	if file == nil {
		return p.answersForm(r, civil.Refuse("answers_file", "请选择对方交回的CSV文件。"), nil)
	}
	defer func() { _ = file.Close() }()
	raw, err := io.ReadAll(io.LimitReader(file, answersMost+1))
	if err != nil {
		return screen.Answer{}, err
	}
	taking, err := p.s.Referrals.TakeFile(r.Context(), who(r), r.Text("target"), raw)
	if refused := told(err); refused != nil {
		return p.answersForm(r, refused, nil)
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return p.answersForm(r, nil, &taking)
}
