package device

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
)

// Pages are the pages of stations and devices.
type Pages struct{ s *screen.Stages }

// New makes the pages.
func New(s *screen.Stages) *Pages { return &Pages{s: s} }

// Who works at stations and points, and who sees how far a city is.
var (
	workers    = []access.Role{casework.Town, casework.County}
	readers    = []access.Role{casework.Town, casework.County, casework.City}
	statements = []access.Role{casework.County, casework.City, casework.Finance}
)

// What these pages look at people for.
const (
	serving access.Purpose = "service"
	paying  access.Purpose = "payment"
	own     access.Purpose = "self"
)

// Routes lists the pages: method, address, for whom, what for, what it does, who
// serves it.
func (p *Pages) Routes() []screen.Route {
	work, read, count, family := screen.Roles(workers...), screen.Roles(readers...), screen.Roles(statements...), screen.Residents()
	list := []screen.Route{
		{Method: "GET", Pattern: "/stations", Audience: read, Purpose: serving, Act: screen.Read, Serve: p.Stations},
		{Method: "POST", Pattern: "/stations", Audience: screen.Roles(casework.County), Purpose: serving, Act: "station.save", Serve: p.SaveStation},
		{Method: "GET", Pattern: "/stations/{county}/{id}", Audience: work, Purpose: serving, Act: screen.Read, Serve: p.Station},
		{Method: "POST", Pattern: "/stations/{county}/{id}", Audience: work, Purpose: serving, Act: "station.enrol", Serve: p.Enrol},
		{Method: "GET", Pattern: "/stations/people/{county}/{id}", Audience: work, Purpose: serving, Act: screen.Read, Serve: p.File},
		{Method: "POST", Pattern: "/stations/people/{county}/{id}", Audience: work, Purpose: serving, Act: "station.write", Serve: p.Write},
		{Method: "GET", Pattern: "/devices", Audience: work, Purpose: serving, Act: screen.Read, Serve: p.Devices},
		{Method: "POST", Pattern: "/devices", Audience: work, Purpose: serving, Act: "rental.add", Serve: p.Stock},
		{Method: "GET", Pattern: "/devices/new", Audience: work, Purpose: serving, Act: screen.Read, Serve: p.NewOrder},
		{Method: "POST", Pattern: "/devices/new", Audience: work, Purpose: serving, Act: "rental.ask", Serve: p.AskFor},
		{Method: "GET", Pattern: "/devices/statement", Audience: count, Purpose: paying, Act: screen.Read, Serve: p.Statement},
		{Method: "GET", Pattern: "/devices/{county}/{id}", Audience: work, Purpose: serving, Act: screen.Read, Serve: p.Order},
		{Method: "POST", Pattern: "/devices/{county}/{id}", Audience: work, Purpose: serving, Act: "rental.step", Serve: p.Step},
	}
	for i := range list {
		list[i].Serve = office.Own(list[i].Serve)
	}
	return append(list,
		screen.Route{Method: "GET", Pattern: "/equipment", Audience: family, Purpose: own, Act: screen.Read, Serve: p.Equipment},
		screen.Route{Method: "POST", Pattern: "/equipment", Audience: family, Purpose: own, Act: "rental.ask", Serve: p.Ask},
		screen.Route{Method: "POST", Pattern: "/equipment/{county}/{id}", Audience: family, Purpose: own, Act: "rental.cancel", Serve: p.CancelOwn},
		screen.Route{Method: "GET", Pattern: "/rehab", Audience: family, Purpose: own, Act: screen.Read, Serve: p.Rehab},
	)
}

// view is a page: facts, tables and forms, each of which may be folded.
type view struct {
	Frame  layout.Frame
	Head   part.Head
	Phone  bool
	Fault  string
	Done   string
	Pairs  []part.Pair
	Choose []part.Field // asks for another county or month
	Tables []part.Table
	Cards  []card
	Forms  []form
	Events []part.Event
}

// form is one thing that can be done.
type form struct {
	Name, Title string
	Open        bool
	Form        part.Form
	Hidden      []part.Pair
	Fields      []part.Field
}

// card is a thing on a phone.
type card struct {
	Title string
	State templ.Component
	Lines []string
	Form  *part.Form
}

