package sample

import (
	"strconv"

	"lianxin/internal/civil"
)

// desk is what the departments know of one household: numbers, names, where it
// lives, who of it owns things. It is filled anew for each household.
type desk struct {
	city   *City
	office *office
	h      *Household
	now    civil.Date  // the day of the city
	month  civil.Month // of the newest monthly data
	names  [householdMost + 1][]byte
	ids    [householdMost + 1][]byte
	home   []byte // address
	adults []int  // members who may own something; never empty
	number []byte // of the household
	room   []byte

	// A planted row is about nobody of the city: these take the place of what is
	// right.
	badID   *string
	badName *string
}

// office is what all desks share: the addresses of the divisions and the other
// counties where somebody may be registered.
type office struct {
	places   map[civil.Area]string
	counties []civil.Area
	plate    string // letter of the city on vehicle plates
	paid     func(household int) []Judged
}

// newOffice looks up the names of all villages of the city.
func newOffice(c *City) *office {
	o := &office{places: map[civil.Area]string{}, plate: plates[c.plan.Region]}
	for _, villages := range c.places.counties {
		for _, v := range villages {
			o.places[v.code] = c.divisions.FullName(v.code, c.asOf)
		}
	}
	province := c.places.counties[0][0].code.Province()
	for _, county := range c.divisions.Under(province, civil.County, c.asOf) {
		o.counties = append(o.counties, county.Code)
	}
	return o
}

// plates are the letters behind 苏 on vehicle plates.
var plates = map[string]string{"320600": "F", "321200": "M", "320100": "A", "320500": "E"}

// take puts a household on the desk.
func (d *desk) take(h *Household) {
	d.h = h
	d.room = d.room[:0]
	names := d.city.kinshipOf(h)
	d.adults = d.adults[:0]
	for m := range h.Members {
		p := &h.Members[m]
		d.names[m] = d.cut(func(b []byte) []byte { return names.appendName(b, p, &h.Members[0]) })
		d.ids[m] = d.cut(func(b []byte) []byte { return appendID(b, p) })
		if p.age >= 18 {
			d.adults = append(d.adults, m)
		}
	}
	if len(d.adults) == 0 {
		d.adults = append(d.adults, 0)
	}
	d.number = d.cut(func(b []byte) []byte { return appendHouseholdID(b, h.Number) })
	d.home = d.cut(d.address)
}

// cut appends to the desk's room and gives what was appended.
func (d *desk) cut(write func([]byte) []byte) []byte {
	start := len(d.room)
	d.room = write(d.room)
	return d.room[start:len(d.room):len(d.room)]
}

// Salts keep what is drawn for one thing apart from what is drawn for another.
const (
	saltHome uint64 = 1000 + iota
	saltCounty
	saltDeath
	saltDied
	saltCustody
	saltTerm
	saltSchool
	saltCertificate
	saltPlacement
	saltWage
	saltEmployer
	saltHistory
	saltMonthOfYear
	saltKind
	saltOffice
	saltHouse
	saltOwner
	saltCoOwner
	saltVehicle
	saltAssets
	saltBank
	saltHolding
	saltLetter
	saltSigned
	saltMedical
	saltIllness
	saltPhone
	saltPay
	saltStart
)

// die gives a number below n that depends on the household, a member and what it
// is for, and on nothing else: it is the same in every month.
func (d *desk) die(salt uint64, member, n int) int {
	z := mix(d.city.seed ^ mix(uint64(d.h.Number)*golden+salt<<8+uint64(member)))
	return int((z >> 32) * uint64(n) >> 32)
}

// address is where the household lives: a group and a number in the country, a
// house and a flat in town.
func (d *desk) address(b []byte) []byte {
	b = append(b, d.office.places[d.h.Division]...)
	n := d.h.Number
	if d.h.Rural {
		b = append(strconv.AppendInt(b, int64(n%23+1), 10), "组"...)
		return append(strconv.AppendInt(b, int64(n%197+1), 10), "号"...)
	}
	b = append(b, estates[d.die(saltHome, 0, len(estates))]...)
	b = append(strconv.AppendInt(b, int64(n%61+1), 10), "幢"...)
	b = append(strconv.AppendInt(b, int64(n%4+1), 10), "单元"...)
	return append(strconv.AppendInt(b, int64((n%17+1)*100+n%4+1), 10), "室"...)
}

var estates = []string{"幸福家园", "新城花苑", "和平新村", "学田小区", "望江楼", "濠滨苑", "凤凰里", "育才公寓"}

// registered writes the division of registration: that of the village, another
// county, or nothing.
func (d *desk) registered(t *tray, member int, local, gap bool) {
	switch {
	case gap:
		t.blank()
	case local:
		t.division(d.h.Division)
	default:
		at := d.die(saltCounty, member, len(d.office.counties))
		if d.office.counties[at] == d.h.Division.County() {
			at = (at + 1) % len(d.office.counties)
		}
		t.division(d.office.counties[at])
	}
}

// who writes the name and the ID number of a member.
func (d *desk) who(t *tray, m int) {
	d.name(t, m)
	d.id(t, m)
}

func (d *desk) name(t *tray, m int) {
	if d.badName != nil {
		t.cell(*d.badName)
		return
	}
	t.bytes(d.names[m])
}

func (d *desk) id(t *tray, m int) {
	if d.badID != nil {
		t.cell(*d.badID)
		return
	}
	t.id(d.ids[m])
}

// numbered says whether a member has a number by which departments know him.
func (d *desk) numbered(m int) bool { return len(d.ids[m]) > 0 }

// owner is the adult who owns the n-th thing of a kind.
func (d *desk) owner(salt uint64, n int) int {
	return d.adults[d.die(salt, n, len(d.adults))]
}

// fresh says whether the member came into the registers in the month that is
// delivered; on the city's first day everybody did.
func (d *desk) fresh(m int) bool {
	return d.city.month == 0 || int(d.h.Members[m].born) == d.city.month
}

// since is a day between least and most days before the city's first day.
func (d *desk) since(salt uint64, member, least, most int) civil.Date {
	return d.city.asOf.AddDays(-least - d.die(salt, member, most-least+1))
}
