package casework

import (
	"context"
	"slices"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Handover gives cases that are under way to another officer: when somebody leaves,
// or the work of a place is shared out anew.
type Handover struct {
	To     string  // id of the account
	Name   string  // of its owner, for the timeline
	Reason string  // why, in words
	Cases  []*Case // as the giver saw them
}

// Handed is what came of one case; Why is empty when it was given.
type Handed struct {
	Case *Case
	Why  string
}

// assignAction is the name of the step in a timeline.
const assignAction = "assign"

// Reassign hands cases over, with one act for each county and a line in the
// timeline of each case. A case that somebody changed meanwhile stays where it is,
// and so does one that is not the giver's to see; the answer says so, case by case.
// Whether the receiver may work on them is for the caller to know.
func (d *Desk) Reassign(ctx context.Context, who Who, h Handover) ([]Handed, error) {
	h.Reason = strings.TrimSpace(h.Reason)
	if h.Reason == "" || len([]rune(h.Reason)) > reasonLongest {
		return nil, civil.Refuse("reassign_reason", "请写明为什么转交，最多%d个字。", reasonLongest)
	}
	if h.To == "" {
		return nil, civil.Refuse("reassign_to", "请选择转给谁。")
	}
	counties := map[string][]*Case{}
	for _, c := range h.Cases {
		counties[c.County] = append(counties[c.County], c)
	}
	names := make([]string, 0, len(counties))
	for county := range counties {
		names = append(names, county)
	}
	slices.Sort(names)
	var out []Handed
	for _, county := range names {
		head := journal.Header{County: county, Kind: "case.reassign", Actor: who.Actor, Purpose: string(who.Purpose), Note: who.OnBehalf, Durable: true}
		var handed []Handed
		_, err := d.journal.Do(ctx, head, func(w *journal.Write) error {
			handed = nil // an act may run again after a conflict between writers
			for _, c := range counties[county] {
				why, err := handOver(ctx, w, who, h, c)
				if err != nil {
					return err
				}
				handed = append(handed, Handed{c, why})
			}
			return nil
		})
		if err != nil {
			return out, err
		}
		out = append(out, handed...)
	}
	return out, nil
}

// handOver gives one case; why says why it stays.
func handOver(ctx context.Context, w *journal.Write, who Who, h Handover, seen *Case) (why string, err error) {
	c, found, err := db.One(ctx, w, scanCase, selectCase, seen.County, seen.ID)
	switch {
	case err != nil:
		return "", err
	case !found || !who.scope().Covers(c.Division) && !who.scope().Covers(c.Intake):
		return "不在您的管辖范围", nil
	case c.Opened != seen.Opened:
		return "刚被别人办过，请重新查看后再转交", nil
	case c.Awaits == nobody:
		return "已经办结", nil
	case c.Assignee == h.To:
		return "已在" + h.Name + "名下", nil
	}
	if err := w.Close(ctx, caseTable, c.ID, c.Opened); err != nil {
		return "", err
	}
	c.Assignee = h.To
	if err := w.Open(ctx, caseTable, c.ID, journal.Always, c.row()...); err != nil {
		return "", err
	}
	steps, _, err := db.One(ctx, w, db.Int, countSteps, c.County, c.ID)
	if err != nil {
		return "", err
	}
	return "", w.Open(ctx, stepTable, db.NewID(), journal.Always, c.ID, steps+1, assignAction, "转交给"+h.Name, c.Stage, c.Stage,
		orNull(who.Name), areaText(who.over(c)), h.Reason, nil, "")
}

// over is the division of the post by which a visitor has a case.
func (w Who) over(c *Case) civil.Area {
	for _, p := range w.Posts {
		if p.Division.Contains(c.Division) || p.Division.Contains(c.Intake) {
			return p.Division
		}
	}
	return c.Division
}
