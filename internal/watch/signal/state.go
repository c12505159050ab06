package signal

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/pack"
)

// State is a signal as it stands in a region.
type State struct {
	Signal  *pack.Signal
	Switch  Switch // zero: nobody has switched it yet
	Trial   Trial  // the newest one; without ID: none
	Current bool   // the trial is of the packs in force
}

// States are all signals as they stand in a county or city, in the order of the packs.
func (d *Desk) States(ctx context.Context, region civil.Area) (list []State, err error) {
	catalogue := d.catalogue()
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		switches, err := d.Switches(ctx, q, region)
		if err != nil {
			return err
		}
		for _, s := range catalogue.Signals() {
			trial, _, err := d.Tried(ctx, q, region, s.Name)
			if err != nil {
				return err
			}
			list = append(list, State{s, switches[s.Name], trial, trial.ID != "" && trial.Packs == catalogue.Hash()})
		}
		return nil
	})
	return list, err
}

// Turns are all switches of a signal in a region, the newest first.
func (d *Desk) Turns(ctx context.Context, region civil.Area, signal string) (list []Switch, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) (err error) {
		list, err = d.History(ctx, q, region, signal)
		return err
	})
	return list, err
}

// LastRun is the newest run in a county; ok is false when there is none.
func (d *Desk) LastRun(ctx context.Context, county civil.Area) (run Run, ok bool, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) (err error) {
		run, ok, err = d.Last(ctx, q, county)
		return err
	})
	return run, ok, err
}
