package referral

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
)

// byteOrderMark tells office programs that a file is UTF-8.
const byteOrderMark = "\ufeff"

// passTitles are the heads of what a target may be told.
var passTitles = map[string]string{"name": "姓名", "id_number": "身份证号", "phone": "电话", "address": "住址", "members": "家庭成员", "circle": "圈层"}

// PassTitle is what a target is told, in words.
func PassTitle(name string) string { return passTitles[name] }

// telling finds what a target is told of a family beside the need.
type telling struct {
	desk   *Desk
	who    officer.Officer
	people *register.Register
	circle func(ctx context.Context, q db.Query, household register.Ref) (string, error)
}

// Sources are where an export finds what a target may be told. App hands them in.
type Sources struct {
	Register *register.Register
	Circle   func(ctx context.Context, q db.Query, household register.Ref) (string, error)
}

// Export is the file for a target: what waits for its answer, with what it may be told
// and nothing else, and empty columns for the answer. Who was looked at and that the
// file left is kept.
func (d *Desk) Export(ctx context.Context, who officer.Officer, from Sources, target *pack.Target) (raw []byte, n int, err error) {
	var list []*Referral
	for after := ""; ; {
		page, next, err := d.List(ctx, who.Viewer, Query{Tab: "waiting", Target: target.Name, After: after, Size: PageMost})
		if err != nil {
			return nil, 0, err
		}
		list = append(list, page...)
		if after = next; next == "" {
			break
		}
	}
	if len(list) == 0 {
		return nil, 0, &civil.Error{Kind: civil.NotFound, Code: "referral_export", Message: "没有等" + target.Title + "答复的转办，没有可以导出的。"}
	}
	out := bytes.NewBufferString(byteOrderMark)
	w := csv.NewWriter(out)
	head := []string{"转办编号", "单位", "需求", "请办事项", "期限"}
	for _, name := range target.Passes {
		head = append(head, passTitles[name])
	}
	if err := w.Write(append(head, "答复", "答复内容", "答复日期")); err != nil {
		return nil, 0, err
	}
	told := telling{d, who, from.Register, from.Circle}
	for _, r := range list {
		row, err := told.row(ctx, r, target)
		if err == nil {
			err = w.Write(row)
		}
		if err != nil {
			return nil, 0, err
		}
	}
	w.Flush()
	h := who.Header(journal.Nowhere, "referral.export")
	h.Note = fmt.Sprintf("%s：导出%d件", target.Title, len(list))
	_, err = d.journal.Do(ctx, h, func(*journal.Write) error { return nil })
	return out.Bytes(), len(list), err
}

// wanted is what the other side is to do, with what was added when it wanted more or did
// not solve it.
func (b *Body) wanted() string {
	if b.Added == "" {
		return b.Asked
	}
	return b.Asked + "（补充：" + b.Added + "）"
}

func (t *telling) row(ctx context.Context, r *Referral, target *pack.Target) ([]string, error) {
	support := t.desk.Support(r.Division)
	need := r.Need
	if n := support.Need(r.Need); n != nil {
		need = n.Title
	}
	row := []string{r.Number, r.Unit, need, r.Body.wanted(), r.Due.String()}
	show := register.Show{Fields: []string{"name"}}
	for _, name := range target.Passes {
		switch name {
		case "id_number":
			show.Fields, show.Revealed = append(show.Fields, register.IDNumberField), append(show.Revealed, register.IDNumberField)
		case "phone":
			show.Fields, show.Revealed = append(show.Fields, register.PhoneField), append(show.Revealed, register.PhoneField)
		case "address":
			show.Fields = append(show.Fields, "address")
		}
	}
	if len(show.Revealed) > 0 {
		show.Reason = access.NewPrivate(access.Remark, "转办"+r.Number+"，对方办理需要")
	}
	one, err := t.people.Person(ctx, t.who.Viewer, r.Person, register.On(t.desk.today()), show)
	if err != nil {
		return nil, err
	}
	for _, name := range target.Passes {
		text, err := t.pass(ctx, r, one, name)
		if err != nil {
			return nil, err
		}
		row = append(row, text)
	}
	row = append(row, "", "", "")
	for i := range row {
		row[i] = civil.PlainCell(row[i])
	}
	return row, nil
}

// pass is one thing a target is told.
func (t *telling) pass(ctx context.Context, r *Referral, one *register.Person, name string) (string, error) {
	home := register.Ref{County: r.County, ID: r.Household}
	switch name {
	case "name":
		return one.Name, nil
	case "id_number":
		return one.IDNumber.Reveal(), nil
	case "phone":
		return one.Phone.Reveal(), nil
	case "address":
		return one.Address, nil
	case "members":
		_, people, err := t.people.FamilyOf(ctx, t.who.Viewer, home, t.desk.today())
		var names []string
		for _, p := range people {
			names = append(names, p.Name)
		}
		return strings.Join(names, "、"), err
	}
	var circle string
	err := t.desk.journal.DB().Read(ctx, func(q db.Query) (err error) {
		circle, err = t.circle(ctx, q, home)
		return err
	})
	return circle, err
}
