package accounts_test

import (
	"context"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/screen"
	"lianxin/internal/screen/accounts"
	"lianxin/internal/screen/screentest"
)

// The places of the tests.
const (
	county  = screentest.County
	village = screentest.Village
	town    = screentest.Town
	whole   = screentest.Whole
	other   = screentest.Other
	city    = screentest.City
)

// office is the pages over a fresh store.
type office struct {
	*screentest.Office
	silent error // what the message platform says instead of sending
}

// Send implements account.Gateway.
func (o *office) Send(context.Context, access.Private, string) error { return o.silent }

func open(t *testing.T) *office {
	t.Helper()
	o := &office{}
	keep := func(context.Context, *db.Tx, string, []byte, civil.Instant) error { return nil }
	set := screentest.Setup{Accounts: []account.Option{account.WithGateway(o), account.WithOutbox(keep)}}
	o.Office = screentest.Open(t, set, func(s *screen.Stages) []screen.Route { return accounts.New(s).Routes() })
	return o
}
