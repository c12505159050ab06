package accounts

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// formView is the form of an account: new, or with other posts.
type formView struct {
	Frame  layout.Frame
	Head   part.Head
	Form   part.Form
	Fields []part.Field
	Fault  string
}

// slipView is a password on paper, shown once.
type slipView struct {
	Frame    layout.Frame
	Head     part.Head
	Name     string
	Login    string
	Posts    string
	Password string
	Address  string
}

// postRows is how many posts the form offers at least; there is always an empty one.
const postRows = 2

// fields are the fields of an account's form, with what was typed when it was.
func (p *Pages) fields(r *screen.Request, a *account.Account, fresh bool) []part.Field {
	typed := r.Method == http.MethodPost
	value := func(name, stored string) string {
		if typed {
			return r.Typed(name)
		}
		return stored
	}
	var list []part.Field
	if fresh {
		list = append(list, part.Field{Kind: part.TextField, Name: "login", Label: "登录名", Hint: "字母、数字、点、横线、下划线，开通以后不能改。", Value: value("login", "")})
	}
	list = append(list, part.Field{Kind: part.TextField, Name: "name", Label: "姓名", Value: value("name", a.Name)})
	rows := max(postRows, len(a.Posts)+1)
	if n, err := strconv.Atoi(r.Text("posts")); typed && err == nil {
		rows = min(max(n, postRows), 20)
	}
	for i := range rows {
		var stored account.Post
		if i < len(a.Posts) {
			stored = a.Posts[i]
		}
		n := strconv.Itoa(i + 1)
		list = append(list,
			part.Field{Kind: part.SelectField, Name: "role-" + n, Label: "岗位" + n, Optional: i > 0, Value: value("role-"+n, string(stored.Role)), Choices: roleChoices()},
			part.Field{Kind: part.TextField, Name: "division-" + n, Label: "岗位" + n + "的区划代码", Optional: i > 0, Value: value("division-"+n, areaText(stored.Division)), Hint: p.divisionHint(stored.Division)},
		)
	}
	return list
}

func areaText(a civil.Area) string {
	if a == 0 {
		return ""
	}
	return a.String()
}

func (p *Pages) divisionHint(a civil.Area) string {
	if a == 0 {
		return "县6位，乡镇（街道）9位，村（居）12位。"
	}
	return p.place(a)
}

// read takes the posts of a form, and puts what is wrong beside its field. Posts that
// were there keep their days.
func (p *Pages) read(r *screen.Request, old *account.Account, fields []part.Field) (posts []account.Post) {
	v, err := visitor(r)
	if err != nil {
		return nil
	}
	for i := range fields {
		f := &fields[i]
		n, isRole := cutPrefix(f.Name, "role-")
		if !isRole {
			continue
		}
		role, place := access.Role(r.Text("role-"+n)), r.Text("division-"+n)
		if role == "" && place == "" {
			continue
		}
		division := &fields[i+1]
		area, err := civil.ParseArea(place)
		post := account.Post{Role: role, Division: area}
		switch {
		case role == "":
			f.Fault = "请选择岗位。"
		case err != nil:
			division.Fault = "请填写区划代码：县6位，乡镇（街道）9位，村（居）12位。"
		case known(p.s.Divisions, area) == "":
			division.Fault = "没有这个区划，请核对代码。"
		default:
			if at := slices.IndexFunc(old.Posts, func(o account.Post) bool { return o.Role == role && o.Division == area }); at >= 0 {
				post.Valid = old.Posts[at].Valid
			}
			if err = post.Check(); err == nil {
				err = v.MayAppoint(post)
			}
			if message, _, ok := office.Told(err); ok {
				division.Fault = message
			}
		}
		posts = append(posts, post)
	}
	return posts
}

func cutPrefix(text, prefix string) (string, bool) {
	if len(text) > len(prefix) && text[:len(prefix)] == prefix {
		return text[len(prefix):], true
	}
	return "", false
}

