package booking

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

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
	"lianxin/internal/service/booking"
)

// Pages are the pages of appointments.
type Pages struct{ s *screen.Stages }

// New makes the pages.
func New(s *screen.Stages) *Pages { return &Pages{s: s} }

// Who makes appointments for others, and who sets the hours of an office.
var (
	clerks  = []access.Role{casework.Hotline, casework.Town, casework.County}
	keepers = []access.Role{casework.Town, casework.County}
)

// What these pages look at people for.
const (
	serving access.Purpose = "service"
	own     access.Purpose = "self"
)

// Routes lists the pages: method, address, for whom, what for, what it does, who
// serves it.
func (p *Pages) Routes() []screen.Route {
	all, keep, family := screen.Roles(clerks...), screen.Roles(keepers...), screen.Residents()
	list := []screen.Route{
		{Method: "GET", Pattern: "/bookings", Audience: all, Purpose: serving, Act: screen.Read, Serve: p.Day},
		{Method: "GET", Pattern: "/bookings/new", Audience: all, Purpose: serving, Act: screen.Read, Serve: p.NewFor},
		{Method: "POST", Pattern: "/bookings/new", Audience: all, Purpose: serving, Act: "booking.book", Serve: p.BookFor},
		{Method: "POST", Pattern: "/bookings/{county}/{id}", Audience: all, Purpose: serving, Act: "booking.arrive", Serve: p.Change},
		{Method: "GET", Pattern: "/bookings/hours", Audience: keep, Purpose: serving, Act: screen.Read, Serve: p.HoursPage},
		{Method: "POST", Pattern: "/bookings/hours", Audience: keep, Purpose: serving, Act: "booking.hours", Serve: p.SetHours},
		{Method: "POST", Pattern: "/bookings/closed", Audience: keep, Purpose: serving, Act: "booking.close", Serve: p.CloseDay},
	}
	for i := range list {
		list[i].Serve = office.Own(list[i].Serve)
	}
	return append(list,
		screen.Route{Method: "GET", Pattern: "/booking", Audience: family, Purpose: own, Act: screen.Read, Serve: p.Mine},
		screen.Route{Method: "GET", Pattern: "/booking/new", Audience: family, Purpose: own, Act: screen.Read, Serve: p.New},
		screen.Route{Method: "POST", Pattern: "/booking/new", Audience: family, Purpose: own, Act: "booking.book", Serve: p.Book},
		screen.Route{Method: "GET", Pattern: "/booking/{county}/{id}", Audience: family, Purpose: own, Act: screen.Read, Serve: p.One},
		screen.Route{Method: "POST", Pattern: "/booking/{county}/{id}", Audience: family, Purpose: own, Act: "booking.move", Serve: p.Alter},
	)
}

// phoneField is a telephone as forms check it.
var phoneField = pack.Field{Name: "phone", Label: "电话", Type: pack.PhoneField}

func refOf(r *screen.Request) register.Ref {
	return register.Ref{County: r.PathValue("county"), ID: r.PathValue("id")}
}

// place is an office in words, with its county.
func (p *Pages) place(a civil.Area) string {
	if a.Level() <= civil.County {
		return p.s.Desk.Place(a)
	}
	return p.s.Desk.Place(a.County()) + p.s.Desk.Place(a)
}

func (p *Pages) errand(name string) (title, bring string) {
	if e := p.s.Catalogue().Errand(name); e != nil {
		return e.Title, e.Bring
	}
	return name, ""
}

// stateChip is how an appointment stands.
func stateChip(s booking.State) templ.Component {
	switch s {
	case booking.Booked:
		return part.Status(format.Working, s.Title())
	case booking.Arrived:
		return part.Status(format.Done, s.Title())
	case booking.Absent:
		return part.Status(format.Soon, s.Title())
	}
	return part.Status(format.Paused, s.Title())
}

// timesShown is how many free times a page offers at once.
const timesShown = 60

// times are the free times of an office as choices, a line each.
func (p *Pages) times(r *screen.Request, at civil.Area) (list []part.Choice, err error) {
	days, err := p.s.Booking.Days(r.Context(), at)
	if err != nil {
		return nil, err
	}
	for _, day := range days {
		for _, t := range day.Times {
			if t.Taken < t.Seats && len(list) < timesShown {
				list = append(list, part.Choice{Value: day.Day.String() + " " + strconv.Itoa(t.Minute), Text: format.NearDay(day.Day, r.Today()) + " " + t.Clock()})
			}
		}
	}
	return list, nil
}

// timeOf reads what a choice of times says.
func timeOf(value string) (civil.Date, int, error) {
	day, minute, _ := strings.Cut(value, " ")
	d, err := civil.ParseDate(day)
	m, wrong := strconv.Atoi(minute)
	if err != nil || wrong != nil {
		return 0, 0, civil.Refuse("booking_time", "请从列出的时间里选择一个。")
	}
	return d, m, nil
}

// phoneOf reads a telephone, which may be empty.
func phoneOf(r *screen.Request) (string, error) {
	if r.Text("phone") == "" {
		return "", nil
	}
	phone, err := casework.Read(&phoneField, r.Text("phone"))
	if err != nil {
		return "", civil.Refuse("booking_phone", "电话应是11位手机号，请核对。")
	}
	return phone, nil
}

// seenOf is the version a form was made from; 0 for one that names none.
func seenOf(r *screen.Request) int64 {
	seen, err := strconv.ParseInt(r.Seen(), 10, 64)
	if err != nil {
		return 0
	}
	return seen
}

// formView is a page with one form.
type formView struct {
	Frame  layout.Frame
	Head   part.Head
	Fault  string
	Done   string
	Pairs  []part.Pair
	Get    bool // the form asks for another page and changes nothing
	Form   part.Form
	Hidden []part.Pair
	Fields []part.Field
	More   *part.Form
}

// fault puts a refusal beside its field.
func (v *formView) fault(name, words string) {
	v.Frame.Faults = true
	for i := range v.Fields {
		if v.Fields[i].Name == name {
			v.Fields[i].Fault = words
			return
		}
	}
	v.Fault = words
}

// fieldOf is the field a refusal is about.
func fieldOf(code string) string {
	return map[string]string{
		"booking_time": "time", "booking_full": "time", "booking_day": "time", "booking_phone": "phone", "booking_name": "name", "booking_errand": "errand",
		"booking_office": "office", "booking_same_day": "time", "hours_days": "slot-0-days", "hours_span": "slot-0-opens", "hours_seats": "slot-0-seats",
		"hours_slots": "slot-0-days", "hours_ahead": "ahead", "closure_day": "day",
	}[code]
}
