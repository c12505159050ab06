package verification

import (
	"context"
	"fmt"
	"net/http"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/verify"
)

// formView is a page with one form.
type formView struct {
	Frame  layout.Frame
	Head   part.Head
	Fault  string
	Pairs  []part.Pair
	Lines  []string
	Form   part.Form
	Fields []part.Field
}

// peopleMost is how many people one order may name.
const peopleMost = 5

// businesses are the choices of a business.
func (p *Pages) businesses() (list []part.Choice) {
	for _, b := range p.s.Verify.Businesses() {
		list = append(list, part.Choice{Value: b[0], Text: b[1]})
	}
	return list
}

// OrderPage asks for what another department wants checked.
func (p *Pages) OrderPage(r *screen.Request) (screen.Answer, error) {
	return p.orderForm(r, "", http.StatusOK)
}

func (p *Pages) orderForm(r *screen.Request, fault string, status int) (screen.Answer, error) {
	county, err := p.county(r)
	if err != nil {
		return screen.Answer{}, err
	}
	v := formView{
		Frame: office.Frame(r, "受托核对"), Fault: fault,
		Head: part.Head{Title: "受其他部门委托核对", Lead: "如住建部门审核公租房。没有本人对这项业务的有效授权，一项也不会查。",
			Back: part.Link{Text: "核对", Path: "/verification?county=" + county}},
		Form: part.Form{Action: "/verification/order?county=" + county, Once: screen.NewOnce(), Button: "核对"},
		Fields: []part.Field{
			{Name: "orderer", Label: "委托部门", Value: r.Typed("orderer"), Hint: "如市住房和城乡建设局。"},
			{Name: "origin", Label: "来函文号", Value: r.Typed("origin")},
			{Kind: part.SelectField, Name: "business", Label: "为哪项业务", Value: r.Typed("business"), Choices: p.businesses()},
		},
	}
	v.Frame.Faults = fault != ""
	for n := range peopleMost {
		v.Fields = append(v.Fields,
			part.Field{Name: fmt.Sprint("name-", n), Label: fmt.Sprintf("第%d人姓名", n+1), Value: r.Typed(fmt.Sprint("name-", n)), Optional: n > 0},
			part.Field{Kind: part.NumberField, Name: fmt.Sprint("number-", n), Label: fmt.Sprintf("第%d人身份证号", n+1), Value: r.Typed(fmt.Sprint("number-", n)), Optional: n > 0})
	}
	return screen.Answer{Status: status, Page: formPage(v)}, nil
}

