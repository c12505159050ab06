package app

import (
	"slices"

	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/service/booking"
	"lianxin/internal/service/hotline"
)

// serviceTables are the tables of versions of the services.
func serviceTables() []*journal.Table { return slices.Concat(hotline.Tables(), booking.Tables()) }

// newHotline is the desk that answers the telephone.
func (b *bureau) newHotline() *hotline.Desk {
	return hotline.New(b.journal, b.register, b.keys, func() *pack.Catalogue { c, _ := b.rules(); return c }, b.calendar)
}

// newBooking is where appointments are made.
func (b *bureau) newBooking() *booking.Desk {
	return booking.New(b.journal, b.keys, b.accounts, func() *pack.Catalogue { c, _ := b.rules(); return c }, b.calendar, b.place)
}
