package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	"lianxin/internal/civil"
	"lianxin/internal/watch"
	"lianxin/internal/watch/signal"
)

// watchTrialCommand shows what a signal would find.
type watchTrialCommand struct {
	placeFlags `embed:""`
	storeFlags `embed:""`
	actorFlags `embed:""`

	Signal string `required:"" help:"预警的名称，如 medical_burden。" placeholder:"NAME"`
}

// Run tries a signal on everybody of a city, as facts are known on the day.
func (c *watchTrialCommand) Run(s *session) error {
	ctx := context.Background()
	at, b, counties, err := c.open(s, &c.storeFlags)
	if err != nil {
		return err
	}
	defer b.close()
	region, err := civil.ParseArea(at.city.Region)
	if err != nil {
		return err
	}
	who := watch.Who{Actor: c.actor(), Purpose: "review"}
	trial, err := b.signals.Try(ctx, who, region, counties, c.Signal, at.day)
	if err != nil {
		return err
	}
	if s.json {
		share, known := trial.Precision()
		return s.print(struct {
			*signal.Trial
			Precision *int `json:"precision_permille"`
			New       int  `json:"new"`
		}{trial, orNone(share, known), trial.New()})
	}
	return b.printTrial(s, trial)
}

// orNone is a figure, or nothing where it is not known.
func orNone(n int, known bool) *int {
	if !known {
		return nil
	}
	return &n
}

func (b *bureau) printTrial(s *session, trial *signal.Trial) error {
	t := &columns{header: []string{"地方", "准确率（‰）", "找出", "已在享", "核实后救助或变更", "不属实或未批准", "新发现"}}
	line := func(where string, c signal.Tally) {
		share := "—"
		if n, known := c.Precision(); known {
			share = fmt.Sprint(n)
		}
		t.row(where, share, fmt.Sprint(c.Found), fmt.Sprint(c.Served), fmt.Sprint(c.Granted), fmt.Sprint(c.Wrong), fmt.Sprint(c.New()))
	}
	line("合计", trial.Tally)
	for _, town := range trial.Towns {
		area, err := civil.ParseArea(town.Town)
		if err != nil {
			return err
		}
		line(b.desk.Place(area), town.Tally)
	}
	if err := t.write(s.Out); err != nil {
		return err
	}
	_, err := fmt.Fprintln(s.Out, "\n试算没有建立线索。启用由县（市、区）或市民政局在页面上决定。")
	return err
}

// open opens a store with its stages, and the counties of a city in it.
func (f *placeFlags) open(s *session, store *storeFlags) (*place, *bureau, []civil.Area, error) {
	at, err := f.place(s)
	if err != nil {
		return nil, nil, nil, err
	}
	o, err := store.openStore(s, at.catalogue)
	if err != nil {
		return nil, nil, nil, err
	}
	b, err := o.bureau(s, nil, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		o.close()
		return nil, nil, nil, err
	}
	counties, err := o.counties(context.Background(), at.city)
	if err != nil {
		o.close()
		return nil, nil, nil, err
	}
	return at, b, counties, nil
}

// watchRunCommand lets the signals that are switched on look for families.
type watchRunCommand struct {
	placeFlags `embed:""`
	storeFlags `embed:""`
}

// Run looks for families in every county of a city.
func (c *watchRunCommand) Run(s *session) error {
	at, b, counties, err := c.open(s, &c.storeFlags)
	if err != nil {
		return err
	}
	defer b.close()
	runs := []*signal.Run{}
	for i, county := range counties {
		s.progress("预警 %s（%d/%d）…", county, i+1, len(counties))
		run, err := b.watchOn(context.Background(), county, at.day)
		if err != nil {
			return err
		}
		runs = append(runs, run)
	}
	if s.json {
		return s.print(runs)
	}
	t := &columns{header: []string{"县（市、区）", "日期", "找出（户）", "新线索", "并入已有线索"}}
	for i, run := range runs {
		t.row(b.desk.Place(counties[i]), run.Date, fmt.Sprint(run.Found), fmt.Sprint(run.Leads), fmt.Sprint(run.Joined))
	}
	return t.write(s.Out)
}
