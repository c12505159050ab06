package verify

import (
	"context"

	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Item is one question about one person.
type Item struct {
	ID            string
	Opened        int64
	Inquiry       string
	Department    string
	Person        register.Ref
	Class         string
	State         ItemState
	Refusal       string // code of why it was not asked, or why its answer was not kept
	Authorisation string
	Letter        string // number of the authorisation
	Records       []Entry
}

// ItemState is what became of a question.
type ItemState string

// The states of a question.
const (
	Planned   ItemState = "planned"
	Refused   ItemState = "barred"  // it was never sent
	Sent      ItemState = "asked"   // it was sent
	Dropped   ItemState = "dropped" // the letter ended meanwhile: the answer was not kept
	Nothing   ItemState = "none"
	Something ItemState = "some"
	Unheard   ItemState = "silent"
)

var itemTitles = map[ItemState]string{
	Planned: "待发出", Refused: "无授权，未查询", Sent: "等答复", Dropped: "授权已撤回，未留存", Nothing: "无信息", Something: "有信息", Unheard: "未反馈",
}

// Title is the state in words.
func (s ItemState) Title() string { return itemTitles[s] }

// Entry is one record of an answer, by the names of the register's fields, each
// as people write it, amounts in yuan.
type Entry map[string]string

func (i *Item) row(sealed any) []any {
	return []any{i.Inquiry, i.Department, i.Person.County, i.Person.ID, i.Class, string(i.State), i.Refusal, i.Authorisation, i.Letter, sealed}
}

const (
	itemColumns = `v.id, v.opened, v.inquiry, v.department, v.person_county, v.person, v.class, v.state, v.refusal, v.authorisation, v.letter, v.records`
	selectItems = `SELECT ` + itemColumns + ` FROM inquiry_item v WHERE v.county = $1 AND v.inquiry = $2 AND ` + journal.Holds + ` ORDER BY v.id`
)

func (o *Office) scanItem(county string) func(db.Row) (Item, error) {
	return func(row db.Row) (i Item, err error) {
		var sealed []byte
		err = row.Scan(&i.ID, &i.Opened, &i.Inquiry, &i.Department, &i.Person.County, &i.Person.ID, &i.Class, &i.State, &i.Refusal,
			&i.Authorisation, &i.Letter, &sealed)
		if err != nil {
			return i, err
		}
		return i, o.unseal(place("inquiry_item", "records", county, i.ID), sealed, &i.Records)
	}
}

// open writes the first version of a question.
func (o *Office) openItem(ctx context.Context, w *journal.Write, i *Item) error {
	i.Opened = w.Seq()
	return w.Open(ctx, itemTable, i.ID, journal.Always, i.row(nil)...)
}

// changeItem writes the next version of a question, with what came back.
func (o *Office) changeItem(ctx context.Context, w *journal.Write, i *Item) error {
	if err := w.Close(ctx, itemTable, i.ID, i.Opened); err != nil {
		return err
	}
	i.Opened = w.Seq()
	var sealed any
	if len(i.Records) > 0 {
		var err error
		if sealed, err = o.seal(place("inquiry_item", "records", w.County(), i.ID), i.Records); err != nil {
			return err
		}
	}
	return w.Open(ctx, itemTable, i.ID, journal.Always, i.row(sealed)...)
}
