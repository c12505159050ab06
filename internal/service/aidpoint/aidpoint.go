package aidpoint

import (
	"context"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/service"
)

// registerName is the declared register of points.
const registerName = "aid_point"

// The states of a point, by the codes of the register.
const (
	Open    = "open"
	Planned = "planned"
	Closed  = "closed"
)

// Desk is where points are looked after. It is safe for use by many goroutines.
type Desk struct {
	journal   *journal.Journal
	register  *register.Register
	catalogue func() *pack.Catalogue
	divisions *civil.Divisions
}

// New makes a desk.
func New(j *journal.Journal, r *register.Register, catalogue func() *pack.Catalogue, divisions *civil.Divisions) *Desk {
	return &Desk{journal: j, register: r, catalogue: catalogue, divisions: divisions}
}

// Point is where people of a division are helped in person.
type Point struct {
	Division  civil.Area
	Opened    int64 // the act that said so; 0: there is none yet
	Name      string
	Address   string
	Telephone string
	Head      string
	Workers   int64      // -1: not told
	OpenedOn  civil.Date // 0: not told
	State     string     // of the register's codes
}

// InUse says whether people can come to a point.
func (p *Point) InUse() bool { return p != nil && p.State == Open }

// Title is what the points of divisions of a level are called.
func Title(level civil.Level) string {
	switch level {
	case civil.County:
		return "社会救助中心"
	case civil.Township:
		return "社会救助综合服务窗口"
	default:
		return "救助帮扶工作站点"
	}
}

// keepers are the roles that look after points.
var keepers = []access.Role{casework.Town, casework.County}

// Keeps says whether somebody looks after the point of a division.
func Keeps(who casework.Who, division civil.Area) bool {
	return service.Holds(who, division, keepers...)
}

func (d *Desk) today() civil.Date { return civil.InstantOf(d.journal.DB().Now()).Date() }

// there refuses a division that has no point of its own: a city, and one that is not there.
func (d *Desk) there(division civil.Area) error {
	_, known := d.divisions.Lookup(division, d.today())
	if !known || division.Level() < civil.County {
		return civil.NotFound.Refuse("point_not_found", "没有找到这个县（市、区）、乡镇（街道）或者村（社区）。")
	}
	return nil
}

// of reads a point out of a record.
func (d *Desk) of(rec *register.Record) *Point {
	p := &Point{Division: rec.Division, Opened: rec.Opened, Workers: -1, State: Open}
	reg := d.catalogue().Register(registerName)
	for i := range reg.Fields {
		if i >= len(rec.Values) || !rec.Values[i].Known {
			continue
		}
		v := rec.Values[i]
		switch reg.Fields[i].Name {
		case "title":
			p.Name = v.Text
		case "site":
			p.Address = v.Text
		case "telephone":
			p.Telephone = v.Text
		case "head":
			p.Head = v.Text
		case "workers":
			p.Workers = v.Int
		case "opened_on":
			p.OpenedOn = civil.Date(v.Int)
		case "state":
			p.State = reg.Fields[i].Codes[v.Int].Name
		}
	}
	return p
}

// Points are the points of a county by their divisions.
func (d *Desk) Points(ctx context.Context, county civil.Area) (map[civil.Area]*Point, error) {
	found := map[civil.Area]*Point{}
	err := d.register.EachRecord(ctx, service.Code(county), registerName, register.On(d.today()), func(rec *register.Record) error {
		found[rec.Division] = d.of(rec)
		return nil
	})
	return found, err
}

// Point is the point of a division; one without a name where there is none.
func (d *Desk) Point(ctx context.Context, division civil.Area) (*Point, error) {
	if err := d.there(division); err != nil {
		return nil, err
	}
	found, err := d.Points(ctx, division.County())
	if p := found[division]; p != nil || err != nil {
		return p, err
	}
	return &Point{Division: division, Workers: -1}, nil
}

// Limits of what is said of a point.
const (
	nameMost    = 100
	addressMost = 200
	phoneMost   = 30
	headMost    = 50
	workersMost = 1000
)