// known is the name of a division, empty when there is none of the code.
func known(d *civil.Divisions, area civil.Area) string {
	found, ok := d.Latest(area)
	if !ok {
		return ""
	}
	return found.Name
}

// New shows the form of a new account.
func (p *Pages) New(r *screen.Request) (screen.Answer, error) {
	if _, err := visitor(r); err != nil {
		return screen.Answer{}, err
	}
	return p.showForm(r, &account.Account{}, p.fields(r, &account.Account{}, true), true, "", http.StatusOK)
}

func (p *Pages) showForm(r *screen.Request, a *account.Account, fields []part.Field, fresh bool, fault string, status int) (screen.Answer, error) {
	v := formView{Frame: office.Frame(r, "开通账号"), Fields: fields, Fault: fault,
		Head: part.Head{Title: "开通账号", Lead: "密码由系统生成，只显示一次，打印交给本人。", Back: part.Link{Text: "账号", Path: "/accounts"}},
		Form: part.Form{Action: "/accounts/new", Once: screen.NewOnce(), Button: "开通"},
	}
	if !fresh {
		v.Frame.Title, v.Head = "改姓名和岗位", part.Head{Title: "改" + format.Name(a.Name) + "的姓名和岗位", Lead: "留空的岗位就是撤掉。", Back: part.Link{Text: a.Login, Path: "/accounts/" + a.ID}}
		v.Form = part.Form{Action: "/accounts/" + a.ID + "/posts", Once: screen.NewOnce(), Seen: strconv.FormatInt(a.Opened, 10), Button: "保存"}
		if seen := r.Seen(); seen != "" {
			v.Form.Seen = seen
		}
	}
	v.Frame.Faults = len(part.Faults(fields...)) > 0
	return screen.Answer{Status: status, Page: formPage(v, (len(fields)-1)/2)}, nil
}

// Create opens an account and shows its password once.
func (p *Pages) Create(r *screen.Request) (screen.Answer, error) {
	if _, err := visitor(r); err != nil {
		return screen.Answer{}, err
	}
	fields := p.fields(r, &account.Account{}, true)
	a := account.Account{Login: r.Text("login"), Name: r.Text("name")}
	a.Posts = p.read(r, &a, fields)
	if a.Login == "" {
		fields[0].Fault = "请填写登录名。"
	}
	if a.Name == "" {
		fields[1].Fault = "请填写姓名。"
	}
	if len(a.Posts) == 0 {
		fields[2].Fault = "请至少设置一个岗位。"
	}
	if len(part.Faults(fields...)) > 0 {
		return p.showForm(r, &a, fields, true, "", http.StatusUnprocessableEntity)
	}
	text := drawn()
	password, err := p.s.Accounts.NewPassword(r.Context(), a.Login, text)
	if err == nil {
		err = p.act(r, "account.create", func(ctx context.Context, w *journal.Write) error {
			_, err := p.s.Accounts.Create(ctx, w, a, password)
			return err
		})
	}
	if err != nil {
		message, kind, ok := office.Told(err)
		if !ok {
			return screen.Answer{}, err
		}
		fields[0].Fault = message
		return p.showForm(r, &a, fields, true, "", statusOf(kind))
	}
	return p.slip(r, &a, text)
}

// slip shows a password once, to be printed and handed over.
func (p *Pages) slip(r *screen.Request, a *account.Account, password string) (screen.Answer, error) {
	return screen.Show(slipPage(slipView{
		Frame: office.Frame(r, "登录单"), Name: format.Name(a.Name), Login: account.FoldLogin(a.Login), Posts: p.posts(a, r.Today()), Password: password, Address: p.s.Address + "/staff/sign-in",
		Head: part.Head{Title: "登录单：" + format.Name(a.Name), Lead: "这个密码只显示这一次。请打印，当面交给本人；第一次登录要改掉。", Action: part.Link{Text: "回到账号", Path: "/accounts"}},
	}))
}
