package assess

import (
	"context"
	"io/fs"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/fact"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// recheckPurpose is the business a recheck serves.
const recheckPurpose = "recheck"

// Tables are the tables of versions this package writes, for journal.New.
func Tables() []*journal.Table {
	return []*journal.Table{bundleTable, runTable, proposalTable, inPayTable}
}

// Snapshots gives the facts of a county on a day, as the store has them now. The
// files it opened lie in the folder until the next call for the county.
type Snapshots interface {
	Open(ctx context.Context, county civil.Area, day civil.Date) (s *fact.Snapshot, folder string, err error)
}

// InPay gives what is in pay in a county on a day.
type InPay interface {
	Held(ctx context.Context, q db.Query, county string, day civil.Date) ([]Held, error)
}

// Recheck judges everybody in the store and keeps what would change.
type Recheck struct {
	journal   *journal.Journal
	catalogue *pack.Catalogue
	files     fs.FS // of the catalogue
	folder    string
	snapshots Snapshots
	inPay     InPay
}

// NewRecheck makes a recheck. files are what the catalogue was read from; the
// folder is the store's data folder.
func NewRecheck(j *journal.Journal, catalogue *pack.Catalogue, files fs.FS, folder string, snapshots Snapshots, inPay InPay) *Recheck {
	return &Recheck{journal: j, catalogue: catalogue, files: files, folder: folder, snapshots: snapshots, inPay: inPay}
}

// Order says what is to be rechecked.
type Order struct {
	City     pack.City
	AsOf     civil.Date
	Counties []civil.Area // those with records
	Actor    string
	Workers  int                                    // 0: all processors
	Progress func(county civil.Area, at, total int) // may be nil
}

// Summary is what a run found.
type Summary struct {
	Run        string         `json:"run"`
	AsOf       string         `json:"as_of"`
	Packs      string         `json:"packs"`
	Households int            `json:"households"`
	Persons    int            `json:"persons"`
	Counties   []CountyResult `json:"counties"`
}

// CountyResult is what a run found in one county.
type CountyResult struct {
	County     string            `json:"county"`
	Act        string            `json:"act"`
	Households int               `json:"households"`
	Persons    int               `json:"persons"`
	InPay      int               `json:"in_pay"`
	Written    int               `json:"written"` // proposals opened or closed by this run
	Programmes []ProgrammeResult `json:"programmes"`
}

// ProgrammeResult counts the differences of one programme.
type ProgrammeResult struct {
	Programme string    `json:"programme"`
	Title     string    `json:"title"`
	Granted   int       `json:"granted"` // to whom the run grants it
	Amount    civil.Fen `json:"amount"`  // fen per month, of all these
	Gains     int       `json:"gains"`
	Losses    int       `json:"losses"`
	Amounts   int       `json:"amounts"`
	Undecided int       `json:"undecided"`
	Before    civil.Fen `json:"before"` // fen per month, of all that differs
	After     civil.Fen `json:"after"`
}

// Differs says whether anything differs from what is in pay.
func (p *ProgrammeResult) Differs() bool { return p.Gains+p.Losses+p.Amounts+p.Undecided > 0 }

// Total adds the counties up, by programme.
func (s *Summary) Total() []ProgrammeResult {
	var total []ProgrammeResult
	for c := range s.Counties {
		for i := range s.Counties[c].Programmes {
			if i == len(total) {
				total = append(total, ProgrammeResult{Programme: s.Counties[c].Programmes[i].Programme, Title: s.Counties[c].Programmes[i].Title})
			}
			total[i].add(&s.Counties[c].Programmes[i])
		}
	}
	return total
}

func (p *ProgrammeResult) add(o *ProgrammeResult) {
	p.Granted += o.Granted
	p.Amount += o.Amount
	p.Gains += o.Gains
	p.Losses += o.Losses
	p.Amounts += o.Amounts
	p.Undecided += o.Undecided
	p.Before += o.Before
	p.After += o.After
}

// Run judges everybody. What a run that was broken off has written stays: each
// county is one act.
func (r *Recheck) Run(ctx context.Context, o Order) (*Summary, error) {
	assessor, err := New(r.catalogue, o.City, o.AsOf, nil)
	if err != nil {
		return nil, err
	}
	if err := r.keepBundle(ctx, o.Actor); err != nil {
		return nil, err
	}
	summary := &Summary{Run: db.NewID(), AsOf: o.AsOf.String(), Packs: r.catalogue.Hash(), Counties: []CountyResult{}}
	for i, county := range o.Counties {
		if o.Progress != nil {
			o.Progress(county, i, len(o.Counties))
		}
		result, err := r.county(ctx, assessor, &o, summary.Run, county)
		if err != nil {
			return nil, err
		}
		summary.Counties = append(summary.Counties, *result)
		summary.Households += result.Households
		summary.Persons += result.Persons
	}
	return summary, nil
}

// county judges one county and writes its act.
func (r *Recheck) county(ctx context.Context, a *Assessor, o *Order, id string, county civil.Area) (*CountyResult, error) {
	snapshot, folder, err := r.snapshots.Open(ctx, county, o.AsOf)
	if err != nil {
		return nil, err
	}
	defer func() { _ = snapshot.Close() }()
	city := snapshot.City
	run := Run{
		ID: id, County: county.String(), City: o.City.Name, AsOf: o.AsOf, Bundle: r.catalogue.Hash(), Snapshot: snapshot.Hash,
		Households: city.Table.Households, Persons: city.Table.Persons(),
	}
	settled, err := a.Settle(city, o.Workers)
	if err != nil {
		return nil, err
	}
	var held []Held
	if err := r.journal.DB().Read(ctx, func(q db.Query) (err error) {
		held, err = r.inPay.Held(ctx, q, run.County, o.AsOf)
		return err
	}); err != nil {
		return nil, err
	}
	changes, err := a.Compare(city, settled, held, o.Workers)
	if err != nil {
		return nil, err
	}
	if run.Outcome, err = writeOutcomes(run.outcomeFile(r.folder), settled); err != nil {
		return nil, err
	}
	if err := run.keepFacts(r.folder, folder, county, snapshot); err != nil {
		return nil, err
	}
	result := &CountyResult{County: run.County, Households: run.Households, Persons: run.Persons, InPay: len(held)}
	result.count(r.catalogue, settled, changes)
	act, err := r.journal.Do(ctx, journal.Header{County: run.County, Kind: "recheck", Actor: o.Actor, Purpose: recheckPurpose, Durable: true},
		func(w *journal.Write) (err error) {
			if err := run.open(ctx, w); err != nil {
				return err
			}
			result.Written, err = keepProposals(ctx, w, run.ID, changes)
			if err != nil {
				return err
			}
			return w.Tell(ctx, "rechecked", map[string]string{"run": run.ID})
		})
	if err != nil {
		return nil, err
	}
	result.Act = act.Ref()
	return result, nil
}

// count adds the changes up by programme, those without any included.
func (c *CountyResult) count(catalogue *pack.Catalogue, s *Settled, changes []Change) {
	place := map[string]int{}
	for i := range s.Programmes {
		name := s.Programmes[i].Name
		place[name] = i
		p := ProgrammeResult{Programme: name, Title: catalogue.Programme(name).Title, Granted: len(s.Programmes[i].Grants)}
		for _, award := range s.Programmes[i].Grants {
			p.Amount += award.Amount
		}
		c.Programmes = append(c.Programmes, p)
	}
	for i := range changes {
		p := &c.Programmes[place[changes[i].Programme]]
		p.Before += changes[i].Before
		p.After += changes[i].After
		switch changes[i].Kind {
		case Gain:
			p.Gains++
		case Loss:
			p.Losses++
		case NewAmount:
			p.Amounts++
		default:
			p.Undecided++
		}
	}
}

// keepProposals writes what differs from the proposals that are open already:
// what stands as it stood is left alone.
func keepProposals(ctx context.Context, w *journal.Write, run string, changes []Change) (written int, err error) {
	open, err := Proposals(ctx, w, w.County())
	if err != nil {
		return 0, err
	}
	known := make(map[about]*Proposal, len(open))
	for i := range open {
		known[open[i].about()] = &open[i]
	}
	for i := range changes {
		c := &changes[i]
		p := known[c.about()]
		delete(known, c.about())
		id := db.NewID()
		if p != nil {
			if p.same(c) {
				continue
			}
			id = p.ID
			if err := w.Close(ctx, proposalTable, p.ID, p.opened); err != nil {
				return written, err
			}
		}
		if err := w.Open(ctx, proposalTable, id, journal.Always, c.values(run)...); err != nil {
			return written, err
		}
		written++
	}
	for i := range open {
		if p := &open[i]; known[p.about()] == p {
			if err := w.Close(ctx, proposalTable, p.ID, p.opened); err != nil {
				return written, err
			}
			written++
		}
	}
	return written, nil
}
