package conference

import (
	"context"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
)

// State is how far a meeting is.
type State string

// The states of a meeting.
const (
	Called    State = "called"    // 已召集
	Held      State = "held"      // 已召开
	Cancelled State = "cancelled" // 已取消
)

var stateTitles = map[State]string{Called: "已召集", Held: "已召开", Cancelled: "已取消"}

// Title is the state in words.
func (s State) Title() string { return stateTitles[s] }

// Meeting is one version of a meeting.
type Meeting struct {
	register.Ref
	Opened    int64
	Body      string
	Division  civil.Area
	Title     string
	Day       civil.Date
	Place     string
	Chair     string
	Attending []string // who was called, or after it who came
	State     State
	Minutes   string
	Note      string
	ByName    string
	At        civil.Instant
	once      string
}

const (
	meetingColumns = `v.county, v.id, v.opened, v.body, v.division, v.title, v.day, v.place, v.chair, v.attending, v.state, v.minutes, v.note, v.by_name, v.once, a.at`
	fromMeeting    = ` FROM conference v JOIN act a ON a.county = v.county AND a.seq = v.opened `
	selectMeeting  = `SELECT ` + meetingColumns + fromMeeting + `WHERE v.county = $1 AND v.id = $2 AND v.closed IS NULL`
	selectCalled   = `SELECT v.id FROM conference v WHERE v.county = $1 AND v.once = $2 ORDER BY v.opened LIMIT 1`
	listMeetings   = `-- across counties
		SELECT ` + meetingColumns + fromMeeting + `WHERE v.division BETWEEN $1 AND $2 AND v.closed IS NULL ORDER BY v.day DESC, v.id DESC LIMIT $3`
)

func (d *Desk) scanMeeting(row db.Row) (*Meeting, error) {
	var m Meeting
	var division, day, attending string
	var minutes []byte
	err := row.Scan(&m.County, &m.ID, &m.Opened, &m.Body, &division, &m.Title, &day, &m.Place, &m.Chair, &attending, &m.State, &minutes, &m.Note, &m.ByName, &m.once, &m.At)
	if err != nil {
		return nil, err
	}
	m.Attending = lines(attending)
	if m.Division, err = civil.ParseArea(division); err != nil {
		return nil, err
	}
	if m.Day, err = civil.ParseDate(day); err != nil {
		return nil, err
	}
	return &m, officer.Unseal(d.keys, place("conference", "minutes", m.County, m.ID), minutes, &m.Minutes)
}

// lines are the lines of a text that say something.
func lines(text string) (list []string) {
	for _, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}

func (d *Desk) openMeeting(ctx context.Context, w *journal.Write, m *Meeting) error {
	minutes, err := officer.Seal(d.keys, place("conference", "minutes", m.County, m.ID), m.Minutes)
	if err != nil {
		return err
	}
	m.Opened, m.At = w.Seq(), w.At()
	return w.Open(ctx, meetingTable, m.ID, journal.Always, m.Body, officer.Code(m.Division), m.Title, m.Day.String(), m.Place, m.Chair,
		strings.Join(m.Attending, "\n"), string(m.State), minutes, m.Note, m.ByName, m.once)
}

// Call is a meeting to be held.
type Call struct {
	Body      string
	Division  civil.Area // of the county or the city whose body it is
	Title     string
	Day       civil.Date
	Place     string
	Chair     string
	Attending string         // departments and people, one a line
	Items     []register.Ref // of those that wait
	Once      string
}

// Call calls a meeting with its agenda.
func (d *Desk) Call(ctx context.Context, who officer.Officer, c Call) (*Meeting, error) {
	if err := who.Covers(c.Division); err != nil {
		return nil, err
	}
	m, err := d.called(&c)
	if err != nil {
		return nil, err
	}
	m.ByName, m.once = who.Name, who.Once(c.Once)
	_, err = d.journal.Do(ctx, who.Header(m.County, "conference.call"), func(w *journal.Write) error {
		if id, there, err := db.One(ctx, w, db.Text, selectCalled, m.County, m.once); err != nil || there && m.once != "" {
			if err == nil {
				m.ID = id
			}
			return err
		}
		if m.Day < w.At().Date() {
			return civil.Refuse("meeting_day", "会议日期不能早于今天（%s）。", w.At().Date().Words())
		}
		for _, ref := range c.Items {
			if err := d.list(ctx, w, who, m, ref); err != nil {
				return err
			}
		}
		return d.openMeeting(ctx, w, m)
	})
	return m, err
}