// Order checks what another department has ordered.
func (p *Pages) Order(r *screen.Request) (screen.Answer, error) {
	county, err := p.county(r)
	if err != nil {
		return screen.Answer{}, err
	}
	area, err := civil.ParseArea(county)
	if err != nil {
		return screen.Answer{}, err
	}
	order := verify.Order{
		County: county, Business: r.Text("business"), Division: area, Cause: verify.Ordered, Origin: r.Text("origin"), Orderer: r.Text("orderer"),
		Actor: r.Visitor.Actor, Asker: r.Visitor.Name,
	}
	for n := range peopleMost {
		name, number := r.Text(fmt.Sprint("name-", n)), r.Text(fmt.Sprint("number-", n))
		if name == "" && number == "" {
			continue
		}
		found, err := p.s.Register.Identify(r.Context(), r.Viewer(), access.NewPrivate(access.IDNumber, number), name)
		if message, kind, ok := office.Told(err); ok && kind == civil.NotFound {
			return p.orderForm(r, fmt.Sprintf("第%d人：%s", n+1, message), http.StatusUnprocessableEntity)
		}
		if err != nil {
			return screen.Answer{}, err
		}
		order.Members = append(order.Members, found.Ref)
	}
	waiting, end := context.WithTimeout(r.Context(), patience)
	defer end()
	i, err := p.s.Verify.Ask(r.Context(), waiting, order)
	if message, _, ok := office.Told(err); ok {
		return p.orderForm(r, message, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.See("%s", path(i))
}

// Finding shows what a repeated check has found about a family.
func (p *Pages) Finding(r *screen.Request) (screen.Answer, error) {
	return p.findingForm(r, "", http.StatusOK)
}

func (p *Pages) findingForm(r *screen.Request, fault string, status int) (screen.Answer, error) {
	found, err := p.s.Verify.Finding(r.Context(), r.Viewer(), r.PathValue("county"), r.PathValue("id"))
	if err != nil {
		return screen.Answer{}, err
	}
	at := "/verification/" + found.County + "/" + found.Inquiry
	v := formView{
		Frame: office.Frame(r, "复核发现"), Lines: found.Summary.Lines,
		Head: part.Head{Title: format.Name(found.Summary.Applicant) + "家：复核发现", Lead: "机器只提出来。请查明后写下情况；要变更、停发的，从“复核建议”或办件里办。",
			Back: part.Link{Text: "复核发现", Path: "/findings?county=" + found.County}, More: []part.Link{{Text: "看核对", Path: at}}},
		Pairs: []part.Pair{
			{Key: "待遇", Value: p.s.Verify.BusinessTitle(found.Business)}, {Key: "结果", Value: found.Summary.Conclusion.Title()}, {Key: "分值", Value: format.Count(int(found.Score))},
			{Key: "发现", Value: format.Moment(found.At)},
		},
	}
	if found.State == verify.FindingSettled {
		v.Pairs = append(v.Pairs, part.Pair{Key: "处理", Value: found.Result})
		return screen.Answer{Status: status, Page: formPage(v)}, nil
	}
	v.Form = part.Form{Action: "/findings/" + found.County + "/" + found.ID, Once: screen.NewOnce(), Seen: version(found.Opened), Button: "登记处理情况"}
	v.Fields = []part.Field{{Kind: part.LongField, Name: "result", Label: "查明的情况和处理", Value: r.Typed("result"), Fault: fault}}
	v.Frame.Faults = fault != ""
	return screen.Answer{Status: status, Page: formPage(v)}, nil
}

// Settle writes down what somebody made of a finding.
func (p *Pages) Settle(r *screen.Request) (screen.Answer, error) {
	found, err := p.s.Verify.Finding(r.Context(), r.Viewer(), r.PathValue("county"), r.PathValue("id"))
	if err != nil {
		return screen.Answer{}, err
	}
	var seen int64
	if _, err := fmt.Sscan(r.Seen(), &seen); err != nil {
		seen = found.Opened
	}
	err = p.s.Verify.Settle(r.Context(), found.County, found.ID, seen, r.Visitor.Actor, r.Text("result"))
	if message, kind, ok := office.Told(err); ok && kind != civil.NotFound {
		return p.findingForm(r, message, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.See("/findings?county=%s", found.County)
}

// lettersView are the letters of somebody at the counter.
type lettersView struct {
	Frame   layout.Frame
	Head    part.Head
	Fault   string
	Find    part.Form
	Finding []part.Field
	Found   bool
	Letters []letterView
	Take    part.Form
	Taking  []part.Field
	Hidden  []part.Pair // number and name, carried on
}

// letterView is one letter.
type letterView struct {
	Pairs    []part.Pair
	Withdraw part.Form
	Hidden   []part.Pair
}

// LettersPage asks whose letters are wanted.
func (p *Pages) LettersPage(r *screen.Request) (screen.Answer, error) {
	return screen.Show(lettersPage(p.lettersForm(r, "")))
}

func (p *Pages) lettersForm(r *screen.Request, fault string) lettersView {
	v := lettersView{
		Frame: office.Frame(r, "授权书"), Fault: fault,
		Head: part.Head{Title: "核对授权书", Lead: "登记纸质授权书，登记撤回。本人也可以在手机上签、在手机上撤。", Back: part.Link{Text: "核对", Path: "/verification"}},
		Find: part.Form{Action: "/letters", Once: screen.NewOnce(), Button: "查这个人的授权书"},
		Finding: []part.Field{
			{Name: "name", Label: "姓名", Value: r.Typed("name")}, {Kind: part.NumberField, Name: "number", Label: "身份证号", Value: r.Typed("number")},
		},
	}
	v.Frame.Faults = fault != ""
	return v
}

// identified is the person a form names, with the page to show when it names none.
func (p *Pages) identified(r *screen.Request) (*register.Person, *screen.Answer, error) {
	found, err := p.s.Register.Identify(r.Context(), r.Viewer(), access.NewPrivate(access.IDNumber, r.Text("number")), r.Text("name"))
	if message, kind, ok := office.Told(err); ok && kind == civil.NotFound {
		return nil, &screen.Answer{Status: http.StatusUnprocessableEntity, Page: lettersPage(p.lettersForm(r, message))}, nil
	}
	return found, nil, err
}

// FindLetters shows the letters of whoever stands at the counter.
func (p *Pages) FindLetters(r *screen.Request) (screen.Answer, error) {
	return p.showLetters(r, "", http.StatusOK)
}

func (p *Pages) showLetters(r *screen.Request, fault string, status int) (screen.Answer, error) {
	person, answer, err := p.identified(r)
	if err != nil || answer != nil {
		return orAnswer(answer), err
	}
	list, err := p.s.Verify.Letters(r.Context(), person.Ref)
	if err != nil {
		return screen.Answer{}, err
	}
	v := p.lettersForm(r, fault)
	v.Found, v.Head.Title = true, format.Name(person.Name)+"的核对授权书"
	v.Hidden = []part.Pair{{Key: "name", Value: r.Typed("name")}, {Key: "number", Value: r.Typed("number")}}
	for _, a := range list {
		one := letterView{Pairs: p.letterPairs(a, r.Today())}
		if a.Holds(r.Today()) {
			one.Withdraw = part.Form{Action: "/letters/withdraw", Once: screen.NewOnce(), Button: "登记撤回" + a.Number}
			one.Hidden = append([]part.Pair{{Key: "letter", Value: a.ID}}, v.Hidden...)
		}
		v.Letters = append(v.Letters, one)
	}
	v.Take = part.Form{Action: "/letters/take", Once: screen.NewOnce(), Button: "登记纸质授权书"}
	v.Taking = []part.Field{
		{Name: "letter", Label: "授权书编号", Value: r.Typed("letter")},
		{Kind: part.SelectField, Name: "business", Label: "为哪项业务", Value: r.Typed("business"), Choices: p.businesses()},
		{Kind: part.DayField, Name: "signed", Label: "签署日期", Value: r.Typed("signed")},
		{Kind: part.DayField, Name: "ends", Label: "有效期至", Value: r.Typed("ends"), Optional: true, Hint: "没有写明的留空，到待遇结束为止。"},
		{Name: "signer", Label: "监护人姓名", Value: r.Typed("signer"), Optional: true, Hint: "未成年人、无行为能力的人由监护人签署。"},
	}
	return screen.Answer{Status: status, Page: lettersPage(v)}, nil
}

func orAnswer(a *screen.Answer) screen.Answer {
	if a == nil {
		return screen.Answer{}
	}
	return *a
}

func (p *Pages) letterPairs(a *verify.Authorisation, today civil.Date) []part.Pair {
	state := "有效"
	switch {
	case a.Withdrawn != 0 && a.Withdrawn <= today:
		state = "已撤回（" + format.Day(a.Withdrawn) + "）"
	case a.Ends != 0 && a.Ends < today:
		state = "已到期（" + format.Day(a.Ends) + "）"
	case a.Signed > today:
		state = "还没有开始"
	}
	var business string
	for i, b := range a.Business {
		if i > 0 {
			business += "、"
		}
		business += p.s.Verify.BusinessTitle(b)
	}
	list := []part.Pair{
		{Key: "编号", Value: a.Number}, {Key: "状态", Value: state}, {Key: "业务", Value: business}, {Key: "数据", Value: format.Count(len(a.Classes)) + "类"},
		{Key: "签署日期", Value: format.Day(a.Signed)},
	}
	if a.Signer != "" {
		list = append(list, part.Pair{Key: "签署人", Value: a.Signer})
	}
	return list
}

// TakeLetter registers a letter on paper.
func (p *Pages) TakeLetter(r *screen.Request) (screen.Answer, error) {
	person, answer, err := p.identified(r)
	if err != nil || answer != nil {
		return orAnswer(answer), err
	}
	a := verify.Authorisation{Person: person.Ref, Number: r.Text("letter"), Classes: p.s.Verify.Classes(), Capacity: "self"}
	if b := r.Text("business"); b != "" {
		a.Business = []string{b}
	}
	if signer := r.Text("signer"); signer != "" {
		a.Capacity, a.Signer = "guardian", signer
	}
	for _, day := range []struct {
		text string
		into *civil.Date
	}{{r.Text("signed"), &a.Signed}, {r.Text("ends"), &a.Ends}} {
		if day.text == "" {
			continue
		}
		if *day.into, err = civil.ParseDate(day.text); err != nil {
			return p.showLetters(r, "日期请写成2025-06-30这样。", http.StatusUnprocessableEntity)
		}
	}
	return p.afterLetter(r, p.s.Verify.TakeLetter(r.Context(), r.Visitor.Actor, a))
}

// WithdrawLetter registers that somebody has withdrawn a letter.
func (p *Pages) WithdrawLetter(r *screen.Request) (screen.Answer, error) {
	person, answer, err := p.identified(r)
	if err != nil || answer != nil {
		return orAnswer(answer), err
	}
	return p.afterLetter(r, p.s.Verify.EndLetter(r.Context(), r.Visitor.Actor, string(verifying), person.Ref, r.Text("letter")))
}

// afterLetter shows the letters as they are now, with what was wrong.
func (p *Pages) afterLetter(r *screen.Request, err error) (screen.Answer, error) {
	message, kind, ok := office.Told(err)
	switch {
	case err == nil:
		return p.showLetters(r, "", http.StatusOK)
	case ok && kind != civil.NotFound:
		return p.showLetters(r, message, http.StatusUnprocessableEntity)
	}
	return screen.Answer{}, err
}
