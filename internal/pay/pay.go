package pay

import (
	"fmt"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// purpose is what every act of a run is done for, see [access.Purpose].
const purpose = "payment"

// Pay keeps entitlements, accounts and runs. It is safe for use by many
// goroutines.
type Pay struct {
	journal *journal.Journal
	keys    access.Keyring
	names   Names
	proofs  proofs
}

// Unit is who pays, as bank files name it.
type Unit struct {
	Name string // 崇川区民政局
	Code string // which the bank has given it
}

// Names are the words of bank files that other packages know.
type Names struct {
	Unit      func(county string) Unit
	Place     func(civil.Area) string              // a division in words; nil: its code
	Programme func(name string) string             // its title: 低保
	Conflicts func(day civil.Date) []pack.Conflict // the table benefits are held against; nil: none are

	Shares  func(county, programme string, m civil.Month) []Share // who bears a programme; nil: the county
	Sources func() []Source                                       // of money; nil: the county

	Rules func(county string, day civil.Date) pack.PayRules // of events, debts and the one-card office; nil: there are none
}

// New makes a Pay over a journal that knows [Tables].
func New(j *journal.Journal, keys access.Keyring, names Names) *Pay {
	return &Pay{journal: j, keys: keys, names: names}
}

// Tables are the tables of versions this package writes, for [journal.New].
func Tables() []*journal.Table {
	return []*journal.Table{
		entitlementTable, changeTable, accountTable, runTable, lineTable,
		fileTable, returnTable, findingTable, overpaymentTable, standardTable, raiseTable, batchTable, allotmentTable, budgetTable,
		eventTable, freezeTable, handoverTable, recoveryTable, recoveredTable, waiverTable,
		proxyTable, accountChangeTable, overlapTable, cardTable, comparisonTable, differenceTable,
	}
}

// header is the head of an act of a run. Money waits for the disk.
func header(county, kind, actor string) journal.Header {
	return journal.Header{County: county, Kind: "pay." + kind, Actor: actor, Purpose: purpose, Durable: true}
}

// monthsOf reads months that are columns of text.
func monthsOf(texts ...monthText) error {
	for _, m := range texts {
		if m.text == nil {
			continue
		}
		month, err := civil.ParseMonth(*m.text)
		if err != nil {
			return err
		}
		*m.into = month
	}
	return nil
}

// monthText is a column and the month it is read into.
type monthText struct {
	text *string
	into *civil.Month
}

// monthOrNil is a month as a column that may be empty.
func monthOrNil(m civil.Month) any {
	if m == 0 {
		return nil
	}
	return m.String()
}

func textOrNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func textOf(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// spoken is a month as people read it.
func spoken(m civil.Month) string {
	year, month := m.YM()
	return fmt.Sprintf("%d年%d月", year, month)
}

// newID is an id for a new row.
func newID() string { return db.NewID() }
