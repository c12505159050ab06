package finance

import (
	"lianxin/internal/pay"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/part"
)

// funds says before anybody signs whether the funds cover the list, and leads to the
// three sides of a run that has left.
func (p *Pages) funds(r *screen.Request, d *pay.RunDesk, v *runView) error {
	covers, err := p.s.Pay.CoversOf(r.Context(), d.Run, d.Lines)
	if err != nil {
		return err
	}
	for _, c := range covers {
		if short := c.Short(); short > 0 {
			v.Sums = append(v.Sums, part.Pair{Key: c.Title, Content: part.Status(format.Over,
				"应承担"+format.Yuan(c.Needed)+"，账上只有"+format.Yuan(c.Available)+"，还缺"+format.Yuan(short)+"：签发会被拒绝，请先登记下达的资金。")})
			continue
		}
		v.Sums = append(v.Sums, part.Pair{Key: c.Title, Value: "应承担" + format.Yuan(c.Needed)})
	}
	if d.FileHash != "" && r.Visitor.Plays(signers...) {
		v.Head.More = append(v.Head.More, part.Link{Text: "三方核对", Path: "/ledger/run/" + d.County + "/" + d.ID})
	}
	return nil
}
