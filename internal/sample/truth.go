package sample

import (
	"slices"
	"strconv"
	"strings"

	"lianxin/internal/civil"
)

// Truth is one expected row about a planted family.
type Truth struct {
	HouseholdID string
	PersonID    string // empty for a programme of households
	Programme   string
	Outcome     string // grant, refuse, cannot_decide; none: there must be no row
	Amount      civil.Fen
	Covered     int
	Reasons     []string // sorted
	Missing     []string // sorted
	Note        string   // why, in Chinese
}

const truthHeader = "household_id,person_id,programme,outcome,amount,covered,reasons,missing,note\n"

// Truth lists the expected rows, by household, person and programme.
func (c *City) Truth() []Truth { return slices.Clone(c.truth) }

func (c *City) writeTruth(path string) error {
	out, err := create(path, truthHeader)
	if err != nil {
		return err
	}
	var line []byte
	for _, t := range c.truth {
		line = appendTruthRow(line[:0], t)
		if err = out.write(line); err != nil {
			break
		}
	}
	return out.close(err)
}

// appendTruthRow writes one line; the notes use Chinese commas, so that nothing
// needs quotes.
func appendTruthRow(b []byte, t Truth) []byte {
	for _, text := range []string{t.HouseholdID, t.PersonID, t.Programme, t.Outcome} {
		b = append(append(b, text...), ',')
	}
	if t.Outcome == granting {
		b = t.Amount.AppendTo(b)
		b = append(b, ',')
		b = strconv.AppendInt(b, int64(t.Covered), 10)
	} else {
		b = append(b, ',')
	}
	b = append(append(b, ','), strings.Join(t.Reasons, ";")...)
	b = append(append(b, ','), strings.Join(t.Missing, ";")...)
	return append(append(append(b, ','), t.Note...), '\n')
}

// The outcomes as result files spell them.
const (
	granting  = "grant"
	refusing  = "refuse"
	undecided = "cannot_decide"
	noRow     = "none"
)

func compareTruth(a, b Truth) int {
	if n := strings.Compare(a.HouseholdID, b.HouseholdID); n != 0 {
		return n
	}
	if n := strings.Compare(a.PersonID, b.PersonID); n != 0 {
		return n
	}
	return strings.Compare(a.Programme, b.Programme)
}
