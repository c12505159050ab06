package cityapp

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/access/account/oidc"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
)

// noteLife is for how many seconds a browser keeps what ties an answer to its question.
const noteLife = 10 * 60

// instantsASecond is a second in the unit of instants.
const instantsASecond = civil.Instant(1000)

// first is where somebody lands who wanted nothing else.
const first = "/home"

// signInPath is the address at which somebody signs in by an app.
func signInPath(a *oidc.App, next, level string) string {
	q := url.Values{}
	if next != "" {
		q.Set("next", next)
	}
	if level != "" {
		q.Set("level", level)
	}
	if len(q) == 0 {
		return "/sign-in/app/" + a.Name
	}
	return "/sign-in/app/" + a.Name + "?" + q.Encode()
}

// Enter is what an app opens: an entry that is published, and nothing else. Whoever holds
// the phone is proven anew, because the app may have changed hands since.
func (p *Pages) Enter(r *screen.Request) (screen.Answer, error) {
	a, err := p.app(r)
	if err != nil {
		return screen.Answer{}, err
	}
	e := p.s.Catalogue().Entry(r.PathValue("entry"))
	switch {
	case e == nil:
		return screen.Answer{}, missing()
	case e.Level == pack.EntryOpen:
		return screen.See("%s", e.Path)
	}
	// An app that cannot tell brings its user as far as the page that says where to go.
	return p.begin(r, a, e.Path, e.Level == pack.EntryFace && a.Level.Known())
}

