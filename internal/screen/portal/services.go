package portal

import (
	"fmt"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/screen"
	"lianxin/internal/screen/layout"
	"lianxin/internal/screen/part"
	"lianxin/internal/service/aidpoint"
	"lianxin/internal/service/booking"
)

// servicesView is where the lists of towns are found.
type servicesView struct {
	Frame layout.Frame
	Lead  string
	Place part.Field
	Towns []guideLine
}

// Services leads to the list of each town of a county: none is left out.
func (p *Pages) Services(r *screen.Request) (screen.Answer, error) {
	place := p.where(r)
	v := servicesView{
		Frame: p.frame(r, "为民服务清单", "/guides"),
		Place: part.Field{Kind: part.SelectField, Name: "place", Label: "在哪里", Value: place.String(), Choices: p.places(r, "全市")},
	}
	counties := []civil.Area{place}
	if place == p.s.City {
		counties = nil
		for _, d := range p.s.Divisions.Under(place, civil.County, r.Today()) {
			counties = append(counties, d.Code)
		}
	}
	n := len(p.served(r.Today()))
	for _, county := range counties {
		for _, d := range p.s.Divisions.Under(county, civil.Township, r.Today()) {
			hours, err := p.hoursOf(r, d.Code)
			if err != nil {
				return screen.Answer{}, err
			}
			v.Towns = append(v.Towns, guideLine{part.Link{Text: p.s.Desk.Place(county) + d.Name, Path: "/services/" + d.Code.String()}, fmt.Sprintf("%d件事，窗口%s", n, strings.Join(hours, "；"))})
		}
	}
	v.Lead = fmt.Sprintf("共%d个乡镇（街道），每个都有便民服务窗口，也都能在网上办。", len(v.Towns))
	return screen.Show(servicesPage(v))
}

// served are the matters a family can ask for or report on a day, in the order of their
// packs.
func (p *Pages) served(day civil.Date) (list []*pack.Matter) {
	for _, one := range p.s.Catalogue().Packs() {
		for _, m := range p.s.Desk.Matters() {
			if m.Pack == one.Name && len(m.Channels) > 0 && m.InForce <= day {
				list = append(list, m)
			}
		}
	}
	return list
}

// hoursOf are the hours of a window in words, and the days on which it is closed.
func (p *Pages) hoursOf(r *screen.Request, town civil.Area) (words []string, err error) {
	h, err := p.s.Booking.Hours(r.Context(), town)
	if err != nil {
		return nil, err
	}
	byDays := map[string][]string{}
	var order []string
	for _, s := range h.Slots {
		days := daysWords(s.Weekdays)
		if byDays[days] == nil {
			order = append(order, days)
		}
		byDays[days] = append(byDays[days], booking.Clock(s.Opens)+"—"+booking.Clock(s.Closes))
	}
	for _, days := range order {
		words = append(words, days+" "+strings.Join(byDays[days], "、"))
	}
	if len(words) == 0 {
		words = append(words, "时间请打12345问")
	}
	closed, err := p.s.Booking.Closures(r.Context(), town)
	for _, c := range closed {
		words = append(words, fmt.Sprintf("%s不开：%s", c.Day.Words(), c.Reason))
	}
	return words, err
}

var weekdayWords = []string{"", "周一", "周二", "周三", "周四", "周五"}

// daysWords are weekdays in words: a stretch by its ends, others one by one.
func daysWords(days []int) string {
	days = slices.Sorted(slices.Values(days))
	if n := len(days); n > 2 && days[n-1]-days[0] == n-1 {
		return weekdayWords[days[0]] + "至" + weekdayWords[days[n-1]]
	}
	var words []string
	for _, d := range days {
		words = append(words, weekdayWords[d])
	}
	return strings.Join(words, "、")
}

// serviceView is the list of one town.
type serviceView struct {
	Frame         layout.Frame
	Over          string
	Lead          string
	Window        []part.Pair
	Groups        []serviceGroup
	Stations      []part.Pair // of villages
	StationsTitle string
	More          []guideLine
	Rate          string
}

// serviceGroup are the services of one line of business.
type serviceGroup struct {
	Title    string
	Services []oneService
}

// oneService is one service with what decides whether one comes in vain.
type oneService struct {
	part.Link
	Pairs []part.Pair
	Apply string
}

