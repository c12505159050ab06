package verify

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Authorisation is one version of a letter by which somebody lets departments be
// asked about him.
type Authorisation struct {
	ID        string
	Opened    int64 // the act that opened the version; 0 before it is written
	Person    register.Ref
	Number    string
	Business  []string // codes of what is applied for
	Classes   []string // names of authorised registers
	Signed    civil.Date
	Ends      civil.Date // last day; 0: it has none
	Withdrawn civil.Date // first day on which it no longer holds; 0: it was not withdrawn
	Signer    string     // who signed, where that is somebody else
	Capacity  string     // self, guardian or proxy; empty when the letter does not say
}

var authorisationTable = journal.NewTable("authorisation", journal.Text("person"), journal.Text("number"), journal.Text("business"),
	journal.Text("classes"), journal.Text("signed"), journal.Text("ends"), journal.Text("withdrawn"),
	journal.Text("signer").Personal(), journal.Text("capacity"))

// check refuses a letter that cannot count for anything.
func (a *Authorisation) check() *civil.Error {
	switch {
	case a.Person.Zero():
		return civil.Refuse("authorisation_person", "授权书没有写明是谁的授权，请核对。")
	case a.Number == "" || len(a.Business) == 0 || len(a.Classes) == 0 || a.Signed == 0:
		return civil.Refuse("authorisation_incomplete", "授权书缺少编号、授权的数据、办理事项或签署日期，请补填。")
	case a.Ends != 0 && a.Ends < a.Signed:
		return civil.Refuse("authorisation_span", "授权书的有效期（至%s）早于签署日期（%s），请核对。", a.Ends, a.Signed)
	case a.Withdrawn != 0 && a.Withdrawn < a.Signed:
		return civil.Refuse("authorisation_withdrawn_early", "授权撤回日期（%s）早于签署日期（%s），请核对。", a.Withdrawn, a.Signed)
	}
	return nil
}

// Live says whether the letter lets a data class be asked for a business on a
// day. The day of the withdrawal is the first on which it does not.
func (a *Authorisation) Live(class, business string, day civil.Date) bool {
	return a.holds(day) && a.names(class, business)
}

// names says whether a letter speaks of a data class and a business.
func (a *Authorisation) names(class, business string) bool {
	return slices.Contains(a.Classes, class) && slices.Contains(a.Business, business)
}

func (a *Authorisation) holds(day civil.Date) bool {
	return a.Signed <= day && (a.Ends == 0 || day <= a.Ends) && (a.Withdrawn == 0 || day < a.Withdrawn)
}

// row are the values of the letter's columns.
func (a *Authorisation) row() []any {
	return []any{
		a.Person.ID, a.Number, strings.Join(a.Business, " "), strings.Join(a.Classes, " "), a.Signed.String(),
		dayText(a.Ends), dayText(a.Withdrawn), text(a.Signer), text(a.Capacity),
	}
}

// span is when the letter holds at most; a withdrawal ends it earlier.
func (a *Authorisation) span() (from, to civil.Date) {
	if a.Ends != 0 {
		return a.Signed, a.Ends
	}
	return a.Signed, civil.LastDate
}

func (a *Authorisation) valid() journal.Valid {
	v := journal.Valid{From: a.Signed}
	if a.Ends != 0 {
		v.To = a.Ends
	}
	return v
}

func dayText(day civil.Date) any {
	if day == 0 {
		return nil
	}
	return day.String()
}

func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// Sign registers a letter, in the home county of the person. A letter of that
// person with the same number is refused (Conflict): it is there already.
func Sign(ctx context.Context, w *journal.Write, a Authorisation) (id string, err error) {
	if problem := a.check(); problem != nil {
		return "", problem
	}
	if a.Person.County != w.County() {
		return "", civil.Refuse("authorisation_county", "授权书要登记在本人户口档案所在的县（市、区），请核对。")
	}
	held, err := db.Many(ctx, w, scan, selectPerson, w.County(), journal.Latest, a.Person.ID)
	if err != nil {
		return "", err
	}
	if slices.ContainsFunc(held, func(o *Authorisation) bool { return o.Number == a.Number }) {
		return "", &civil.Error{Kind: civil.Conflict, Code: "authorisation_twice", Message: fmt.Sprintf("编号为“%s”的授权书已经登记过，请核对编号。", a.Number)}
	}
	id = db.NewID()
	return id, w.Open(ctx, authorisationTable, id, a.valid(), a.row()...)
}

// Withdraw ends a letter from a day on, at the wish of the person who signed it.
// a is the version that was read; when another act has changed it meanwhile the
// error is Stale.
func Withdraw(ctx context.Context, w *journal.Write, a Authorisation, day civil.Date) error {
	if a.Withdrawn != 0 && a.Withdrawn <= day {
		return nil // it was withdrawn before
	}
	a.Withdrawn = day
	if problem := a.check(); problem != nil {
		return problem
	}
	if err := w.Close(ctx, authorisationTable, a.ID, a.Opened); err != nil {
		return err
	}
	return w.Open(ctx, authorisationTable, a.ID, a.valid(), a.row()...)
}
