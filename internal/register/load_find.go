package register

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/feed"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// A Finder finds the persons that the rows of a file are about: by the identity
// number, and only when the name, where the file has one, is theirs. Nobody is
// ever found by the name alone.
type Finder struct {
	register     *Register
	batch        *feed.Batch
	number, name int
	former       int        // place of an earlier name under which somebody may be registered, or -1
	made         *sightings // numbers of persons this batch has registered; nil when it registers none
	merged       merges     // whom to look at instead
	nobody       bool       // no person was registered when the batch began, and nobody has registered one since
	all          *people    // everybody, when a batch asks for many; nil: each is looked up
	most         int        // of how many people such a photograph is worth its taking
}

// Match is somebody a row is about; the zero Match is nobody.
type Match struct {
	Ref
	Name     string
	Division civil.Area
}

// NewFinder prepares for a batch.
func (r *Register) NewFinder(ctx context.Context, q db.Query, b *feed.Batch) (*Finder, error) {
	f := &Finder{register: r, batch: b, number: b.Where(IDNumberField), name: b.Where("name"), former: -1}
	if b.Plan.Feed.Membership == pack.NoMembership { // a file of families also registers people
		f.most = min(2*b.Plan.RowsAbout(), peopleMost)
	}
	return f, f.refresh(ctx, q)
}

// picture takes the photograph of everybody when it is worth it, and drops one
// that is no longer true: whoever is written about while a file is read will be
// written about again.
func (f *Finder) picture(ctx context.Context, q db.Query, p *feed.Page) error {
	if f.all != nil && p.Afresh {
		if still, err := f.all.holds(ctx, q); still || err != nil {
			return err
		}
		f.all = nil
	}
	if f.all != nil || f.most < peopleLeast {
		return nil
	}
	most := f.most
	f.most = 0
	count, err := db.Int(q.QueryRow(ctx, countPeople, most+1))
	if err != nil || int(count) > most {
		return err
	}
	f.all, err = newPeople(ctx, q, f.batch.ID, int(count))
	return err
}

const (
	anyPerson = `-- across counties
		SELECT v.county FROM person v LIMIT 1`
	heldMerges = `-- across counties
		SELECT v.county, v.merged, v.survivor_county, v.survivor FROM merge v WHERE v.subject_kind = $2 AND ` + journal.HeldBy
	foundByNumber = `-- across counties
		SELECT v.id_index, v.county, v.id, v.name, v.division FROM person v WHERE v.id_index IN ` + Among + ` AND ` + journal.HeldBy
)

// Among is a list of a fixed length, so that one statement serves every page;
// what is left of it is filled with its last value. askedMost is that length.
const (
	askedMost = 32
	Among     = `($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
		$18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33)`
)

// asking calls f with the arguments of a statement for every askedMost values,
// behind the arguments that are always the same.
func asking[T any](values []T, f func(args []any) error, always ...any) error {
	for len(values) > 0 {
		n := min(len(values), askedMost)
		args := append(make([]any, 0, len(always)+askedMost), always[0])
		for i := range askedMost {
			args = append(args, values[min(i, n-1)])
		}
		if err := f(append(args, always[1:]...)); err != nil {
			return err
		}
		values = values[n:]
	}
	return nil
}

// refresh reads what is remembered of the store.
func (f *Finder) refresh(ctx context.Context, q db.Query) error {
	_, somebody, err := db.One(ctx, q, db.Text, anyPerson)
	if err != nil {
		return err
	}
	f.nobody = !somebody
	f.merged, err = mergesHeld(ctx, q, f.batch.ID, PersonKind)
	return err
}

// merges are which record stands for which.
type merges map[Ref]Ref

// mergesHeld reads the merges of a sort of subject.
func mergesHeld(ctx context.Context, q db.Query, batch, kind string) (merges, error) {
	list := merges{}
	err := db.Each(ctx, q, func(row db.Row) error {
		var merged, survivor Ref
		if err := row.Scan(&merged.County, &merged.ID, &survivor.County, &survivor.ID); err != nil {
			return err
		}
		list[merged] = survivor
		return nil
	}, heldMerges, batch, kind)
	return list, err
}

