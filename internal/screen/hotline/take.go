package hotline

import (
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/screen/staff"
	"lianxin/internal/service/hotline"
)

// takeView is a call being taken.
type takeView struct {
	Frame   layout.Frame
	Head    part.Head
	Fault   string
	Form    part.Form
	Caller  []part.Field
	Looked  bool
	Pick    part.Field
	Nobody  string
	Homes   []homeView
	Earlier *part.Table
	What    []part.Field
	Guides  []guide
	How     []part.Field
}

// guide is what a matter is, in plain words.
type guide struct{ Title, Plain, Law string }

// homeView is what a family has: cases and money.
type homeView struct {
	Title        string
	Cases, Money part.Table
}

func (v *takeView) all() []part.Field { return slices.Concat(v.Caller, v.What, v.How) }

// fault puts a refusal beside its field.
func (v *takeView) fault(field, words string) {
	v.Frame.Faults = true
	for _, list := range [][]part.Field{v.Caller, v.What, v.How} {
		for i := range list {
			if list[i].Name == field {
				list[i].Fault = words
				return
			}
		}
	}
	v.Fault = words
}

// usual is what becomes of a call of its class when nobody says otherwise.
const usual = "usual"

// New asks what a caller says.
func (p *Pages) New(r *screen.Request) (screen.Answer, error) {
	return screen.Show(takePage(p.takeView(r)))
}

func (p *Pages) takeView(r *screen.Request) takeView {
	v := takeView{
		Frame: office.Frame(r, "登记来电"),
		Head:  part.Head{Title: "登记来电", Lead: "先问人在哪里、有没有危险。边听边查，查过谁都有记录。", Back: part.Link{Text: "热线", Path: "/hotline"}},
		Form:  part.Form{Action: "/hotline/new", Once: screen.NewOnce(), Button: "登记来电", Second: "查人、查以前的来电", Value: "look", Sticky: true},
		Caller: []part.Field{
			{Kind: part.NumberField, Name: "phone", Label: "来电号码", Value: r.Typed("phone"), Optional: true, Hint: "不愿留的可以空着，那就不回访。"},
			{Name: "caller", Label: "来电人", Value: r.Typed("caller"), Optional: true},
			{Name: "about", Label: "说的是谁", Value: r.Typed("about"), Optional: true, Hint: "姓名、证件号都行；还不知道就空着。"},
		},
		What: []part.Field{
			{Kind: part.SelectField, Name: "class", Label: "哪一类", Value: r.Text("class"), Choices: p.classes()},
			{Kind: part.RadioField, Name: "urgency", Label: "急不急", Value: r.Text("urgency"), Choices: []part.Choice{{Value: "usual", Text: "一般"}, {Value: "urgent", Text: "急"}}},
			{Kind: part.LongField, Name: "words", Label: "说了什么", Value: r.Typed("words"), Rows: 4},
			{Name: "where", Label: "人现在在哪里", Value: r.Typed("where"), Optional: true, Hint: "急难的一定要问清。"},
			{Kind: part.SelectField, Name: "town", Label: "在哪个乡镇（街道）", Value: r.Text("town"), Choices: p.towns(r)},
		},
		How: []part.Field{
			{Kind: part.RadioField, Name: "result", Label: "怎么处理", Value: r.Text("result"), Choices: results()},
			{Kind: part.SelectField, Name: "matter", Label: "代填哪个事项的申请", Value: r.Text("matter"), Choices: p.matters(r), Optional: true, Hint: "只在“代填申请”时用。"},
			{Kind: part.LongField, Name: "reply", Label: "当场答复了什么", Value: r.Typed("reply"), Optional: true, Hint: "只在“当场答复”时写。"},
		},
	}
	for _, set := range []struct {
		list  []part.Field
		at    int
		value string
	}{{v.What, 1, "usual"}, {v.How, 0, usual}} {
		if set.list[set.at].Value == "" {
			set.list[set.at].Value = set.value
		}
	}
	if class := p.s.Catalogue().CallClass(r.Text("class")); class != nil {
		v.What[0].Hint, v.Guides = class.Hint, p.guides(class)
	}
	return v
}

func (p *Pages) classes() (list []part.Choice) {
	for _, c := range p.s.Catalogue().CallClasses() {
		list = append(list, part.Choice{Value: c.Name, Text: c.Title})
	}
	return list
}

