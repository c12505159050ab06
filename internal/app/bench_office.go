package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"time"

	"lianxin/internal/civil"
)

// benchOfficeCommand lets an office work for a while over real pages, and says how
// long its people waited. The city is one that `lianxin sample` made and `lianxin
// load` took in.
type benchOfficeCommand struct {
	storeFlags `embed:""`

	City   string        `default:"nantong" help:"城市：nantong、taizhou、nanjing、suzhou。"`
	Folder string        `required:"" help:"样例城市的文件夹，里面有 persons.csv。" type:"existingdir" placeholder:"DIR"`
	People int           `default:"200" help:"同时在办事的人数，一半在写。"`
	Think  time.Duration `default:"5s" help:"每一步之间平均想多久。"`
	For    time.Duration `default:"5m" help:"办多久。"`
	Feed   []string      `help:"同时读入的部门数据文件。" type:"existingfile" placeholder:"FILE"`
}

// People are fewer than loopback addresses and more than one of each trade.
const (
	officeLeast = 20
	officeMost  = 2000
)

var errOfficePeople = errors.New("people_range: 人数应在 20 到 2000 之间。")

// Run opens the office, lets it work, and checks what it did.
func (c *benchOfficeCommand) Run(s *session) error {
	if c.People < officeLeast || c.People > officeMost {
		return usageError{errOfficePeople}
	}
	ctx, stop := interruptible()
	defer stop()
	clock := &rehearsalClock{}
	quiet := *s
	quiet.Out, quiet.json, quiet.clock = io.Discard, false, clock.now
	o, err := c.openStore(&quiet, nil)
	if err != nil {
		return err
	}
	defer o.close()
	o.db.GoFirst()
	log := slog.New(slog.NewTextHandler(s.Err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	b, err := o.bureau(&quiet, nil, log)
	if err != nil {
		return err
	}
	b.rehearsal = true
	if err := c.setClock(ctx, b, clock); err != nil {
		return err
	}
	s.progress("夜里的事先做完 …")
	if err := nightBefore(ctx, b); err != nil {
		return err
	}
	day, err := c.openOffice(ctx, s, b, log)
	if err != nil {
		return err
	}
	err = c.work(ctx, s, day)
	if err = errors.Join(err, day.close()); err != nil {
		return err
	}
	report, err := day.report(context.WithoutCancel(ctx), b)
	if err != nil {
		return err
	}
	if s.json {
		err = s.print(report)
	} else {
		err = report.print(s.Out)
	}
	if err == nil && !report.Kept {
		err = errProblems
	}
	return err
}

// setClock begins the day after the city's, or goes on after the last act: the
// journal's time never runs back, and who works before it has no session.
func (c *benchOfficeCommand) setClock(ctx context.Context, b *bureau, clock *rehearsalClock) error {
	if err := clock.resume(ctx, b); err != nil {
		return err
	}
	day, err := civil.ParseDate(sampleDay)
	if err != nil {
		return err
	}
	if first := day.AddDays(1); b.desk.Today() <= first {
		clock.set(first)
	}
	return nil
}

// nightBefore does what is done at night, so that the day begins as days do.
func nightBefore(ctx context.Context, b *bureau) error {
	if err := b.worker.Schedule(ctx); err != nil {
		return err
	}
	_, err := b.worker.Drain(ctx)
	return err
}

// openOffice serves the pages on loopback and lets everybody sign in.
func (c *benchOfficeCommand) openOffice(ctx context.Context, s *session, b *bureau, log *slog.Logger) (*officeDay, error) {
	city, err := b.catalogue.City(c.City)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, &civil.Error{Kind: civil.Unavailable, Code: "port_taken", Message: "本机没有空着的端口，请稍后再试。", Err: err}
	}
	address := "http://" + listener.Addr().String()
	handler, err := b.site(city, address, log, nil)
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	day := &officeDay{
		address: address, think: c.Think, measured: newMeasured(),
		trays: map[string]*tray{}, known: map[string][]candidate{}, done: map[string][]string{},
	}
	serving, end := context.WithCancel(ctx)
	served := make(chan error, 1)
	go func() { served <- b.serve(serving, listener, handler) }()
	day.close = func() error { end(); return <-served }
	s.progress("办事的人在登录 …")
	if err := day.staff(ctx, b, city, c.People); err != nil {
		return nil, err
	}
	return day, day.readPeople(c.Folder)
}

// work lets everybody work until the time is over, with a feed beside them where
// one was named. A load that is slower than the day goes on to its end.
func (c *benchOfficeCommand) work(ctx context.Context, s *session, day *officeDay) error {
	s.progress(fmt.Sprintf("%d 人办事 %s …", c.People, c.For))
	ctx, end := context.WithTimeout(ctx, c.For)
	defer end()
	fed := make(chan error, 1)
	go func() { fed <- c.feed(s, day) }()
	day.work(ctx)
	return <-fed
}

// feed loads files while the office works, over a connection of its own as the
// command line does.
func (c *benchOfficeCommand) feed(s *session, day *officeDay) error {
	if len(c.Feed) == 0 {
		return nil
	}
	quiet := *s
	quiet.Out, quiet.Err, quiet.json = io.Discard, io.Discard, false
	begun := time.Now()
	load := loadCommand{
		storeFlags: c.storeFlags, actorFlags: actorFlags{Actor: "system:bench"}, Encoding: "auto", AsOf: sampleDay, Place: c.City, Sample: true, Again: true,
		Files: c.Feed,
	}
	err := load.Run(&quiet)
	day.fed = time.Since(begun)
	if errors.Is(err, errProblems) {
		return nil // rows were set aside, which is no fault of the office
	}
	return err
}
