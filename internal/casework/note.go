package casework

import (
	"context"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// HardTopic is told when somebody has marked a case as hard: no office can settle it
// alone.
const HardTopic = "casework.hard"

// Hardship is its body.
type Hardship struct {
	Case   string `json:"case"`
	By     string `json:"by"`
	Reason string `json:"reason"`
}

// Note puts a line into the timeline of a case that another stage has something to say
// about, within that stage's own act. Nothing else of the case changes.
func (d *Desk) Note(ctx context.Context, w *journal.Write, ref register.Ref, by, title, words string) error {
	return d.note(ctx, w, ref, "note", by, title, words)
}

// resolved is the step of a case about which a meeting has resolved something.
const resolved = "resolved"

// Resolved puts down in a case what a meeting resolved about it, with the number of its
// record. An action that needs a resolution is open from then on.
func (d *Desk) Resolved(ctx context.Context, w *journal.Write, ref register.Ref, by, number, words string) error {
	return d.note(ctx, w, ref, resolved, by, resolutionTitle+number+"）", words)
}

// resolutionTitle stands before the number of a resolution in the timeline.
const resolutionTitle = "会商议定（"

// Resolution is the number of the record of what a meeting resolved last about a case
// since it was last decided anew; empty for none.
func (f *File) Resolution() string {
	for i := len(f.Steps) - 1; i >= 0 && f.Steps[i].Opened > f.since(); i-- {
		if step := &f.Steps[i]; step.Action == resolved {
			return strings.TrimSuffix(strings.TrimPrefix(step.Title, resolutionTitle), "）")
		}
	}
	return ""
}

func (d *Desk) note(ctx context.Context, w *journal.Write, ref register.Ref, action, by, title, words string) error {
	part, err := w.In(ctx, ref.County)
	if err != nil {
		return err
	}
	c, known, err := db.One(ctx, part, scanCase, selectCase, ref.County, ref.ID)
	if err != nil {
		return err
	}
	if !known {
		return notFound()
	}
	n, _, err := db.One(ctx, part, db.Int, countSteps, ref.County, ref.ID)
	if err != nil {
		return err
	}
	return part.Open(ctx, stepTable, db.NewID(), journal.Always, ref.ID, n+1, action, title, c.Stage, c.Stage, orNull(by), "", orNull(words), nil, "")
}

// Briefly is what another stage may know of a case to put it on its list: its number,
// its matter and the division that is responsible. It is for work that no visitor asks
// for; pages ask with [Desk.Open].
func (d *Desk) Briefly(ctx context.Context, q db.Query, ref register.Ref) (number, matter string, division civil.Area, err error) {
	c, known, err := db.One(ctx, q, scanCase, selectCase, ref.County, ref.ID)
	if err == nil && !known {
		err = notFound()
	}
	if err != nil {
		return "", "", 0, err
	}
	m, err := d.Matter(c.Matter)
	if err != nil {
		return "", "", 0, err
	}
	return c.Number, m.Title, c.Division, nil
}
