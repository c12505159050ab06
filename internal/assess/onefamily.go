package assess

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/rule"
)

// FamilyJudge judges one family of the store at a time, as a case needs it. The
// same builder makes its facts as those of a whole county.
type FamilyJudge struct {
	journal   *journal.Journal
	catalogue func() (*pack.Catalogue, fs.FS) // the packs in force now, and their files
	facts     func(*pack.Catalogue) *CountyFacts
	folder    string

	turn     sync.Mutex    // held by whoever looks into the map
	judging  chan struct{} // full while as many families are judged as may be at once
	compiled map[lawOf]*Assessor
}

// lawOf is what a compiled law depends on.
type lawOf struct {
	packs, city string
	day         civil.Date
}

// judgesAtOnce bounds how many families are judged at the same moment: each holds
// several connections for reading.
const judgesAtOnce = 4

// compiledMost is how many compiled laws are kept: today's, and those that an
// auditor replays one after the other.
const compiledMost = 16

// assessor compiles the programmes of a city on a day, once.
func (j *FamilyJudge) assessor(c *pack.Catalogue, city pack.City, day civil.Date) (*Assessor, error) {
	key := lawOf{c.Hash(), city.Name, day}
	j.turn.Lock()
	known := j.compiled[key]
	j.turn.Unlock()
	if known != nil {
		return known, nil
	}
	made, err := New(c, city, day, nil)
	if err != nil {
		return nil, err
	}
	j.turn.Lock()
	defer j.turn.Unlock()
	if len(j.compiled) >= compiledMost {
		clear(j.compiled)
	}
	j.compiled[key] = made
	return made, nil
}

// NewFamilyJudge makes a judge of single families. The folder is the store's
// data folder, where a snapshot lies for the moment it takes to write it.
func NewFamilyJudge(j *journal.Journal, catalogue func() (*pack.Catalogue, fs.FS), facts func(*pack.Catalogue) *CountyFacts, folder string) *FamilyJudge {
	return &FamilyJudge{journal: j, catalogue: catalogue, facts: facts, folder: folder, compiled: map[lawOf]*Assessor{}, judging: make(chan struct{}, judgesAtOnce)}
}

// Judged is one family judged, with what is needed to judge it again.
type Judged struct {
	Day            civil.Date
	Bundle         string // the packs, kept in the store
	Snapshot       string // SM3 of the facts
	Facts          []byte // the facts, as a snapshot file
	Determinations []Determination
	Known          map[string]string // facts by “household:NAME” or “PERSON:NAME”, as people write them; unknown ones are absent

	family *Family
	ids    []string
}

// Judge judges a household of the store on a day by the packs in force, and
// keeps the packs. NotFound when there is no such household on that day.
func (j *FamilyJudge) Judge(ctx context.Context, county civil.Area, household string, day civil.Date, actor string) (*Judged, error) {
	select {
	case j.judging <- struct{}{}:
		defer func() { <-j.judging }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	catalogue, files := j.catalogue()
	place, err := catalogue.City(county.City().String()[:6])
	if err != nil {
		return nil, err
	}
	city, err := j.facts(catalogue).family(ctx, county, household, day)
	if err != nil {
		return nil, err
	}
	if city.Table.Households != 1 {
		return nil, &civil.Error{Kind: civil.NotFound, Code: "family_unknown", Message: "登记里没有这个家庭在这一天的情况，请先登记共同生活的家庭成员。"}
	}
	keeper := &Recheck{journal: j.journal, catalogue: catalogue, files: files}
	if err := keeper.keepBundle(ctx, actor); err != nil {
		return nil, err
	}
	out := &Judged{Day: day, Bundle: catalogue.Hash()}
	header := fact.SnapshotHeader{County: county, Day: day, Business: j.facts(catalogue).business}
	if out.Facts, out.Snapshot, err = j.snapshot(city, Facts(catalogue), header); err != nil {
		return nil, err
	}
	assessor, err := j.assessor(catalogue, place, day)
	if err != nil {
		return nil, err
	}
	return out, out.fill(assessor, catalogue, city)
}

func (o *Judged) fill(assessor *Assessor, catalogue *pack.Catalogue, city *fact.City) (err error) {
	if o.family, err = assessor.Family(city, 0); err != nil {
		return err
	}
	o.Determinations = o.family.Determinations
	for i := range city.PersonID.Len() {
		o.ids = append(o.ids, city.PersonID.At(i))
	}
	o.Known = known(city, Facts(catalogue))
	return nil
}

// Person is the id of a member by his place in the household, empty for none.
func (o *Judged) Person(member int) string {
	if member < 0 || member >= len(o.ids) {
		return ""
	}
	return o.ids[member]
}

// Trace shows how a determination came, before conflicts, with the ids of members.
func (o *Judged) Trace(programme string, member int) []rule.Step {
	steps := o.family.Trace(programme, member)
	for i := range steps {
		steps[i].Person = o.Person(steps[i].Member)
	}
	return steps
}

// Replay judges a family again from what a case kept of it. The packs and the
// parameters of today are not asked.
func (j *FamilyJudge) Replay(ctx context.Context, county civil.Area, bundle, hash string, facts []byte, day civil.Date) (*Judged, error) {
	var catalogue *pack.Catalogue
	err := j.journal.DB().Read(ctx, func(q db.Query) (err error) {
		catalogue, err = catalogueOf(ctx, q, bundle)
		return err
	})
	if err != nil {
		return nil, err
	}
	place, err := catalogue.City(county.City().String()[:6])
	if err != nil {
		return nil, err
	}
	path, err := scratch(j.folder)
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.Remove(path) }()
	if err := os.WriteFile(path, facts, 0o600); err != nil {
		return nil, outcomesUnwritten(err)
	}
	snapshot, err := fact.OpenSnapshot(path, Facts(catalogue))
	if err != nil {
		return nil, err
	}
	defer func() { _ = snapshot.Close() }()
	if snapshot.Hash != hash {
		return nil, snapshotChanged()
	}
	if err := snapshot.Verify(); err != nil {
		return nil, err
	}
	assessor, err := j.assessor(catalogue, place, day)
	if err != nil {
		return nil, err
	}
	out := &Judged{Day: day, Bundle: bundle, Snapshot: hash, Facts: facts}
	return out, out.fill(assessor, catalogue, snapshot.City.Select([]int{0}))
}

