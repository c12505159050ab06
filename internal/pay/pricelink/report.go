package pricelink

import (
	"bytes"
	"context"
	"encoding/csv"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pay"
)

// Report is what the subsidy came to in a year, or in all years.
type Report struct {
	Launches []LaunchReport // the newest first
	Years    []YearTotal    // the newest first
}

// LaunchReport is one launch with the sums of its list.
type LaunchReport struct {
	*Decided
	Sums     []Sum
	Outcomes []Outcome
	Persons  int64 // who are paid
	Struck   int64
	Total    civil.Fen
	Arrived  int64 // persons of whom it is known that they have the money
	Came     civil.Fen
}

// YearTotal is a year of payments.
type YearTotal struct {
	Year     int
	Launches int
	Persons  int64 // 人次
	Total    civil.Fen
	Arrived  int64
	Came     civil.Fen
}

// Report reads the launches of a region that were not withdrawn, with the sums of
// some of its counties; of year 0 all of them.
func (d *Desk) Report(ctx context.Context, region string, year int, counties []string) (*Report, error) {
	r := &Report{}
	err := d.read(ctx, func(q db.Query) error {
		list, err := db.Many(ctx, q, scanLaunch, selectLaunches, journal.Nowhere, region)
		if err != nil {
			return err
		}
		for _, l := range list {
			paid, _ := l.Pay.YM()
			if l.State == Withdrawn || year != 0 && paid != year {
				continue
			}
			one, err := launchReport(ctx, q, l, counties)
			if err != nil {
				return err
			}
			r.add(one, paid)
		}
		return nil
	})
	return r, err
}

func launchReport(ctx context.Context, q db.Query, l *Decided, counties []string) (one LaunchReport, err error) {
	one.Decided = l
	if one.Sums, err = sums(ctx, q, l.ID, counties); err != nil {
		return one, err
	}
	for _, s := range one.Sums {
		if s.Struck != "" {
			one.Struck += s.Persons
			continue
		}
		one.Persons += s.Persons
		one.Total += s.Amount
	}
	one.Outcomes, err = outcomes(ctx, q, l, counties)
	for i := range one.Outcomes {
		one.Arrived += one.Outcomes[i].Paid
		one.Came += one.Outcomes[i].Came
	}
	return one, err
}

func outcomes(ctx context.Context, q db.Query, l *Decided, counties []string) (list []Outcome, err error) {
	for _, county := range counties {
		results, err := db.Many(ctx, q, scanResult, selectResults, county, l.ID)
		if err != nil {
			return nil, err
		}
		for _, r := range results {
			o := Outcome{Result: *r, Paid: r.Persons, Came: r.Amount}
			if r.Run != "" {
				run, err := pay.GetRun(ctx, q, county, r.Run)
				if err != nil {
					return nil, err
				}
				o.State = run.State.Title()
				if err := q.QueryRow(ctx, selectPaidLines, county, Programme, l.Pay.String()).Scan(&o.Paid, &o.Came); err != nil {
					return nil, err
				}
			}
			list = append(list, o)
		}
	}
	return list, nil
}

func (r *Report) add(l LaunchReport, year int) {
	r.Launches = append(r.Launches, l)
	if last := len(r.Years) - 1; last < 0 || r.Years[last].Year != year {
		r.Years = append(r.Years, YearTotal{Year: year})
	}
	y := &r.Years[len(r.Years)-1]
	y.Launches++
	y.Persons += l.Persons
	y.Total += l.Total
	y.Arrived += l.Arrived
	y.Came += l.Came
}

// CSV writes the report for other programs: one line for each launch, county and
// group. It holds no people.
func (d *Desk) CSV(r *Report) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString(byteOrderMark)
	w := csv.NewWriter(&out)
	rows := [][]string{{"指数月份", "发放月份", "县（市、区）", "类别", "名单人数", "金额（元）", "剔除人数"}}
	for i := range r.Launches {
		l := &r.Launches[i]
		profile := d.Profile(l.Decided)
		for _, s := range GroupSums(l.Sums) {
			title := s.Group
			if profile != nil && profile.Group(s.Group) != nil {
				title = profile.Group(s.Group).Title
			}
			rows = append(rows, []string{l.Month.String(), l.Pay.String(), d.countyName(s.County), civil.PlainCell(title), count(int(s.Persons)), s.Amount.String(), count(int(s.Out))})
		}
	}
	err := w.WriteAll(rows)
	return out.Bytes(), err
}

// GroupSum is a group in a county: who is paid and who is struck out.
type GroupSum struct {
	County, Group string
	Persons, Out  int64
	Amount        civil.Fen
}

// GroupSums joins the sums of each group in each county, in the order they come in.
func GroupSums(sums []Sum) (list []GroupSum) {
	for _, s := range sums {
		if n := len(list); n == 0 || list[n-1].County != s.County || list[n-1].Group != s.Group {
			list = append(list, GroupSum{County: s.County, Group: s.Group})
		}
		g := &list[len(list)-1]
		if s.Struck != "" {
			g.Out += s.Persons
			continue
		}
		g.Persons += s.Persons
		g.Amount += s.Amount
	}
	return list
}
