package booking

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/screen"
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/office"
	"lianxin/internal/screen/part"
	"lianxin/internal/service/booking"
)

// deskAgain shows a form of a window again with why it was not taken.
func (p *Pages) deskAgain(r *screen.Request, view func(*screen.Request) (deskView, error), why error) (screen.Answer, error) {
	var told *civil.Error
	if !errors.As(why, &told) || told.Kind == civil.NotFound {
		return screen.Answer{}, why
	}
	v, err := view(r)
	if err != nil {
		return screen.Answer{}, err
	}
	v.fault(fieldOf(told.Code), told.Message)
	return screen.Again(deskForm(v))
}

// stretches is how many stretches of a week the form has.
const stretches = 3

// HoursPage shows the hours of an office.
func (p *Pages) HoursPage(r *screen.Request) (screen.Answer, error) {
	v, err := p.hoursView(r)
	if err != nil {
		return screen.Answer{}, err
	}
	return screen.Show(deskForm(v))
}

func (p *Pages) hoursView(r *screen.Request) (deskView, error) {
	at, err := p.chosen(r, p.offices(r, keepers...))
	if err != nil {
		return deskView{}, err
	}
	h, err := p.s.Booking.Hours(r.Context(), at)
	if err != nil {
		return deskView{}, err
	}
	v := deskView{formView: formView{
		Frame: office.Frame(r, "窗口时间"), Head: part.Head{Title: p.place(at) + "：窗口时间", Back: part.Link{Text: "预约", Path: "/bookings?office=" + at.String()}},
		Form:   part.Form{Action: "/bookings/hours", Once: screen.NewOnce(), Seen: strconv.FormatInt(h.Opened, 10), Button: "保存"},
		Hidden: []part.Pair{{Key: "office", Value: at.String()}},
	}}
	v.Head.Lead = map[bool]string{true: "本窗口自己设的时间。", false: "现在按平常的时间；改了就按自己的。"}[h.Own] + "节假日和调休照国务院的安排。"
	v.Done = map[string]string{"hours": "已保存。", "closed": "已登记。"}[r.FormValue("done")]
	for i := range stretches {
		var s pack.OfficeSlot
		if i < len(h.Slots) {
			s = h.Slots[i]
		}
		v.Fields = append(v.Fields, stretchFields(r, i, s)...)
	}
	v.Fields = append(v.Fields,
		part.Field{Kind: part.NumberField, Name: "ahead", Label: "可提前几天约", Value: typedOr(r, "ahead", strconv.Itoa(h.Ahead)), Unit: "天"},
		part.Field{Kind: part.NumberField, Name: "most", Label: "一个人同时最多约几个", Value: typedOr(r, "most", strconv.Itoa(h.Most)), Unit: "个"})
	return v, p.closures(r, &v, at)
}

// typedOr is what was typed into a field, else what stands.
func typedOr(r *screen.Request, name, stands string) string {
	if r.Method == "POST" && r.Form.Has(name) {
		return r.Typed(name)
	}
	return stands
}

// stretchFields ask one stretch of the week; one without days is none.
func stretchFields(r *screen.Request, i int, s pack.OfficeSlot) []part.Field {
	name := func(what string) string { return fmt.Sprintf("slot-%d-%s", i, what) }
	days, numbers := "", map[string]string{}
	for _, d := range s.Weekdays {
		days += strconv.Itoa(d)
	}
	if len(s.Weekdays) > 0 {
		numbers = map[string]string{"opens": booking.Clock(s.Opens), "closes": booking.Clock(s.Closes), "minutes": strconv.Itoa(s.Minutes), "seats": strconv.Itoa(s.Seats)}
	}
	title := fmt.Sprintf("第%d段：", i+1)
	return []part.Field{
		{Kind: part.NumberField, Name: name("days"), Label: title + "星期几", Value: typedOr(r, name("days"), days), Hint: "1到5，如周一到周五写12345；这一段不用的留空。", Optional: i > 0},
		{Name: name("opens"), Label: title + "从几点", Value: typedOr(r, name("opens"), numbers["opens"]), Hint: "如09:00", Optional: i > 0},
		{Name: name("closes"), Label: title + "到几点", Value: typedOr(r, name("closes"), numbers["closes"]), Optional: i > 0},
		{Kind: part.NumberField, Name: name("minutes"), Label: title + "每个时段", Value: typedOr(r, name("minutes"), numbers["minutes"]), Unit: "分钟", Optional: i > 0},
		{Kind: part.NumberField, Name: name("seats"), Label: title + "每个时段约", Value: typedOr(r, name("seats"), numbers["seats"]), Unit: "人", Optional: i > 0},
	}
}

