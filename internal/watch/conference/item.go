package conference

import (
	"context"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
	"lianxin/internal/watch/officer"
)

// Kind says what an item is about.
type Kind string

// The kinds of items.
const (
	CaseItem  Kind = "case"
	LeadItem  Kind = "lead"
	FileItem  Kind = "file"
	TopicItem Kind = "topic"
)

// Title is the kind in words.
func (k Kind) Title() string {
	return map[Kind]string{CaseItem: "办件", LeadItem: "线索", FileItem: "家庭", TopicItem: "议题"}[k]
}

// Why says why an item needs a meeting.
type Why string

// The reasons, see [Why].
const (
	Hard  Why = "hard"  // the case is marked as hard
	Cap   Why = "cap"   // more than one office may give
	Other Why = "other" // as written
)

// Whys are the reasons as they are offered.
var Whys = [][2]string{{string(Hard), "疑难，一个部门解决不了"}, {string(Cap), "超过一般救助上限"}, {string(Other), "其他，写在说明里"}}

// Title is the reason in words.
func (y Why) Title() string {
	for _, w := range Whys {
		if w[0] == string(y) {
			return w[1]
		}
	}
	return string(y)
}

// ItemState is how far an item is.
type ItemState string

// The states of an item.
const (
	Waiting   ItemState = "waiting"   // 等待上会
	Listed    ItemState = "listed"    // 已列入议程
	Resolved  ItemState = "resolved"  // 已议定
	Withdrawn ItemState = "withdrawn" // 已撤下
)

var itemTitles = map[ItemState]string{Waiting: "等待上会", Listed: "已列入议程", Resolved: "已议定", Withdrawn: "已撤下"}

// Title is the state in words.
func (s ItemState) Title() string { return itemTitles[s] }

// Item is one version of what a meeting is to decide.
type Item struct {
	register.Ref
	Opened     int64
	Meeting    register.Ref // zero: it waits for one
	Division   civil.Area
	Kind       Kind
	About      register.Ref // zero for a topic
	Title      string
	Why        Why
	State      ItemState
	Number     string
	ResolvedOn civil.Date
	Words      string // what it is about
	Resolution string
	ByName     string
	At         civil.Instant
	once       string
}

// sealedItem is what of an item is sealed.
type sealedItem struct {
	Words      string `json:"words"`
	Resolution string `json:"resolution,omitempty"`
}

const (
	itemColumns = `v.county, v.id, v.opened, v.conference, v.conference_county, v.division, v.kind, v.ref_county, v.ref_id, v.title, v.why, v.state,
		v.number, v.resolved_on, v.body_text, v.by_name, v.once, a.at`
	fromItem      = ` FROM conference_item v JOIN act a ON a.county = v.county AND a.seq = v.opened `
	selectItem    = `SELECT ` + itemColumns + fromItem + `WHERE v.county = $1 AND v.id = $2 AND v.closed IS NULL`
	selectAbout   = `SELECT ` + itemColumns + fromItem + `WHERE v.county = $1 AND v.kind = $2 AND v.ref_id = $3 AND v.closed IS NULL ORDER BY v.id DESC LIMIT 50`
	selectItemNew = `SELECT v.id FROM conference_item v WHERE v.county = $1 AND v.once = $2 ORDER BY v.opened LIMIT 1`
	selectAgenda  = `-- across counties
		SELECT ` + itemColumns + fromItem + `WHERE v.conference = $1 AND v.conference_county = $2 AND v.closed IS NULL ORDER BY v.id`
	selectWaiting = `-- across counties
		SELECT ` + itemColumns + fromItem + `WHERE v.division BETWEEN $1 AND $2 AND v.state = 'waiting' AND v.closed IS NULL ORDER BY v.id LIMIT 200`
)

func (d *Desk) scanItem(row db.Row) (*Item, error) {
	var i Item
	var division string
	var resolved *string
	var body []byte
	err := row.Scan(&i.County, &i.ID, &i.Opened, &i.Meeting.ID, &i.Meeting.County, &division, &i.Kind, &i.About.County, &i.About.ID, &i.Title, &i.Why, &i.State,
		&i.Number, &resolved, &body, &i.ByName, &i.once, &i.At)
	if err != nil {
		return nil, err
	}
	if i.Division, err = civil.ParseArea(division); err != nil {
		return nil, err
	}
	if i.ResolvedOn, err = officer.Day(resolved); err != nil {
		return nil, err
	}
	var sealed sealedItem
	err = officer.Unseal(d.keys, place("conference_item", "body_text", i.County, i.ID), body, &sealed)
	i.Words, i.Resolution = sealed.Words, sealed.Resolution
	return &i, err
}

func (d *Desk) openItem(ctx context.Context, w *journal.Write, i *Item) error {
	body, err := officer.Seal(d.keys, place("conference_item", "body_text", i.County, i.ID), sealedItem{i.Words, i.Resolution})
	if err != nil {
		return err
	}
	i.Opened, i.At = w.Seq(), w.At()
	return w.Open(ctx, itemTable, i.ID, journal.Always, i.Meeting.ID, i.Meeting.County, officer.Code(i.Division), string(i.Kind), i.About.County, i.About.ID,
		i.Title, string(i.Why), string(i.State), i.Number, officer.DayText(i.ResolvedOn), body, i.ByName, i.once)
}

