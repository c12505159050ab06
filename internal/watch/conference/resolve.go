package conference

import (
	"context"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
)

// Task is what somebody has to do because a meeting decided so.
type Task struct {
	register.Ref
	Opened   int64
	Item     string
	Division civil.Area
	Unit     string
	Due      civil.Date
	Done     bool
	DoneOn   civil.Date
	Words    string
	Result   string
	ByName   string
}

// Late says whether a task should have been done by a day.
func (t *Task) Late(today civil.Date) bool { return !t.Done && t.Due < today }

// sealedTask is what of a task is sealed.
type sealedTask struct {
	Words  string `json:"words"`
	Result string `json:"result,omitempty"`
}

const (
	taskColumns = `v.county, v.id, v.opened, v.item, v.division, v.unit, v.due, v.state, v.done_on, v.body, v.by_name`
	selectTasks = `SELECT ` + taskColumns + ` FROM conference_task v WHERE v.county = $1 AND v.item = $2 AND v.closed IS NULL ORDER BY v.due, v.id`
	selectTask  = `SELECT ` + taskColumns + ` FROM conference_task v WHERE v.county = $1 AND v.id = $2 AND v.closed IS NULL`
	selectOpen  = `-- across counties
		SELECT ` + taskColumns + ` FROM conference_task v WHERE v.division BETWEEN $1 AND $2 AND v.state = 'open' AND v.closed IS NULL ORDER BY v.due, v.id LIMIT 200`
)

// The states of a task in its column.
const (
	taskOpen = "open"
	taskDone = "done"
)

func (d *Desk) scanTask(row db.Row) (t Task, err error) {
	var division, due, state string
	var done *string
	var body []byte
	err = row.Scan(&t.County, &t.ID, &t.Opened, &t.Item, &division, &t.Unit, &due, &state, &done, &body, &t.ByName)
	if err != nil {
		return t, err
	}
	t.Done = state == taskDone
	if t.Division, err = civil.ParseArea(division); err != nil {
		return t, err
	}
	if t.Due, err = civil.ParseDate(due); err != nil {
		return t, err
	}
	if t.DoneOn, err = officer.Day(done); err != nil {
		return t, err
	}
	var sealed sealedTask
	err = officer.Unseal(d.keys, place("conference_task", "body", t.County, t.ID), body, &sealed)
	t.Words, t.Result = sealed.Words, sealed.Result
	return t, err
}

func (d *Desk) openTask(ctx context.Context, w *journal.Write, t *Task) error {
	body, err := officer.Seal(d.keys, place("conference_task", "body", t.County, t.ID), sealedTask{t.Words, t.Result})
	if err != nil {
		return err
	}
	state := taskOpen
	if t.Done {
		state = taskDone
	}
	t.Opened = w.Seq()
	return w.Open(ctx, taskTable, t.ID, journal.Always, t.Item, officer.Code(t.Division), t.Unit, t.Due.String(), state, officer.DayText(t.DoneOn), body, t.ByName)
}

// Resolve writes down what a meeting that was held resolved about an item, with what is
// to be done. It gets the number of its record, and stands in the case it is about.
func (d *Desk) Resolve(ctx context.Context, who officer.Officer, seen Seen, words string, tasks []Task) (*Item, error) {
	words, err := officer.Words("resolution_words", "议定的意见", words, wordsLeast, wordsMost)
	if err != nil {
		return nil, err
	}
	var out *Item
	h := who.Header(seen.County, "conference.resolve")
	h.Durable = true
	_, err = d.journal.Do(ctx, h, func(w *journal.Write) error {
		i, m, err := d.listed(ctx, w, who, seen)
		if err != nil {
			return err
		}
		out = i
		if m == nil { // the same form came before
			return nil
		}
		if i.Number, err = w.Number(ctx, "HS"); err != nil {
			return err
		}
		i.State, i.Resolution, i.ResolvedOn = Resolved, words, m.Day
		i.ByName, i.once = who.Name, who.Once(seen.Once)
		if err := d.nextItem(ctx, w, i); err != nil {
			return err
		}
		if err := d.order(ctx, w, who, i, tasks); err != nil {
			return err
		}
		if i.Kind != CaseItem || d.cases == nil {
			return nil
		}
		return d.cases.Resolved(ctx, w, i.About, who.Name, i.Number, words)
	})
	return out, err
}