// closures are the days on which the office is closed, and the form for one more.
func (p *Pages) closures(r *screen.Request, v *deskView, at civil.Area) error {
	list, err := p.s.Booking.Closures(r.Context(), at)
	if err != nil {
		return err
	}
	v.Closing = &part.Form{Action: "/bookings/closed", Once: screen.NewOnce(), Button: "这天不接待", Second: "这天照常接待", Value: "open"}
	v.Closed = part.Table{Caption: "不接待的日子", Empty: "没有。", Columns: []part.Column{{Title: "日期"}, {Title: "原因"}}}
	for _, c := range list {
		v.Closed.Rows = append(v.Closed.Rows, part.Row{Cells: []templ.Component{part.Text(format.Day(c.Day)), part.Text(c.Reason)}})
	}
	v.Days = []part.Field{
		{Kind: part.DayField, Name: "day", Label: "哪天", Value: r.Typed("day")}, {Name: "reason", Label: "为什么", Value: r.Typed("reason"), Hint: "要预约的人会看到。"},
	}
	return nil
}

// SetHours keeps the hours.
func (p *Pages) SetHours(r *screen.Request) (screen.Answer, error) {
	at, err := p.chosen(r, p.offices(r, keepers...))
	if err != nil {
		return screen.Answer{}, err
	}
	h, err := typedHours(r)
	if err == nil {
		err = p.s.Booking.SetHours(r.Context(), r.Who(), at, h)
	}
	if err != nil {
		return p.deskAgain(r, p.hoursView, err)
	}
	return screen.See("/bookings/hours?office=%s&done=hours", at)
}

func typedHours(r *screen.Request) (booking.Hours, error) {
	h := booking.Hours{Opened: seenOf(r)}
	for i := range stretches {
		name := func(what string) string { return r.Text(fmt.Sprintf("slot-%d-%s", i, what)) }
		if name("days") == "" {
			continue
		}
		var s pack.OfficeSlot
		for _, digit := range name("days") {
			day := int(digit - '0')
			if day < 1 || day > 5 || slices.Contains(s.Weekdays, day) {
				return h, civil.Refuse("hours_days", "星期几请写1到5，每个一次，如12345。")
			}
			s.Weekdays = append(s.Weekdays, day)
		}
		var first, second bool
		s.Opens, first = pack.ParseClock(strings.ReplaceAll(name("opens"), "：", ":"))
		s.Closes, second = pack.ParseClock(strings.ReplaceAll(name("closes"), "：", ":"))
		if !first || !second {
			return h, civil.Refuse("hours_span", "时间请写成09:00这样。")
		}
		s.Minutes, s.Seats = number(name("minutes")), number(name("seats"))
		h.Slots = append(h.Slots, s)
	}
	h.Ahead, h.Most = number(r.Text("ahead")), number(r.Text("most"))
	return h, nil
}

// number is a whole number as typed; what is none is 0, which the desk refuses.
func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}

// CloseDay says that the office is closed on a day, or open again.
func (p *Pages) CloseDay(r *screen.Request) (screen.Answer, error) {
	at, err := p.chosen(r, p.offices(r, keepers...))
	if err != nil {
		return screen.Answer{}, err
	}
	day, err := civil.ParseDate(r.Text("day"))
	switch {
	case err != nil:
		err = civil.Refuse("closure_day", "请选择是哪一天。")
	case r.Text("act") == "open":
		err = p.s.Booking.OpenDay(r.Context(), r.Who(), at, day)
	default:
		err = p.s.Booking.CloseDay(r.Context(), r.Who(), at, day, r.Text("reason"))
	}
	if err != nil {
		return p.deskAgain(r, p.hoursView, err)
	}
	return screen.See("/bookings/hours?office=%s&done=closed", at)
}
