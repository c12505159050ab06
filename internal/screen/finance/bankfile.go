package finance

import (
	"bytes"
	"io"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/pay"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// file hands out the file for the bank.
func (p *Pages) file(r *screen.Request, s *step, run *pay.Run) (screen.Answer, error) {
	name := r.Text("format")
	if run.Format != "" {
		name = run.Format
	}
	f, err := p.s.Pay.BankFile(r.Context(), r.Visitor.Actor, run.County, run.ID, name)
	if err != nil {
		return p.refused(r, s, err)
	}
	return screen.Hand(screen.File{Name: f.Name, Type: "application/octet-stream", Content: bytes.NewReader(f.Body), Attach: true})
}

// returnMost is far above the file of a county's whole month.
const returnMost = 32 << 20

// settledView is what a file that came back brought.
type settledView struct {
	Frame  layout.Frame
	Head   part.Head
	Sums   []part.Pair
	Faults []string
}

// takeReturn reads a file that came back.
func (p *Pages) takeReturn(r *screen.Request, s *step, run *pay.Run) (screen.Answer, error) {
	file, header, err := r.Upload("typed")
	if err != nil {
		return p.refused(r, s, err)
	}
	if file == nil {
		return p.refused(r, s, civil.Refuse("return_missing", "请选择银行给的回盘文件。"))
	}
	defer func() { _ = file.Close() }()
	if header.Size > returnMost {
		return p.refused(r, s, civil.Refuse("return_large", "回盘文件不能超过%d MB，请核对是不是选错了。", returnMost>>20))
	}
	raw, err := io.ReadAll(io.LimitReader(file, returnMost+1))
	if err != nil {
		return screen.Answer{}, err
	}
	settled, err := p.s.Pay.ReadReturn(r.Context(), r.Visitor.Actor, run.County, run.ID, raw)
	if err != nil {
		return p.refused(r, s, err)
	}
	v := settledView{
		Frame: office.Frame(r, "回盘结果"),
		Head:  part.Head{Title: "回盘结果", Lead: settled.Run.State.Title() + "。", Action: part.Link{Text: "回到批次", Path: path(run)}},
		Sums: []part.Pair{
			{Key: "到账", Value: format.Count(int(settled.Paid)) + "笔，" + format.Yuan(settled.PaidTotal)},
			{Key: "退回", Value: format.Count(int(settled.Returned)) + "笔，" + format.Yuan(settled.ReturnedTotal)},
			{Key: "还没有回盘", Value: format.Count(int(settled.Missing)) + "笔"},
		},
	}
	for _, f := range settled.Findings {
		v.Faults = append(v.Faults, f.Told)
	}
	return screen.Show(settledPage(v))
}

// grouped puts a fingerprint into groups of eight, to be compared by eye.
func grouped(hash string) string {
	var out strings.Builder
	for i, c := range hash {
		if i > 0 && i%8 == 0 {
			out.WriteByte(' ')
		}
		out.WriteRune(c)
	}
	return out.String()
}
