package api

import (
	"time"

	"lianxin/internal/civil"
	"lianxin/internal/register"
)

// Ref names a record: the county that keeps it, and its id there.
type Ref struct {
	County string `json:"county" doc:"登记所在县（市、区），6位区划代码，终身不变。"`
	ID     string `json:"id" doc:"编号，没有含义。"`
}

func refOf(r register.Ref) Ref { return Ref{r.County, r.ID} }

// refOrNil is a reference where there is one.
func refOrNil(r register.Ref) *Ref {
	if r.Zero() {
		return nil
	}
	return &Ref{r.County, r.ID}
}

// RefPath are the parts of an address that name a record.
type RefPath struct {
	County string `path:"county" pattern:"^(?:[0-9]{6})$" patternDescription:"6位区划代码" minLength:"6" maxLength:"6"`
	ID     string `path:"id" pattern:"^(?:[0-9a-z]{16})$" patternDescription:"16位编号" minLength:"16" maxLength:"16"`
}

func (r *RefPath) ref() register.Ref { return register.Ref{County: r.County, ID: r.ID} }

// DayQuery is the day of which a list speaks.
type DayQuery struct {
	Day string `query:"day" format:"date" doc:"哪一天的情况；缺省为今天。"`
}

func (d *DayQuery) day(today civil.Date) (civil.Date, error) {
	if d.Day == "" {
		return today, nil
	}
	return civil.ParseDate(d.Day)
}

// WithinQuery narrows a list to a division.
type WithinQuery struct {
	Within string `query:"within" pattern:"^(?:([0-9]{6}([0-9]{3}){0,2})?)$" patternDescription:"区划代码" maxLength:"12" doc:"只要这个区划里的。"`
}

// area is the division, 0 for all of the caller's.
func (w *WithinQuery) area() (civil.Area, error) {
	if w.Within == "" {
		return 0, nil
	}
	return civil.ParseArea(w.Within)
}

// DaysQuery is the stretch of days of a report.
type DaysQuery struct {
	From string `query:"from" required:"true" format:"date" doc:"从哪一天。"`
	To   string `query:"to" required:"true" format:"date" doc:"到哪一天，含当天；一次最多366天。"`
}

// daysMost is how many days a report covers.
const daysMost = 366

func (d *DaysQuery) days() (from, to civil.Date, err error) {
	if from, err = civil.ParseDate(d.From); err != nil {
		return 0, 0, err
	}
	if to, err = civil.ParseDate(d.To); err != nil {
		return 0, 0, err
	}
	if to < from || to-from >= daysMost {
		return 0, 0, civil.Refuse("report_days", "from和to应从早到晚，一次最多%d天，请修改。", daysMost)
	}
	return from, to, nil
}

// instant is a moment as RFC 3339 writes it; empty for none.
func instant(i civil.Instant) string {
	if i <= 0 {
		return ""
	}
	return time.UnixMilli(int64(i)).UTC().Format("2006-01-02T15:04:05.000Z")
}

// dayText is a day; empty for none, and for the ends of time.
func dayText(d civil.Date) string {
	if d <= civil.FirstDate || d >= civil.LastDate || d == 0 {
		return ""
	}
	return d.String()
}

func dayOrEmpty(d *civil.Date) string {
	if d == nil {
		return ""
	}
	return d.String()
}

func monthText(m civil.Month) string {
	if m == 0 {
		return ""
	}
	return m.String()
}

// countyOf reads six digits as a division.
func countyOf(code string) (civil.Area, error) { return civil.ParseArea(code) }

// missing is said of what is not there and of what is not the caller's to see.
func missing() error {
	return &civil.Error{Kind: civil.NotFound, Code: "not_found", Message: "没有找到，或不在这个系统的授权范围。"}
}
