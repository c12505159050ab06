package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"lianxin/internal/access/account/oidc"
	"lianxin/internal/civil"
	"lianxin/internal/screen"
	"lianxin/internal/screen/site"
)

// demoCommand opens a synthetic city that looks lived in.
type demoCommand struct {
	City  string `default:"nantong" help:"城市：nantong、taizhou、nanjing、suzhou。"`
	Scale string `default:"0.001" help:"规模，0.001 到 1.0；越大准备得越久。"`
	Seed  uint64 `default:"1" help:"随机种子。"`
	Port  int    `default:"8080" help:"端口，0 为任选一个空着的。"`
	Dir   string `help:"放在哪个文件夹；里面已有城市时直接打开。缺省放在临时文件夹，结束时删除。" type:"path" placeholder:"DIR"`
	Parts bool   `help:"一并打开界面部件的样例（/parts）。"`

	Deliver string `help:"部门送来一份数据文件：按演示里的日期读入 --dir 里已有的城市，然后结束。" type:"path" placeholder:"FILE"`
}

// demoNote is written when a city is whole, so that one that was broken off is
// made again.
const demoNote = "demo.ready"

// Run makes the city unless it is there, and serves it.
func (c *demoCommand) Run(s *session) error {
	ctx, stop := interruptible()
	defer stop()
	if c.Dir == "" {
		folder, err := os.MkdirTemp("", "lianxin-demo-")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(folder) }()
		c.Dir = folder
	}
	clock := &rehearsalClock{}
	quiet := *s
	quiet.Out, quiet.json, quiet.clock = io.Discard, false, clock.now
	ready := filepath.Join(c.Dir, demoNote)
	if _, err := os.Stat(ready); errors.Is(err, fs.ErrNotExist) {
		if err := c.prepare(&quiet, clock); err != nil {
			return err
		}
	}
	store := c.store()
	o, err := store.openStore(&quiet, nil)
	if err != nil {
		return err
	}
	defer o.close()
	o.db.GoFirst()
	level := slog.LevelWarn
	messages := make(chan message, messagesKept)
	b, err := o.bureau(&quiet, slipGateway{messages}, slog.New(slog.NewTextHandler(s.Err, &slog.HandlerOptions{Level: level})))
	if err != nil {
		return err
	}
	b.rehearsal = true
	if err := b.readWorld(c.Dir); err != nil {
		return err
	}
	if c.Deliver != "" {
		return c.deliver(ctx, s, b, clock)
	}
	people, err := c.livedIn(ctx, b, clock, ready)
	if err != nil {
		return err
	}
	return c.open(ctx, s, b, people, &rehearsal{clock: clock, messages: messages})
}

// messagesKept is how many messages a rehearsal keeps for its reader.
const messagesKept = 100

func (c *demoCommand) store() *storeFlags {
	return &storeFlags{DB: filepath.Join(c.Dir, "lianxin.db")}
}

// prepare makes the city as `make run` used to: sample, load, recheck.
func (c *demoCommand) prepare(s *session, clock *rehearsalClock) error {
	for _, name := range []string{"lianxin.db", "lianxin.db-wal", "lianxin.db-shm", keysName, worldNote, "snapshots", "runs", "families", "feeds"} {
		if err := os.RemoveAll(filepath.Join(c.Dir, name)); err != nil {
			return err
		}
	}
	day, err := civil.ParseDate(sampleDay)
	if err != nil {
		return err
	}
	clock.set(day)
	s.now = day
	s.progress("生成样例城市 …")
	store := *c.store()
	steps := []interface{ Run(*session) error }{
		&sampleCommand{City: c.City, Scale: c.Scale, Seed: c.Seed, AsOf: sampleDay, Out: c.Dir, Feeds: true},
		&loadCommand{storeFlags: store, actorFlags: actorFlags{Actor: "system:demo"}, Encoding: "auto", AsOf: sampleDay, Place: c.City, Sample: true,
			Delivery: filepath.Join(c.Dir, "feeds")},
		&recheckCommand{placeFlags: placeFlags{City: c.City, AsOf: sampleDay}, storeFlags: store, Actor: "system:recheck"},
		&workCommand{storeFlags: store, Once: true},
	}
	for _, step := range steps {
		if err := step.Run(s); err != nil && !errors.Is(err, errProblems) {
			return err
		}
	}
	return nil
}

// open serves the city and says where, and who may sign in.
func (c *demoCommand) open(ctx context.Context, s *session, b *bureau, people *demoPeople, r *rehearsal) error {
	city, err := b.catalogue.City(c.City)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", c.Port))
	if err != nil {
		return &civil.Error{Kind: civil.Unavailable, Code: "port_taken", Message: fmt.Sprintf("端口%d被别的程序占用，请用 --port 换一个。", c.Port), Err: err}
	}
	address := "http://" + listener.Addr().String()
	if b.apps, err = oidc.ReadApps(os.Getenv(oidc.AppsVariable), address, nil); err != nil {
		return errors.Join(err, listener.Close())
	}
	more := r.routes(b)
	if c.Parts {
		more = append(more, site.Gallery()...)
	}
	handler, err := b.site(city, address, slog.New(slog.NewTextHandler(s.Err, &slog.HandlerOptions{Level: slog.LevelWarn})), more)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := people.tell(s, address, b.desk.Now()); err != nil {
		return errors.Join(err, listener.Close())
	}
	return b.serve(ctx, listener, b.withExchange(handler, address))
}

// rehearsalClock is a clock that runs, but can be moved on by days, so that weeks
// pass in a minute. It never goes back.
type rehearsalClock struct {
	mutex sync.Mutex
	ahead time.Duration
}

// now implements the clock of a store.
func (c *rehearsalClock) now() time.Time {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return time.Now().Add(c.ahead)
}

// opening is the hour at which a day of the rehearsal begins: nine in China, in UTC.
const opening = time.Hour

// set moves the clock to the opening hour of a day.
func (c *rehearsalClock) set(day civil.Date) {
	year, month, dayOfMonth := day.YMD()
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.ahead = time.Until(time.Date(year, time.Month(month), dayOfMonth, 0, 0, 0, 0, time.UTC).Add(opening))
}

// pass moves the clock on by days.
func (c *rehearsalClock) pass(days int) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.ahead += time.Duration(days) * 24 * time.Hour
}

// rehearsal is what only a demonstration has: a clock to move, and the messages
// that were not sent.
type rehearsal struct {
	clock    *rehearsalClock
	messages chan message
}

// daysMost is how far the clock may be moved at once.
const daysMost = 366

// routes are the pages of the rehearsal: the clock, and the messages.
func (r *rehearsal) routes(b *bureau) []screen.Route {
	return []screen.Route{
		{Method: "GET", Pattern: "/demo", Audience: screen.Public(), Purpose: screen.Nobody, Act: screen.Read, Serve: r.page(b)},
		{Method: "POST", Pattern: "/demo/clock", Audience: screen.Public(), Purpose: screen.Nobody, Act: "demo.clock", Serve: r.move(b)},
	}
}
