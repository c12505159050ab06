package app

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"strings"

	"lianxin/internal/api/spdci"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/feed"
	"lianxin/internal/job"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// The variables that say what other systems call us, and at which address. The first
// has to be agreed with them, and goes into their requests.
const (
	exchangeIDVariable      = "LIANXIN_SPDCI_ID"
	exchangeAddressVariable = "LIANXIN_SPDCI_ADDRESS"
	exchangeID              = "lianxin"
)

// tellTask tells subscribers what is new.
const tellTask = "spdci.tell"

// fiveMinutes is how long subscribers wait at most for what no news told of.
const fiveMinutes = anHour / 12

// newExchange wires what other systems ask by SPDCI.
func (b *bureau) newExchange(log *slog.Logger) *spdci.Server {
	id := os.Getenv(exchangeIDVariable)
	if id == "" {
		id = exchangeID
	}
	catalogue := func() *pack.Catalogue { c, _ := b.rules(); return c }
	return spdci.New(spdci.Options{
		ID: id, Address: b.exchangeAddress, Journal: b.journal, Keys: b.keys, Register: b.register,
		Senders:   &spdci.Senders{Journal: b.journal, Catalogue: catalogue},
		Catalogue: catalogue, Facts: func() spdci.Facts { return b.factsOf(catalogue()) },
		Enrolled: held{}, Counties: b.everyCounty, Now: b.desk.Now, Log: log,
	})
}

func (b *bureau) exchangeAddress() string {
	if address := os.Getenv(exchangeAddressVariable); address != "" {
		return strings.TrimSuffix(address, "/")
	}
	return b.address
}

// everyCounty are all counties of the store that have anybody.
func (b *bureau) everyCounty(ctx context.Context) (list []civil.Area, err error) {
	err = b.db.Read(ctx, func(q db.Query) error {
		list, err = db.Many(ctx, q, func(row db.Row) (civil.Area, error) {
			code, err := db.Text(row)
			if err != nil {
				return 0, err
			}
			return civil.ParseArea(code)
		}, selectCounties)
		return err
	})
	return list, err
}

// handleExchange wires what the exchange does by itself: answering later, sending, and
// telling subscribers what is new.
func (b *bureau) handleExchange() {
	b.worker.Handle(spdci.AnswerTask, b.exchange.Answer)
	b.worker.Handle(spdci.DeliverTask, b.exchange.Deliver)
	b.worker.Handle(tellTask, func(ctx context.Context, _ job.Task) error { return b.exchange.Tell(ctx) })
	b.worker.Listen("spdci", func(ctx context.Context, tx *db.Tx, _ journal.News) error {
		return job.Put(ctx, tx, journal.Nowhere, tellTask, "news", 0, nil)
	}, feed.LoadedTopic, casework.DecidedTopic)
	b.worker.Repeat(job.Chore{Kind: "chore.spdci.tell", Every: fiveMinutes, Do: b.exchange.Tell})
	b.worker.Repeat(job.Chore{Kind: "chore.spdci.remind", Every: fiveMinutes, Do: b.exchange.Remind})
	b.worker.Repeat(job.Chore{Kind: "chore.spdci.forget", Every: aDay, Do: b.exchange.Forget})
}

// withExchange puts the exchange beside the pages.
func (b *bureau) withExchange(pages http.Handler, address string) http.Handler {
	b.address = address
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == spdci.Prefix || strings.HasPrefix(r.URL.Path, spdci.Prefix+"/") {
			b.exchange.ServeHTTP(w, r)
			return
		}
		pages.ServeHTTP(w, r)
	})
}
