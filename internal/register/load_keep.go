package register

import (
	"bytes"
	"context"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/feed"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// A Shelf is a table of versions that keeps, for a person and a key, one thing.
// Stages downstream describe theirs, so that files enter all of them alike.
type Shelf struct {
	Table *journal.Table
	// Any finds some row: nothing has to be compared with an empty table.
	Any     string
	AnyArgs []any
	// Of gives what is held of some persons of a county, for [Shelf.Scan]: $1 is
	// the batch, $2 to $33 the persons, $34 the county, and what OfArgs adds.
	Of     string
	OfArgs []any
	// Next gives what is held in a county behind a subject, a key and an id: $1
	// is the batch, $2 the county, $3 to $5 these, $6 how many, and what OfArgs
	// adds. Empty when nothing of the table ever ends by not being in a file.
	Next string
	Scan func(row db.Row) (Held, error)
	// Place is where the sealed part of a row stands.
	Place func(ref Ref) access.Place
	// Matters says whether what is held is of the months or of the sort that a
	// file speaks of; nil: it always is.
	Matters func(h *Held) (bool, error)
	// Starts is the first day that what is held names itself; nil: none does.
	Starts func(h *Held) (civil.Date, bool, error)
}

// Held is what a table holds of a person under a key.
type Held struct {
	ID       string
	Opened   int64
	From, To *string
	Subject  string
	Key      string
	Content  string // everything it says that is not sealed
	Sealed   []byte
	Division civil.Area // whose people it is about, where the table knows
	Values   []any      // of the table's own columns, for the version that ends it
}

// Wanted is what a row of a file says of a person under a key.
type Wanted struct {
	Row      int // of the page
	Person   Match
	Key      string
	Content  string
	Told     func() (string, error) // gives Content, where it is dear and few ask; nil: it is there
	Secret   []byte                 // what is sealed of it
	From, To civil.Date
	Dated    bool                               // From is a day the row itself names
	Values   func(ref Ref, sealed []byte) []any // of the table's own columns
}

// A Keeper takes one batch into a [Shelf].
type Keeper struct {
	register *Register
	batch    *feed.Batch
	shelf    *Shelf
	seen     *sightings // subject and key
	spoken   *sightings // subjects, of a file that speaks of nobody else
	doubts   doubts
	empty    bool
}

// NewKeeper prepares for a batch.
func (r *Register) NewKeeper(ctx context.Context, q db.Query, b *feed.Batch, shelf *Shelf) (*Keeper, error) {
	k := &Keeper{register: r, batch: b, shelf: shelf, seen: newSightings(), spoken: newSightings(), doubts: newDoubts(r)}
	k.doubts.nameless = b.Plan.Feed.Register.Subject != pack.OfPerson
	return k, k.refresh(ctx, q)
}

func (k *Keeper) refresh(ctx context.Context, q db.Query) error {
	_, any, err := db.One(ctx, q, db.Text, k.shelf.Any, k.shelf.AnyArgs...)
	k.empty = !any
	return err
}

// Take goes through the rows of a page, whose subjects have been found: want
// says what a row says of its subject. A row about nobody is counted, and one
// for which want gives an Invalid error is set aside.
func (k *Keeper) Take(ctx context.Context, q db.Query, p *feed.Page, found []Match, skip []bool, want func(row int, about Match) (Wanted, error)) error {
	list := make([]Wanted, 0, p.Len())
	for row := range p.Len() {
		if skip[row] {
			continue
		}
		if found[row].Zero() {
			p.Tally.Unmatched++
			continue
		}
		w, err := want(row, found[row])
		if problem, err := invalid(err); err != nil {
			return err
		} else if problem != nil {
			p.SetAside(row, "", problem)
			continue
		}
		list = append(list, w)
	}
	return k.Keep(ctx, q, p, list)
}

// Keep decides what a page means for the table.
func (k *Keeper) Keep(ctx context.Context, q db.Query, p *feed.Page, list []Wanted) error {
	if p.Afresh {
		if err := k.refresh(ctx, q); err != nil {
			return err
		}
	}
	list, err := k.sight(p, list)
	if err != nil {
		return err
	}
	if err := k.doubts.note(p); err != nil || p.Replay {
		return err
	}
	held, err := k.held(ctx, q, list)
	if err != nil {
		return err
	}
	p.Changes = slices.Grow(p.Changes, len(list))
	for i := range list {
		w := &list[i]
		if err := k.decide(p, w, held[w.Person.Ref][w.Key]); err != nil {
			return err
		}
	}
	return nil
}

// sight notes what a page names and sets aside what an earlier row named.
func (k *Keeper) sight(p *feed.Page, list []Wanted) ([]Wanted, error) {
	first := list[:0]
	for i := range list {
		w := &list[i]
		if k.speaks() {
			if _, err := k.spoken.see(k.who(w.Person.ID, w.Person.Division), p.Records[w.Row]); err != nil {
				return nil, err
			}
		}
		record, err := k.seen.see(k.what(w.Person.Ref, w.Key), p.Records[w.Row])
		if err != nil {
			return nil, err
		}
		if record == p.Records[w.Row] {
			first = append(first, *w)
		} else {
			p.SetAside(w.Row, "", repeated(record))
		}
	}
	return first, nil
}

// who is the hash of whom something is about. What is about nobody is about its
// division.
func (k *Keeper) who(subject string, division civil.Area) uint64 {
	if subject == "" {
		return k.spoken.of("", fullCode(division))
	}
	return k.spoken.of(subject, "")
}

// what is the hash of a subject and a key. Of what is about nobody each county
// has its own.
func (k *Keeper) what(subject Ref, key string) uint64 {
	if subject.ID == "" {
		return k.seen.of(subject.County, key)
	}
	return k.seen.of(subject.ID, key)
}

// speaks says whether the file ends what is held of those it names alone.
func (k *Keeper) speaks() bool {
	return k.batch.Covers() == pack.CoversListed && k.batch.Ends() != pack.ReplacesNothing
}

func repeated(first int) *civil.Error {
	return civil.Refuse("record_repeated", "与第%d条说的是同一个人的同一件事，内容不同，只取了第%d条，请核对哪一条是对的。", first, first)
}

// held is what the table holds of the persons of a page.
func (k *Keeper) held(ctx context.Context, q db.Query, list []Wanted) (map[Ref]map[string]*Held, error) {
	if k.empty {
		return nil, nil
	}
	found := make(map[Ref]map[string]*Held, len(list))
	persons := map[string][]string{}
	for i := range list {
		ref := list[i].Person.Ref
		if _, asked := found[ref]; !asked {
			found[ref] = nil
			persons[ref.County] = append(persons[ref.County], ref.ID)
		}
	}
	for county, ids := range persons {
		always := append([]any{k.batch.ID, county}, k.shelf.OfArgs...)
		err := asking(ids, func(args []any) error {
			return db.Each(ctx, q, func(row db.Row) error {
				h, err := k.shelf.Scan(row)
				if err != nil {
					return err
				}
				ref := Ref{county, h.Subject}
				if found[ref] == nil {
					found[ref] = map[string]*Held{}
				}
				found[ref][h.Key] = &h
				return nil
			}, k.shelf.Of, args...)
		}, always...)
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// decide opens what is new, changes what is different, and lets be what is said
// already.
func (k *Keeper) decide(p *feed.Page, w *Wanted, held *Held) error {
	if held == nil {
		p.Tally.Opened++
		return k.open(p, w, Ref{w.Person.County, db.NewID()}, 0, w.From)
	}
	ref := Ref{w.Person.County, held.ID}
	same, err := k.same(ref, w, held)
	if err != nil {
		return err
	}
	if same {
		p.Tally.Same++
		return nil
	}
	from := w.From
	if k.shelf.Starts != nil && w.Dated {
		// What is said anew of something that goes on holds from the day of the
		// file; what begins on another day than was said is put right from there.
		before, dated, err := k.shelf.Starts(held)
		if err != nil {
			return err
		}
		if dated && before == w.From && k.batch.Reference <= w.To {
			from = max(w.From, k.batch.Reference)
		}
	}
	p.Tally.Changed++
	return k.open(p, w, ref, held.Opened, from)
}

// same says whether the table says already what a row says.
func (k *Keeper) same(ref Ref, w *Wanted, held *Held) (bool, error) {
	says := w.Content
	if w.Told != nil {
		var err error
		if says, err = w.Told(); err != nil {
			return false, err
		}
	}
	if held.Content != says || textOf(held.To) != openEnd(w.To) || (held.Sealed == nil) != (len(w.Secret) == 0) {
		return false, nil
	}
	if held.Sealed == nil {
		return true, nil
	}
	secret, err := k.register.keys.Open(k.shelf.Place(ref), held.Sealed)
	return bytes.Equal(secret, w.Secret), err
}

// openEnd is a last day as the store keeps it.
func openEnd(day civil.Date) string { return openDay(day, civil.LastDate) }

func (k *Keeper) open(p *feed.Page, w *Wanted, ref Ref, closes int64, from civil.Date) error {
	var sealed []byte
	if len(w.Secret) > 0 {
		var err error
		if sealed, err = k.register.keys.AppendSeal(nil, k.shelf.Place(ref), w.Secret); err != nil {
			return err
		}
	}
	p.Changes = append(p.Changes, feed.Change{
		County: ref.County, Table: k.shelf.Table, ID: ref.ID, Closes: closes, Open: true,
		Valid: Span{from, w.To}.journal(), Values: w.Values(ref, sealed),
	})
	return nil
}
