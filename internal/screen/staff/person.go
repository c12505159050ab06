package staff

import (
	"net/url"

	"github.com/a-h/templ"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/notice"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// personView is what is known of somebody: 一户一档.
type personView struct {
	Frame   layout.Frame
	Head    part.Head
	Known   []part.Pair
	Hidden  []part.Hidden
	Fault   string
	Homes   []homeView
	Slip    *part.Form
	Phone   string // where his telephone is registered
	CanTake bool
}

// homeView is a family of somebody, with its cases and its money.
type homeView struct {
	Title  string
	File   string // where its whole file stands; empty: not for the visitor
	People part.Table
	Cases  part.Table
	Money  part.Table
}

// fileRoles may see the whole file of a family.
var fileRoles = []access.Role{casework.Village, casework.Town, casework.County, casework.City}

// personFields are what the page shows of somebody, as the look is written down.
var personFields = []string{"name", "sex", "birth_date", register.IDNumberField, register.PhoneField, "address", "division"}

// revealSeconds is how long a number is shown, the same as the part says.
const revealSeconds = 60

// Person is somebody with his families, their cases and what they are paid.
func (p *Pages) Person(r *screen.Request) (screen.Answer, error) {
	v, err := p.personView(r, register.Show{Fields: personFields}, "")
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(personPage(v))
}

// Reveal shows one number for a minute, to who says why.
func (p *Pages) Reveal(r *screen.Request) (screen.Answer, error) {
	field := r.Text("field")
	why := access.Purpose(r.Text("purpose-" + field))
	if field != register.IDNumberField && field != register.PhoneField {
		return screen.Answer{}, notThere()
	}
	show := register.Show{Fields: personFields}
	if why.Title() == "" {
		v, err := p.personView(r, show, "")
		if err != nil {
			return screen.Answer{}, err
		}
		v.Fault, v.Frame.Faults = "请先选择为什么看。", true
		return screen.Again(personPage(v))
	}
	show.Revealed, show.Reason = []string{field}, access.NewPrivate(access.Remark, why.Title())
	v, err := p.personView(r, show, field)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Answer{Page: personPage(v), Refresh: revealSeconds, RefreshTo: personPath(refOf(r))}, nil
}

func (p *Pages) personView(r *screen.Request, show register.Show, revealed string) (personView, error) {
	ref := refOf(r)
	look := viewer(r, p.purpose(r))
	if revealed != "" {
		look = viewer(r, access.Purpose(r.Text("purpose-"+revealed)))
	}
	one, err := p.s.Register.Person(r.Context(), look, ref, register.On(r.Today()), show)
	if err != nil {
		return personView{}, err
	}
	f := office.Frame(r, format.Name(one.Name))
	v := personView{
		Frame: f, CanTake: r.Visitor.Plays(intakeRoles...),
		Head: part.Head{Title: f.Title, Lead: p.place(one.Division), Back: part.Link{Text: "搜索", Path: "/search"}},
	}
	if r.Visitor.Plays(casework.Town, casework.County, casework.City) {
		v.Head.More = append(v.Head.More, part.Link{Text: "来电记录", Path: "/hotline/of/" + ref.County + "/" + ref.ID})
	}
	v.Known = []part.Pair{
		known("性别", sexWord(one.Sex)), known("出生日期", dayWord(one.Birth)), known("住址", one.Address), known("民族", one.Nation), {Key: "状态", Value: alive(one), Unknown: alive(one) == ""},
	}
	for _, number := range []struct {
		label, field string
		text         access.Private
	}{{"身份证号", register.IDNumberField, one.IDNumber}, {"电话", register.PhoneField, one.Phone}} {
		if number.text.Empty() {
			v.Known = append(v.Known, known(number.label, ""))
			continue
		}
		v.Hidden = append(v.Hidden, hidden(r, ref, number.label, number.field, number.text, revealed))
	}
	if v.CanTake {
		v.Slip = &part.Form{Action: personPath(ref) + "/slip", Once: screen.NewOnce(), Button: "打印登录凭条"}
		v.Phone = phonePath(ref)
	}
	return v, p.homes(r, &v, one, look)
}

// known is a line of what is known; what is not known is said so.
func known(key, value string) part.Pair {
	return part.Pair{Key: key, Value: value, Unknown: value == ""}
}

func sexWord(sex string) string { return map[string]string{"M": "男", "F": "女"}[sex] }

func dayWord(day *civil.Date) string {
	if day == nil {
		return ""
	}
	return format.Day(*day)
}

func hidden(r *screen.Request, ref register.Ref, label, field string, number access.Private, revealed string) part.Hidden {
	h := part.Hidden{
		Label: label, Masked: format.Mask(number.Kind(), number.Reveal()), Action: personPath(ref), Field: field, Reasons: purposeChoices(r), Once: screen.NewOnce(),
	}
	if field == revealed {
		h.Shown = number.Reveal()
	}
	return h
}

// homes are the families of somebody that the visitor may see: the one he declared
// before the household register.
func (p *Pages) homes(r *screen.Request, v *personView, one *register.Person, look access.Viewer) error {
	held, err := p.s.Register.MembershipsOf(r.Context(), one.Ref, register.On(r.Today()))
	if err != nil {
		return err
	}
	for _, want := range []struct {
		kind  register.Relation
		title string
	}{{register.Declared, "共同生活的家庭"}, {register.Registered, "户籍登记的一家"}} {
		for _, m := range held {
			if m.Kind != want.kind {
				continue
			}
			home, err := p.home(r, register.Ref{County: m.County, ID: m.Household}, want.title, one.Ref, look)
			if k, known := kind(err); known && (k == civil.NotFound || k == civil.Denied) {
				continue // kept elsewhere, for others to see
			}
			if err != nil {
				return err
			}
			v.Homes = append(v.Homes, home)
		}
	}
	return nil
}

func (p *Pages) home(r *screen.Request, ref register.Ref, title string, one register.Ref, look access.Viewer) (homeView, error) {
	h, people, err := p.s.Register.FamilyOf(r.Context(), look, ref, r.Today())
	if err != nil {
		return homeView{}, err
	}
	home := homeView{Title: title + "（" + orText(h.Address, p.place(h.Division)) + "）"}
	if r.Visitor.Plays(fileRoles...) {
		home.File = "/household/" + ref.County + "/" + ref.ID
	}
	home.People = part.Table{Caption: title + "：成员", Columns: []part.Column{{Title: "姓名"}, {Title: "身份"}}, Empty: "没有登记成员。"}
	for _, k := range people {
		row := part.Row{Cells: []templ.Component{part.Text(format.Name(k.Name)), part.Text(map[bool]string{true: "户主", false: "成员"}[k.Head])}}
		if k.Person != one {
			row.Path = personPath(k.Person)
		}
		home.People.Rows = append(home.People.Rows, row)
	}
	if home.Cases, err = p.familyCases(r, ref, title); err != nil {
		return home, err
	}
	home.Money, err = p.familyMoney(r, ref, one, title)
	return home, err
}

func (p *Pages) familyCases(r *screen.Request, ref register.Ref, title string) (part.Table, error) {
	t := part.Table{
		Caption: title + "：办件", Keys: true, Empty: "没有办件。",
		Columns: []part.Column{{Title: "编号"}, {Title: "申请人", Clamp: true}, {Title: "事项"}, {Title: "状态"}, {Title: "期限"}, {Title: "村（居）", Clamp: true}, {Title: "经办"}},
	}
	list, err := p.s.Desk.OfHousehold(r.Context(), r.Who(), ref.County, ref.ID)
	names := map[string]string{}
	for _, c := range list {
		t.Rows = append(t.Rows, part.Row{Path: Path(c.Ref), Cells: p.workCells(r, c, names)})
	}
	return t, err
}

// familyMoney is what a family is paid this month.
func (p *Pages) familyMoney(r *screen.Request, ref, person register.Ref, title string) (part.Table, error) {
	t := part.Table{
		Caption: title + "：在享待遇", Empty: "这一家现在没有在享待遇。",
		Columns: []part.Column{{Title: "待遇"}, {Title: "状态"}, {Title: "每月", Unit: "元", Number: true}, {Title: "从哪月起"}},
	}
	purse, err := p.s.Pay.PurseOf(r.Context(), ref, person)
	if err != nil {
		return t, err
	}
	for _, e := range purse.Entitlements {
		now := e.At(r.Today().Month())
		if now == nil {
			continue
		}
		title := p.s.Catalogue().BenefitTitle(e.Programme)
		t.Rows = append(t.Rows, part.Row{Cells: []templ.Component{
			part.Text(title), part.Status(payState(now.State)), part.Amount(e.Due(r.Today().Month())), part.Text(format.Month(now.From)),
		}})
	}
	return t, nil
}

func payState(s pay.State) (format.State, string) {
	switch s {
	case pay.InForce:
		return format.Done, "在享"
	case pay.Suspended:
		return format.Paused, "暂停"
	case pay.Grace:
		return format.Soon, "渐退"
	}
	return format.Over, "已停"
}

// Slip prints a code by which somebody without a telephone of his own signs in. The
// one before becomes void, so that a form sent twice leaves one that holds.
func (p *Pages) Slip(r *screen.Request) (screen.Answer, error) {
	who := office.Signed(r)
	if who == nil {
		return screen.Answer{}, notThere()
	}
	ref := refOf(r)
	one, err := p.s.Register.Person(r.Context(), viewer(r, "application"), ref, register.On(r.Today()), register.Show{Fields: []string{"name"}})
	if err != nil {
		return screen.Answer{}, err
	}
	var slip string
	h := who.Header("account.slip", "application", journal.Nowhere)
	_, err = p.s.Journal.Do(r.Context(), h, func(w *journal.Write) (err error) {
		slip, err = p.s.Accounts.Slip(r.Context(), w, account.Person{County: ref.County, ID: ref.ID}, who.ID)
		return err
	})
	if err != nil {
		return screen.Answer{}, err
	}
	v := slipView{Frame: office.Frame(r, "登录凭条"), Name: format.Name(one.Name), Code: account.GroupSlip(slip), Back: personPath(ref), Site: p.s.Address}
	if v.Picture, err = notice.QR(p.s.Address+"/sign-in?slip="+url.QueryEscape(slip), "登录二维码"); err != nil {
		return screen.Answer{}, err
	}
	v.Until = format.Day(r.Today().AddDays(slipDays))
	return screen.Show(slipPage(v))
}

// slipDays is how long a printed code holds.
const slipDays = int(account.SlipLife / (24 * 60 * 60 * 1000))

// slipView is a printed code.
type slipView struct {
	Frame                         layout.Frame
	Name, Code, Until, Back, Site string
	Picture                       templ.Component
}
