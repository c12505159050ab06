package machine

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"slices"
	"sync"
)

// Scope is a sort of thing a client may do, such as "case.read".
type Scope string

// The scopes, in the words of data/scopes.csv.
const (
	ReadRegister      Scope = "register.read"
	ReadCase          Scope = "case.read"
	WriteCase         Scope = "case.write"
	ReadDetermination Scope = "determination.read"
	ReadPayment       Scope = "payment.read"
	ReadVerification  Scope = "verification.read"
	ReadLead          Scope = "lead.read"
	WriteLead         Scope = "lead.write"
	AnswerReferral    Scope = "referral.answer"
	ReadService       Scope = "service.read"
	WriteService      Scope = "service.write"
	ReadReport        Scope = "report.read"
	WriteFeed         Scope = "feed.write"
	Webhook           Scope = "webhook"
	SPDCI             Scope = "spdci"
)

// ScopeEntry is a line of the list of scopes.
type ScopeEntry struct {
	Scope   Scope
	Title   string
	Meaning string
	People  bool // whether persons are seen with it
}

// scopeTable has the columns code,title,meaning,people.
//
//go:embed data/scopes.csv
var scopeTable []byte

const (
	columnScope = iota
	columnTitle
	columnMeaning
	columnPeople
	columnCount
)

// scopes reads the table once. What cannot be read is not in the list, so that a
// damaged table permits nothing.
var scopes = sync.OnceValue(func() []ScopeEntry {
	rows, err := csv.NewReader(bytes.NewReader(scopeTable)).ReadAll()
	if err != nil || len(rows) == 0 || len(rows[0]) != columnCount {
		return nil
	}
	var list []ScopeEntry
	for _, row := range rows[1:] {
		list = append(list, ScopeEntry{Scope(row[columnScope]), row[columnTitle], row[columnMeaning], row[columnPeople] == "yes"})
	}
	return list
})

// Scopes lists the scopes in the order in which they are offered.
func Scopes() []ScopeEntry { return slices.Clone(scopes()) }

// Title is the scope as an administrator reads it, empty when it is not on the list.
func (s Scope) Title() string { return s.entry().Title }

func (s Scope) entry() ScopeEntry {
	for _, e := range scopes() {
		if e.Scope == s {
			return e
		}
	}
	return ScopeEntry{}
}
