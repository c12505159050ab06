package register

import (
	"context"
	"runtime"
	"slices"
	"sync"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/pack"
)

// Kindred says which households are wanted, and what of them.
type Kindred struct {
	Registers []string // those that facts are made of
	Only      []string // ids of households; nil: all of the county
}

// EachKin calls f for every household of a county as of a day, with its members
// and all that the registers say of them, for making facts. A family that was
// declared stands before the household register: whoever belongs to one is left
// out of the household he is registered in. Sealed fields stay unknown, and who
// may know what is for the assembler of facts to say.
func (r *Register) EachKin(ctx context.Context, county string, as AsOf, want Kindred, f func(*fact.Kin) error) error {
	return r.db.Read(ctx, func(q db.Query) error {
		seq, err := as.seq(ctx, q, county)
		if err == nil && seq == now {
			// A moment is fixed, so that several readers see the same.
			seq, err = LastAct(ctx, q, county)
		}
		if err != nil {
			return err
		}
		k := &kindred{r: r, q: q, county: county, seq: seq, day: as.Day, only: want.Only}
		if k.home, err = civil.ParseArea(county); err != nil {
			return err
		}
		return k.run(ctx, want, f)
	})
}

// kindred is one reading of the households of a county.
type kindred struct {
	r        *Register
	q        db.Query
	county   string
	home     civil.Area
	seq      int64
	day      civil.Date
	only     []string
	declared map[Ref]bool              // who belongs to a declared family
	present  map[pack.Subject][]string // registers that hold anything, by whom they are about
}

// batch is how many ids one statement asks for.
const batch = 64

// in64 are the placeholders of a list of so many ids, after three others.
const in64 = `($4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35,
	$36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64, $65, $66, $67)`

// in32 are the placeholders of a list of registers, after those.
const in32 = `($68, $69, $70, $71, $72, $73, $74, $75, $76, $77, $78, $79, $80, $81, $82, $83, $84, $85, $86, $87, $88, $89, $90, $91, $92, $93, $94, $95, $96, $97, $98, $99)`

// registersAtOnce is how many registers one statement asks for.
const registersAtOnce = 32

const (
	kinHouseholds = `SELECT ` + householdColumns + ` FROM household v WHERE v.county = $1 AND v.kind <> $3 AND v.id IN ` + in64 + ` AND ` + seen + ` ORDER BY v.id, v.opened`
	kinMembers    = `SELECT ` + memberColumns + ` FROM member v WHERE v.county = $1 AND v.kind <> $3 AND v.household IN ` + in64 + ` AND ` + seen + ` ORDER BY v.household, v.id, v.opened`
	kinRegistered = `SELECT ` + memberColumns + ` FROM member v WHERE v.county = $1 AND v.person_county = $1 AND v.kind = $3 AND v.person IN ` + in64 + ` AND ` + seen + ` ORDER BY v.person, v.id, v.opened`
	kinPersons    = `SELECT ` + personColumns + ` FROM person v WHERE v.county = $1 AND v.id <> $3 AND v.id IN ` + in64 + ` AND ` + seen + ` ORDER BY v.id, v.opened`
	kinRecords    = `SELECT ` + recordColumns + ` FROM record v WHERE v.county = $1 AND v.register <> $3 AND v.subject IN ` + in64 + ` AND v.register IN ` + in32 + `
		AND ` + seen + ` ORDER BY v.subject, v.id, v.opened`
	kinIDs      = `SELECT DISTINCT v.id FROM household v WHERE v.county = $1 AND v.kind <> $2 ORDER BY v.id`
	kinDeclared = `SELECT ` + memberColumns + ` FROM member v WHERE v.county = $1 AND v.kind = $3 AND ` + seen + ` ORDER BY v.household, v.id, v.opened`
	kinRegister = `SELECT v.register FROM record v WHERE v.county = $1 AND v.register = $2 LIMIT 1`
)

// fill pads ids to a whole list; an id that is asked for twice comes once.
func fill(lead []any, ids []string) []any {
	args := append(make([]any, 0, len(lead)+batch), lead...)
	for i := range batch {
		args = append(args, ids[min(i, len(ids)-1)])
	}
	return args
}

