package site

import (
	"slices"

	"lianxin/internal/screen"
	"lianxin/internal/screen/accounts"
	"lianxin/internal/screen/backlog"
	"lianxin/internal/screen/booking"
	"lianxin/internal/screen/cityapp"
	"lianxin/internal/screen/device"
	"lianxin/internal/screen/finance"
	"lianxin/internal/screen/hotline"
	"lianxin/internal/screen/household"
	"lianxin/internal/screen/ledger"
	"lianxin/internal/screen/machines"
	"lianxin/internal/screen/notice"
	"lianxin/internal/screen/oversight"
	"lianxin/internal/screen/portal"
	"lianxin/internal/screen/pricelink"
	"lianxin/internal/screen/public"
	"lianxin/internal/screen/resident"
	"lianxin/internal/screen/review"
	"lianxin/internal/screen/staff"
	"lianxin/internal/screen/verification"
	"lianxin/internal/screen/village"
	"lianxin/internal/screen/watch"
)

// All is every page of the product over its stages. Whole is what app hands to
// the pages of those who look at the whole.
func All(s *screen.Stages, keeper public.Keeper, whole func(*oversight.Pages)) []screen.Route {
	over := oversight.New(s)
	whole(over)
	return slices.Concat(
		Table(Pages{Public: public.New(keeper)}),
		notice.New(s).Routes(),
		resident.New(s).Routes(),
		staff.New(s).Routes(),
		village.New(s).Routes(),
		finance.New(s).Routes(),
		ledger.New(s).Routes(),
		pricelink.New(s).Routes(),
		over.Routes(),
		accounts.New(s).Routes(),
		machines.New(s).Routes(),
		backlog.New(s).Routes(),
		verification.New(s).Routes(),
		hotline.New(s).Routes(),
		portal.New(s).Routes(),
		review.New(s).Routes(),
		watch.New(s).Routes(),
		household.New(s).Routes(),
		booking.New(s).Routes(),
		device.New(s).Routes(),
		cityapp.New(s).Routes(),
	)
}

// Gallery is the table of the parts, for who builds pages.
func Gallery() []screen.Route { return public.Gallery() }
