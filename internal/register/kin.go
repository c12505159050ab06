package register

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// Kindred says which households are wanted, and what of them.
type Kindred struct {
	Registers []string // those that facts are made of
	Ended     []string // those of them of which what has ended before the day is wanted too
	Only      []string // ids of households; nil: all of the county
	Near      []string // for EachMemberOf: people among whom they are, in order, so that neighbours are read at once
	Unasked   bool     // for EachMemberOf: their own records are not asked for, and everybody is taken to be there

	// Beside adds to some households what is known beside the registers, for EachKin. It
	// is called for each portion by the reader who read it, with his own q, and so by
	// several at once; nil: nothing is.
	Beside func(ctx context.Context, q db.Query, part []*fact.Kin) error
}

// EachKin calls f for every household of a county as of a day, with its members
// and all that the registers say of them, for making facts. A family that was
// declared stands before the household register: whoever belongs to one is left
// out of the household he is registered in. Of records that were merged the one
// that speaks for them is a member, once, with what all of them say. Sealed
// fields stay unknown, and who may know what is for the assembler of facts to say.
// f must not ask q.
func (r *Register) EachKin(ctx context.Context, q db.Query, county string, as AsOf, want Kindred, f func(*fact.Kin) error) error {
	k, err := r.kindred(ctx, q, county, as, want)
	if err != nil {
		return err
	}
	k.beside = want.Beside
	return k.run(ctx, f)
}

// EachMemberOf calls f for some people of a county as of a day, with what
// registers say of them, as [Register.EachKin] does for whole households: for
// facts that depend on these registers alone. Nobody among them may have been
// merged with anybody; which households they are of is not asked.
func (r *Register) EachMemberOf(ctx context.Context, q db.Query, county string, as AsOf, want Kindred, people []string, f func(*fact.Member) error) error {
	k, err := r.kindred(ctx, q, county, as, want)
	if err != nil {
		return err
	}
	k.everyone, k.unasked, k.placeOnly = want.Near, want.Unasked, !slices.Contains(want.Registers, PersonKind)
	return parts(ctx, k, cut(people, portion), func(mine *kindred) reader[*fact.Member] { return mine.members }, f)
}

// kindred is one reading of the households of a county.
type kindred struct {
	r        *Register
	q        db.Query
	as       AsOf
	only     []string
	ended    []string
	home     sight
	links    *links
	placed   map[Ref]Ref               // of people with merged records: the one membership that counts
	declared map[Ref]bool              // who belongs to a declared family
	wanted   map[pack.Subject][]string // registers that facts are made of, by whom they are about
	present  map[pack.Subject][]string // those of them that hold anything in the county
	everyone []string                  // ids of all people of the county, when all of it is read

	beside func(ctx context.Context, q db.Query, part []*fact.Kin) error // see [Kindred]

	unasked   bool // people's own records are not read
	placeOnly bool // of a person's own record only where he is registered is read
}

// sight is a county and what is known of it.
type sight struct {
	county string
	area   civil.Area
	journal.Sight
}

// kindred prepares a reading.
func (r *Register) kindred(ctx context.Context, q db.Query, county string, as AsOf, want Kindred) (k *kindred, err error) {
	k = &kindred{r: r, q: db.Repeating(q), as: as, only: want.Only, ended: want.Ended}
	if k.home, err = k.sight(ctx, county); err != nil {
		return nil, err
	}
	if k.home.Seq == now {
		// A moment is fixed, so that several readers see the same.
		if k.home.Seq, err = LastAct(ctx, q, county); err != nil {
			return nil, err
		}
	}
	return k, k.findRegisters(ctx, want.Registers)
}

// sight is what is known of a county.
func (k *kindred) sight(ctx context.Context, county string) (p sight, err error) {
	p.county = county
	if p.area, err = civil.ParseArea(county); err != nil {
		return p, err
	}
	seq, err := k.as.seq(ctx, k.q, county)
	if err != nil {
		return p, err
	}
	p.Sight, err = journal.SightAt(ctx, k.q, county, seq)
	return p, err
}

const (
	kinIDs      = `SELECT DISTINCT v.id FROM household v WHERE v.county = $1 AND v.kind <> $2 ORDER BY v.id`
	kinEveryone = `SELECT DISTINCT v.id FROM person v WHERE v.county = $1 ORDER BY v.id`
	kinRegister = `SELECT v.register FROM record v WHERE v.county = $1 AND v.register = $2 LIMIT 1`
)

// portion is how many households, or people, a reader takes at a time.
const portion = 512