// listed is an item on the agenda of a meeting that was held.
func (d *Desk) listed(ctx context.Context, w *journal.Write, who officer.Officer, seen Seen) (*Item, *Meeting, error) {
	i, there, err := db.One(ctx, w, d.scanItem, selectItem, seen.County, seen.ID)
	if err != nil {
		return nil, nil, err
	}
	if !there {
		return nil, nil, officer.Missing()
	}
	if i.State == Resolved && i.once != "" && i.once == who.Once(seen.Once) {
		return i, nil, nil
	}
	if seen.Opened != 0 && seen.Opened != i.Opened {
		return nil, nil, officer.Stale()
	}
	if err := i.inState(Listed); err != nil {
		return nil, nil, err
	}
	m, there, err := db.One(ctx, w, d.scanMeeting, selectMeeting, i.Meeting.County, i.Meeting.ID)
	switch {
	case err != nil:
		return nil, nil, err
	case !there:
		return nil, nil, officer.Missing()
	case m.State != Held:
		return nil, nil, civil.Conflict.Refuse("meeting_not_held", "“%s”还没有登记召开，请先登记会议纪要再写议定的意见。", m.Title)
	}
	return i, m, who.Covers(m.Division)
}

// order writes the tasks of a resolution down.
func (d *Desk) order(ctx context.Context, w *journal.Write, who officer.Officer, i *Item, tasks []Task) (err error) {
	for k := range tasks {
		t := &tasks[k]
		if t.Words, err = officer.Words("task_words", "落实的事项", t.Words, wordsLeast, wordsMost); err != nil {
			return err
		}
		if t.Unit, err = officer.Words("task_unit", "责任单位", t.Unit, wordsLeast, titleMost); err != nil {
			return err
		}
		if t.Due < w.At().Date() {
			return civil.Refuse("task_due", "落实期限不能空着，也不能早于今天（%s）。", w.At().Date().Words())
		}
		t.Ref, t.Item, t.Division, t.Done, t.ByName = register.Ref{County: i.County, ID: db.NewID()}, i.ID, i.Division, false, who.Name
		if err := d.openTask(ctx, w, t); err != nil {
			return err
		}
	}
	return nil
}

// Finish writes down what came of a task.
func (d *Desk) Finish(ctx context.Context, who officer.Officer, seen Seen, result string) error {
	result, err := officer.Words("task_result", "落实的结果", result, wordsLeast, wordsMost)
	if err != nil {
		return err
	}
	_, err = d.journal.Do(ctx, who.Header(seen.County, "conference.finish"), func(w *journal.Write) error {
		t, there, err := db.One(ctx, w, d.scanTask, selectTask, seen.County, seen.ID)
		if err != nil {
			return err
		}
		if !there {
			return officer.Missing()
		}
		if err := who.Covers(t.Division); err != nil {
			return err
		}
		if t.Done {
			if t.Result == result {
				return nil
			}
			return civil.Conflict.Refuse("task_done", "这项落实情况已由%s登记。", t.ByName)
		}
		if err := w.Close(ctx, taskTable, t.ID, t.Opened); err != nil {
			return err
		}
		t.Done, t.DoneOn, t.Result, t.ByName = true, w.At().Date(), result, who.Name
		return d.openTask(ctx, w, &t)
	})
	return err
}

// OpenTasks are the tasks nobody has done yet, those due first.
func (d *Desk) OpenTasks(ctx context.Context, viewer access.Viewer) (list []Task, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		for _, span := range viewer.Scope().Spans() {
			found, err := db.Many(ctx, q, d.scanTask, selectOpen, span.First, span.Last)
			if err != nil {
				return err
			}
			list = append(list, found...)
		}
		return nil
	})
	return list, err
}
