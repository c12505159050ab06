package station

import (
	"context"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/service"
)

// registerName is the declared register of stations.
const registerName = "rehab_station"

// The levels of stations, by the codes of the register.
const (
	Centre = "centre"
	Point  = "point"
)

var (
	enrolmentTable = journal.NewTable("station_enrolment", journal.Text("station"), journal.Text("division"), journal.Text("person_county"), journal.Text("person"),
		journal.Text("name").Personal(), journal.Text("state"), journal.Text("since"), journal.Text("until"), journal.Text("ending"), journal.Bytes("body").Personal().Sealed("body"), journal.Text("once"))
	entryTable = journal.NewTable("station_entry", journal.Text("enrolment"), journal.Text("kind"), journal.Text("day"), journal.Int("points"),
		journal.Text("who").Personal(), journal.Bytes("body").Personal().Sealed("body"), journal.Text("once"))
)

// Tables are the tables of versions this package writes, for [journal.New].
func Tables() []*journal.Table { return []*journal.Table{enrolmentTable, entryTable} }

// Desk is where stations are looked after. It is safe for use by many goroutines.
type Desk struct {
	journal   *journal.Journal
	register  *register.Register
	safe      service.Safe
	catalogue func() *pack.Catalogue
	divisions *civil.Divisions
}

// New makes a desk. The journal must know the [Tables].
func New(j *journal.Journal, r *register.Register, keys access.Keyring, catalogue func() *pack.Catalogue, divisions *civil.Divisions) *Desk {
	return &Desk{journal: j, register: r, safe: service.Safe{Keys: keys}, catalogue: catalogue, divisions: divisions}
}

func (d *Desk) today() civil.Date { return civil.InstantOf(d.journal.DB().Now()).Date() }

// Station is a station as the register has it.
type Station struct {
	register.Ref
	Division  civil.Area
	Name      string
	Level     string
	Address   string
	Capacity  int64
	RunBy     string
	Telephone string
	Meets     bool
	OpenedOn  civil.Date
	Active    int // who takes part now
}

// workers are the roles that look after stations.
var workers = []access.Role{casework.Town, casework.County}

func notFound() error {
	return &civil.Error{Kind: civil.NotFound, Code: "station_not_found", Message: "没有找到这个站点，或不在您的管辖范围。"}
}

// of reads a station out of a record.
func (d *Desk) of(rec *register.Record) Station {
	s := Station{Ref: rec.Ref, Division: rec.Division}
	reg := d.catalogue().Register(registerName)
	for i := range reg.Fields {
		if i >= len(rec.Values) || !rec.Values[i].Known {
			continue
		}
		v := rec.Values[i]
		switch reg.Fields[i].Name {
		case "name":
			s.Name = v.Text
		case "level":
			s.Level = reg.Fields[i].Codes[v.Int].Name
		case "address":
			s.Address = v.Text
		case "capacity":
			s.Capacity = v.Int
		case "run_by":
			s.RunBy = v.Text
		case "telephone":
			s.Telephone = v.Text
		case "meets":
			s.Meets = v.Int != 0
		case "opened_on":
			s.OpenedOn = civil.Date(v.Int)
		}
	}
	return s
}

const countActive = `SELECT v.station, count(1) FROM station_enrolment v WHERE v.county = $1 AND v.state = 'active' AND ` + journal.Holds + ` GROUP BY v.station`

// Stations are the stations of a county, centres first. They are no secret.
func (d *Desk) Stations(ctx context.Context, county string) (list []Station, err error) {
	err = d.register.EachRecord(ctx, county, registerName, register.On(d.today()), func(rec *register.Record) error {
		list = append(list, d.of(rec))
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		return db.Each(ctx, q, func(row db.Row) error {
			var id string
			var n int
			if err := row.Scan(&id, &n); err != nil {
				return err
			}
			for i := range list {
				if list[i].ID == id {
					list[i].Active = n
				}
			}
			return nil
		}, countActive, county)
	})
	slices.SortStableFunc(list, func(a, b Station) int {
		if a.Level != b.Level {
			return strings.Compare(a.Level, b.Level)
		}
		return int(a.Division - b.Division)
	})
	return list, err
}

