package review

import (
	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// Office takes what people say and looks after it. It is safe for use by many
// goroutines.
type Office struct {
	journal   *journal.Journal
	keys      access.Keyring
	desk      *casework.Desk
	catalogue func() *pack.Catalogue
	calendar  *civil.Calendar
}

// Options are what an office works with.
type Options struct {
	Journal   *journal.Journal
	Keys      access.Keyring
	Desk      *casework.Desk // whose steps are rated
	Catalogue func() *pack.Catalogue
	Calendar  *civil.Calendar
}

// New makes an office. The journal must know the [Tables].
func New(o Options) *Office {
	return &Office{journal: o.Journal, keys: o.Keys, desk: o.Desk, catalogue: o.Catalogue, calendar: o.Calendar}
}

// limits are the periods of one kind of word, by the packs of a place and a day.
type limits struct{ verify, answer civil.Date }

// limits works out until when somebody has to look into something, and to answer.
func (o *Office) limits(k Kind, place civil.Area, day civil.Date) (l limits, err error) {
	verify, answer := "complaint_verify_days", "complaint_answer_days"
	if k == BadRating {
		verify, answer = "review_verify_days", "review_answer_days"
	}
	if l.verify, err = o.after(verify, place, day); err != nil {
		return l, err
	}
	l.answer, err = o.after(answer, place, day)
	return l, err
}

// after is the day some working days after another one.
func (o *Office) after(parameter string, place civil.Area, day civil.Date) (civil.Date, error) {
	n, err := o.number(parameter, place, day)
	if err != nil {
		return 0, err
	}
	due, _, err := o.calendar.AddWorkdays(day, int(n))
	return due, err
}

func (o *Office) number(parameter string, place civil.Area, day civil.Date) (int64, error) {
	return o.catalogue().Number(parameter, place.County().String(), day)
}

// scopeOf is what the posts of somebody cover that may look into what is said.
func scopeOf(who casework.Who) access.Scope {
	var areas []civil.Area
	for _, p := range who.Posts {
		if p.Role == casework.City || p.Role == casework.County || p.Role == casework.Town {
			areas = append(areas, p.Division)
		}
	}
	s, err := access.NewScope(areas...)
	if err != nil {
		return access.Scope{}
	}
	return s
}

// unknown is said of what is not there and of what is not the visitor's to know.
func unknown() error {
	return &civil.Error{Kind: civil.NotFound, Code: "complaint_not_found", Message: "没有找到，或不在您的管辖范围。"}
}
