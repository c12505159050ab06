package casework

import (
	"context"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
)

// File is a case with everything in it, as of one moment.
type File struct {
	Case       *Case
	Matter     *pack.Matter
	Form       Answers
	Parties    []Party
	Steps      []Step // the oldest first
	Papers     []Paper
	Clocks     []Clock
	Surveys    []Survey
	Judgements []Judgement // the oldest first
	Notices    []Notice
	Objections []Objection
	Decisions  []Decision
	Letters    []Letter
	Ratings    []Rating
	Guardian   *Guardian // who asks for the applicant on a phone of his own; nil for most
}

// beneficiary is the id of the person a benefit is for; empty where it is the
// household's.
func (f *File) beneficiary() string {
	if f.Matter.Subject == pack.OfPerson {
		return f.Case.Applicant.ID
	}
	return ""
}

// Open reads a case for a visitor. One that is not his to know is not there.
func (d *Desk) Open(ctx context.Context, who Who, ref register.Ref) (*File, error) {
	var f *File
	err := d.journal.DB().Read(ctx, func(q db.Query) (err error) {
		f, err = d.file(ctx, q, ref)
		if err == nil && !who.sees(f.Case, f.Parties) {
			err = notFound()
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return f, nil
}

// OpenNumber reads a case by its number.
func (d *Desk) OpenNumber(ctx context.Context, who Who, county, number string) (*File, error) {
	var ref register.Ref
	err := d.journal.DB().Read(ctx, func(q db.Query) error {
		c, known, err := db.One(ctx, q, scanCase, selectNumbered, county, number)
		if err == nil && !known {
			err = notFound()
		}
		if err == nil {
			ref = c.Ref
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return d.Open(ctx, who, ref)
}

// file reads a case whoever asks.
func (d *Desk) file(ctx context.Context, q db.Query, ref register.Ref) (*File, error) {
	c, known, err := db.One(ctx, q, scanCase, selectCase, ref.County, ref.ID)
	if err != nil {
		return nil, err
	}
	if !known {
		return nil, notFound()
	}
	f := &File{Case: c}
	if f.Matter, err = d.Matter(c.Matter); err != nil {
		return nil, err
	}
	read := reading{ctx: ctx, q: q, county: ref.County, id: ref.ID}
	f.Form, read.err = d.answers(ctx, q, ref)
	f.Parties = all(&read, scanParty, selectParties)
	f.Steps = all(&read, d.scanStep(ref.County), selectSteps)
	f.Papers = all(&read, scanPaper, selectPapers)
	f.Clocks = all(&read, scanClock, selectClocks)
	f.Surveys = all(&read, d.scanSurvey(ref.County), selectSurveys)
	f.Judgements = all(&read, d.scanJudgement(ref.County), selectJudgements)
	f.Notices = all(&read, scanNotice, selectNotices)
	f.Objections = all(&read, d.scanObjection(ref.County), selectObjections)
	f.Decisions = all(&read, scanDecision, selectDecisions)
	f.Letters = all(&read, d.scanLetter(ref.County), selectLetters)
	f.Ratings = all(&read, scanRating, selectRatings)
	if list := all(&read, scanGuardian, selectGuardians); len(list) > 0 {
		f.Guardian = list[len(list)-1]
	}
	for i := range f.Clocks {
		if rule := f.Matter.Clock(f.Clocks[i].Clock); rule != nil {
			f.Clocks[i].Title, f.Clocks[i].Unit, f.Clocks[i].Source = rule.Title, rule.Unit, rule.Source
		}
	}
	if read.err == nil {
		read.err = f.tapers(ctx, q)
	}
	return f, read.err
}

// reading is one case being read, table after table, until something fails.
type reading struct {
	ctx        context.Context
	q          db.Query
	county, id string
	err        error
}

func all[T any](r *reading, scan func(db.Row) (T, error), statement string) []T {
	if r.err != nil {
		return nil
	}
	var list []T
	list, r.err = db.Many(r.ctx, r.q, scan, statement, r.county, r.id)
	return list
}

// Stage is where the case stands.
func (f *File) Stage() *pack.Stage { return f.Matter.Stage(f.Case.Stage) }

// Judgement is the last one, nil when there is none.
func (f *File) Judgement() *Judgement {
	if len(f.Judgements) == 0 {
		return nil
	}
	return &f.Judgements[len(f.Judgements)-1]
}

// Decision is the last one, nil when there is none.
func (f *File) Decision() *Decision {
	if len(f.Decisions) == 0 {
		return nil
	}
	return &f.Decisions[len(f.Decisions)-1]
}

// Notice is the last one of a kind, nil when there is none.
func (f *File) Notice(kind string) *Notice {
	for i := len(f.Notices) - 1; i >= 0; i-- {
		if f.Notices[i].Kind == kind {
			return &f.Notices[i]
		}
	}
	return nil
}

// did is the last step that had an effect after an act, nil for none.
func (f *File) did(effect string, after int64) *Step {
	for i := len(f.Steps) - 1; i >= 0 && f.Steps[i].Opened > after; i-- {
		if a := f.Matter.Action(f.Steps[i].Action); a != nil && slices.Contains(a.Does, effect) {
			return &f.Steps[i]
		}
	}
	return nil
}

// since is the act with which the present round of work began: the last step
// that brought the case back to be surveyed again. What was found before does
// not count for it.
func (f *File) since() int64 {
	if step := f.did("reopen", 0); step != nil {
		return step.Opened
	}
	return 0
}

// OfHousehold are the cases of a declared family, those the visitor may know.
func (d *Desk) OfHousehold(ctx context.Context, who Who, county, household string) ([]*Case, error) {
	var list []*Case
	err := d.journal.DB().Read(ctx, func(q db.Query) error {
		found, err := db.Many(ctx, q, scanCase, selectOfFamily, county, household)
		for _, c := range found {
			if who.sees(c, nil) {
				list = append(list, c)
			}
		}
		return err
	})
	return list, err
}

// Mine are the cases of a resident and of those he acts for, the newest first.
func (d *Desk) Mine(ctx context.Context, who Who) ([]*Case, error) {
	var list []*Case
	err := d.journal.DB().Read(ctx, func(q db.Query) error {
		seen := map[register.Ref]bool{}
		for _, person := range who.Persons {
			refs, err := db.Many(ctx, q, scanRef, selectPersonHas, person.ID, person.County)
			if err != nil {
				return err
			}
			for _, ref := range refs {
				if seen[ref] || who.Only != "" && who.Only != ref.ID {
					continue
				}
				seen[ref] = true
				c, known, err := db.One(ctx, q, scanCase, selectCase, ref.County, ref.ID)
				if err != nil {
					return err
				}
				if known {
					list = append(list, c)
				}
			}
		}
		return nil
	})
	slices.SortFunc(list, func(a, b *Case) int { return int(b.Since - a.Since) })
	return list, err
}

func scanRef(row db.Row) (ref register.Ref, err error) { return ref, row.Scan(&ref.County, &ref.ID) }

// History are all versions of a case, the oldest first: what a stale editor is shown.
func (d *Desk) History(ctx context.Context, who Who, ref register.Ref) (list []*Case, err error) {
	if _, err := d.Open(ctx, who, ref); err != nil {
		return nil, err
	}
	err = d.journal.DB().Read(ctx, func(q db.Query) (err error) {
		list, err = db.Many(ctx, q, scanCase, selectVersions, ref.County, ref.ID)
		return err
	})
	return list, err
}

// day is the day of an act.
func day(w *journal.Write) civil.Date { return w.At().Date() }
