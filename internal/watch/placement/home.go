package placement

import (
	"context"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
)

// Home is a home for the elderly as its filing says.
type Home struct {
	register.Ref
	Name      string
	Address   string
	Phone     string
	Division  civil.Area
	Filing    string     // number of its filing
	Beds      int        // -1: nobody knows
	Nursing   int        // of them for nursing; -1: nobody knows
	Residents int        // who lived there when its filing was brought up to date; -1: nobody knows
	Reported  civil.Date // when that was
	Accepts   string     // of pack.Cares: the most care it gives; empty: it does not say
	Running   bool
}

// Takes says whether a home gives so much care.
func (h *Home) Takes(care string) bool {
	return h.Accepts == "" || pack.CareLevel(care) <= pack.CareLevel(h.Accepts)
}

// Beds are the beds of a home as they stand.
type Beds struct {
	All     int // -1: nobody knows
	Others  int // lived in by people nobody has placed, as far as its filing says
	Living  int // lived in by people who were placed
	Kept    int // kept for people who will come
	Waiting int // people who wait for one
	Nursing int // for nursing; -1: nobody knows
	Nursed  int // of the living and the kept: who need full care
}

// Free is how many beds can be given away. Below zero: the filing has fewer beds than there
// are people.
func (b *Beds) Free() int { return b.All - b.Others - b.Living - b.Kept }

// FreeNursing is how many beds for nursing can be given away.
func (b *Beds) FreeNursing() int {
	if b.Nursing < 0 {
		return b.Free()
	}
	return min(b.Free(), b.Nursing-b.Nursed)
}

// room is who counts for the beds of a home.
type room struct {
	home, state, care string
	entered, left     civil.Date
}

const selectRooms = `SELECT v.home, v.state, v.care, v.entered, v.left_on FROM placement v WHERE v.county = $1 AND (v.home = $2 OR $2 = '')
	AND v.state <> 'withdrawn' AND v.closed IS NULL`

func scanRoom(row db.Row) (r room, err error) {
	var entered, left *string
	if err = row.Scan(&r.home, &r.state, &r.care, &entered, &left); err != nil {
		return r, err
	}
	if r.entered, err = officer.Day(entered); err != nil {
		return r, err
	}
	r.left, err = officer.Day(left)
	return r, err
}

// on says whether somebody lived there on a day: the day of leaving is not one.
func (r *room) on(day civil.Date) bool {
	return r.entered != 0 && r.entered <= day && (r.left == 0 || day < r.left)
}

// count counts the beds of a home. Who lived there besides those who were placed is told
// by the filing alone: of whom it counted, those who were placed by then are left out.
func (h *Home) count(rooms []room) Beds {
	b := Beds{All: h.Beds, Nursing: h.Nursing, Others: max(0, h.Residents)}
	for i := range rooms {
		r := &rooms[i]
		if r.home != h.ID {
			continue
		}
		if r.on(h.Reported) {
			b.Others--
		}
		switch State(r.state) {
		case Waiting:
			b.Waiting++
			continue
		case Proposed, Agreed, Approved:
			b.Kept++
		case Living:
			b.Living++
		default:
			continue
		}
		if r.care == fullCare {
			b.Nursed++
		}
	}
	b.Others = max(0, b.Others)
	return b
}

// fullCare is the care that needs a bed for nursing.
const fullCare = "full"

// Counted is a home with its beds.
type Counted struct {
	Home
	Beds Beds
}

// Homes are the homes of the counties somebody has to do with, by their names.
func (d *Desk) Homes(ctx context.Context, viewer access.Viewer) (list []Counted, err error) {
	if err := viewer.Check(); err != nil {
		return nil, err
	}
	for _, county := range d.counties(viewer) {
		homes, err := d.sources.Homes(ctx, county, d.today())
		if err != nil {
			return nil, err
		}
		var rooms []room
		err = d.journal.DB().Read(ctx, func(q db.Query) error {
			rooms, err = db.Many(ctx, q, scanRoom, selectRooms, officer.Code(county)[:6], "")
			return err
		})
		if err != nil {
			return nil, err
		}
		for i := range homes {
			list = append(list, Counted{homes[i], homes[i].count(rooms)})
		}
	}
	return list, nil
}

// counties are the counties in which a viewer's divisions lie, or which lie in them.
func (d *Desk) counties(viewer access.Viewer) (list []civil.Area) {
	for _, a := range viewer.Scope().Areas() {
		if a.Level() >= civil.County {
			list = append(list, a.County())
			continue
		}
		for _, county := range d.divisions.Under(a, civil.County, d.today()) {
			list = append(list, county.Code)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Home is one home with its beds, for whoever has to do with its county.
func (d *Desk) Home(ctx context.Context, viewer access.Viewer, ref register.Ref) (*Counted, error) {
	if err := viewer.Check(); err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(d.counties(viewer), func(a civil.Area) bool { return officer.Code(a)[:6] == ref.County }) {
		return nil, officer.Missing()
	}
	var c *Counted
	err := d.journal.DB().Read(ctx, func(q db.Query) (err error) {
		c, err = d.counted(ctx, q, ref)
		return err
	})
	return c, err
}

// counted reads a home and counts its beds.
func (d *Desk) counted(ctx context.Context, q db.Query, ref register.Ref) (*Counted, error) {
	home, err := d.sources.Home(ctx, q, ref, d.today())
	if err != nil {
		return nil, err
	}
	rooms, err := db.Many(ctx, q, scanRoom, selectRooms, ref.County, ref.ID)
	return &Counted{*home, home.count(rooms)}, err
}

// closed refuses a home that is not running.
func (c *Counted) closed() error {
	return civil.Conflict.Refuse("placement_home", "“%s”现在不在运营，不能安排入住：请改选一家。", c.Name)
}

// room refuses a home that has no bed to give to somebody who needs so much care.
func (c *Counted) room(care string) error {
	switch {
	case !c.Running:
		return c.closed()
	case c.Beds.All < 0:
		return civil.Conflict.Refuse("placement_home", "台账里没有“%s”的床位数：请先更新民政服务设施台账，再来安排。", c.Name)
	case !c.Takes(care):
		return civil.Conflict.Refuse("placement_home", "“%s”不接收需要%s的人：请改选一家。", c.Name, CareTitle(care))
	case c.Beds.Free() <= 0:
		return civil.Conflict.Refuse("placement_full", "“%s”现在没有空床：最后一张已经留给别人，或者住满了。可以改选一家，也可以勾选“没有空床就等候”。", c.Name)
	case care == fullCare && c.Beds.FreeNursing() <= 0:
		return civil.Conflict.Refuse("placement_full", "“%s”的护理型床位已经用完，全护理的现在住不进：可以改选一家，也可以勾选“没有空床就等候”。", c.Name)
	}
	return nil
}
