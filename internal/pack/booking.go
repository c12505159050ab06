package pack

import (
	"slices"
	"strconv"
	"strings"

	"lianxin/internal/civil"
)

// OfficeHours are the hours in which offices of a level see people by appointment,
// where an office has set none of its own.
type OfficeHours struct {
	Level string // town or county
	Slots []OfficeSlot
	Ahead int // for how many days ahead one may book
	Most  int // how many appointments one person may hold at once
	scope
}

// OfficeSlot is a stretch of a working day.
type OfficeSlot struct {
	Weekdays []int // 1 Monday to 5 Friday; a weekend that is worked has Monday's hours
	Opens    int   // minutes after midnight
	Closes   int
	Minutes  int // of one appointment
	Seats    int // how many people at once
}

// Errand is what somebody comes to a window for.
type Errand struct {
	Name   string
	Title  string
	Level  string // whose window: town or county
	Bring  string // what to bring, in plain words
	Source string
	Status Status
	Place  Place
}

// Errands are what one may book for, in the order of the packs.
func (c *Catalogue) Errands() []*Errand { return c.errands }

// Errand finds what one may book for, or returns nil.
func (c *Catalogue) Errand(name string) *Errand {
	for _, e := range c.errands {
		if e.Name == name {
			return e
		}
	}
	return nil
}

// OfficeHours are the usual hours of a level in a place on a day; nil where the packs
// say nothing.
func (c *Catalogue) OfficeHours(level, region string, day civil.Date) *OfficeHours {
	place, err := civil.ParseArea(region)
	if err != nil {
		return nil
	}
	var best *OfficeHours
	for _, h := range c.officeHours {
		if h.Level == level && h.holds(place, day) && (best == nil || h.before(&best.scope)) {
			best = h
		}
	}
	return best
}

// The limits of booking.yaml.
const (
	slotMinutesLeast, slotMinutesMost = 5, 240
	slotSeatsMost                     = 50
	bookAheadMost                     = 90
	bookHeldMost                      = 10
	dayMinutes                        = 24 * 60
	fridayNumber                      = 5
)

// bookingFile reads booking.yaml: the usual hours, and what one may book for.
func (l *loader) bookingFile(n *node, pack string) {
	f := n.fields("hours", "errands", "seed")
	l.seed(f.get("seed"), "booking", pack, pack)
	for _, item := range f.get("hours").list() {
		l.hours(item)
	}
	for _, item := range f.get("errands").list() {
		l.errand(item)
	}
}

func (l *loader) hours(n *node) {
	f := n.fields("level", "slots", "ahead", "most", "region", "from", "source", "status")
	h := &OfficeHours{
		Level: f.need("level").oneOf("level", callUnits...),
		Ahead: f.need("ahead").between(1, bookAheadMost), Most: f.need("most").between(1, bookHeldMost),
	}
	for _, item := range f.need("slots").some() {
		if s, ok := item.slot(); ok {
			h.Slots = append(h.Slots, s)
		}
	}
	var ok bool
	if h.scope, ok = l.scope(n, f, "office hours", "窗口时间", h.Level); ok {
		l.catalogue.officeHours = append(l.catalogue.officeHours, h)
	}
}

func (n *node) slot() (s OfficeSlot, ok bool) {
	f := n.fields("days", "opens", "closes", "minutes", "seats")
	for _, item := range f.need("days").some() {
		day := item.between(1, fridayNumber)
		if slices.Contains(s.Weekdays, day) {
			item.refuse("duplicate_name", "星期%d写了两次。", day)
		}
		s.Weekdays = append(s.Weekdays, day)
	}
	s.Opens, s.Closes = f.need("opens").clock(), f.need("closes").clock()
	s.Minutes, s.Seats = f.need("minutes").between(slotMinutesLeast, slotMinutesMost), f.need("seats").between(1, slotSeatsMost)
	if s.Closes-s.Opens < s.Minutes {
		n.refuse("slot_short", "从开到关不够一个时段（%d分钟）。", s.Minutes)
		return s, false
	}
	return s, true
}

// clock is a time of the day, such as 09:00, in minutes after midnight.
func (n *node) clock() int {
	text := n.words()
	minutes, ok := ParseClock(text)
	if text != "" && !ok {
		n.refuse("clock_form", "时间“%s”应写成 09:00 这样。", shorten(text))
	}
	return minutes
}

// ParseClock reads a time of the day, such as 09:00, as minutes after midnight.
func ParseClock(text string) (minutes int, ok bool) {
	hour, minute, cut := strings.Cut(text, ":")
	if !cut || len(hour) != 2 || len(minute) != 2 {
		return 0, false
	}
	h, errHour := strconv.ParseUint(hour, 10, 8)
	m, errMinute := strconv.ParseUint(minute, 10, 8)
	minutes = int(h)*60 + int(m)
	if errHour != nil || errMinute != nil || m > 59 || minutes >= dayMinutes {
		return 0, false
	}
	return minutes, true
}

func (l *loader) errand(n *node) {
	f := n.fields("name", "title", "level", "bring", "source", "status")
	e := &Errand{
		Name: f.need("name").name(), Title: f.need("title").words(), Level: f.need("level").oneOf("level", callUnits...),
		Bring: f.need("bring").words(), Source: f.need("source").words(),
		Status: Status(f.need("status").oneOf("status", string(Confirmed), string(Proposed))), Place: n.place(),
	}
	if e.Name != "" && l.claim("errand", "预约事项", e.Name, f.get("name").place()) {
		l.catalogue.errands = append(l.catalogue.errands, e)
	}
}
