package casework

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// Draw is a drawing of lots: which of the cases of a matter that wait for the
// county's decision it visits at home.
type Draw struct {
	ID     string
	Matter string
	Day    civil.Date
	Share  civil.Ratio // of the cases drawn from
	Seed   string
	Among  []string // ids of cases, ascending
	Drawn  []string // likewise
	Actor  string   // whose act it was
	At     civil.Instant
}

// Again says whether somebody who draws again by the seed draws the same.
func (d *Draw) Again() bool {
	return slices.Equal(d.Drawn, Lots(d.Seed, d.Among, toDraw(len(d.Among), d.Share)))
}

// Pool is what waits to be drawn from in a matter.
type Pool struct {
	Matter *pack.Matter
	Share  civil.Ratio
	Cases  []*Case
	Draws  int // how many of them the next drawing gives
}

// toDraw is how many of a number a share makes, rounded up, so that of a few at
// least one is visited.
func toDraw(among int, share civil.Ratio) int {
	if share.Num <= 0 || share.Den <= 0 {
		return 0
	}
	return int(min(int64(among), (int64(among)*share.Num+share.Den-1)/share.Den))
}

// Lots draws some of a list: those whose SM3 of seed and id is smallest.
func Lots(seed string, among []string, n int) []string {
	type lot struct{ hash, id string }
	lots := make([]lot, len(among))
	for i, id := range among {
		sum := sm3.Sum([]byte(seed + " " + id))
		lots[i] = lot{hex.EncodeToString(sum[:]), id}
	}
	slices.SortFunc(lots, func(a, b lot) int { return strings.Compare(a.hash, b.hash) })
	var drawn []string
	for _, l := range lots[:max(0, min(n, len(lots)))] {
		drawn = append(drawn, l.id)
	}
	slices.Sort(drawn)
	return drawn
}

// Pools are the cases of a county from which visits are drawn, matter by matter:
// those that wait for the county's decision, that no drawing had before, and that
// are not to be visited anyway.
func (d *Desk) Pools(ctx context.Context, who Who, county civil.Area) (list []Pool, err error) {
	if !who.scope().Covers(county) {
		return nil, notFound()
	}
	draws, err := d.Draws(ctx, county)
	if err != nil {
		return nil, err
	}
	for _, m := range d.Matters() {
		if m.Visits == "" {
			continue
		}
		p := Pool{Matter: m}
		if p.Share, err = d.catalogue().Share(m.Visits, county.String(), d.Today()); err != nil {
			return nil, err
		}
		if p.Cases, err = d.undrawn(ctx, who, county, m, draws); err != nil {
			return nil, err
		}
		p.Draws = toDraw(len(p.Cases), p.Share)
		list = append(list, p)
	}
	return list, nil
}

// undrawn are the cases of a matter from which visits are drawn, by id. A case that
// comes back to the county after a drawing is drawn from again.
func (d *Desk) undrawn(ctx context.Context, who Who, county civil.Area, m *pack.Matter, draws []Draw) (list []*Case, err error) {
	had := map[string]civil.Instant{}
	for _, one := range draws {
		for _, id := range one.Among {
			had[id] = max(had[id], one.At)
		}
	}
	for query := (Query{Matter: m.Name, Within: county, Size: pageMax}); ; {
		page, err := d.List(ctx, who, query)
		if err != nil {
			return nil, err
		}
		for _, c := range page.Cases {
			s := m.Stage(c.Stage)
			waits := s != nil && s.With == "decider" && c.Awaits == string(County) && c.County == county.String()
			if waits && had[c.ID] < c.Since && !c.Marked(Drawn) && !c.Marked(NearKin) && !c.Marked(Complaint) {
				list = append(list, c)
			}
		}
		if query.After = page.Next; query.After == "" {
			break
		}
	}
	slices.SortFunc(list, func(a, b *Case) int { return strings.Compare(a.ID, b.ID) })
	return list, nil
}

// DrawVisits draws, of the cases of a matter that wait for the county's decision,
// the share its pack names, to be visited at home before anybody decides. The seed
// is drawn by the program and kept with the list, so that nobody chooses it and
// anybody can draw again. Nobody draws twice from the same cases.
func (d *Desk) DrawVisits(ctx context.Context, who Who, county civil.Area, matter string) (Draw, error) {
	if _, ok := who.post(County, county); !ok {
		return Draw{}, notFound()
	}
	pools, err := d.Pools(ctx, who, county)
	if err != nil {
		return Draw{}, err
	}
	at := slices.IndexFunc(pools, func(p Pool) bool { return p.Matter.Name == matter })
	if at < 0 {
		return Draw{}, notFound()
	}
	pool := pools[at]
	if pool.Draws == 0 {
		return Draw{}, &civil.Error{Kind: civil.Conflict, Code: "draw_nothing",
			Message: fmt.Sprintf("“%s”现在没有可以抽取的件：等审核的都已经抽过了。", pool.Matter.Short)}
	}
	out := Draw{ID: db.NewID(), Matter: matter, Share: pool.Share, Actor: who.Actor}
	if out.Seed, err = newSeed(); err != nil {
		return Draw{}, err
	}
	for _, c := range pool.Cases {
		out.Among = append(out.Among, c.ID)
	}
	out.Drawn = Lots(out.Seed, out.Among, pool.Draws)
	h := journal.Header{County: county.String(), Kind: "case.draw", Actor: who.Actor, Purpose: string(who.Purpose), Note: who.OnBehalf, Durable: true}
	_, err = d.journal.Do(ctx, h, func(w *journal.Write) error { return out.keep(ctx, w, pool.Cases) })
	return out, err
}

