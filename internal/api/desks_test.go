package api_test

import (
	"context"

	"lianxin/internal/access"
	"lianxin/internal/api"
	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/file"
	"lianxin/internal/pack"
	"lianxin/internal/service/booking"
	"lianxin/internal/service/hotline"
	"lianxin/internal/service/rental"
	"lianxin/internal/service/review"
	"lianxin/internal/service/station"
	"lianxin/internal/watch"
	"lianxin/internal/watch/conference"
	"lianxin/internal/watch/plan"
	"lianxin/internal/watch/referral"
	"lianxin/internal/watch/signal"
	"lianxin/internal/watch/tier"
)

// Held implements assess.InPay.
func (h *house) Held(context.Context, db.Query, string, civil.Date) ([]assess.Held, error) {
	return h.held, nil
}

// watching are the desks of the stage that watches, over the house's store.
func (h *house) watching(keys access.Keyring, catalogue func() *pack.Catalogue, calendar *civil.Calendar, facts func(*pack.Catalogue) *assess.CountyFacts) api.Watching {
	h.leads = watch.New(watch.Options{Journal: h.journal, Register: h.register, Keys: keys, Catalogue: catalogue, Calendar: calendar, Files: file.New(keys)})
	return api.Watching{
		Leads: h.leads,
		Signals: signal.New(signal.Options{
			Journal: h.journal, Leads: h.leads, Catalogue: catalogue, InPay: h, Facts: func(c *pack.Catalogue) signal.Facts { return facts(c) },
		}),
		Tiers:     tier.New(h.journal, h.register, catalogue, func(c *pack.Catalogue) tier.Facts { return facts(c) }, h),
		Plans:     plan.New(plan.Options{Journal: h.journal, Keys: keys, Catalogue: catalogue}),
		Referrals: referral.New(referral.Options{Journal: h.journal, Keys: keys, Catalogue: catalogue, Calendar: calendar}),
		Meetings:  conference.New(conference.Options{Journal: h.journal, Keys: keys, Catalogue: catalogue}),
	}
}

// serving are the desks of the stage that serves.
func (h *house) serving(keys access.Keyring, catalogue func() *pack.Catalogue, calendar *civil.Calendar, divisions *civil.Divisions) api.Serving {
	return api.Serving{
		Hotline:  hotline.New(h.journal, h.register, keys, catalogue, calendar),
		Booking:  booking.New(h.journal, keys, nil, catalogue, calendar, func(a civil.Area) string { return a.String() }),
		Stations: station.New(h.journal, h.register, keys, catalogue, divisions),
		Rental:   rental.New(h.journal, keys, catalogue),
		Review:   review.New(review.Options{Journal: h.journal, Keys: keys, Desk: h.desk, Catalogue: catalogue, Calendar: calendar}),
	}
}
