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