// snapshot writes the facts of a family as a snapshot and reads its bytes.
func (j *FamilyJudge) snapshot(city *fact.City, facts []rule.Fact, h fact.SnapshotHeader) (data []byte, hash string, err error) {
	path, err := scratch(j.folder)
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = os.Remove(path) }()
	if hash, err = fact.WriteSnapshot(path, city, facts, h); err != nil {
		return nil, "", err
	}
	data, err = os.ReadFile(path)
	return data, hash, err
}

// scratch names a file of its own in the data folder.
func scratch(folder string) (string, error) {
	folder = filepath.Join(folder, "families")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", outcomesUnwritten(err)
	}
	return filepath.Join(folder, db.NewID()+".arrow"), nil
}

// family makes the facts of one household on a day.
func (c *CountyFacts) family(ctx context.Context, county civil.Area, household string, day civil.Date) (city *fact.City, err error) {
	header := fact.SnapshotHeader{County: county, Day: day, Business: c.business}
	err = c.journal.DB().Read(ctx, func(q db.Query) error {
		coverage, err := c.known.Coverage(ctx, q, county.String())
		if err != nil {
			return err
		}
		city, err = c.assemble(ctx, q, header, coverage, []string{household})
		return err
	})
	return city, err
}

// known are the facts of the one household of a city as people write them.
func known(city *fact.City, facts []rule.Fact) map[string]string {
	all := map[string]string{}
	for i := range facts {
		f := &facts[i]
		column := city.Table.Columns[f.FullName()]
		if column == nil {
			continue
		}
		if f.Level == rule.Household {
			if text := cellText(f, column, 0); text != "" {
				all["household:"+f.Name] = text
			}
			continue
		}
		for p := range city.Table.Persons() {
			if text := cellText(f, column, p); text != "" {
				all[city.PersonID.At(p)+":"+f.Name] = text
			}
		}
	}
	return all
}

// cellText is one value of a column; empty when it is unknown.
func cellText(f *rule.Fact, c *rule.Column, row int) string {
	var n int64
	switch {
	case c.Byte != nil:
		n = int64(c.Byte[row])
		switch {
		case f.Kind == rule.Bool && n == rule.Unknown, f.Kind != rule.Bool && n == rule.UnknownByte:
			return ""
		}
	case c.Null != nil && c.Null[row] == 1:
		return ""
	case c.I32 != nil:
		n = int64(c.I32[row])
	case c.I64 != nil:
		n = c.I64[row]
	default:
		return ""
	}
	switch f.Kind {
	case rule.Money:
		return civil.Fen(n).String()
	case rule.Date:
		return civil.Date(n).String()
	case rule.Bool:
		if n == rule.True {
			return "yes"
		}
		return "no"
	case rule.Code:
		if int(n) < len(f.Codes) {
			return f.Codes[n].Name
		}
		return ""
	}
	return strconv.FormatInt(n, 10)
}
