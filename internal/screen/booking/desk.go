package booking

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/service/booking"
)

// dayView is the day of a window.
type dayView struct {
	Frame  layout.Frame
	Head   part.Head
	Fault  string
	Done   string
	Choose []part.Field
	Table  part.Table
}

// deskView is a form of a window.
type deskView struct {
	formView
	Closing *part.Form
	Closed  part.Table
	Days    []part.Field
}

// offices are those of the visitor's posts: towns, and counties above them.
func (p *Pages) offices(r *screen.Request, roles ...access.Role) (list []part.Choice) {
	add := func(a civil.Area) {
		list = append(list, part.Choice{Value: a.String(), Text: p.place(a)})
	}
	for _, post := range r.Visitor.Posts {
		switch {
		case !slices.Contains(roles, post.Role):
		case post.Division.Level() >= civil.Township:
			add(post.Division.Township())
		default:
			for _, d := range p.s.Divisions.Under(post.Division, civil.County, r.Today()) {
				add(d.Code)
			}
			if post.Division.Level() == civil.County {
				add(post.Division)
			}
			for _, d := range p.s.Divisions.Under(post.Division, civil.Township, r.Today()) {
				add(d.Code)
			}
		}
	}
	return list
}

// chosen is the office a form names among the visitor's, else the first.
func (p *Pages) chosen(r *screen.Request, list []part.Choice) (civil.Area, error) {
	want := r.Text("office")
	for _, c := range list {
		if want == "" || c.Value == want {
			return civil.ParseArea(c.Value)
		}
	}
	return 0, office.Missing()
}