func (k *kindred) run(ctx context.Context, f func(*fact.Kin) error) (err error) {
	if err := k.findLinks(ctx); err != nil {
		return err
	}
	if err := k.findDeclared(ctx); err != nil {
		return err
	}
	ids := k.only
	if k.only == nil {
		if ids, err = db.Many(ctx, k.q, db.Text, kinIDs, k.home.county, string(Residence)); err != nil {
			return err
		}
		if k.everyone, err = db.Many(ctx, k.q, db.Text, kinEveryone, k.home.county); err != nil {
			return err
		}
		slices.Sort(k.everyone)
	}
	return parts(ctx, k, cut(ids, portion), func(mine *kindred) reader[*fact.Kin] { return mine.whole }, f)
}

// whole reads some households, with what is known of them beside the registers.
func (k *kindred) whole(ctx context.Context, ids []string) ([]*fact.Kin, error) {
	list, err := k.part(ctx, ids)
	if err != nil || k.beside == nil {
		return list, err
	}
	return list, k.beside(ctx, k.q, list)
}

// cut is a list, in order and each id once, in portions.
func cut(ids []string, size int) [][]string {
	return slices.Collect(slices.Chunk(unique(slices.Clone(ids)), size))
}

// reader reads a portion.
type reader[T any] func(ctx context.Context, ids []string) ([]T, error)

// parts reads portions side by side and hands what was read on in order. One
// reader works in the transaction there is; the others help in transactions of
// their own as soon as they get one, so that nobody who holds one waits for
// another. What a version says as of an act never changes, so the readers need
// not see one state of the store.
func parts[T any](ctx context.Context, k *kindred, ids [][]string, read func(mine *kindred) reader[T], f func(T) error) error {
	ctx, cancel := context.WithCancel(ctx)
	var wait sync.WaitGroup
	defer func() {
		cancel()
		wait.Wait()
	}()
	workers := min(runtime.GOMAXPROCS(0), len(ids))
	p := &portions[T]{
		ids: ids, room: make(chan struct{}, ahead*workers), done: make([]chan []T, len(ids)), failed: make(chan error, workers),
	}
	for i := range p.done {
		p.done[i] = make(chan []T, 1)
	}
	for w := range workers {
		wait.Go(func() {
			if w == 0 {
				p.work(ctx, read(k))
				return
			}
			err := k.r.db.Read(ctx, func(q db.Query) error {
				mine := *k
				mine.q = db.Repeating(q)
				p.work(ctx, read(&mine))
				return nil
			})
			if err != nil {
				p.failed <- err
			}
		})
	}
	return p.hand(ctx, f)
}

// ahead is how many portions for each reader may wait to be handed on.
const ahead = 2

// portions are shared by those who read them.
type portions[T any] struct {
	ids    [][]string
	next   atomic.Int64
	room   chan struct{}
	done   []chan []T // by portion
	failed chan error
}

// work reads portions until there are no more.
func (p *portions[T]) work(ctx context.Context, read reader[T]) {
	for {
		select {
		case p.room <- struct{}{}:
		case <-ctx.Done():
			return
		}
		i := int(p.next.Add(1)) - 1
		if i >= len(p.ids) {
			return
		}
		list, err := read(ctx, p.ids[i])
		if err != nil {
			p.failed <- err
			return
		}
		p.done[i] <- list
	}
}

// hand hands on what was read. Readers that were called off say nothing, so it
// listens for that itself.
func (p *portions[T]) hand(ctx context.Context, f func(T) error) error {
	for i := range p.done {
		select {
		case list := <-p.done[i]:
			<-p.room
			for _, one := range list {
				if err := f(one); err != nil {
					return err
				}
			}
		case err := <-p.failed:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// findRegisters finds out which registers hold anything in the county at all.
func (k *kindred) findRegisters(ctx context.Context, registers []string) error {
	k.wanted, k.present = map[pack.Subject][]string{}, map[pack.Subject][]string{}
	for _, name := range registers {
		reg := k.r.catalogue.Register(name)
		if reg == nil {
			return civil.Refuse("register_unknown", "业务包里没有声明“%s”这种登记。", name)
		}
		if reg.Core {
			continue // its records come with the person and the household
		}
		_, some, err := db.One(ctx, k.q, db.Text, kinRegister, k.home.county, name)
		if err != nil {
			return err
		}
		k.wanted[reg.Subject] = append(k.wanted[reg.Subject], name)
		if some {
			k.present[reg.Subject] = append(k.present[reg.Subject], name)
		}
	}
	return nil
}