// nextItem closes the version that was read and opens the item as it is now.
func (d *Desk) nextItem(ctx context.Context, w *journal.Write, i *Item) error {
	if err := w.Close(ctx, itemTable, i.ID, i.Opened); err != nil {
		return err
	}
	return d.openItem(ctx, w, i)
}

// Proposal is something a meeting should decide.
type Proposal struct {
	Kind     Kind
	About    register.Ref // zero for a topic
	Division civil.Area
	Title    string
	Why      Why
	Words    string
	Once     string
}

// Propose puts something before the next meeting. What is before one already is given
// back as it stands.
func (d *Desk) Propose(ctx context.Context, who officer.Officer, p Proposal) (*Item, error) {
	if err := who.Covers(p.Division); err != nil {
		return nil, err
	}
	var err error
	if p.Title, err = officer.Words("item_title", "议题", p.Title, wordsLeast, titleMost); err != nil {
		return nil, err
	}
	if p.Words, err = officer.Words("item_words", "要会商什么", p.Words, wordsLeast, wordsMost); err != nil {
		return nil, err
	}
	if p.Why.Title() == string(p.Why) {
		return nil, civil.Refuse("item_why", "请选择为什么要会商。")
	}
	var out *Item
	_, err = d.journal.Do(ctx, who.Header(homeOf(&p), "conference.propose"), func(w *journal.Write) (err error) {
		out, err = d.propose(ctx, w, who.Name, who.Once(p.Once), p)
		return err
	})
	return out, err
}

// homeOf is the county in whose chain an item lies: of a case that of the case.
func homeOf(p *Proposal) string {
	if p.About.County != "" {
		return p.About.County
	}
	return officer.Code(p.Division)[:6]
}

// ProposeIn does the same within an act of the county, for news that speaks for itself.
func (d *Desk) ProposeIn(ctx context.Context, w *journal.Write, by string, p Proposal) (*Item, error) {
	return d.propose(ctx, w, by, "", p)
}

func (d *Desk) propose(ctx context.Context, w *journal.Write, by, once string, p Proposal) (*Item, error) {
	if p.Kind != TopicItem {
		known, err := db.Many(ctx, w, d.scanItem, selectAbout, w.County(), string(p.Kind), p.About.ID)
		if err != nil {
			return nil, err
		}
		for _, i := range known {
			if i.State == Waiting || i.State == Listed {
				return i, nil
			}
		}
	} else if once != "" {
		id, there, err := db.One(ctx, w, db.Text, selectItemNew, w.County(), once)
		if err != nil {
			return nil, err
		}
		if there {
			known, _, err := db.One(ctx, w, d.scanItem, selectItem, w.County(), id)
			return known, err
		}
	}
	i := &Item{
		Ref: register.Ref{County: w.County(), ID: db.NewID()}, Division: p.Division, Kind: p.Kind, About: p.About, Title: p.Title, Why: p.Why,
		State: Waiting, Words: p.Words, ByName: by, once: once,
	}
	return i, d.openItem(ctx, w, i)
}

// Waiting are the items that wait for a meeting, those a viewer may see.
func (d *Desk) Waiting(ctx context.Context, viewer access.Viewer) (list []*Item, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		for _, span := range viewer.Scope().Spans() {
			found, err := db.Many(ctx, q, d.scanItem, selectWaiting, span.First, span.Last)
			if err != nil {
				return err
			}
			list = append(list, found...)
		}
		return nil
	})
	return list, err
}

// About are the items about a case, a lead or a family, the newest first. Who may see
// the thing may see what was resolved about it.
func (d *Desk) About(ctx context.Context, kind Kind, ref register.Ref) (list []*Item, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) (err error) {
		list, err = db.Many(ctx, q, d.scanItem, selectAbout, ref.County, string(kind), ref.ID)
		return err
	})
	return list, err
}

// OpenItem is an item with its tasks, for a viewer.
func (d *Desk) OpenItem(ctx context.Context, viewer access.Viewer, ref register.Ref) (i *Item, tasks []Task, err error) {
	err = d.journal.DB().Read(ctx, func(q db.Query) error {
		found, there, err := db.One(ctx, q, d.scanItem, selectItem, ref.County, ref.ID)
		if err != nil {
			return err
		}
		if !there || !viewer.Scope().Covers(found.Division) {
			return officer.Missing()
		}
		i = found
		tasks, err = db.Many(ctx, q, d.scanTask, selectTasks, ref.County, ref.ID)
		return err
	})
	return i, tasks, err
}

// inState refuses an item that is in none of the states.
func (i *Item) inState(states ...ItemState) error {
	if slices.Contains(states, i.State) {
		return nil
	}
	return civil.Conflict.Refuse("item_state", "这件会商事项现在是“%s”，不能这样办理：请重新打开后再看下一步。", i.State.Title())
}
