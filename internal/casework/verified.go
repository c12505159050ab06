package casework

import (
	"context"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
)

// Verifies asks departments about the family of a case; package verify does it.
// App hands it in.
type Verifies interface {
	// Verify asks departments, and waits for them as long as a person may be kept
	// waiting. What is not answered by then goes on by itself.
	Verify(ctx context.Context, who Who, f *File) error
	// Verified is the last check of a case; nil when there is none.
	Verified(ctx context.Context, q db.Query, c *Case) (*Verified, error)
}

// Verified is how the check of a case stands.
type Verified struct {
	ID         string
	Number     string
	Conclusion string // in words
	Opened     int64  // the act that changed it last, of the case's county
	Reported   bool   // there is a report
	Objected   bool   // the family objects, and nobody has checked again
	Until      civil.Date
	Waiting    []string // departments that have not answered, in words
}

// needVerified is 凡进必核: no case goes on without a report that holds, unless a
// person has written down why it was not checked.
func needVerified(n *needing) string {
	d := n.desk
	if d.verifies == nil || n.file.waived() {
		return ""
	}
	var v *Verified
	err := d.journal.DB().Read(n.ctx, func(q db.Query) (err error) {
		v, err = d.verifies.Verified(n.ctx, q, n.file.Case)
		return err
	})
	j := n.file.Judgement()
	switch {
	case err != nil:
		return "核对情况暂时读不出来，请过一会儿再试。"
	case v == nil:
		return "还没有核对报告：请先办理“核对家庭经济状况”，确实无法核对的由县级登记理由。"
	case !v.Reported:
		return "还在等" + strings.Join(v.Waiting, "、") + "答复核对：答复后自动出报告，急需时可在核对页面先出报告。"
	case v.Objected:
		return "家庭对核对报告" + v.Number + "有异议，还没有复核：请先复核。"
	case v.Until < d.Today():
		return "核对报告" + v.Number + "已于" + v.Until.Words() + "过期：请重新核对。"
	case j != nil && j.Opened < v.Opened:
		return "核对报告" + v.Number + "出来以后还没有重新计算：请办理“重新计算”。"
	}
	return ""
}

// waived says whether a person has written down in this round why the case goes on
// without a check.
func (f *File) waived() bool {
	for i := range f.Steps {
		a := f.Matter.Action(f.Steps[i].Action)
		if f.Steps[i].Opened > f.since() && a != nil && slices.Contains(a.Does, "waive_check") {
			return true
		}
	}
	return false
}
