package machines

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/access/machine"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/screen"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// formView is the form of a program.
type formView struct {
	Frame  layout.Frame
	Head   part.Head
	Form   part.Form
	Fields []part.Field
	Fault  string
}

// postRows is how many posts the form offers.
const postRows = 3

// the fields of the form, by place: the posts lie between.
const (
	fieldName = iota
	fieldTitle
	fieldOrganisation
	fieldContact
	fieldPosts
)

// fields are the fields of the form, with what was typed when it was.
func (p *Pages) fields(r *screen.Request, c *machine.Client, fresh bool) []part.Field {
	value := func(name, stored string) string {
		if r.Method == http.MethodPost {
			return r.Typed(name)
		}
		return stored
	}
	ticked := func(name string, stored []string) []string {
		if r.Method == http.MethodPost {
			return r.Ticked(name)
		}
		return stored
	}
	list := []part.Field{
		{Name: "name", Label: "系统代号", Hint: "小写字母、数字、横线；记录里写的就是它，登记以后不能改。", Value: value("name", c.Name)},
		{Name: "title", Label: "系统名称", Value: value("title", c.Title)},
		{Name: "organisation", Label: "使用单位", Value: value("organisation", c.Organisation)},
		{Name: "contact", Label: "联系人和电话", Value: value("contact", c.Contact)},
	}
	for i := range postRows {
		var role, division string
		if i < len(c.Posts) {
			role, division = string(c.Posts[i].Role), c.Posts[i].Division.String()
		}
		n := strconv.Itoa(i + 1)
		list = append(list,
			part.Field{Kind: part.SelectField, Name: "role-" + n, Label: "岗位" + n, Optional: i > 0, Value: value("role-"+n, role), Choices: roleChoices()},
			part.Field{Name: "division-" + n, Label: "岗位" + n + "的区划代码", Optional: i > 0, Value: value("division-"+n, division), Hint: "县6位，乡镇（街道）9位，村（居）12位。"})
	}
	list = append(list,
		part.Field{Kind: part.CheckField, Name: "purpose", Label: "使用目的", Values: ticked("purpose", textsOf(c.Purposes)), Choices: purposeChoices()},
		part.Field{Kind: part.CheckField, Name: "scope", Label: "权限", Values: ticked("scope", textsOf(c.Scopes)), Choices: scopeChoices()},
		part.Field{Kind: part.LongField, Name: "callbacks", Label: "消息推送地址", Optional: true, Rows: 3, Hint: "一行一个，https://开头、/结尾；消息只会推到这些地址下面。", Value: value("callbacks", strings.Join(c.Callbacks, "\n"))},
		part.Field{Kind: part.NumberField, Name: "rate", Label: "每分钟最多调用", Unit: "次", Value: value("rate", strconv.Itoa(max(c.Rate, machine.RateUsual)))},
		part.Field{Kind: part.DayField, Name: "until", Label: "有效期至", Hint: "最长三年，到期再续。", Value: value("until", untilText(c, r.Today()))},
	)
	if !fresh {
		list[fieldName].Hint, list[fieldName].Value = "登记以后不能改。", c.Name
	}
	return list
}

func textsOf[T ~string](list []T) []string {
	out := make([]string, 0, len(list))
	for _, one := range list {
		out = append(out, string(one))
	}
	return out
}

// yearDays is how long a program is let in unless something else is typed.
const yearDays = 365

func untilText(c *machine.Client, today civil.Date) string {
	if c.Until == 0 {
		return today.AddDays(yearDays).String()
	}
	return c.Until.String()
}

// roleChoices are the roles a program may have.
func roleChoices() (list []part.Choice) {
	for _, e := range account.Roles() {
		if e.People && e.Role != account.Auditor {
			list = append(list, part.Choice{Value: string(e.Role), Text: e.Title})
		}
	}
	return list
}

func purposeChoices() (list []part.Choice) {
	for _, e := range access.Purposes() {
		if e.Code != "self" && e.Code != security {
			list = append(list, part.Choice{Value: string(e.Code), Text: e.Title, Hint: e.Meaning})
		}
	}
	return list
}

func scopeChoices() (list []part.Choice) {
	for _, e := range machine.Scopes() {
		list = append(list, part.Choice{Value: string(e.Scope), Text: e.Title, Hint: e.Meaning})
	}
	return list
}

// read takes the form, and puts what is wrong beside its field.
func (p *Pages) read(r *screen.Request, v *account.Visitor, c *machine.Client, fields []part.Field) {
	c.Title, c.Organisation, c.Contact = r.Text("title"), r.Text("organisation"), r.Text("contact")
	c.Posts, c.Purposes, c.Scopes = nil, nil, nil
	for i := range postRows {
		p.readPost(r, v, c, &fields[fieldPosts+2*i], &fields[fieldPosts+2*i+1])
	}
	for _, text := range r.Ticked("purpose") {
		c.Purposes = append(c.Purposes, access.Purpose(text))
	}
	for _, text := range r.Ticked("scope") {
		c.Scopes = append(c.Scopes, machine.Scope(text))
	}
	c.Callbacks = strings.Fields(r.Text("callbacks"))
	var err error
	if c.Rate, err = strconv.Atoi(r.Text("rate")); err != nil {
		c.Rate = 0 // refused with the words about rates
	}
	if c.Until, err = civil.ParseDate(r.Text("until")); err != nil {
		c.Until = 0
	}
	if len(part.Faults(fields...)) > 0 {
		return
	}
	var refused *civil.Error
	if errors.As(c.Check(r.Today()), &refused) {
		name := faultFields[refused.Code]
		at := slices.IndexFunc(fields, func(f part.Field) bool { return f.Name == name })
		fields[max(at, 0)].Fault = refused.Message
	}
}

