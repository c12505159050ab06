package feed

import (
	"context"

	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// A Sink keeps the rows of feeds in some register. Stages downstream make them;
// a [Loader] asks the one of a feed's register.
type Sink interface {
	// Begin prepares for one batch. It refuses a feed the sink cannot keep.
	Begin(ctx context.Context, q db.Query, b *Batch) (Taking, error)
}

// A Knower is a sink that keeps only what is about people who are known, and can
// say who they are: a national file is then matched in memory, and rows about
// others are not even cut into cells.
type Knower interface {
	// Known are the identity numbers of all who are known; nil when they are
	// more than most.
	Known(ctx context.Context, q db.Query, most int) (*IDSet, error)
}

// Taking is one batch being taken in. It is called by one goroutine at a time.
type Taking interface {
	// Take decides what the rows of a page mean for what is recorded and adds
	// the changes to it. It only reads. It runs ahead of the writing: of the
	// page before, q may show nothing yet. A page may come again, when somebody
	// else has changed something meanwhile; then everything q shows is new.
	Take(ctx context.Context, q db.Query, p *Page) error
	// Rest decides, after the last row, what becomes of records which the file
	// no longer has, a page at a time, and says whether there is more.
	Rest(ctx context.Context, q db.Query, p *Page) (more bool, err error)
}

// A Change is one thing that a row does to a table of versions.
type Change struct {
	County string
	Table  *journal.Table
	ID     string
	Closes int64 // the act that opened the version to close; 0 when there is none
	Open   bool  // a version with these values is opened
	Valid  journal.Valid
	Values []any // of the table's own columns, as journal.Write.Open takes them
}

// A Tally counts what became of rows and records.
type Tally struct {
	Opened    int `json:"opened"`    // records that are new
	Changed   int `json:"changed"`   // records that say something else now
	Same      int `json:"unchanged"` // rows that say what is recorded already
	Ended     int `json:"ended"`     // records that the file no longer has
	Unmatched int `json:"unmatched"` // rows about nobody the register knows; not kept
	Aside     int `json:"-"`         // rows set aside by the register
}

func (t *Tally) add(o Tally) {
	t.Opened += o.Opened
	t.Changed += o.Changed
	t.Same += o.Same
	t.Ended += o.Ended
	t.Unmatched += o.Unmatched
	t.Aside += o.Aside
}
