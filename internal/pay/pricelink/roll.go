package pricelink

import (
	"context"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Roll is one version of a list that a department handed in.
type Roll struct {
	ID         string
	Opened     int64
	Launch     string
	Group      string
	Place      string // the county it is of; empty: of the whole region
	Department string
	Rows       int64
	Refused    []string // what was not taken, and why
	Digest     string
	File       string
	Name       string // of the officer
	At         civil.Instant
}

var rollTable = journal.NewTable("price_roll", journal.Text("launch"), journal.Text("group_name"), journal.Text("place"), journal.Text("department"),
	journal.Int("rows_taken"), journal.Text("refused"), journal.Text("digest"), journal.Text("file_name"), journal.Text("name"), journal.Int("taken_at"))

var rollPersonTable = journal.NewTable("price_roll_person", journal.Text("launch"), journal.Text("roll"), journal.Text("group_name"), journal.Int("seq"),
	journal.Text("name").Personal(), journal.Bytes("id_sealed").Personal().Sealed("id_number"), journal.Bytes("id_index").Personal())

const (
	rollColumns       = `v.id, v.opened, v.launch, v.group_name, v.place, v.department, v.rows_taken, v.refused, v.digest, v.file_name, v.name, v.taken_at`
	selectRoll        = `SELECT ` + rollColumns + ` FROM price_roll v WHERE v.county = $1 AND v.id = $2 AND v.closed IS NULL`
	selectRolls       = `SELECT ` + rollColumns + ` FROM price_roll v WHERE v.county = $1 AND v.launch = $2 AND v.closed IS NULL ORDER BY v.id`
	selectRollOpened  = `SELECT v.id, v.opened FROM price_roll_person v WHERE v.county = $1 AND v.launch = $2 AND v.roll = $3 AND v.closed IS NULL ORDER BY v.id`
	rollPersonColumns = `v.county, v.id, v.group_name, v.seq, v.name, v.id_sealed, v.id_index`
	selectRollPersons = `SELECT ` + rollPersonColumns + ` FROM price_roll_person v WHERE v.county = $1 AND v.launch = $2 AND v.closed IS NULL ORDER BY v.id`
	selectRollPerson  = `SELECT ` + rollPersonColumns + ` FROM price_roll_person v WHERE v.county = $1 AND v.id = $2 AND v.closed IS NULL`
)

func scanRoll(row db.Row) (*Roll, error) {
	var r Roll
	var refused string
	err := row.Scan(&r.ID, &r.Opened, &r.Launch, &r.Group, &r.Place, &r.Department, &r.Rows, &refused, &r.Digest, &r.File, &r.Name, &r.At)
	if refused != "" {
		r.Refused = strings.Split(refused, "\n")
	}
	return &r, err
}

func (r *Roll) open(ctx context.Context, w *journal.Write) error {
	return w.Open(ctx, rollTable, r.ID, journal.Always, r.Launch, r.Group, r.Place, r.Department, r.Rows, strings.Join(r.Refused, "\n"), r.Digest, r.File,
		r.Name, int64(r.At))
}

// listed is somebody on a list.
type listed struct {
	County, ID, Group string
	Seq               int64
	Name              *string
	Sealed, Index     []byte
}

func scanListed(row db.Row) (p *listed, err error) {
	p = &listed{}
	return p, row.Scan(&p.County, &p.ID, &p.Group, &p.Seq, &p.Name, &p.Sealed, &p.Index)
}

// numberAt is where the number of somebody on a list is sealed.
func numberAt(county, id string) access.Place {
	return access.Place{Table: "price_roll_person", Field: "id_number", County: county, ID: id}
}

// refusedMost is how many refused rows are kept in words.
const refusedMost = 200

// RollOrder hands a list in.
type RollOrder struct {
	Region string
	Month  civil.Month
	Group  string
	Place  string // six digits of a county; empty: of the whole region
	File   string // its name
	Raw    []byte
}

// TakeRoll takes the list of a group. The same file again changes nothing; another
// one of the same group and place stands instead of the first. A joint list that was
// made has to be made again.
func (d *Desk) TakeRoll(ctx context.Context, who casework.Who, o RollOrder) (*Roll, error) {
	if err := o.permit(who); err != nil {
		return nil, err
	}
	people, refused, err := ParseRoll(o.Raw, d.regionOf(o.Region, o.Place))
	if err != nil {
		return nil, err
	}
	if len(people) == 0 {
		return nil, civil.Refuse("pricelink_roll_empty", "名册里没有一行可以读入：%s。", strings.Join(refused[:min(len(refused), 3)], "；"))
	}
	if len(refused) > refusedMost {
		refused = append(refused[:refusedMost], "另有"+count(len(refused)-refusedMost)+"行没有读入")
	}
	var roll *Roll
	_, err = d.Journal.Do(ctx, header(journal.Nowhere, "roll", who), func(w *journal.Write) error {
		l, err := getLaunch(ctx, w, o.Region, o.Month)
		if err != nil {
			return err
		}
		if err := l.in(Launched, Listed); err != nil {
			return err
		}
		roll = &Roll{
			ID: l.ID + "." + o.Group + "." + o.Place, Launch: l.ID, Group: o.Group, Place: o.Place, Rows: int64(len(people)), Refused: refused,
			Digest: digest(string(o.Raw)), File: o.File, Name: who.Name, At: w.At(),
		}
		return d.putRoll(ctx, w, l, roll, people)
	})
	return roll, err
}

func (o *RollOrder) permit(who casework.Who) error {
	if o.Place == "" {
		return decider(who, o.Region)
	}
	area, err := civil.ParseArea(o.Place)
	if err != nil || !holds(who, area, casework.City, casework.County) {
		return civil.Denied.Refuse("pricelink_roll_scope", "您不能登记这个县（市、区）的名册，请由当地或市级民政部门的人员登记。")
	}
	return nil
}

func (d *Desk) putRoll(ctx context.Context, w *journal.Write, l *Decided, roll *Roll, people []Named) error {
	profile := d.Profile(l)
	if profile == nil || profile.Group(roll.Group) == nil || profile.Group(roll.Group).Department == "" {
		return civil.Refuse("pricelink_roll_group", "这类对象不从部门名册取，请选择由部门提供名册的类别。")
	}
	roll.Department = profile.Group(roll.Group).Department
	old, known, err := db.One(ctx, w, scanRoll, selectRoll, journal.Nowhere, roll.ID)
	switch {
	case err != nil:
		return err
	case known && old.Digest == roll.Digest:
		*roll = *old
		return nil
	case known:
		if err := d.dropRoll(ctx, w, l, old); err != nil {
			return err
		}
	}
	if err := roll.open(ctx, w); err != nil {
		return err
	}
	for i := range people {
		if err := d.putListed(ctx, w, roll, &people[i]); err != nil {
			return err
		}
	}
	if l.State == Listed {
		l.ListHash = ""
		return l.move(ctx, w, Launched)
	}
	return nil
}

func (d *Desk) putListed(ctx context.Context, w *journal.Write, roll *Roll, p *Named) error {
	part, err := w.In(ctx, p.County)
	if err != nil {
		return err
	}
	id := db.NewID()
	sealed, err := d.Keys.Seal(numberAt(p.County, id), p.Number)
	if err != nil {
		return err
	}
	index, err := d.Keys.AppendIndex(nil, access.IDNumber, p.Number)
	if err != nil {
		return err
	}
	return part.Open(ctx, rollPersonTable, id, journal.Always, roll.Launch, roll.ID, roll.Group, p.Seq, p.Name, sealed, index)
}

// dropRoll takes a list away that another one stands for.
func (d *Desk) dropRoll(ctx context.Context, w *journal.Write, l *Decided, roll *Roll) error {
	if err := w.Close(ctx, rollTable, roll.ID, roll.Opened); err != nil {
		return err
	}
	for _, county := range sortedKeys(l.Amounts) {
		part, err := w.In(ctx, county)
		if err != nil {
			return err
		}
		versions, err := db.Many(ctx, part, scanVersion, selectRollOpened, county, l.ID, roll.ID)
		if err != nil {
			return err
		}
		for _, v := range versions {
			if err := part.Close(ctx, rollPersonTable, v.id, v.opened); err != nil {
				return err
			}
		}
	}
	return nil
}

// version is a row by its key within a county.
type version struct {
	id     string
	opened int64
}

func scanVersion(row db.Row) (v version, err error) { return v, row.Scan(&v.id, &v.opened) }

// Rolls are the lists that were handed in for a month.
func (d *Desk) Rolls(ctx context.Context, region string, month civil.Month) (list []*Roll, err error) {
	err = d.read(ctx, func(q db.Query) error {
		list, err = db.Many(ctx, q, scanRoll, selectRolls, journal.Nowhere, launchID(region, month))
		return err
	})
	return list, err
}

// RollPlaces are the counties whose lists somebody may hand in: with the empty one,
// the whole region, for whoever decides for it.
func (d *Desk) RollPlaces(who casework.Who, region string) (list []string) {
	if decider(who, region) == nil {
		list = append(list, "")
	}
	for _, c := range d.Counties(region, d.Today()) {
		if holds(who, c, casework.City, casework.County) {
			list = append(list, code(c))
		}
	}
	return slices.Compact(list)
}