// faultFields are the fields beside which a refusal is shown.
var faultFields = map[string]string{
	"client_name": "name", "client_title": "title", "client_organisation": "organisation", "client_contact": "contact", "client_rate": "rate", "client_until": "until",
	"client_scopes": "scope", "client_scope": "scope", "client_callbacks": "callbacks", "client_callback": "callbacks", "client_posts": "role-1", "client_post": "role-1",
	"client_purposes": "purpose", "client_purpose": "purpose", "purpose_unknown": "purpose",
}

func (p *Pages) readPost(r *screen.Request, v *account.Visitor, c *machine.Client, role, division *part.Field) {
	name, code := r.Text(role.Name), r.Text(division.Name)
	if name == "" && code == "" {
		return
	}
	area, err := civil.ParseArea(code)
	post := account.Post{Role: access.Role(name), Division: area}
	_, known := p.s.Divisions.Latest(area)
	switch {
	case name == "":
		role.Fault = "请选择岗位。"
	case err != nil:
		division.Fault = "请填写区划代码：县6位，乡镇（街道）9位，村（居）12位。"
	case !known:
		division.Fault = "没有这个区划，请核对代码。"
	default:
		if err = post.Check(); err == nil {
			err = v.MayAppoint(post)
		}
		if message, _, told := office.Told(err); told {
			division.Fault = message
		}
	}
	c.Posts = append(c.Posts, post)
}

// New shows the form of a new program.
func (p *Pages) New(r *screen.Request) (screen.Answer, error) {
	if _, err := visitor(r); err != nil {
		return screen.Answer{}, err
	}
	c := &machine.Client{}
	return p.showForm(r, c, p.fields(r, c, true), "", http.StatusOK)
}

func (p *Pages) showForm(r *screen.Request, c *machine.Client, fields []part.Field, fault string, status int) (screen.Answer, error) {
	v := formView{Frame: office.Frame(r, "登记对接系统"), Fields: fields, Fault: fault,
		Head: part.Head{Title: "登记一个对接系统", Lead: "岗位决定看得到谁，权限决定能做什么，目的写进每一条查看记录。", Back: part.Link{Text: "对接系统", Path: "/machines"}},
		Form: part.Form{Action: "/machines/new", Once: screen.NewOnce(), Button: "登记并发密钥"},
	}
	if c.ID != "" {
		v.Frame.Title, v.Head = "改权限", part.Head{Title: "改“" + c.Title + "”的权限", Lead: "马上生效，包括正在使用的密钥。", Back: part.Link{Text: c.Name, Path: "/machines/" + c.ID}}
		v.Form = part.Form{Action: "/machines/" + c.ID + "/change", Once: screen.NewOnce(), Seen: strconv.FormatInt(c.Opened, 10), Button: "保存"}
		if seen := r.Seen(); seen != "" {
			v.Form.Seen = seen
		}
	}
	v.Frame.Faults = len(part.Faults(fields...)) > 0
	return screen.Answer{Status: status, Page: formPage(v)}, nil
}

// Create registers a program and shows its first key once.
func (p *Pages) Create(r *screen.Request) (screen.Answer, error) {
	v, err := visitor(r)
	if err != nil {
		return screen.Answer{}, err
	}
	fields := p.fields(r, &machine.Client{}, true)
	c := &machine.Client{Name: r.Text("name")}
	p.read(r, v, c, fields)
	if len(part.Faults(fields...)) > 0 {
		return p.showForm(r, &machine.Client{}, fields, "", http.StatusUnprocessableEntity)
	}
	err = p.act(r, "client.create", func(ctx context.Context, w *journal.Write) (err error) {
		c.ID, err = p.s.Machines.Create(ctx, w, *c)
		return err
	})
	if message, kind, told := office.Told(err); told {
		fields[fieldName].Fault = message
		return p.showForm(r, &machine.Client{}, fields, "", statusOf(kind))
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return p.drawKey(r, c, "client.key")
}

// ChangeForm shows the form of a program that is registered.
func (p *Pages) ChangeForm(r *screen.Request) (screen.Answer, error) {
	c, err := p.one(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return p.showForm(r, c, p.fields(r, c, false), "", http.StatusOK)
}

// Change writes what a program may do from now on.
func (p *Pages) Change(r *screen.Request) (screen.Answer, error) {
	v, err := visitor(r)
	if err != nil {
		return screen.Answer{}, err
	}
	c, err := p.one(r)
	if err != nil {
		return screen.Answer{}, err
	}
	fields := p.fields(r, c, false)
	p.read(r, v, c, fields)
	if len(part.Faults(fields...)) > 0 {
		return p.showForm(r, c, fields, "", http.StatusUnprocessableEntity)
	}
	if seen, err := strconv.ParseInt(r.Seen(), 10, 64); err == nil {
		c.Opened = seen
	}
	err = p.act(r, "client.change", func(ctx context.Context, w *journal.Write) error { return p.s.Machines.Change(ctx, w, *c) })
	if message, kind, told := office.Told(err); told {
		return p.showForm(r, c, fields, message, statusOf(kind))
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.See("/machines/%s", c.ID)
}