// results are the choices of what becomes of a call.
func results() []part.Choice {
	return []part.Choice{
		{Value: usual, Text: "照这一类的办法"}, {Value: string(hotline.Answered), Text: "当场答复"}, {Value: string(hotline.Ordered), Text: "转给办理单位"},
		{Value: string(hotline.ToCase), Text: "代填申请，户籍地窗口接着办"}, {Value: string(hotline.ToLead), Text: "转村（居）走访"},
		{Value: string(hotline.Complained), Text: "登记投诉"}, {Value: string(hotline.Helped), Text: "急难，马上有人到场"},
	}
}

// towns are the towns of the visitor's places.
func (p *Pages) towns(r *screen.Request) (list []part.Choice) {
	for _, post := range r.Visitor.Posts {
		area := post.Division
		if area.Level() >= civil.Township {
			area = area.Township()
			list = append(list, part.Choice{Value: area.String(), Text: p.place(area)})
			continue
		}
		for _, d := range p.s.Divisions.Under(area, civil.Township, r.Today()) {
			list = append(list, part.Choice{Value: d.Code.String(), Text: p.place(d.Code)})
		}
	}
	return list
}

// matters are those that can be begun for somebody at a window.
func (p *Pages) matters(r *screen.Request) (list []part.Choice) {
	for _, m := range p.s.Desk.Matters() {
		if m.Kind == pack.Applying && slices.Contains(m.Channels, window) && m.InForce <= r.Today() {
			list = append(list, part.Choice{Value: m.Name, Text: m.Title})
		}
	}
	return list
}

// window is the channel of what is begun for somebody at his town's counter.
const window = "window"

func (p *Pages) guides(class *pack.CallClass) (list []guide) {
	for _, name := range class.Matters {
		if m := p.s.Catalogue().Matter(name); m != nil {
			list = append(list, guide{m.Title, m.Plain, m.Law})
		}
	}
	return list
}

// Take takes the call, or looks up who it is about while the caller speaks.
func (p *Pages) Take(r *screen.Request) (screen.Answer, error) {
	v := p.takeView(r)
	if r.Text("act") == "look" {
		if err := p.lookUp(r, &v); err != nil {
			return screen.Answer{}, err
		}
		if v.Frame.Faults {
			return screen.Again(takePage(v))
		}
		return screen.Show(takePage(v))
	}
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	taking, matter, person, err := p.read(r, once)
	if err == nil {
		var call *hotline.Call
		if call, err = p.s.Hotline.Take(r.Context(), r.Who(), taking); err == nil {
			if err = p.onward(r, call, matter, person, once); err == nil {
				return screen.Answer{Next: with("/hotline", "done", call.Number)}, nil
			}
		}
	}
	message, kind, told := office.Told(err)
	if !told || kind == civil.NotFound {
		return screen.Answer{}, err
	}
	if looked := p.lookUp(r, &v); looked != nil {
		return screen.Answer{}, looked
	}
	v.fault(fieldOf(err), message)
	return screen.Again(takePage(v))
}

// fieldOf is the field a refusal is about.
func fieldOf(err error) string {
	return map[string]string{
		"call_class": "class", "call_result": "result", "call_urgency": "urgency", "call_division": "town", "call_words": "words", "call_reply": "reply",
		"call_where": "where", "call_person": "about", "call_matter": "matter", "call_phone": "phone", "private_value": "phone",
	}[codeOf(err)]
}