// check refuses what is not said of a point.
func (p *Point) check(today civil.Date) error {
	long := func(text string, most int) bool { return len([]rune(text)) > most }
	switch {
	case p.Name == "" || long(p.Name, nameMost):
		return civil.Refuse("point_name", "请填名称，最多%d个字。", nameMost)
	case p.Address == "" || long(p.Address, addressMost):
		return civil.Refuse("point_address", "请填地址，最多%d个字，写到门牌号。", addressMost)
	case long(p.Telephone, phoneMost):
		return civil.Refuse("point_telephone", "电话最多%d个字。", phoneMost)
	case long(p.Head, headMost):
		return civil.Refuse("point_head", "负责人最多%d个字。", headMost)
	case p.Workers < -1 || p.Workers > workersMost:
		return civil.Refuse("point_workers", "工作人员数请填0到%d，不知道的空着。", workersMost)
	case p.State == Open && p.OpenedOn > today:
		return civil.Refuse("point_opened", "启用日期还没有到：请填今天以前的日期，或者把状态改为在建。")
	case !slices.Contains([]string{Open, Planned, Closed}, p.State):
		return civil.Refuse("point_state", "请选状态。")
	}
	return nil
}

// Save writes down what a point is, by who looks after its division. Opened is what he saw.
func (d *Desk) Save(ctx context.Context, who casework.Who, p Point) error {
	if err := d.there(p.Division); err != nil {
		return err
	}
	if !Keeps(who, p.Division) {
		return civil.Denied.Refuse("point_denied", "这个网点由所在乡镇（街道）或者县（市、区）登记。")
	}
	for _, text := range []*string{&p.Name, &p.Address, &p.Telephone, &p.Head} {
		*text = strings.TrimSpace(*text)
	}
	if err := p.check(d.today()); err != nil {
		return err
	}
	header := journal.Header{County: service.Code(p.Division), Kind: "point.save", Actor: who.Actor, Purpose: "service", Note: who.OnBehalf}
	_, err := d.journal.Do(ctx, header, func(w *journal.Write) error {
		now, err := d.Point(ctx, p.Division)
		if err != nil {
			return err
		}
		if now.Opened != p.Opened {
			return civil.Stale.Refuse("point_changed", "这个网点刚刚被别人改过：请看过现在的内容再保存。")
		}
		_, _, err = d.register.SaveRecord(ctx, w, d.record(&p))
		return err
	})
	return err
}

// record is a point as the register keeps it.
func (d *Desk) record(p *Point) register.Record {
	reg := d.catalogue().Register(registerName)
	rec := register.Record{Register: registerName, Division: p.Division, Values: make([]register.Value, len(reg.Fields))}
	for i := range reg.Fields {
		f, v := &reg.Fields[i], &rec.Values[i]
		text := func(t string) { *v = register.Value{Known: t != "", Text: t} }
		switch f.Name {
		case "title":
			text(p.Name)
		case "site":
			text(p.Address)
		case "telephone":
			text(p.Telephone)
		case "head":
			text(p.Head)
		case "workers":
			*v = register.Value{Known: p.Workers >= 0, Int: max(p.Workers, 0)}
		case "opened_on":
			*v = register.Value{Known: p.OpenedOn != 0, Int: int64(p.OpenedOn)}
		case "state":
			at := slices.IndexFunc(f.Codes, func(c pack.FieldCode) bool { return c.Name == p.State })
			*v = register.Value{Known: at >= 0, Int: int64(max(at, 0))}
		}
	}
	return rec
}

// Cover is how far the divisions under one are served.
type Cover struct {
	Division civil.Area
	Own      *Point // nil: none
	Parts    int    // divisions right under it
	Served   int    // of them with a point in use
}

// Covers are the divisions right under one, each with its point and how many of those under
// it have one: the counties of a city, the towns of a county, the villages of a town.
func (d *Desk) Covers(ctx context.Context, division civil.Area) (list []Cover, err error) {
	known := map[civil.Area]map[civil.Area]*Point{}
	points := func(county civil.Area) (map[civil.Area]*Point, error) {
		if known[county] == nil {
			if known[county], err = d.Points(ctx, county); err != nil {
				return nil, err
			}
		}
		return known[county], nil
	}
	for _, part := range d.divisions.Under(division, division.Level()+1, d.today()) {
		found, err := points(part.Code.County())
		if err != nil {
			return nil, err
		}
		c := Cover{Division: part.Code, Own: found[part.Code]}
		if part.Code.Level() < civil.Village {
			for _, one := range d.divisions.Under(part.Code, part.Code.Level()+1, d.today()) {
				c.Parts++
				if found[one.Code].InUse() {
					c.Served++
				}
			}
		}
		list = append(list, c)
	}
	return list, nil
}