// Service is the list of everything that is done for people in one town: who may ask,
// what to bring, how long it takes, where, and who decides.
func (p *Pages) Service(r *screen.Request) (screen.Answer, error) {
	town, err := civil.ParseArea(r.PathValue("division"))
	if err != nil || town.Level() != civil.Township || !p.s.City.Contains(town) {
		return screen.Answer{}, missing()
	}
	if _, known := p.s.Divisions.Lookup(town, r.Today()); !known {
		return screen.Answer{}, missing()
	}
	hours, err := p.hoursOf(r, town)
	if err != nil {
		return screen.Answer{}, err
	}
	name, list := p.s.Desk.Place(town), p.served(r.Today())
	near, stations, err := p.placesOf(r, town)
	if err != nil {
		return screen.Answer{}, err
	}
	v := serviceView{
		Frame: p.frame(r, fmt.Sprintf("%s为民服务清单", name), "/services?place="+town.County().String()), Over: p.s.Desk.Place(town.County()) + " · " + r.Today().Words(),
		Lead: fmt.Sprintf("共%d件事，都不收费。点开看全部条件和依据。", len(list)), Rate: "/rate/" + town.String(),
		Window: []part.Pair{
			{Key: "窗口", Value: name + "便民服务窗口，任何一件都能交"}, {Key: "办理时间", Value: strings.Join(hours, "；")},
			{Key: "电话", Value: "12345，说明要办什么"}, {Key: "网上", Value: "手机、电脑都能办，不用跑"},
		},
	}
	v.Window, v.Stations = append(v.Window, near...), stations
	v.StationsTitle = fmt.Sprintf("村（社区）救助帮扶工作站点，%d处", len(stations))
	titles := map[string]string{}
	for _, one := range p.s.Catalogue().Packs() {
		titles[one.Name] = one.Title
	}
	for _, b := range p.s.Desk.Bundles("phone") {
		v.More = append(v.More, guideLine{part.Link{Text: b.Title, Path: "/bundles/" + b.Name}, b.Plain})
	}
	v.More = append(v.More,
		guideLine{part.Link{Text: "别的部门的事", Path: "/report-need"}, "看病、上学、住房、就业等，窗口收下，转给管的部门，办得怎样告诉您"},
		guideLine{part.Link{Text: "报告急难", Path: "/help/emergency"}, "看到有人没饭吃、没地方住，不用登录就能说"},
		guideLine{part.Link{Text: "租用辅具", Path: "/equipment"}, "轮椅、护理床按月租，困难家庭有补贴"},
		guideLine{part.Link{Text: "精神障碍社区康复", Path: "/rehab"}, "由家附近的康复站服务，先来窗口登记"})
	for _, m := range list {
		title := titles[m.Pack]
		if n := len(v.Groups); n == 0 || v.Groups[n-1].Title != title {
			v.Groups = append(v.Groups, serviceGroup{Title: title})
		}
		last := &v.Groups[len(v.Groups)-1]
		last.Services = append(last.Services, p.oneService(r, m, town))
	}
	return screen.Show(servicePage(v))
}

// placesOf are where people of a town are helped in person: the window of the town and the
// centre of its county, and the stations of its villages.
func (p *Pages) placesOf(r *screen.Request, town civil.Area) (near, stations []part.Pair, err error) {
	points, err := p.s.Points.Points(r.Context(), town.County())
	if err != nil {
		return nil, nil, err
	}
	for _, division := range []civil.Area{town, town.County()} {
		near = append(near, placePairs(points[division])...)
	}
	for _, village := range p.s.Divisions.Under(town, civil.Village, r.Today()) {
		stations = append(stations, placePairs(points[village.Code])...)
	}
	return near, stations, nil
}

// placePairs are where a place is that is in use, and its telephone.
func placePairs(one *aidpoint.Point) []part.Pair {
	switch {
	case !one.InUse():
		return nil
	case one.Telephone == "":
		return []part.Pair{{Key: one.Name, Value: one.Address}}
	}
	return []part.Pair{{Key: one.Name, Value: fmt.Sprintf("%s，电话%s", one.Address, one.Telephone)}}
}

func (p *Pages) oneService(r *screen.Request, m *pack.Matter, town civil.Area) oneService {
	one := oneService{Link: part.Link{Text: m.Title, Path: "/guides/" + m.Name + "?place=" + town.County().String()}}
	add := func(key string, words []string) {
		if len(words) > 0 {
			one.Pairs = append(one.Pairs, part.Pair{Key: key, Value: strings.Join(words, "；")})
		}
	}
	add("谁能办", []string{m.Plain})
	var papers, times []string
	for i := range m.Papers {
		papers = append(papers, m.Papers[i].Title)
	}
	if len(papers) == 0 {
		papers = []string{"只要身份证"}
	}
	add("要带什么", papers)
	for _, t := range p.times(m, town.County(), r.Today()) {
		if words := t.Title + t.Days; !slices.Contains(times, words) {
			times = append(times, words)
		}
	}
	add("多久办好", times)
	add("在哪里办", whereWords(m)[:len(m.Channels)])
	add("谁来决定", []string{p.decides(m, town, r.Today())})
	if m.Kind == pack.Applying && slices.Contains(m.Channels, "phone") {
		one.Apply = "/apply/" + m.Name
	}
	return one
}

// decides says who decides a matter that is asked for in a town.
func (p *Pages) decides(m *pack.Matter, town civil.Area, day civil.Date) string {
	found, ok := p.s.Catalogue().Parameter(m.Delegated, town.County().String(), day)
	if ok && found.Value == "yes" {
		return fmt.Sprintf("%s，受县级民政部门委托", p.s.Desk.Place(town))
	}
	return fmt.Sprintf("%s民政部门", p.s.Desk.Place(town.County()))
}