// called is a meeting of a call that says all there is to say.
func (d *Desk) called(c *Call) (*Meeting, error) {
	support := d.Support(c.Division)
	m := &Meeting{
		Ref: register.Ref{County: officer.Code(c.Division)[:6], ID: db.NewID()}, Body: c.Body, Division: c.Division, Day: c.Day, State: Called,
		Attending: lines(c.Attending), Note: "召集会议",
	}
	var err error
	switch {
	case support.Body(c.Body) == nil:
		return nil, civil.Refuse("meeting_body", "请选择是哪个会商机制。")
	case len(m.Attending) == 0:
		return nil, civil.Refuse("meeting_attending", "请写明请哪些部门参加，一行一个。")
	case c.Day == 0:
		return nil, civil.Refuse("meeting_day", "请填写会议日期。")
	}
	if m.Title, err = officer.Words("meeting_title", "会议名称", c.Title, wordsLeast, titleMost); err != nil {
		return nil, err
	}
	if m.Place, err = officer.Words("meeting_place", "会议地点", c.Place, wordsLeast, titleMost); err != nil {
		return nil, err
	}
	m.Chair, err = officer.Words("meeting_chair", "主持人", c.Chair, wordsLeast, titleMost)
	return m, err
}

// list puts a waiting item on the agenda of a meeting, in the chain of the item.
func (d *Desk) list(ctx context.Context, w *journal.Write, who officer.Officer, m *Meeting, ref register.Ref) error {
	part, err := w.In(ctx, ref.County)
	if err != nil {
		return err
	}
	i, there, err := db.One(ctx, part, d.scanItem, selectItem, ref.County, ref.ID)
	if err != nil {
		return err
	}
	if !there {
		return officer.Missing()
	}
	if err := who.Covers(i.Division); err != nil {
		return err
	}
	if err := i.inState(Waiting); err != nil {
		return err
	}
	i.State, i.Meeting, i.ByName, i.once = Listed, m.Ref, who.Name, ""
	return d.nextItem(ctx, part, i)
}

// Seen is what somebody acts on, as he saw it.
type Seen = officer.Seen

// change makes the next version of a meeting that is called.
func (d *Desk) change(ctx context.Context, who officer.Officer, seen Seen, kind string, f func(w *journal.Write, m *Meeting) error) (*Meeting, error) {
	var out *Meeting
	_, err := d.journal.Do(ctx, who.Header(seen.County, kind), func(w *journal.Write) error {
		m, there, err := db.One(ctx, w, d.scanMeeting, selectMeeting, seen.County, seen.ID)
		if err != nil {
			return err
		}
		if !there {
			return officer.Missing()
		}
		if err := who.Covers(m.Division); err != nil {
			return err
		}
		out = m
		switch once := who.Once(seen.Once); {
		case once != "" && once == m.once:
			return nil
		case seen.Opened != 0 && seen.Opened != m.Opened:
			return officer.Stale()
		case m.State != Called:
			return civil.Conflict.Refuse("meeting_state", "这次会议%s，不能再改。", m.State.Title())
		default:
			m.once, m.ByName = once, who.Name
		}
		before := m.Opened
		if err := f(w, m); err != nil {
			return err
		}
		if err := w.Close(ctx, meetingTable, m.ID, before); err != nil {
			return err
		}
		return d.openMeeting(ctx, w, m)
	})
	return out, err
}

// List puts one more waiting item on the agenda.
func (d *Desk) List(ctx context.Context, who officer.Officer, seen Seen, item register.Ref) (*Meeting, error) {
	return d.change(ctx, who, seen, "conference.list", func(w *journal.Write, m *Meeting) error {
		m.Note = "增加议程"
		return d.list(ctx, w, who, m, item)
	})
}

// Hold writes down that the meeting was held: who came and what was said.
func (d *Desk) Hold(ctx context.Context, who officer.Officer, seen Seen, came, minutes string) (*Meeting, error) {
	return d.change(ctx, who, seen, "conference.hold", func(w *journal.Write, m *Meeting) (err error) {
		if m.Day > w.At().Date() {
			return civil.Refuse("meeting_early", "会议定在%s，还没有到：开过会再登记纪要。", m.Day.Words())
		}
		if m.Attending = lines(came); len(m.Attending) == 0 {
			return civil.Refuse("meeting_came", "请写明到会的部门和人，一行一个。")
		}
		if m.Minutes, err = officer.Words("meeting_minutes", "会议纪要", minutes, minutesLeast, minutesMost); err != nil {
			return err
		}
		m.State, m.Note = Held, "登记纪要"
		return nil
	})
}

// Cancel calls a meeting off. What stood on its agenda waits for another one.
func (d *Desk) Cancel(ctx context.Context, who officer.Officer, seen Seen, why string) (*Meeting, error) {
	return d.change(ctx, who, seen, "conference.cancel", func(w *journal.Write, m *Meeting) (err error) {
		if why, err = officer.Words("meeting_why", "取消的原因", why, wordsLeast, titleMost); err != nil {
			return err
		}
		m.State, m.Note = Cancelled, "取消："+why
		agenda, err := db.Many(ctx, w, d.scanItem, selectAgenda, m.ID, m.County)
		for _, i := range agenda {
			if err != nil || i.State != Listed {
				continue
			}
			var part *journal.Write
			if part, err = w.In(ctx, i.County); err == nil {
				i.State, i.Meeting = Waiting, register.Ref{}
				err = d.nextItem(ctx, part, i)
			}
		}
		return err
	})
}
