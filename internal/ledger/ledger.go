package ledger

import (
	"fmt"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/journal"
)

// Ledger keeps accounts and transfers. It is safe for use by many goroutines. What
// takes an act or a reader works without a journal.
type Ledger struct{ journal *journal.Journal }

// New makes a Ledger over a journal that knows [Tables].
func New(j *journal.Journal) *Ledger { return &Ledger{journal: j} }

// Tables are the tables of versions this package writes, for [journal.New].
func Tables() []*journal.Table { return []*journal.Table{accountTable, transferTable} }

// spoken is an amount with its unit, as people read it.
func spoken(amount int64, unit string) string {
	switch unit {
	case Fen:
		return civil.Fen(amount).String() + "元"
	case Minutes:
		return fmt.Sprintf("%d分钟", amount)
	}
	if measure, goods := strings.CutPrefix(unit, Goods); goods {
		return fmt.Sprintf("%d%s", amount, measure)
	}
	return fmt.Sprintf("%d份", amount)
}