// Get finds a station of the visitor's places.
func (d *Desk) Get(ctx context.Context, who casework.Who, ref register.Ref) (*Station, error) {
	list, err := d.Stations(ctx, ref.County)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].Ref == ref && service.Holds(who, list[i].Division, workers...) {
			return &list[i], nil
		}
	}
	return nil, notFound()
}

// Save enters a station, or changes the one of its name, by the county.
func (d *Desk) Save(ctx context.Context, who casework.Who, s Station) (register.Ref, error) {
	if !service.Holds(who, s.Division, casework.County) {
		return register.Ref{}, &civil.Error{Kind: civil.Denied, Code: "station_denied", Message: "站点由县（市、区）登记；请选择本县（市、区）的乡镇（街道）。"}
	}
	switch {
	case strings.TrimSpace(s.Name) == "" || len([]rune(s.Name)) > 100:
		return register.Ref{}, civil.Refuse("station_name", "请填写站点名称，最多100个字。")
	case s.Level != Centre && s.Level != Point:
		return register.Ref{}, civil.Refuse("station_level", "请选择是指导中心还是服务点。")
	case s.Level == Point && s.Division.Level() < civil.Township:
		return register.Ref{}, civil.Refuse("station_division", "服务点要写明在哪个乡镇（街道）。")
	case s.Capacity < 1 || s.Capacity > 10000:
		return register.Ref{}, civil.Refuse("station_capacity", "能服务的人数应是1到10000。")
	case s.OpenedOn > d.today():
		return register.Ref{}, civil.Refuse("station_opened", "启用日期不能晚于今天（%s）。", d.today().Words())
	}
	reg := d.catalogue().Register(registerName)
	rec := register.Record{Register: registerName, Division: s.Division, Values: make([]register.Value, len(reg.Fields))}
	for i := range reg.Fields {
		rec.Values[i] = s.value(&reg.Fields[i])
	}
	var ref register.Ref
	h := journal.Header{County: service.Code(s.Division), Kind: "station.save", Actor: who.Actor, Purpose: "service", Note: who.OnBehalf}
	_, err := d.journal.Do(ctx, h, func(w *journal.Write) (err error) {
		ref, _, err = d.register.SaveRecord(ctx, w, rec)
		return err
	})
	return ref, err
}

func (s *Station) value(f *pack.Field) register.Value {
	text := func(t string) register.Value { return register.Value{Known: t != "", Text: t} }
	switch f.Name {
	case "name":
		return text(strings.TrimSpace(s.Name))
	case "level":
		at, known := f.Code(s.Level)
		return register.Value{Known: known, Int: int64(at)}
	case "address":
		return text(s.Address)
	case "capacity":
		return register.Value{Known: true, Int: s.Capacity}
	case "run_by":
		return text(s.RunBy)
	case "telephone":
		return text(s.Telephone)
	case "meets":
		if s.Meets {
			return register.Value{Known: true, Int: 1}
		}
		return register.Value{Known: true}
	case "opened_on":
		return register.Value{Known: s.OpenedOn != 0, Int: int64(s.OpenedOn)}
	}
	return register.Value{}
}

// Coverage is how far the towns of a county have a point.
type Coverage struct {
	Towns, With, Meeting int // all, with a point, with one that meets the standard
	Centre               bool
}

// Coverage counts the towns of a county by the stations they have.
func (d *Desk) Coverage(ctx context.Context, county civil.Area) (c Coverage, err error) {
	list, err := d.Stations(ctx, service.Code(county))
	if err != nil {
		return c, err
	}
	for _, town := range d.divisions.Under(county, civil.Township, d.today()) {
		c.Towns++
		with, meeting := false, false
		for _, s := range list {
			if s.Level == Point && town.Code.Contains(s.Division) {
				with, meeting = true, meeting || s.Meets
			}
		}
		if with {
			c.With++
		}
		if meeting {
			c.Meeting++
		}
	}
	c.Centre = slices.ContainsFunc(list, func(s Station) bool { return s.Level == Centre })
	return c, nil
}
