package pricelink_test

import (
	"testing"
	"time"

	stage "lianxin/internal/pay/pricelink"
	"lianxin/internal/screen"
	"lianxin/internal/screen/pricelink"
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
type office struct{ *screentest.Office }

func open(t *testing.T) *office {
	t.Helper()
	set := screentest.Setup{Now: time.Date(2026, 10, 16, 2, 0, 0, 0, time.UTC), Tables: stage.Tables(), Stages: func(s *screen.Stages) {
		s.PriceLink = stage.New(stage.Options{
			Journal: s.Journal, Keys: s.Keys, Catalogue: s.Catalogue, Calendar: s.Calendar, Divisions: s.Divisions, People: s.Register, Payer: s.Pay,
		})
	}}
	return &office{screentest.Open(t, set, func(s *screen.Stages) []screen.Route { return pricelink.New(s).Routes() })}
}