// Day lists who comes to a window on a day.
func (p *Pages) Day(r *screen.Request) (screen.Answer, error) {
	v, err := p.dayView(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(dayPage(v))
}

func (p *Pages) dayView(r *screen.Request) (dayView, error) {
	offices := p.offices(r, clerks...)
	at, err := p.chosen(r, offices)
	if err != nil {
		return dayView{}, err
	}
	day := r.Today()
	if d, err := civil.ParseDate(r.Text("day")); err == nil {
		day = d
	}
	list, err := p.s.Booking.OfDay(r.Context(), r.Who(), at, day)
	if err != nil {
		return dayView{}, err
	}
	v := dayView{
		Frame: office.Frame(r, "预约"), Head: part.Head{Title: p.place(at) + "：" + format.NearDay(day, r.Today()), Action: part.Link{Text: "替人预约", Path: "/bookings/new?office=" + at.String()}},
		Choose: []part.Field{
			{Kind: part.SelectField, Name: "office", Label: "窗口", Value: at.String(), Choices: offices}, {Kind: part.DayField, Name: "day", Label: "哪天", Value: day.String()},
		},
		Table: part.Table{Caption: "这一天的预约", Empty: "这一天没有预约。", Columns: []part.Column{
			{Title: "时间"}, {Title: "姓名", Clamp: true}, {Title: "办什么", Clamp: true}, {Title: "电话"}, {Title: "编号"}, {Title: "状态"}, {Title: "登记"},
		}},
	}
	v.Frame.Path = "/bookings"
	v.Done = map[string]string{"book": "已预约。", "arrived": "已登记。", "absent": "已登记。", "cancel": "已取消。"}[r.FormValue("done")]
	if r.Visitor.Plays(keepers...) {
		v.Head.More = []part.Link{{Text: "窗口时间", Path: "/bookings/hours?office=" + at.String()}}
	}
	var people []register.Ref
	for _, b := range list {
		if !b.Person.Zero() {
			people = append(people, b.Person)
		}
		title, _ := p.errand(b.Errand)
		v.Table.Rows = append(v.Table.Rows, part.Row{Cells: []templ.Component{
			part.Text(booking.Clock(b.Minute)), part.Text(format.Name(b.Name)), part.Text(title), part.Text(format.Mask(access.Phone, b.Said.Phone).Shown),
			part.Text(b.Number), stateChip(b.State), p.deeds(r, b),
		}})
	}
	return v, p.s.Register.NoteLook(r.Context(), r.Viewer(), people, "booking")
}

// deeds are the buttons of an appointment that waits.
func (p *Pages) deeds(r *screen.Request, b *booking.Booking) templ.Component {
	if b.State != booking.Booked {
		return part.Text("")
	}
	buttons := []part.Choice{{Value: "cancel", Text: "取消"}}
	if b.Day <= r.Today() && r.Visitor.Plays(keepers...) {
		buttons = []part.Choice{{Value: "arrived", Text: "到了"}}
		if b.Starts() <= r.Now {
			buttons = append(buttons, part.Choice{Value: "absent", Text: "没来"})
		}
	}
	return deeds("/bookings/"+b.County+"/"+b.ID, screen.NewOnce(), strconv.FormatInt(b.Opened, 10), format.Name(b.Name), buttons)
}

// Change notes that somebody came or did not, or cancels for him.
func (p *Pages) Change(r *screen.Request) (screen.Answer, error) {
	ref, act := refOf(r), r.Text("act")
	b, err := p.s.Booking.Get(r.Context(), r.Who(), ref)
	if err != nil {
		return screen.Answer{}, err
	}
	change := booking.Change{Booking: ref, Seen: seenOf(r)}
	switch act {
	case "arrived", "absent":
		err = p.s.Booking.Arrive(r.Context(), r.Who(), change, act == "arrived")
	case "cancel":
		err = p.s.Booking.Cancel(r.Context(), r.Who(), change)
	default:
		return screen.Answer{}, office.Missing()
	}
	if message, kind, told := office.Told(err); told && kind != civil.NotFound {
		v, err := p.dayView(r)
		if err != nil {
			return screen.Answer{}, err
		}
		v.Fault, v.Frame.Faults = message, true
		return screen.Answer{Status: http.StatusConflict, Page: dayPage(v)}, nil
	}
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Answer{Next: "/bookings?" + url.Values{"office": {b.Office.String()}, "day": {b.Day.String()}, "done": {act}}.Encode()}, nil
}

// NewFor asks for an appointment of somebody else.
func (p *Pages) NewFor(r *screen.Request) (screen.Answer, error) {
	v, err := p.forView(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(deskForm(v))
}

func (p *Pages) forView(r *screen.Request) (deskView, error) {
	offices := p.offices(r, clerks...)
	at, err := p.chosen(r, offices)
	if err != nil {
		return deskView{}, err
	}
	times, err := p.times(r, at)
	if err != nil {
		return deskView{}, err
	}
	what := part.Field{Kind: part.SelectField, Name: "errand", Label: "办什么", Value: r.Text("errand")}
	for _, e := range p.s.Catalogue().Errands() {
		if e.Level == booking.Level(at) {
			what.Choices = append(what.Choices, part.Choice{Value: e.Name, Text: e.Title})
		}
	}
	v := deskView{formView: formView{
		Frame: office.Frame(r, "替人预约"), Head: part.Head{Title: "替人预约：" + p.place(at), Back: part.Link{Text: "预约", Path: "/bookings?office=" + at.String()}},
		Form:   part.Form{Action: "/bookings/new", Once: screen.NewOnce(), Button: "预约"},
		Hidden: []part.Pair{{Key: "office", Value: at.String()}},
		Fields: []part.Field{
			{Name: "name", Label: "来的人姓名", Value: r.Typed("name")},
			{Kind: part.NumberField, Name: "phone", Label: "手机，发提醒", Value: r.Typed("phone"), Optional: true},
			what,
			{Kind: part.SelectField, Name: "time", Label: "时间", Value: r.Text("time"), Choices: times, Hint: "只列出还有空的。"},
			{Name: "note", Label: "说明", Value: r.Typed("note"), Optional: true},
		},
	}}
	if len(times) == 0 {
		v.Fault = "这个窗口最近没有空的时间。"
	}
	return v, nil
}

// BookFor makes it.
func (p *Pages) BookFor(r *screen.Request) (screen.Answer, error) {
	once, err := r.Once()
	if err != nil {
		return screen.Answer{}, err
	}
	at, err := p.chosen(r, p.offices(r, clerks...))
	if err != nil {
		return screen.Answer{}, err
	}
	order := booking.Order{Office: at, Errand: r.Text("errand"), Name: r.Text("name"), Said: booking.Said{Note: r.Text("note")}, Channel: "window", Once: once}
	if r.Visitor.Plays(casework.Hotline) {
		order.Channel = "hotline"
	}
	if order.Said.Phone, err = phoneOf(r); err == nil {
		if order.Day, order.Minute, err = timeOf(r.Text("time")); err == nil {
			_, err = p.s.Booking.Book(r.Context(), r.Who(), order)
		}
	}
	if err == nil {
		return screen.Answer{Next: "/bookings?" + url.Values{"office": {at.String()}, "day": {order.Day.String()}, "done": {"book"}}.Encode()}, nil
	}
	return p.deskAgain(r, p.forView, err)
}
