package casework

import (
	"context"
	"errors"
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Response is what holds where and while a county answers a public emergency
// (应急响应): one more source of parameters, bound to an area and a time.
type Response struct {
	Ref      register.Ref
	Title    string            // its name and its level
	Until    civil.Date        // its last day as it is planned now
	Replaces map[string]string // parameters, by those they take the place of
	Waives   []string          // needs of actions
}

// Responses knows where a response is open. App hands it in.
type Responses interface {
	// At is the response that is open on a day in one of some places and says something
	// of a matter; nil for none. Of several it is the one that began last.
	At(ctx context.Context, q db.Query, places []civil.Area, matter string, day civil.Date) (*Response, error)
	// Of is the last response under which something was given on a case; nil for none.
	Of(ctx context.Context, q db.Query, ref register.Ref) (*Response, error)
	// Relieved is told what was given under a response, within the act that gives it.
	Relieved(ctx context.Context, w *journal.Write, r *Response, c *Case, d *Decision) error
}

// Response is the response whose limits hold for a case today, and the one under which
// something was given on it already; nil for none.
func (d *Desk) Response(ctx context.Context, f *File) (now, given *Response, err error) {
	if d.responses == nil {
		return nil, nil, nil
	}
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		if s := f.Stage(); s != nil && !s.End {
			if now, err = d.responseAt(ctx, q, f, d.Today()); err != nil {
				return err
			}
		}
		given, err = d.responses.Of(ctx, q, f.Case.Ref)
		return err
	})
	return now, given, err
}

// Limit is what an action of a case may come to in all today, with what a response says.
func (d *Desk) Limit(f *File, limit string, now *Response) (civil.Fen, error) {
	return d.most(f, limit, now, d.Today())
}

// responseAt is the response that is open where a case is dealt with: of a matter that
// is dealt with where somebody is, that place; and his home where it lies in it.
func (d *Desk) responseAt(ctx context.Context, q db.Query, f *File, day civil.Date) (*Response, error) {
	if d.responses == nil || f.Matter.Pays == "" {
		return nil, nil
	}
	places := []civil.Area{f.Case.Division}
	if f.Case.Household != "" {
		home, err := register.DivisionNow(ctx, q, register.Ref{County: f.Case.County, ID: f.Case.Household}, day)
		var refused *civil.Error
		if err != nil && !errors.As(err, &refused) {
			return nil, err
		}
		if err == nil && home != f.Case.Division && f.Case.Division.Contains(home) {
			places = append(places, home)
		}
	}
	return d.responses.At(ctx, q, places, f.Matter.Name, day)
}

// most is what an action may come to: the usual limit, or the one of an open response
// where that is higher.
func (d *Desk) most(f *File, limit string, r *Response, day civil.Date) (civil.Fen, error) {
	region := f.Case.Division.County().String()
	most, err := d.catalogue().Money(limit, region, day)
	if err != nil || r == nil || r.Replaces[limit] == "" {
		return most, err
	}
	raised, err := d.catalogue().Money(r.Replaces[limit], region, day)
	return max(most, raised), err
}

// waived says whether an open response leaves a need of an action out.
func (d *Desk) waived(ctx context.Context, f *File, need string) bool {
	if d.responses == nil {
		return false
	}
	var r *Response
	err := d.journal.DB().Read(ctx, func(q db.Query) (err error) {
		r, err = d.responseAt(ctx, q, f, d.Today())
		return err
	})
	return err == nil && r != nil && slices.Contains(r.Waives, need)
}
