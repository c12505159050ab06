package staff

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// phoneView is the page on which a window registers by which telephone somebody signs in.
type phoneView struct {
	Frame   layout.Frame
	Head    part.Head
	Summary []part.Fault
	Form    part.Form
	Fields  []part.Field // in the order of the constants below
}

// The places of the fields of the page.
const (
	phoneTyped = iota
	phoneAgain
	phoneRang
	phoneShared
)

// forgetPhone is what the second button of the page sends.
const forgetPhone = "forget"

// phonePath is where the telephone of somebody is registered.
func phonePath(ref register.Ref) string { return personPath(ref) + "/phone" }

// Phone asks by which telephone somebody signs in.
func (p *Pages) Phone(r *screen.Request) (screen.Answer, error) {
	one, err := p.phoned(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(phonePage(newPhoneView(r, one)))
}

// phoned is the person of the page with his telephone. The look is written down.
func (p *Pages) phoned(r *screen.Request) (*register.Person, error) {
	return p.s.Register.Person(r.Context(), viewer(r, "application"), refOf(r), register.On(r.Today()), register.Show{Fields: []string{"name", register.PhoneField}})
}

func newPhoneView(r *screen.Request, one *register.Person) phoneView {
	f := office.Frame(r, "登录手机号")
	v := phoneView{
		Frame: f,
		Head: part.Head{Title: f.Title, Over: format.Name(one.Name), Lead: "还没有登记手机号，他（她）只能用登录凭条登录。",
			Back: part.Link{Text: "回到个人情况", Path: personPath(one.Ref)}},
		Form: part.Form{Action: phonePath(one.Ref), Once: screen.NewOnce(), Seen: strconv.FormatInt(one.Opened, 10), Button: "登记手机号"},
		Fields: []part.Field{
			phoneTyped:  {Kind: part.NumberField, Name: "phone", Label: "手机号", Hint: "看过本人身份证再登记。用这个号码收到验证码的人，就能看他（她）的办件和发放。", Value: r.Typed("phone")},
			phoneAgain:  {Kind: part.NumberField, Name: "again", Label: "再填一遍", Value: r.Typed("again")},
			phoneRang:   {Kind: part.CheckField, Name: "rang", Label: "核对", Values: r.Ticked("rang"), Choices: []part.Choice{{Value: "yes", Text: "当面拨打了这个号码，他（她）的手机响了"}}},
			phoneShared: {Kind: part.CheckField, Name: "shared", Label: "和家人共用", Optional: true, Values: r.Ticked("shared"), Choices: []part.Choice{{Value: "yes", Text: "别的家人也用这个号码登录，他（她）本人同意"}}},
		},
	}
	if !one.Phone.Empty() {
		v.Head.Lead = "现在登记的是" + format.Mask(access.Phone, one.Phone.Reveal()).Shown + "。改了以后，原来的号码就不能用来登录。"
		v.Form.Second, v.Form.Value = "不再用原来的号码", forgetPhone
	}
	return v
}

// SetPhone registers it, or takes the one away that is registered.
func (p *Pages) SetPhone(r *screen.Request) (screen.Answer, error) {
	one, err := p.phoned(r)
	if err != nil {
		return screen.Answer{}, err
	}
	v := newPhoneView(r, one)
	var phone access.Private
	if r.Text("act") != forgetPhone {
		phone = typedPhone(r, &v)
	}
	if v.Summary = part.Faults(v.Fields...); len(v.Summary) > 0 {
		v.Frame.Faults = true
		return screen.Again(phonePage(v))
	}
	if phone.Reveal() == one.Phone.Reveal() {
		return screen.Answer{Next: personPath(one.Ref)}, nil // sent twice, or nothing to change
	}
	if err := p.keepPhone(r, *one, phone); err != nil {
		var refused *civil.Error
		if !errors.As(err, &refused) {
			return screen.Answer{}, err
		}
		at := &v.Fields[phoneTyped]
		if refused.Code == "phone_shared" {
			at = &v.Fields[phoneShared]
		}
		at.Fault, v.Frame.Faults = refused.Message, true
		v.Summary = part.Faults(v.Fields...)
		return screen.Again(phonePage(v))
	}
	return screen.Answer{Next: personPath(one.Ref)}, nil
}

// mobile is a telephone that receives messages, as forms read it.
var mobile = pack.Field{Label: "手机号", Type: pack.PhoneField}

// typedPhone is the number that was typed; what is wrong with it stands beside the fields.
func typedPhone(r *screen.Request, v *phoneView) (phone access.Private) {
	text, wrong := casework.Read(&mobile, r.Text("phone"))
	again, _ := casework.Read(&mobile, r.Text("again"))
	switch {
	case wrong != nil || text == "":
		v.Fields[phoneTyped].Fault = "请填写11位手机号。"
		return phone
	case text != again:
		v.Fields[phoneAgain].Fault = "两次填的号码不一样，请对照他（她）的手机再填。"
	}
	if !slices.Contains(r.Ticked("rang"), "yes") {
		v.Fields[phoneRang].Fault = "请当面拨打这个号码，手机响了再勾选：号码错一位，别人就能看到他（她）的办件。"
	}
	return access.NewPrivate(access.Phone, text)
}

// keepPhone registers the number in one act with the message to the one before.
func (p *Pages) keepPhone(r *screen.Request, one register.Person, phone access.Private) error {
	who := office.Signed(r)
	if who == nil {
		return notThere()
	}
	if seen := seenOf(r); seen != 0 && seen != one.Opened {
		return &civil.Error{Kind: civil.Stale, Code: "person_changed", Message: "这一页打开以后，登记已经变动：请看过现在的号码再办。"}
	}
	before := one.Phone
	_, err := p.s.Journal.Do(r.Context(), who.Header(register.PhoneAct, "application", one.County), func(w *journal.Write) error {
		if err := p.s.Register.SetPhone(r.Context(), w, one, phone, slices.Contains(r.Ticked("shared"), "yes")); err != nil {
			return err
		}
		return p.tellFormerPhone(r.Context(), w, one.Ref, before)
	})
	return err
}

// formerPhoneHours is how long the message to a former number is of use.
const formerPhoneHours = 72

// tellFormerPhone tells who holds the number that was registered before: if nobody of the
// family asked for the change, he can say so.
func (p *Pages) tellFormerPhone(ctx context.Context, w *journal.Write, of register.Ref, before access.Private) error {
	_, err := p.s.Accounts.Notify(ctx, w, account.Notice{
		Phone: before, People: []account.Person{{County: of.County, ID: of.ID}},
		Words: "您在民政登记的登录手机号已由窗口更改，这个号码不再用于登录。不是您本人要求的，请马上联系村（居）委会或镇街窗口。",
		Due:   w.At(), Until: w.At() + formerPhoneHours*60*60*1000,
	})
	return err
}
