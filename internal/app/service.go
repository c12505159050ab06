package app

import (
	"context"
	"slices"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/job"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/service/aidpoint"
	"lianxin/internal/service/booking"
	"lianxin/internal/service/hotline"
	"lianxin/internal/service/rental"
	"lianxin/internal/service/review"
	"lianxin/internal/service/station"
	"lianxin/internal/watch"
)

// serviceTables are the tables of versions of the services.
func serviceTables() []*journal.Table {
	return slices.Concat(hotline.Tables(), booking.Tables(), station.Tables(), rental.Tables())
}

// newHotline is the desk that answers the telephone.
func (b *bureau) newHotline() *hotline.Desk {
	return hotline.New(b.journal, b.register, b.keys, func() *pack.Catalogue { c, _ := b.rules(); return c }, b.calendar)
}

// newBooking is where appointments are made.
func (b *bureau) newBooking() *booking.Desk {
	return booking.New(b.journal, b.keys, b.accounts, func() *pack.Catalogue { c, _ := b.rules(); return c }, b.calendar, b.place)
}

// passCallsOn lets calls become leads and complaints of their own, and raises what is late.
func (b *bureau) passCallsOn() {
	b.hotline.PassOn(map[hotline.Result]hotline.Onward{hotline.ToLead: b.leadOfCall, hotline.Complained: b.complaintOfCall})
	b.worker.Repeat(job.Chore{Kind: "chore.hotline", Every: aDay, Do: b.raiseCalls})
}

// raiseCalls hands what nobody has answered or called back in time to its county, every
// night.
func (b *bureau) raiseCalls(ctx context.Context) error {
	return b.eachCounty(ctx, func(ctx context.Context, county civil.Area) error {
		_, err := b.hotline.Escalate(ctx, county.String())
		return err
	})
}

// leadOfCall reports what somebody said of a family that may need help.
func (b *bureau) leadOfCall(ctx context.Context, who casework.Who, f *hotline.File) (string, error) {
	reporter := watch.Who{Actor: who.Actor, Staff: who.Staff, Name: who.Name, Purpose: who.Purpose, OnBehalf: who.OnBehalf}
	for _, p := range who.Posts {
		reporter.Posts = append(reporter.Posts, watch.Post{Role: p.Role, Division: p.Division})
	}
	receipt, err := b.leads.Report(ctx, reporter, watch.Report{
		Source: watch.ByHotline, Person: f.Person, Name: f.Name, Address: f.Where, Division: f.Division, Words: f.Words, Reporter: "热线" + f.Number,
		Urgent: f.Urgency != hotline.Usual, Origin: "call:" + f.ID,
	})
	return "lead:" + receipt.Lead.String(), err
}

// complaintOfCall registers what somebody complains of.
func (b *bureau) complaintOfCall(ctx context.Context, who casework.Who, f *hotline.File) (string, error) {
	receipt, err := b.review.Complain(ctx, who, review.Said{
		Kind: review.Grievance, Channel: review.Hotline, Division: f.Unit, Words: f.Words, Name: f.Caller, Phone: f.Said.Phone, Person: f.Person,
		Origin: "call:" + f.ID, Once: f.ID,
	})
	return "complaint:" + receipt.Ref.String(), err
}

// newPoints is where the places are looked after at which people are helped in person.
func (b *bureau) newPoints() *aidpoint.Desk {
	return aidpoint.New(b.journal, b.register, func() *pack.Catalogue { c, _ := b.rules(); return c }, b.divisions)
}

// newStations is where stations of community rehabilitation are looked after.
func (b *bureau) newStations() *station.Desk {
	return station.New(b.journal, b.register, b.keys, func() *pack.Catalogue { c, _ := b.rules(); return c }, b.divisions)
}

// newRental is where devices are lent.
func (b *bureau) newRental() *rental.Desk {
	return rental.New(b.journal, b.keys, func() *pack.Catalogue { c, _ := b.rules(); return c })
}