// refused shows a page again with why nothing was done, in the form it was.
func refused(v view, name string, err error) (screen.Answer, error) {
	message, kind, told := office.Told(err)
	if !told || kind == civil.NotFound && len(v.Forms) == 0 {
		return screen.Answer{}, err
	}
	v.Frame.Faults = true
	status := http.StatusUnprocessableEntity
	if kind != civil.Invalid && kind != civil.NotFound {
		status = http.StatusConflict
	}
	for i := range v.Forms {
		if f := &v.Forms[i]; f.Name == name {
			f.Open = true
			for k := range f.Fields {
				if f.Fields[k].Name == fieldOf(err) {
					f.Fields[k].Fault = message
					return screen.Answer{Status: status, Page: page(v)}, nil
				}
			}
		}
	}
	v.Fault = message
	return screen.Answer{Status: status, Page: page(v)}, nil
}

func refOf(r *screen.Request) register.Ref {
	return register.Ref{County: r.PathValue("county"), ID: r.PathValue("id")}
}

// seenOf is the version a form was made from; 0 for one that names none.
func seenOf(r *screen.Request) int64 { return max(0, number(r.Seen())) }

// number is a whole number as typed; what is none is -1, which every desk refuses.
func number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// place is a division in words, with its county.
func (p *Pages) place(a civil.Area) string {
	if a.Level() <= civil.County {
		return p.s.Desk.Place(a)
	}
	return p.s.Desk.Place(a.County()) + p.s.Desk.Place(a)
}

// counties are the counties in which the visitor has something to see.
func (p *Pages) counties(r *screen.Request) (list []part.Choice) {
	add := func(a civil.Area) {
		c := part.Choice{Value: office.Code(a), Text: p.s.Desk.Place(a)}
		if !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	for _, post := range r.Visitor.Posts {
		if post.Division.Level() >= civil.County {
			add(post.Division.County())
			continue
		}
		for _, d := range p.s.Divisions.Under(post.Division, civil.County, r.Today()) {
			add(d.Code)
		}
	}
	return list
}

// county is the one a form names among the visitor's, else the first.
func (p *Pages) county(r *screen.Request) (civil.Area, error) {
	for _, c := range p.counties(r) {
		if want := r.Text("county"); want == "" || want == c.Value {
			return civil.ParseArea(c.Value)
		}
	}
	return 0, office.Missing()
}

// towns are the towns of a county that the visitor's posts cover.
func (p *Pages) towns(r *screen.Request, county civil.Area) (list []part.Choice) {
	for _, d := range p.s.Divisions.Under(county, civil.Township, r.Today()) {
		if r.Visitor.Scope.Covers(d.Code) {
			list = append(list, part.Choice{Value: d.Code.String(), Text: d.Name})
		}
	}
	return list
}

// named are the choices of a list of the packs.
func named(list []pack.Named) (choices []part.Choice) {
	for _, n := range list {
		choices = append(choices, part.Choice{Value: n.Name, Text: n.Title})
	}
	return choices
}

// idField is an identity number as forms check it, and phoneField a telephone.
var (
	idField    = pack.Field{Name: "id_number", Label: "身份证号", Type: pack.IDNumberField}
	phoneField = pack.Field{Name: "phone", Label: "电话", Type: pack.PhoneField}
)

// identified is the one person who stands there, by name and number.
func (p *Pages) identified(r *screen.Request) (*register.Person, error) {
	text, err := casework.Read(&idField, r.Text("id_number"))
	if err != nil {
		return nil, civil.Refuse("person_number", "身份证号应有18位，请对照证件再看。")
	}
	one, err := p.s.Register.Identify(r.Context(), r.Viewer(), access.NewPrivate(access.IDNumber, text), r.Text("name"))
	if _, kind, told := office.Told(err); told && kind == civil.NotFound {
		return nil, civil.Refuse("person_number", "登记里没有这个号码和姓名的人，请对照证件再看。")
	}
	return one, err
}

// whom asks who it is about.
func whom(r *screen.Request) []part.Field {
	return []part.Field{
		{Name: "name", Label: "姓名", Value: r.Typed("name")}, {Kind: part.NumberField, Name: "id_number", Label: "身份证号", Value: r.Typed("id_number")},
	}
}

// cells are the cells of a row.
func cells(list ...templ.Component) []templ.Component { return list }