func (k *kindred) run(ctx context.Context, want Kindred, f func(*fact.Kin) error) error {
	if err := k.prepare(ctx, want.Registers); err != nil {
		return err
	}
	ids := slices.Clone(k.only)
	if k.only == nil {
		var err error
		if ids, err = db.Many(ctx, k.q, db.Text, kinIDs, k.county, string(Residence)); err != nil {
			return err
		}
	}
	slices.Sort(ids)
	return k.parts(ctx, slices.Collect(slices.Chunk(slices.Compact(ids), batch)), f)
}

// parts reads portions of the households side by side, each reader in a
// transaction of its own, and hands them on in order. What a version says as of
// an act never changes, so the readers need not see one state of the store.
func (k *kindred) parts(ctx context.Context, ids [][]string, f func(*fact.Kin) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	workers := min(runtime.GOMAXPROCS(0), len(ids))
	done := make([]chan []*fact.Kin, workers)
	errs := make([]error, workers)
	var wait sync.WaitGroup
	defer wait.Wait()
	for w := range workers {
		done[w] = make(chan []*fact.Kin, 4)
		wait.Go(func() {
			defer close(done[w])
			errs[w] = k.r.db.Read(ctx, func(q db.Query) error {
				mine := *k
				mine.q = db.Repeating(q)
				for i := w; i < len(ids); i += workers {
					list, err := mine.part(ctx, ids[i])
					if err != nil {
						return err
					}
					select {
					case done[w] <- list:
					case <-ctx.Done():
						return ctx.Err()
					}
				}
				return nil
			})
		})
	}
	for i := range ids {
		list, more := <-done[i%workers]
		if !more {
			return errs[i%workers]
		}
		for _, kin := range list {
			if err := f(kin); err != nil {
				cancel()
				return err
			}
		}
	}
	return nil
}

// prepare finds out who belongs to a declared family, and which registers hold
// anything in the county at all.
func (k *kindred) prepare(ctx context.Context, registers []string) error {
	k.declared = map[Ref]bool{}
	err := eachThing(ctx, k.q, scanMember, k.day, func(m *Member) error {
		k.declared[m.Person] = true
		return nil
	}, kinDeclared, k.county, k.seq, string(Declared))
	if err != nil {
		return err
	}
	k.present = map[pack.Subject][]string{}
	for _, name := range registers {
		reg, err := k.r.packed(name)
		if err != nil || reg == nil {
			return err
		}
		if reg.Core {
			continue // its records come with the person and the household
		}
		_, some, err := db.One(ctx, k.q, db.Text, kinRegister, k.county, name)
		if err != nil {
			return err
		}
		if some {
			k.present[reg.Subject] = append(k.present[reg.Subject], name)
		}
	}
	return nil
}

// packed is a register of the packs, core or not.
func (r *Register) packed(name string) (*pack.Register, error) {
	reg := r.catalogue.Register(name)
	if reg == nil {
		return nil, civil.Refuse("register_unknown", "业务包里没有声明“%s”这种登记。", name)
	}
	return reg, nil
}

// part reads some households.
func (k *kindred) part(ctx context.Context, ids []string) (list []*fact.Kin, err error) {
	var households []*Household
	err = eachThing(ctx, k.q, scanHousehold, k.day, func(h *Household) error {
		households = append(households, h)
		return k.r.readExtra(HouseholdKind, h.Ref, &h.More)
	}, kinHouseholds, fill([]any{k.county, k.seq, string(Residence)}, ids)...)
	if err != nil {
		return nil, err
	}
	members := map[string][]Ref{}
	err = eachThing(ctx, k.q, scanMember, k.day, func(m *Member) error {
		if m.Kind == Registered && k.declared[m.Person] {
			return nil
		}
		if list := members[m.Household]; !slices.Contains(list, m.Person) {
			members[m.Household] = append(list, m.Person)
		}
		return nil
	}, kinMembers, fill([]any{k.county, k.seq, string(Residence)}, ids)...)
	if err != nil {
		return nil, err
	}
	people, err := k.people(ctx, members)
	if err != nil {
		return nil, err
	}
	records, err := k.records(ctx, k.county, k.seq, k.home, pack.OfHousehold, ids)
	if err != nil {
		return nil, err
	}
	origins, err := k.origins(ctx, households, members)
	if err != nil {
		return nil, err
	}
	for _, h := range households {
		kin := k.kin(h, origins[h.ID], members[h.ID], people, records[h.ID])
		if len(kin.Members) == 0 {
			continue // everybody has gone, or is judged in the family he declared
		}
		list = append(list, kin)
	}
	return list, nil
}
