package app

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"lianxin/internal/access/machine"
	"lianxin/internal/access/outward"
	"lianxin/internal/api"
	"lianxin/internal/api/token"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/feed"
	"lianxin/internal/job"
	"lianxin/internal/job/webhook"
	"lianxin/internal/journal"
	"lianxin/internal/ledger"
	"lianxin/internal/pack"
	"lianxin/internal/pay"
)

// outwardVariable names the ranges inside our own network that may be called when a
// program of another office wants to be told news: 10.12.0.0/16.
const outwardVariable = "LIANXIN_OUTWARD"

// toldOutside are the topics that programs of other offices may hear.
var toldOutside = []string{casework.SteppedTopic, casework.DecidedTopic, casework.TransferredTopic, pay.StandardTopic, feed.LoadedTopic}

// wakeEvery is how often it is looked whether something waits to be told.
const wakeEvery civil.Instant = 10 * 60 * 1000

// handleMachines wires the programs of other offices and what they are told.
func (b *bureau) handleMachines() error {
	way, err := outward.Parse(os.Getenv(outwardVariable))
	if err != nil {
		return err
	}
	b.machines = machine.New(b.journal)
	b.webhooks = webhook.New(webhook.Options{
		Journal: b.journal, Keys: b.keys, Machines: b.machines, Way: way, Topics: toldOutside,
		Visible: func(ctx context.Context, c *machine.Client, n journal.News) bool {
			return api.Hears(ctx, b.desk, token.Later(c, b.desk.Now()), &n)
		},
	})
	b.worker.Listen("webhook", b.webhooks.Hear, toldOutside...)
	b.worker.Handle(webhook.Task, b.webhooks.Tell)
	b.worker.Repeat(job.Chore{Kind: "chore.webhook", Every: wakeEvery, Do: b.webhooks.Wake})
	return nil
}

// doors puts the interfaces of machines beside the pages. What lies under none of
// their beginnings is a page's.
func (b *bureau) doors(city civil.Area, pages http.Handler, log *slog.Logger) (http.Handler, error) {
	door := token.New(b.machines, b.desk.Now, log)
	mux := http.NewServeMux()
	mux.Handle(api.Prefix+"/", api.New(api.Options{
		Door: door, Journal: b.journal, Keys: b.keys, Register: b.register, Desk: b.desk, Judge: b.judge, Verify: b.verify, Pay: b.pay, Ledger: ledger.New(b.journal),
		Catalogue: func() *pack.Catalogue { c, _ := b.rules(); return c }, Divisions: b.divisions, Regions: b.regions, City: city, Folder: b.folder, Log: log,
		Take: b.take, Hooks: b.webhooks,
		Watching: api.Watching{Leads: b.leads, Signals: b.signals, Tiers: b.tiers, Plans: b.plans, Referrals: b.referrals, Meetings: b.meetings},
		Serving:  api.Serving{Hotline: b.hotline, Booking: b.booking, Stations: b.stations, Rental: b.rental, Review: b.review},
	}))
	mux.Handle("/", pages)
	return mux, nil
}

// take takes a file that a program has sent in, as the command does. The file lies in
// the data folder for the time that takes.
func (b *bureau) take(ctx context.Context, d api.Delivery) (*feed.Loaded, error) {
	folder, err := os.MkdirTemp(b.folder, "delivery-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	path := filepath.Join(folder, filepath.Base(d.Name))
	if err := os.WriteFile(path, d.Content, 0o600); err != nil {
		return nil, err
	}
	began := time.Now()
	order := feed.Order{
		Path: path, Actor: d.Actor, Place: d.Place, ReferenceTold: d.AsOf != 0, Reference: d.AsOf, Since: d.Since,
		Holder: holder(), Alive: alive, Clock: func() time.Duration { return time.Since(began) },
	}
	order.Kind, order.Encoding, order.Period, order.Complete, order.Batch = d.Kind, d.Encoding, d.Period, d.Complete, d.Batch
	order.Regions, order.Divisions, order.Sample = b.regions, b.divisions, b.rehearsal
	if order.Reference == 0 {
		order.Reference = b.desk.Today()
	}
	order.AsOf = order.Reference
	return b.loader().Load(ctx, order)
}
