package conference

import (
	"context"

	"lianxin/internal/access"
	"lianxin/internal/db"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
)

// Whole is a meeting with its agenda.
type Whole struct {
	*Meeting
	Agenda []*Item
	Tasks  map[string][]Task // by item
}

// Open is a meeting for a viewer.
func (d *Desk) Open(ctx context.Context, viewer access.Viewer, ref register.Ref) (*Whole, error) {
	var whole *Whole
	err := d.journal.DB().Read(ctx, func(q db.Query) error {
		m, there, err := db.One(ctx, q, d.scanMeeting, selectMeeting, ref.County, ref.ID)
		if err != nil {
			return err
		}
		if !there || !viewer.Scope().Covers(m.Division) {
			return officer.Missing()
		}
		whole = &Whole{Meeting: m, Tasks: map[string][]Task{}}
		if whole.Agenda, err = db.Many(ctx, q, d.scanItem, selectAgenda, m.ID, m.County); err != nil {
			return err
		}
		for _, i := range whole.Agenda {
			if whole.Tasks[i.ID], err = db.Many(ctx, q, d.scanTask, selectTasks, i.County, i.ID); err != nil {
				return err
			}
		}
		return nil
	})
	return whole, err
}

// Meetings are the meetings a viewer may see, the newest first.
func (d *Desk) Meetings(ctx context.Context, viewer access.Viewer, limit int) (list []*Meeting, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		for _, span := range viewer.Scope().Spans() {
			found, err := db.Many(ctx, q, d.scanMeeting, listMeetings, span.First, span.Last, int64(limit))
			if err != nil {
				return err
			}
			list = append(list, found...)
		}
		return nil
	})
	return list, err
}

// MeetingOf is the meeting on whose agenda an item stands. Who may see the item may see
// who met about it; what was said about others is left out.
func (d *Desk) MeetingOf(ctx context.Context, i *Item) (m *Meeting, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		found, there, err := db.One(ctx, q, d.scanMeeting, selectMeeting, i.Meeting.County, i.Meeting.ID)
		if err == nil && !there {
			err = officer.Missing()
		}
		if err == nil {
			found.Minutes = ""
			m = found
		}
		return err
	})
	return m, err
}