// read is the call as the form says it.
func (p *Pages) read(r *screen.Request, once string) (t hotline.Taking, matter *pack.Matter, person *register.Person, err error) {
	t = hotline.Taking{
		Channel: hotline.ByPhone, Class: r.Text("class"), Urgency: hotline.Urgency(r.Text("urgency")), Result: hotline.Result(r.Text("result")), Once: once,
		Said: hotline.Said{Phone: r.Text("phone"), Caller: r.Text("caller"), Where: r.Text("where"), Words: r.Text("words"), Reply: r.Text("reply")},
	}
	if class := p.s.Catalogue().CallClass(t.Class); t.Result == usual && class != nil {
		t.Result = hotline.Result(class.Results[0])
	}
	if t.Said.Phone != "" {
		if t.Said.Phone, err = casework.Read(&phoneField, t.Said.Phone); err != nil {
			return t, nil, nil, civil.Refuse("call_phone", "电话应是11位手机号，或带区号的固定电话，请核对。")
		}
	}
	if at := slices.IndexFunc(p.towns(r), func(c part.Choice) bool { return c.Value == r.Text("town") }); at >= 0 {
		t.Division, _ = civil.ParseArea(r.Text("town")) // it is one of ours
	}
	if person, err = p.picked(r); err != nil {
		return t, nil, nil, err
	}
	t.Name = strings.TrimSpace(r.Text("about"))
	if person != nil {
		t.Person, t.Name = person.Ref, person.Name
		if person.Division != 0 && t.Result != hotline.Helped && t.Division.Contains(person.Division) {
			t.Division = person.Division
		}
	}
	if t.Result != hotline.ToCase {
		return t, nil, person, nil
	}
	if person == nil {
		return t, nil, nil, civil.Refuse("call_person", "代填申请要先查到本人：请写姓名或证件号，按“查人”，选中再登记。")
	}
	if at := slices.IndexFunc(p.matters(r), func(c part.Choice) bool { return c.Value == r.Text("matter") }); at < 0 {
		return t, nil, nil, civil.Refuse("call_matter", "请选择代填哪个事项的申请。")
	}
	matter, err = p.s.Desk.Matter(r.Text("matter"))
	return t, matter, person, err
}

// phoneField is a telephone as forms check it.
var phoneField = pack.Field{Name: "phone", Label: "电话", Type: pack.PhoneField}

// picked is the person the form names, whom the visitor may see; nil for none.
func (p *Pages) picked(r *screen.Request) (*register.Person, error) {
	county, id, ok := strings.Cut(r.Text("person"), "/")
	if !ok {
		return nil, nil
	}
	return p.s.Register.Person(r.Context(), r.Viewer(), register.Ref{County: county, ID: id}, register.On(r.Today()),
		register.Show{Fields: []string{"name", "division", register.IDNumberField}})
}

// onward begins what a call becomes.
func (p *Pages) onward(r *screen.Request, call *hotline.Call, m *pack.Matter, person *register.Person, once string) error {
	if m == nil || person == nil {
		return p.s.Hotline.Forward(r.Context(), r.Who(), call.Ref)
	}
	found, err := p.s.Register.IdentifyFamily(r.Context(), r.Viewer(), person.IDNumber, person.Name, r.Today())
	if err != nil {
		return err
	}
	home := found.HukouDivision
	if home == 0 {
		home = found.Division
	}
	ref, err := p.s.Desk.Begin(r.Context(), r.Who(), casework.Begin{
		Matter: m.Name, Channel: window, County: found.County, Home: home, Intake: home.Township(), Origin: "hotline/" + call.ID,
		Form: staff.Prefilled(p.s, m, found), Once: once,
	})
	if err != nil {
		return err
	}
	return p.s.Hotline.Link(r.Context(), r.Who(), call.Ref, caseTarget+ref.County+"/"+ref.ID)
}

// caseTarget stands before the case that a call became.
const caseTarget = "case:"

// foundMost is how many people a search beside a call shows.
const foundMost = 8

// lookUp finds who is spoken of, what he has, and what the number asked before.
func (p *Pages) lookUp(r *screen.Request, v *takeView) error {
	v.Looked = r.Text("about") != "" || r.Text("person") != ""
	v.Nobody = "没有查到这个人。可以先登记，请办理单位核实。"
	v.Pick = part.Field{Kind: part.RadioField, Name: "person", Label: "是哪一位", Value: r.Text("person"), Choices: []part.Choice{{Value: "none", Text: "都不是，或还不能确定"}}}
	if r.Text("about") != "" {
		found, err := p.s.Register.Search(r.Context(), r.Viewer(), r.Text("about"), register.Page{Size: foundMost})
		if message, _, told := office.Told(err); told {
			v.fault("about", message)
			return nil
		}
		if err != nil {
			return err
		}
		for _, one := range found.Persons {
			v.Pick.Choices = append(v.Pick.Choices, part.Choice{
				Value: one.County + "/" + one.ID, Text: format.Name(one.Name), Hint: format.Mask(access.IDNumber, one.IDNumber.Reveal()).Shown + "，" + p.place(one.Division),
			})
		}
		if len(found.Persons) == 1 && v.Pick.Value == "" {
			v.Pick.Value = v.Pick.Choices[1].Value
		}
	}
	if v.Pick.Value == "" {
		v.Pick.Value = "none"
	}
	if err := p.earlier(r, v); err != nil {
		return err
	}
	return p.homes(r, v)
}
