package review

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Rated is a rating as somebody gives it.
type Rated struct {
	Case     register.Ref // zero: a visit to a window
	Step     string       // of the case
	Matter   string       // of a visit, where it is told
	Division civil.Area   // of a visit: the window
	Channel  Channel
	Grade    int64
	Words    string
	Name     string // of a visit: who rates, where he tells it
	Phone    string
	Once     string
}

// Thanks is what came of a rating.
type Thanks struct {
	ID       string
	FollowUp *Receipt // a bad one: what will be looked into
	Again    bool
}

const (
	ratingColumns = `v.id, v.grade, v.complaint`
	selectRated   = `SELECT ` + ratingColumns + ` FROM service_rating v WHERE v.county = $1 AND v.once = $2 AND ` + journal.Holds
	selectOfStep  = `SELECT ` + ratingColumns + ` FROM service_rating v WHERE v.county = $1 AND v.casefile = $2 AND v.step = $3
		AND v.person_county = $4 AND v.person = $5 AND ` + journal.Holds
)

type ratedRow struct {
	id        string
	grade     int64
	complaint string
}

func scanRated(row db.Row) (r ratedRow, err error) {
	return r, row.Scan(&r.id, &r.grade, &r.complaint)
}

// RateStep takes what somebody thinks of a step of his own case.
func (o *Office) RateStep(ctx context.Context, who casework.Who, r Rated) (Thanks, error) {
	f, err := o.desk.Open(ctx, who, r.Case)
	if err != nil {
		return Thanks{}, err
	}
	at := slices.IndexFunc(f.Steps, func(s casework.Step) bool { return s.ID == r.Step })
	if at < 0 || !Rateable(&f.Steps[at]) || len(who.Persons) == 0 {
		return Thanks{}, unknown()
	}
	step := &f.Steps[at]
	one := rating{
		Rated: r, division: cmp.Or(step.Unit, f.Case.Division), matter: f.Matter.Name, person: who.Persons[0], concerned: step.Actor,
		about: f.Matter.Title + "：" + step.Title, name: f.Case.Name,
	}
	for i := range f.Parties {
		if f.Parties[i].Person == one.person {
			one.name = f.Parties[i].Name
		}
	}
	return o.keep(ctx, who, r.Case.County, one)
}

// Rateable says whether a step was done by an office, so that it can be rated.
func Rateable(s *casework.Step) bool { return s.Unit != 0 }

// RateVisit takes what somebody thinks of his visit to a window, or of a call.
// Nobody asks who he is; a bad rating is called back where he has told.
func (o *Office) RateVisit(ctx context.Context, who casework.Who, r Rated) (Thanks, error) {
	r.Case, r.Step = register.Ref{}, ""
	one := rating{Rated: r, division: r.Division, matter: r.Matter, about: "到窗口办事", name: strings.TrimSpace(r.Name)}
	if r.Channel == Hotline {
		one.about = "打热线电话"
	}
	return o.keep(ctx, who, countyOf(r.Division), one)
}

// rating is a rating with all that is known of it.
type rating struct {
	Rated
	division  civil.Area
	matter    string
	person    register.Ref
	concerned string // who did what is rated
	about     string
	name      string
}

func (r *rating) check() error {
	r.Words = strings.TrimSpace(r.Words)
	switch {
	case GradeTitle(r.Grade) == "":
		return civil.Refuse("rating_grade", "请从五个等级里选一个。")
	case len([]rune(r.Words)) > wordsMost:
		return civil.Refuse("rating_words", "请写在%d个字以内。", wordsMost)
	case r.division.Level() < civil.City:
		return civil.Refuse("rating_division", "没有写明评价哪个单位，请重新扫码。")
	case r.Phone != "" && !dialled(r.Phone):
		return civil.Refuse("rating_phone", "电话请填数字，如13800001234；不想留电话可以不填。")
	}
	return nil
}

// errRatedBefore ends an act whose rating is there already.
var errRatedBefore = errors.New("review: rated before")

// keep writes a rating, and opens the follow-up of a bad one in the same act.
func (o *Office) keep(ctx context.Context, who casework.Who, county string, r rating) (out Thanks, err error) {
	if err := r.check(); err != nil {
		return out, err
	}
	h := journal.Header{County: county, Kind: "review.rate", Actor: who.Actor, Purpose: "petition", Durable: r.Grade < gradeFair}
	_, err = o.journal.Do(ctx, h, func(w *journal.Write) error {
		out, err = o.keepIn(ctx, w, who, &r)
		return err
	})
	if errors.Is(err, errRatedBefore) {
		return out, nil
	}
	return out, err
}

func (o *Office) keepIn(ctx context.Context, w *journal.Write, who casework.Who, r *rating) (out Thanks, err error) {
	once := onceKey(who, r.Once)
	before, again, err := ratedRow{}, false, error(nil)
	if once != "" {
		before, again, err = db.One(ctx, w, scanRated, selectRated, w.County(), once)
	}
	switch {
	case err != nil:
		return out, err
	case again:
		return Thanks{ID: before.id, Again: true}, errRatedBefore
	}
	if !r.person.Zero() {
		_, rated, err := db.One(ctx, w, scanRated, selectOfStep, w.County(), r.Case.ID, r.Step, r.person.County, r.person.ID)
		if err != nil {
			return out, err
		}
		if rated {
			return out, &civil.Error{Kind: civil.Conflict, Code: "rated_before", Message: "这一步您已经评价过，谢谢。有别的话可以到“投诉建议”里说。"}
		}
	}
	out.ID = db.NewID()
	complaint := ""
	if r.Grade < gradeFair {
		receipt, err := o.followUp(ctx, w, who, r, out.ID)
		if err != nil {
			return out, err
		}
		out.FollowUp, complaint = &receipt, receipt.ID
	}
	sealed, err := o.seal("service_rating", "words", w.County(), out.ID, r.Words)
	if err != nil {
		return out, err
	}
	named := !r.person.Zero() || r.Phone != ""
	return out, w.Open(ctx, ratingTable, out.ID, journal.Always, r.Case.ID, r.Step, r.matter, areaText(r.division), string(r.Channel),
		r.Grade, sealed, named, r.person.County, r.person.ID, complaint, once)
}

// followUp is what has to be looked into after a bad rating.
func (o *Office) followUp(ctx context.Context, w *journal.Write, who casework.Who, r *rating, id string) (Receipt, error) {
	words := r.about + "，评价为“" + GradeTitle(r.Grade) + "”。"
	return o.ComplainIn(ctx, w, who, Said{
		Kind: BadRating, Channel: r.Channel, Division: r.division, Matter: r.matter, Case: r.Case, Words: words + r.Words,
		Name: r.name, Phone: r.Phone, Person: r.person, Origin: id, Concerned: r.concerned,
	})
}

// RatedSteps are the grades a person has given to the steps of a case, by step.
func (o *Office) RatedSteps(ctx context.Context, ref, person register.Ref) (map[string]int64, error) {
	grades := map[string]int64{}
	err := o.journal.DB().Read(ctx, func(q db.Query) error {
		return db.Each(ctx, q, func(row db.Row) error {
			var step string
			var grade int64
			err := row.Scan(&step, &grade)
			grades[step] = grade
			return err
		}, selectStepsRated, ref.County, ref.ID, person.County, person.ID)
	})
	return grades, err
}

const selectStepsRated = `SELECT v.step, v.grade FROM service_rating v
	WHERE v.county = $1 AND v.casefile = $2 AND v.person_county = $3 AND v.person = $4 AND ` + journal.Holds