// follow is whoever stands for a record.
func (m merges) follow(ref Ref) Ref {
	for range mergesMax {
		survivor, merged := m[ref]
		if !merged {
			break
		}
		ref = survivor
	}
	return ref
}

var (
	errLegacy    = civil.Refuse("id_15_digits", "15位旧号码不能确定是谁，请改填18位号码。")
	errAmbiguous = civil.Refuse("person_ambiguous", "登记里有两条人员记录用这个身份证号，请先合并或更正，再重新读入。")
	errName      = civil.Refuse("name_mismatch", "身份证号与姓名对不上，请核对是号码错了还是姓名错了。")
)

// Find gives for every row of a page whom it is about, nobody when the register
// does not know the number. Rows that cannot be said to be about somebody are
// set aside; for these, skip is true.
func (f *Finder) Find(ctx context.Context, q db.Query, p *feed.Page) (found []Match, skip []bool, err error) {
	if p.Afresh {
		if err := f.refresh(ctx, q); err != nil {
			return nil, nil, err
		}
	}
	if err := f.picture(ctx, q, p); err != nil {
		return nil, nil, err
	}
	found, skip = make([]Match, p.Len()), make([]bool, p.Len())
	twice := map[int]bool{}
	is := func(row int, one Match) {
		if !found[row].Zero() && found[row].Ref != one.Ref {
			twice[row] = true
		}
		found[row] = one
	}
	if f.all != nil {
		err = f.recognise(p, skip, is)
	} else {
		err = f.lookUp(ctx, q, p, skip, is)
	}
	if err != nil {
		return nil, nil, err
	}
	f.compare(p, found, skip, twice)
	return found, skip, nil
}

// lookUp calls is for whoever a row is about, asking the store.
func (f *Finder) lookUp(ctx context.Context, q db.Query, p *feed.Page, skip []bool, is func(row int, one Match)) error {
	entries, rows, err := f.entries(p, skip)
	if err != nil {
		return err
	}
	return asking(entries, func(args []any) error {
		return db.Each(ctx, q, func(row db.Row) error {
			var entry []byte
			one, err := scanFound(row, &entry)
			one.Ref = f.merged.follow(one.Ref)
			for _, at := range rows[string(entry)] {
				is(at, one)
			}
			return err
		}, foundByNumber, args...)
	}, f.batch.ID)
}

func scanFound(row db.Row, entry *[]byte) (one Match, err error) {
	var name, division *string
	if err := row.Scan(entry, &one.County, &one.ID, &name, &division); err != nil {
		return one, err
	}
	one.Name = textOf(name)
	one.Division, err = areaOf(division)
	return one, err
}

// compare sets rows aside whose number and name are of two people.
func (f *Finder) compare(p *feed.Page, found []Match, skip []bool, twice map[int]bool) {
	for row := range found {
		if skip[row] || found[row].Zero() {
			continue
		}
		name := p.Cell(row, f.name)
		switch {
		case twice[row]:
			f.aside(p, row, IDNumberField, errAmbiguous, skip)
		case name.Known && !sameName(name.Text, found[row].Name) && !f.renamed(p, row, found[row].Name):
			f.aside(p, row, "name", errName, skip)
		}
	}
}

// renamed says whether a row says itself that it knows somebody under the name
// that is registered.
func (f *Finder) renamed(p *feed.Page, row int, registered string) bool {
	former := p.Cell(row, f.former)
	return former.Known && sameName(former.Text, registered)
}

func (f *Finder) aside(p *feed.Page, row int, field string, problem *civil.Error, skip []bool) {
	skip[row] = true
	p.SetAside(row, f.batch.Header(field), problem)
}

// sameName says whether two spellings are of one name: blanks, marks, and the
// forms of a character that are only forms make no difference.
func sameName(a, b string) bool {
	return a == b || civil.NormalName(a) == civil.NormalName(b) || Fold(a) == Fold(b)
}