// SignIn is the same from a page of ours; level asks for a face to be checked.
func (p *Pages) SignIn(r *screen.Request) (screen.Answer, error) {
	a, err := p.app(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return p.begin(r, a, screen.Local(r.FormValue("next")), r.FormValue("level") == string(pack.EntryFace))
}

func (p *Pages) begin(r *screen.Request, a *oidc.App, next string, strong bool) (screen.Answer, error) {
	address, attempt, err := a.Begin(r.Context(), r.Now, strong)
	if err != nil {
		return p.failed(r, a, err, next, strong)
	}
	attempt.Next = next
	kept, err := attempt.Seal(p.s.Keys)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Answer{Away: address, Note: &screen.Note{Value: kept, MaxAge: noteLife}}, nil
}

// Back takes the answer of an app, which can only be a link.
func (p *Pages) Back(r *screen.Request) (screen.Answer, error) {
	a, err := p.app(r)
	if err != nil {
		return screen.Answer{}, err
	}
	attempt, err := oidc.OpenAttempt(p.s.Keys, r.Kept)
	if err != nil {
		return p.failed(r, a, a.Refused(), "", false)
	}
	said, err := a.Finish(r.Context(), r.Now, attempt, r.URL.Query())
	if err != nil {
		return p.refused(r, a, err, attempt.Next, attempt.Strong)
	}
	ref, err := p.s.Register.Proven(r.Context(), said.IDNumber, said.Name)
	if refused, ok := told(err); ok && refused.Kind == civil.NotFound {
		return p.newcomer(r, a, said, attempt.Next)
	}
	if err != nil {
		return p.refused(r, a, err, attempt.Next, attempt.Strong)
	}
	return p.admit(r, a, said, ref, attempt.Next)
}

// admit opens a session for somebody an app has proven.
func (p *Pages) admit(r *screen.Request, a *oidc.App, said oidc.Told, ref register.Ref, next string) (screen.Answer, error) {
	proof := account.AppProof{App: said.App, Answer: said.Answer, Person: account.Person{County: ref.County, ID: ref.ID}, Checked: said.Checked, At: said.At, Until: said.Until}
	token, _, err := p.s.Accounts.SignInProven(r.Context(), r.Now, proof, session(r))
	if err != nil {
		return p.refused(r, a, err, next, false)
	}
	if next == "" || next == "/" {
		next = first
	}
	return screen.Answer{Next: next, Session: &screen.Session{Token: token, MaxAge: int(account.ResidentLife / instantsASecond)}, Note: &screen.Note{}}, nil
}

// refused is failed for somebody who began here, and writes it down where he was turned
// away and the app was not merely silent. Whoever began nothing is no attempt: any link
// to the way back would fill the journal.
func (p *Pages) refused(r *screen.Request, a *oidc.App, err error, next string, strong bool) (screen.Answer, error) {
	if refused, ok := told(err); ok && refused.Kind != civil.Unavailable {
		if err := p.s.Accounts.AppRefused(r.Context(), a.Name, refused.Code); err != nil {
			return screen.Answer{}, err
		}
	}
	return p.failed(r, a, err, next, strong)
}

// failedView says what went wrong and where to go.
type failedView struct {
	Frame layout.Frame
	Words string
	Code  string
	Again part.Link
	Other part.Link
}

// failed says what went wrong. One answer is one try: the browser forgets it.
func (p *Pages) failed(r *screen.Request, a *oidc.App, err error, next string, strong bool) (screen.Answer, error) {
	refused, ok := told(err)
	if !ok {
		return screen.Answer{}, err
	}
	v := failedView{
		Frame: p.frame(r, "登录没有成功", "/"), Words: refused.Message, Code: refused.Code,
		Again: part.Link{Text: "再试一次", Path: again(a, next, strong)}, Other: part.Link{Text: "用手机验证码登录", Path: "/sign-in?next=" + url.QueryEscape(next)},
	}
	v.Frame.Faults = true
	return screen.Answer{Status: http.StatusUnprocessableEntity, Page: failedPage(v), Note: &screen.Note{}}, nil
}

// arrived is what a browser keeps of somebody the registers do not know, while he says
// where he lives; sealed.
type arrived struct {
	App     string        `json:"app"`
	Answer  string        `json:"answer"`
	Name    string        `json:"name"`
	Number  string        `json:"number"`
	Phone   string        `json:"phone"`
	Checked bool          `json:"checked"`
	At      civil.Instant `json:"at"`
	Until   civil.Instant `json:"until"`
	Next    string        `json:"next"`
	Ends    civil.Instant `json:"ends"` // of the form
}

// arrivedAt is where it is sealed; there is no row of that name.
var arrivedAt = access.Place{Table: "app_proof", Field: "arrived", County: journal.Nowhere, ID: "cookie"}

// townView asks somebody new where he lives.
type townView struct {
	Frame layout.Frame
	Lead  string
	Form  part.Form
	Field part.Field
}

// newcomer asks somebody whom no register has where he lives.
func (p *Pages) newcomer(r *screen.Request, a *oidc.App, said oidc.Told, next string) (screen.Answer, error) {
	one := arrived{
		App: said.App, Answer: said.Answer, Name: said.Name, Number: said.IDNumber.Reveal(), Phone: said.Phone.Reveal(),
		Checked: said.Checked, At: said.At, Until: said.Until, Next: next, Ends: r.Now + noteLife*instantsASecond,
	}
	text, err := json.Marshal(one)
	if err != nil {
		return screen.Answer{}, err
	}
	sealed, err := p.s.Keys.Seal(arrivedAt, string(text))
	if err != nil {
		return screen.Answer{}, err
	}
	note := &screen.Note{Value: base64.RawURLEncoding.EncodeToString(sealed), MaxAge: noteLife}
	return screen.Answer{Page: townPage(p.townView(r, a, "")), Note: note}, nil
}

func (p *Pages) townView(r *screen.Request, a *oidc.App, fault string) townView {
	v := townView{
		Frame: p.frame(r, "您住在哪里", "/"), Lead: "民政的登记里还没有您。告诉我们您现在住在哪个乡镇（街道），您要办的事由那里办。",
		Form:  part.Form{Action: "/sign-in/app/" + a.Name + "/town", Once: screen.NewOnce(), Button: "下一步"},
		Field: part.Field{Kind: part.SelectField, Name: "town", Label: "乡镇（街道）", Value: r.Text("town"), Fault: fault},
	}
	for _, county := range p.s.Divisions.Under(p.s.City, civil.County, r.Today()) {
		for _, town := range p.s.Divisions.Under(county.Code, civil.Township, r.Today()) {
			v.Field.Choices = append(v.Field.Choices, part.Choice{Value: town.Code.String(), Text: county.Name + town.Name})
		}
	}
	v.Frame.Faults = fault != ""
	return v
}

// openArrived opens what newcomer sealed; ok is false for everything else, and for what
// was left too long.
func (p *Pages) openArrived(r *screen.Request, a *oidc.App) (one arrived, ok bool) {
	sealed, err := base64.RawURLEncoding.DecodeString(r.Kept)
	if err != nil {
		return one, false
	}
	text, err := p.s.Keys.Open(arrivedAt, sealed)
	if err != nil || json.Unmarshal(text, &one) != nil {
		return one, false
	}
	return one, one.App == a.Name && r.Now <= one.Ends
}

// mobileDigits is the length of a telephone number that a message can be sent to.
const mobileDigits = 11

// Town takes in somebody new where he says he lives, and lets him in.
func (p *Pages) Town(r *screen.Request) (screen.Answer, error) {
	a, err := p.app(r)
	if err != nil {
		return screen.Answer{}, err
	}
	one, ok := p.openArrived(r, a)
	if !ok {
		return p.failed(r, a, a.Refused(), "", false)
	}
	town, err := civil.ParseArea(r.Text("town"))
	if err != nil || town.Level() != civil.Township || !p.s.City.Contains(town) {
		return screen.Again(townPage(p.townView(r, a, "请选择您住的乡镇（街道）。")))
	}
	if _, known := p.s.Divisions.Lookup(town, r.Today()); !known {
		return screen.Again(townPage(p.townView(r, a, "请选择您住的乡镇（街道）。")))
	}
	person := register.Person{Name: one.Name, IDNumber: access.NewPrivate(access.IDNumber, one.Number), Division: town}
	if len(one.Phone) == mobileDigits {
		person.Phone = access.NewPrivate(access.Phone, one.Phone)
	}
	ref, err := p.s.Register.OpenSelf(r.Context(), person)
	if err != nil {
		return p.refused(r, a, err, one.Next, false)
	}
	said := oidc.Told{App: one.App, Answer: one.Answer, Checked: one.Checked, At: one.At, Until: one.Until}
	return p.admit(r, a, said, ref, one.Next)
}
