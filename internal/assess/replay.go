package assess

import (
	"context"
	"errors"
	"io/fs"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/rule"
)

// Replayed is a past determination judged again from what the run kept: its
// packs, its facts, and its results.
type Replayed struct {
	Run           Run
	Household     string
	Person        string          // empty for a household's programme
	Programme     *pack.Programme // as it was then
	Determination Determination   // conflicts applied
	Alone         Determination   // what the programme alone says
	Trace         []rule.Step
	Same          bool // outcome, amount and number covered are those of the run, bit for bit
	Then          rule.Outcome
	ThenAmount    civil.Fen
}

// Replay judges one determination of a past run again. An id is that of a
// proposal, or RUN.COUNTY.PROGRAMME.SUBJECT, the subject being a household or a
// person. The packs and parameters of today are not asked.
func Replay(ctx context.Context, j *journal.Journal, folder, id string) (*Replayed, error) {
	var out *Replayed
	err := j.DB().Read(ctx, func(q db.Query) error {
		run, programme, who, err := wanted(ctx, q, id)
		if err != nil {
			return err
		}
		out, err = replay(ctx, q, folder, run, programme, who)
		return err
	})
	return out, err
}

func replayUnknown(id string) error {
	return &civil.Error{Kind: civil.NotFound, Code: "determination_unknown",
		Message: "没有编号为“" + id + "”的认定：请给出建议的编号，或按“复核编号.县代码.待遇.户或人编号”填写。"}
}

// wanted finds the run an id speaks of.
func wanted(ctx context.Context, q db.Query, id string) (run Run, programme, who string, err error) {
	parts := strings.Split(id, ".")
	switch len(parts) {
	case 1:
		var p Proposal
		p, known, err := db.One(ctx, q, func(row db.Row) (p Proposal, err error) {
			return p, p.scan(row, &p.County)
		}, selectProposal, id)
		if err != nil || !known {
			return run, "", "", orUnknown(err, id)
		}
		parts = []string{p.Run, p.County, p.Programme, p.Person}
		if p.Person == "" {
			parts[3] = p.Household
		}
	case 4:
	default:
		return run, "", "", replayUnknown(id)
	}
	run, known, err := db.One(ctx, q, scanRun, selectRun, parts[1], parts[0])
	if err != nil || !known {
		return run, "", "", orUnknown(err, id)
	}
	return run, parts[2], parts[3], nil
}

func orUnknown(err error, id string) error {
	if err != nil {
		return err
	}
	return replayUnknown(id)
}

func replay(ctx context.Context, q db.Query, folder string, run Run, programme, who string) (*Replayed, error) {
	catalogue, err := catalogueOf(ctx, q, run.Bundle)
	if err != nil {
		return nil, err
	}
	place, err := catalogue.City(run.City)
	if err != nil {
		return nil, err
	}
	assessor, err := New(catalogue, place, run.AsOf, nil)
	if err != nil {
		return nil, err
	}
	county, err := civil.ParseArea(run.County)
	if err != nil {
		return nil, err
	}
	snapshot, err := fact.OpenCounty(run.files(folder), county, Facts(catalogue))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &civil.Error{Kind: civil.NotFound, Code: "run_files_missing", Err: err,
			Message: "数据目录里没有这次复核留下的文件：请把当时的 runs 文件夹放回数据库旁边，再重放。"}
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = snapshot.Close() }()
	if snapshot.Hash != run.Snapshot {
		return nil, snapshotChanged()
	}
	if err := snapshot.Verify(); err != nil {
		return nil, err
	}
	settled, err := readOutcomes(run.outcomeFile(folder), run.Outcome)
	if err != nil {
		return nil, err
	}
	return again(assessor, snapshot.City, settled, run, programme, who)
}

func snapshotChanged() error {
	return &civil.Error{Kind: civil.Conflict, Code: "snapshot_changed", Message: "这次复核保存的事实与当时的校验值不符，不能用来重放：请从备份恢复数据目录。"}
}

// again judges the one family and holds it against the run's own results.
func again(a *Assessor, city *fact.City, settled *Settled, run Run, programme, who string) (*Replayed, error) {
	var then *SettledProgramme
	for i := range settled.Programmes {
		if settled.Programmes[i].Name == programme {
			then = &settled.Programmes[i]
		}
	}
	if then == nil {
		return nil, replayUnknown(strings.Join([]string{run.ID, run.County, programme, who}, "."))
	}
	h, member, found := seek(city, then.Level, who)
	if !found {
		return nil, replayUnknown(strings.Join([]string{run.ID, run.County, programme, who}, "."))
	}
	family, err := a.Family(city, h)
	if err != nil {
		return nil, err
	}
	out := &Replayed{Run: run, Household: city.HouseholdID.At(h), Programme: a.catalogue.Programme(programme)}
	row := uint32(h)
	if member >= 0 {
		out.Person = who
		row = city.Table.Start[h] + uint32(member)
	}
	for _, d := range family.Determinations {
		if d.Programme == programme && d.Member == member {
			out.Determination = d
		}
	}
	out.Alone, _ = family.Answer(programme, member)
	out.Trace = family.Trace(programme, member)
	for i := range out.Trace {
		if step := &out.Trace[i]; step.Member >= 0 {
			step.Person = family.id(step.Member)
		}
	}
	out.Then = then.Outcome[row]
	var award rule.Award
	for _, g := range then.Grants {
		if g.Subject == row {
			award = g
		}
	}
	out.ThenAmount = award.Amount
	out.Same = out.Then == out.Determination.Outcome && award.Amount == out.Determination.Amount && int(award.Covered) == out.Determination.Covered
	return out, nil
}

// seek finds a household or a person in a city.
func seek(city *fact.City, level rule.Level, id string) (h, member int, found bool) {
	if level == rule.Household {
		for h := range city.Table.Households {
			if city.HouseholdID.At(h) == id {
				return h, -1, true
			}
		}
		return 0, 0, false
	}
	for row := range city.PersonID.Len() {
		if city.PersonID.At(row) == id {
			h := householdOf(city.Table, uint32(row))
			return h, row - int(city.Table.Start[h]), true
		}
	}
	return 0, 0, false
}
