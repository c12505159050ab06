package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"lianxin/internal/access/account/oidc"
	"lianxin/internal/api"
	"lianxin/internal/civil"
	"lianxin/internal/feed"
	"lianxin/internal/job"
	"lianxin/internal/ledger"
	"lianxin/internal/pack"
	"lianxin/internal/screen"
	"lianxin/internal/screen/oversight"
	"lianxin/internal/screen/site"
	"lianxin/internal/screen/static"
)

// serveCommand is the server of a city.
type serveCommand struct {
	storeFlags `embed:""`

	City    string `required:"" help:"城市：nantong、taizhou、nanjing、suzhou，或中文名、六位代码。"`
	Listen  string `default:"127.0.0.1:8080" help:"监听的地址和端口。" placeholder:"HOST:PORT"`
	Address string `help:"居民和工作人员打开的网址，印在二维码里；缺省为监听的地址。" placeholder:"URL"`
}

// Run serves until it is interrupted.
func (c *serveCommand) Run(s *session) error {
	ctx, stop := interruptible()
	defer stop()
	o, err := c.openStore(s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	o.db.GoFirst()
	log := slog.New(slog.NewTextHandler(s.Err, nil))
	sends, err := gateway(log)
	if err != nil {
		return err
	}
	b, err := o.bureau(s, sends, log)
	if err != nil {
		return err
	}
	city, err := o.catalogue.City(c.City)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return &civil.Error{Kind: civil.Unavailable, Code: "port_taken", Message: "“" + c.Listen + "”不能监听：可能被别的程序占用，请换一个端口。", Err: err}
	}
	address := c.Address
	if address == "" {
		address = "http://" + listener.Addr().String()
	}
	if b.identity, err = identityProvider(address); err != nil {
		return errors.Join(err, listener.Close())
	}
	if b.apps, err = oidc.ReadApps(os.Getenv(oidc.AppsVariable), address, nil); err != nil {
		return errors.Join(err, listener.Close())
	}
	handler, err := b.site(city, address, log, nil)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	fmt.Fprintf(s.Out, "连心已打开：%s\n", address)
	return b.serve(ctx, listener, b.withExchange(handler, address))
}

// identityProvider is the system the environment names that proves who staff are;
// nil when it names none. Unless it says otherwise, the way back is to our address.
func identityProvider(address string) (*oidc.Provider, error) {
	config, ok, err := oidc.Environment(func(name string) string {
		value := os.Getenv(name)
		if name == oidc.RedirectVariable && value == "" {
			value = address + "/staff/identity/back"
		}
		return value
	})
	if err != nil || !ok {
		return nil, err
	}
	return oidc.New(config, nil)
}

// Patience with browsers, and with requests that are under way when the server ends.
const (
	readPatience = 30 * time.Second
	idlePatience = 2 * time.Minute
	endPatience  = 10 * time.Second
)

// serve answers requests and does the work that was put down, until the context ends.
func (b *bureau) serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	if err := b.worker.Schedule(ctx); err != nil {
		return errors.Join(err, listener.Close())
	}
	working, end := context.WithCancel(ctx)
	defer end()
	worked := make(chan error, 1)
	go func() { worked <- b.worker.Run(working) }()
	server := &http.Server{Handler: handler, ReadHeaderTimeout: readPatience, IdleTimeout: idlePatience}
	go func() {
		<-working.Done()
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), endPatience)
		defer cancel()
		_ = server.Shutdown(late)
	}()
	err := server.Serve(listener)
	end()
	if work := <-worked; work != nil && !errors.Is(work, context.Canceled) {
		err = errors.Join(err, work)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// site is the pages of a city over the stages of its store.
func (b *bureau) site(city pack.City, address string, log *slog.Logger, more []screen.Route) (http.Handler, error) {
	region, err := civil.ParseArea(city.Region)
	if err != nil {
		return nil, err
	}
	stages := &screen.Stages{
		Journal:   b.journal,
		Keys:      b.keys,
		Accounts:  b.accounts,
		Identity:  b.identity,
		Apps:      b.apps,
		Register:  b.register,
		Desk:      b.desk,
		Judge:     b.judge,
		Verify:    b.verify,
		Watch:     b.leads,
		Signals:   b.signals,
		Tiers:     b.tiers,
		Risks:     b.risks,
		Pay:       b.pay,
		Ledger:    ledger.New(b.journal),
		PriceLink: b.priceLink,
		Hotline:   b.hotline,
		Review:    b.review,
		Machines:  b.machines,
		Webhooks:  b.webhooks,
		Backlog:   job.NewBacklog(b.journal),
		Plans:     b.plans,
		Referrals: b.referrals,
		Passing:   b.passedOn(),
		Meetings:  b.meetings,
		Responses: b.responses,
		Handouts:  b.handouts,
		Placings:  b.placings,
		Points:    b.points,
		Booking:   b.booking,
		Stations:  b.stations,
		Rental:    b.rental,
		Reach:     b.speakUntil,
		Take: func(ctx context.Context, d screen.Delivery) (*feed.Loaded, error) {
			return b.take(ctx, api.Delivery{Actor: d.Actor, Name: d.Name, Content: d.Content, Kind: d.Kind, Batch: d.Batch, Place: region})
		},
		Catalogue: func() *pack.Catalogue { c, _ := b.rules(); return c },
		Divisions: b.divisions,
		Calendar:  b.calendar,
		Fonts:     static.Files(),
		City:      region,
		Address:   address,
	}
	whole := func(p *oversight.Pages) {
		p.WhatIf, p.Decide, p.Orders = b.trial(city), b.decideStandard, b.standards
	}
	limit := &screen.Limiter{Forms: formsMost, Window: formsWindow}
	pages, err := screen.New(screen.Config{
		Doorman: doorman{b}, Routes: append(site.All(stages, keeper{b}, whole), more...), Now: b.desk.Now, Log: log,
		Limit: limit.Admit, SignIn: "/sign-in", OfficeSignIn: "/staff/sign-in",
	})
	if err != nil {
		return nil, err
	}
	return b.doors(region, pages, log)
}

// Forms one sender may send in a window: far more than a quick clerk does, far
// too few to guess codes.
const (
	formsMost   = 120
	formsWindow = civil.Instant(60_000)
)
