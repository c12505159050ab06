package register

import (
	"context"
	"errors"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/feed"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// doubts are whom rows that could not be read were about, as far as they say.
// Nothing of them is ended because the file seems to lack it.
type doubts struct {
	register *Register
	numbers  map[string]bool // index entries
	names    map[string]bool // their number may be readable and yet be another's
	everyone bool            // nobody is told apart
	nameless bool            // rows are about something that doubts do not name: one doubt may be about anything
}

// doubtsMost is how many doubts are told apart. A file with more of them is
// wrong throughout, and ends nothing of anybody.
const doubtsMost = 100_000

func newDoubts(r *Register) doubts {
	return doubts{register: r, numbers: map[string]bool{}, names: map[string]bool{}}
}

// note keeps the doubts of a page.
func (d *doubts) note(p *feed.Page) error {
	for _, doubt := range p.Doubts {
		d.everyone = d.everyone || d.nameless
		if d.everyone = d.everyone || len(d.numbers)+len(d.names) >= doubtsMost; d.everyone {
			clear(d.numbers)
			clear(d.names)
			return nil
		}
		entries, err := d.register.keys.Lookups(access.IDNumber, doubt.Number)
		var refusal *civil.Error
		if errors.As(err, &refusal) && refusal.Kind == civil.Invalid {
			entries, err = nil, nil
		}
		if err != nil {
			return err
		}
		for _, entry := range entries {
			d.numbers[string(entry)] = true
		}
		if name := civil.NormalName(doubt.Name); name != "" {
			d.names[name] = true
		}
	}
	return nil
}

func (d *doubts) none() bool { return !d.everyone && len(d.numbers) == 0 && len(d.names) == 0 }

const whoIs = `SELECT v.id, v.id_index, v.name FROM person v WHERE v.id IN ` + Among + ` AND v.county = $34 AND ` + journal.HeldBy

// spared are those of some persons of a county whom a doubt may be about.
func (d *doubts) spared(ctx context.Context, q db.Query, batch, county string, ids []string) (map[string]bool, error) {
	spared := map[string]bool{}
	if d.everyone {
		for _, id := range ids {
			spared[id] = true
		}
		return spared, nil
	}
	if d.none() {
		return spared, nil
	}
	err := asking(ids, func(args []any) error {
		return db.Each(ctx, q, func(row db.Row) error {
			var id string
			var entry []byte
			var name *string
			if err := row.Scan(&id, &entry, &name); err != nil {
				return err
			}
			spared[id] = d.numbers[string(entry)] || d.names[textOf(name)]
			return nil
		}, whoIs, args...)
	}, batch, county)
	return spared, err
}

// restAtOnce is how much of what is held is looked through at a time.
const restAtOnce = 2000

// Rest ends what the file no longer has, a page at a time.
func (k *Keeper) Rest(ctx context.Context, q db.Query, p *feed.Page) (more bool, err error) {
	if p.Afresh {
		if err := k.refresh(ctx, q); err != nil {
			return false, err
		}
	}
	if k.empty {
		return false, nil // all there is comes from this file
	}
	county, after, err := turn(ctx, q, p.After())
	if err != nil || county == "" {
		return false, err
	}
	args := append([]any{k.batch.ID, county, after.First, after.Second, after.ID, int64(restAtOnce)}, k.shelf.OfArgs...)
	list, err := db.Many(ctx, q, k.shelf.Scan, k.shelf.Next, args...)
	if err != nil {
		return false, err
	}
	next := feed.Cursor{County: county}
	if len(list) == restAtOnce {
		last := &list[len(list)-1]
		next.First, next.Second, next.ID = last.Subject, last.Key, last.ID
	} else {
		next.ID = wholeCounty
	}
	p.Until(next)
	gone, err := k.gone(county, list)
	if err != nil || len(gone) == 0 {
		return true, err
	}
	ids := make([]string, len(gone))
	for i, h := range gone {
		ids[i] = h.Subject
	}
	spared, err := k.doubts.spared(ctx, q, k.batch.ID, county, ids)
	for _, h := range gone {
		asked := err == nil && !spared[h.Subject]
		if asked && k.batch.Covers() == pack.CoversRequested {
			asked, err = k.requested(ctx, Ref{county, h.Subject})
		}
		if err != nil {
			return false, err
		}
		if asked {
			p.Tally.Ended++
			p.Changes = append(p.Changes, ending(k.shelf.Table, county, h, k.batch.Reference))
		}
	}
	return true, err
}

// requested says whether the department was asked about somebody: about whom it
// was not, its silence says nothing. It may be asked about those who permit it.
func (k *Keeper) requested(ctx context.Context, person Ref) (bool, error) {
	if k.register.permits == nil {
		return false, nil
	}
	return k.register.permits.Permitted(ctx, person, k.batch.Register, k.batch.Reference)
}

// wholeCounty marks a county that is done; no id is as short.
const wholeCounty = "-"

// turn is the next county to look through, and the place in it; none after the last.
func turn(ctx context.Context, q db.Query, after feed.Cursor) (county string, from feed.Cursor, err error) {
	if after.County != "" && after.ID != wholeCounty {
		return after.County, after, nil
	}
	list, err := journal.Heads(ctx, q)
	for _, head := range list {
		if head.County > after.County && head.County != journal.Nowhere {
			return head.County, feed.Cursor{County: head.County}, err
		}
	}
	return "", after, err
}

// gone are those of some held records that the file should have and has not.
func (k *Keeper) gone(county string, list []Held) ([]*Held, error) {
	var gone []*Held
	for i := range list {
		h := &list[i]
		if missing, err := k.missing(county, h); err != nil {
			return nil, err
		} else if missing {
			gone = append(gone, h)
		}
	}
	return gone, nil
}

// missing says whether the file should have a held record and has it not.
func (k *Keeper) missing(county string, h *Held) (bool, error) {
	if named, err := k.seen.seen(k.what(Ref{county, h.Subject}, h.Key)); named || err != nil {
		return false, err
	}
	if k.speaks() {
		if spoken, err := k.spoken.seen(k.who(h.Subject, h.Division)); !spoken || err != nil {
			return false, err
		}
	} else if !k.batch.Place.Contains(h.Division) {
		return false, nil
	}
	if h.To != nil && *h.To < k.batch.Reference.String() {
		return false, nil
	}
	if k.shelf.Matters == nil {
		return true, nil
	}
	return k.shelf.Matters(h)
}

// ending ends something with the day before the file's; what began on that day
// or later was a mistake and is struck out.
func ending(t *journal.Table, county string, h *Held, day civil.Date) feed.Change {
	c := feed.Change{County: county, Table: t, ID: h.ID, Closes: h.Opened}
	last := (day - 1).String()
	if h.From != nil && *h.From > last {
		return c
	}
	c.Open, c.Valid, c.Values = true, journal.Valid{To: last}, h.Values
	if h.From != nil {
		c.Valid.From = *h.From
	}
	return c
}
