package hotline

import (
	"context"
	"errors"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/register"
	"lianxin/internal/service"
)

// The deeds a page offers.
const (
	DeedAccept   = stepAccept
	DeedRespond  = stepRespond
	DeedReply    = stepReply
	DeedPass     = stepPass
	DeedCallBack = stepCallBack
	DeedReopen   = stepReopen
)

// Allowed are the deeds that are open to somebody at a call, the first one first.
func (d *Desk) Allowed(who casework.Who, c *Call) (list []string) {
	handles := c.Live() && d.handles(who, c) == nil
	for _, deed := range []struct {
		name string
		open bool
	}{
		{DeedRespond, c.Waiting() && (handles || near(who, c))},
		{DeedAccept, c.State == Open && c.Until == 0 && handles},
		{DeedReply, handles},
		{DeedPass, c.Live() && (handles || service.Holds(who, c.Division, casework.Hotline))},
		{DeedCallBack, c.State == Replied && callsBack(who, c)},
		{DeedReopen, c.State == Closed && callsBack(who, c)},
	} {
		if deed.open {
			list = append(list, deed.name)
		}
	}
	return list
}

// MayPhone says whether somebody may see the number a call came from.
func (d *Desk) MayPhone(who casework.Who, c *Call) bool {
	return callsBack(who, c) || d.handles(who, c) == nil || c.Urgency == Emergency && near(who, c)
}

// Onward is how a later part of the house takes a call over: it opens a lead or a
// complaint, once for a call however often it is asked, and names it. App hands it in.
type Onward func(ctx context.Context, who casework.Who, f *File) (target string, err error)

// PassOn says who takes calls over that become something of their own.
func (d *Desk) PassOn(onward map[Result]Onward) { d.onward = onward }

// Forward hands a call to whoever takes over what it has become. Where nobody does,
// the call stays with its office.
func (d *Desk) Forward(ctx context.Context, who casework.Who, ref register.Ref) error {
	f, err := d.Get(ctx, who, ref)
	if err != nil {
		return err
	}
	onward := d.onward[f.Result]
	if onward == nil || f.Target != "" {
		return nil
	}
	target, err := onward(ctx, who, f)
	var refused *civil.Error
	if errors.As(err, &refused) && refused.Kind == civil.Invalid {
		return nil // too little was said for a thing of its own: its office asks
	}
	if err != nil {
		return err
	}
	return d.Link(ctx, who, ref, target)
}

// handles refuses (Denied) whoever does not work in the office that has the call.
func (d *Desk) handles(who casework.Who, c *Call) error {
	role := []access.Role{casework.County}
	if c.Unit.Level() == civil.Township {
		role = []access.Role{casework.Town}
	}
	if service.Holds(who, c.Unit, role...) {
		return nil
	}
	return &civil.Error{Kind: civil.Denied, Code: "call_denied", Message: "这个来电派给了别的单位，不由您办理。"}
}

// near says whether somebody works in a village of the town an emergency is in.
func near(who casework.Who, c *Call) bool {
	return slices.ContainsFunc(who.Posts, func(p casework.Post) bool {
		return p.Role == casework.Village && c.Division.Township().Contains(p.Division)
	})
}

// callsBack says whether somebody may call back: a desk or a county of the place.
func callsBack(who casework.Who, c *Call) bool {
	return service.Holds(who, c.Division, casework.Hotline, casework.County)
}
