package fact

import "lianxin/internal/civil"

// Kin is one household as the registers know it on a day, with its members and
// everything recorded about them that facts are made of. The assembler keeps
// nothing of it, so that a caller may fill the same one again.
type Kin struct {
	Household string
	Division  string // twelve digits, or "" when unknown
	Records   []Record
	Coverage  []Coverage
	Members   []Member
}

// Member is one person of a household.
type Member struct {
	ID       string
	Merged   []string // ids of the records that were merged into this one
	Records  []Record
	Coverage []Coverage
	Permits  []Permit
	Moved    bool // his versions name several divisions in which he is registered
}

// Record is one entry of a register. Its subject is repeated in it, as in
// coverage and permits, so that a wrong join is an error and never a fact.
type Record struct {
	Register string
	Subject  string     // the person or household it is about
	Home     civil.Area // the county where it is kept
	From, To civil.Date // the days on which it is valid, both included
	Values   []Value    // by field of the register; missing ones at the end are unknown
}

// Value is one field of a record: fen, a number, 0 or 1, a code's position, a
// civil.Date, a civil.Month, a civil.Area, or a text.
type Value struct {
	Known  bool
	Number int64
	Text   string
}

// Coverage says that a register tells all there is about a subject for a
// stretch of days, both included: then having no record means having none.
type Coverage struct {
	Register string
	Subject  string
	From, To civil.Date
}

// Permit is one data class of a person's authorisation for one business.
type Permit struct {
	Person      string
	DataClass   string
	Business    string
	From, To    civil.Date // the days on which it holds, both included
	Withdrawn   bool
	WithdrawnOn civil.Date // the first day on which it no longer holds
}

// live says whether the permit holds on a day.
func (p *Permit) live(day civil.Date) bool {
	return p.From <= day && day <= p.To && !(p.Withdrawn && p.WithdrawnOn <= day)
}

// Doubt is why something that is recorded did not become a fact: records that
// contradict each other, or a value no fact of the kind can have. It names
// rows only by their ids.
type Doubt struct {
	Household string
	Person    string // "" when the household's own fact is meant
	Fact      string
	Code      string // stable
	Message   string // one Chinese sentence
}
