package journal

import (
	"fmt"

	"github.com/emmansun/gmsm/sm3"

	"lianxin/internal/civil"
	"lianxin/internal/db"
)

// Header says who acts and why.
type Header struct {
	County  string // whose chain, six digits; "000000" for what concerns no county
	Kind    string // what is done: "load.slice", "person.merge"
	Actor   string // who does it: an account, or "system:" and the job
	Purpose string // what for: the business it serves
	Cause   string // the act that led to this one, see Act.Ref; may be empty
	Note    string // what a reader of the journal should know; nothing personal
	Batch   string // the act counts only once this batch is settled; empty: at once
	Durable bool   // wait for the disk: money and decisions
}

// Act is one act as it stands in its chain.
type Act struct {
	County   string
	Seq      int64 // from 1, without gaps
	At       civil.Instant
	Kind     string
	Actor    string
	Purpose  string
	Cause    string
	Note     string
	Batch    string
	Settles  string
	Entries  int64  // versions opened, closed and erased
	Content  []byte // hash over these
	Previous []byte // hash of the act before it; zeros for the first
	Hash     []byte
}

// Ref names an act: "320602/17".
func (a *Act) Ref() string { return fmt.Sprintf("%s/%d", a.County, a.Seq) }

// Nowhere is the county of acts that concern no county.
const Nowhere = "000000"

// check refuses a header that leaves something important open.
func (h *Header) check() error {
	switch {
	case len(h.County) != 6:
		return civil.Refuse("act_county", "这次操作没有说明属于哪个县（市、区），没有保存。")
	case h.Kind == "" || h.Actor == "":
		return civil.Refuse("act_actor", "这次操作没有说明是谁在做什么，没有保存。")
	case h.Purpose == "":
		return civil.Refuse("purpose_required", "请先说明办理的业务或查看的理由，再继续。")
	}
	return nil
}

// sum is the hash of an act: everything about it, and the act before it.
func (a *Act) sum() []byte {
	b := appendAll(nil, a.County, a.Kind, a.Actor, a.Purpose, a.Cause, a.Note, a.Batch, a.Settles)
	b = appendInt(appendInt(appendInt(b, a.Seq), int64(a.At)), a.Entries)
	b = append(b, a.Content...)
	b = append(b, a.Previous...)
	hash := sm3.Sum(b)
	return hash[:]
}

const selectActs = `SELECT county, seq, at, kind, actor, purpose, cause, note, batch, settles, entries, content, previous, hash
	FROM act WHERE county = $1 AND seq > $2 ORDER BY seq`

func scanAct(row db.Row) (a Act, err error) {
	err = row.Scan(&a.County, &a.Seq, &a.At, &a.Kind, &a.Actor, &a.Purpose, &a.Cause, &a.Note,
		&a.Batch, &a.Settles, &a.Entries, &a.Content, &a.Previous, &a.Hash)
	return a, err
}

var actTable = db.NewTable("act", "county", "seq", "at", "kind", "actor", "purpose", "cause", "note",
	"batch", "settles", "entries", "content", "previous", "hash")

func (a *Act) row() []any {
	return []any{a.County, a.Seq, int64(a.At), a.Kind, a.Actor, a.Purpose, a.Cause, a.Note,
		a.Batch, a.Settles, a.Entries, a.Content, a.Previous, a.Hash}
}