// keep writes a drawing down and marks the cases that were drawn. Two drawings at
// once end with one: both close the same versions, or find them in the other's list.
func (d *Draw) keep(ctx context.Context, w *journal.Write, among []*Case) error {
	d.Day, d.At = day(w), w.At()
	last, found, err := db.One(ctx, w, scanDraw, lastDraw, w.County(), d.Matter)
	if err != nil {
		return err
	}
	if found && slices.ContainsFunc(among, func(c *Case) bool { return slices.Contains(last.Among, c.ID) && last.At >= c.Since }) {
		return &civil.Error{Kind: civil.Stale, Code: "draw_again", Message: "别人刚刚抽取过，请刷新后看结果。"}
	}
	err = w.Open(ctx, drawTable, d.ID, journal.Always, d.Day.String(), d.Seed, strings.Join(d.Among, " "), strings.Join(d.Drawn, " "), d.Matter, d.Share.String())
	if err != nil {
		return err
	}
	for _, c := range among {
		if !slices.Contains(d.Drawn, c.ID) {
			continue
		}
		if err := w.Close(ctx, caseTable, c.ID, c.Opened); err != nil {
			return err
		}
		drawn := *c
		drawn.Marks = slices.Clone(c.Marks)
		drawn.mark(Drawn)
		if err := w.Open(ctx, caseTable, c.ID, journal.Always, drawn.row()...); err != nil {
			return err
		}
	}
	return nil
}

const (
	drawColumns = `v.id, v.day, v.seed, v.among, v.drawn, v.matter, v.share, a.actor, a.at`
	selectDraws = `SELECT ` + drawColumns + ` FROM case_draw v JOIN act a ON a.county = v.county AND a.seq = v.opened
		WHERE v.county = $1 AND ` + journal.Holds + ` ORDER BY v.opened DESC`
	lastDraw = `SELECT ` + drawColumns + ` FROM case_draw v JOIN act a ON a.county = v.county AND a.seq = v.opened
		WHERE v.county = $1 AND v.matter = $2 AND ` + journal.Holds + ` ORDER BY v.opened DESC LIMIT 1`
	selectDrawn = `SELECT ` + caseColumns + ` FROM casefile v
		WHERE v.county = $1 AND v.marks LIKE '%drawn%' AND ` + journal.Holds + ` ORDER BY v.since DESC, v.id LIMIT 500`
	selectVisits = `SELECT v.casefile, max(v.day) FROM case_survey v
		WHERE v.county = $1 AND v.kind = 'visit' AND ` + journal.Holds + ` GROUP BY v.casefile`
)

func scanDraw(row db.Row) (d Draw, err error) {
	var dayText, among, drawn, share string
	if err = row.Scan(&d.ID, &dayText, &d.Seed, &among, &drawn, &d.Matter, &share, &d.Actor, &d.At); err != nil {
		return d, err
	}
	d.Among, d.Drawn = strings.Fields(among), strings.Fields(drawn)
	if d.Share, err = civil.ParseRatio(share); err != nil {
		return d, err
	}
	d.Day, err = civil.ParseDate(dayText)
	return d, err
}

// Draws lists what was drawn in a county, the newest first.
func (d *Desk) Draws(ctx context.Context, county civil.Area) (list []Draw, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) (err error) {
		list, err = db.Many(ctx, q, scanDraw, selectDraws, county.String())
		return err
	})
	return list, err
}

// Visit is a case that was drawn, with the day on which the county was there; 0
// while it was not.
type Visit struct {
	*Case
	Visited civil.Date
}

// Visits are the cases of a county that were drawn, those that wait first.
func (d *Desk) Visits(ctx context.Context, who Who, county civil.Area) (list []Visit, err error) {
	if !who.scope().Covers(county) {
		return nil, notFound()
	}
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		cases, err := db.Many(ctx, q, scanCase, selectDrawn, county.String())
		if err != nil {
			return err
		}
		days := map[string]civil.Date{}
		err = db.Each(ctx, q, func(row db.Row) error {
			var id, text string
			if err := row.Scan(&id, &text); err != nil {
				return err
			}
			visited, err := civil.ParseDate(text)
			days[id] = visited
			return err
		}, selectVisits, county.String())
		for _, c := range cases {
			list = append(list, Visit{c, days[c.ID]})
		}
		return err
	})
	slices.SortStableFunc(list, func(a, b Visit) int { return rankVisit(a) - rankVisit(b) })
	return list, err
}

// rankVisit puts what still waits for a visit first.
func rankVisit(v Visit) int {
	if v.Visited == 0 && v.Awaits != nobody {
		return 0
	}
	return 1
}
