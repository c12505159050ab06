package civil

// Verdict is the answer to “is this a real number?”. Unsure is an answer of its
// own: it sends the value to a person and is never counted as valid.
type Verdict uint8

// The verdicts, see [Verdict]. The zero value is not one of them.
const (
	Valid  Verdict = iota + 1 // nothing speaks against it
	Bad                       // it cannot be right; the reason says what to mend
	Unsure                    // only somebody with the paper in hand can say
)

// String is the word printed by the commands.
func (v Verdict) String() string {
	switch v {
	case Valid:
		return "valid"
	case Bad:
		return "invalid"
	case Unsure:
		return "unsure"
	}
	return "unknown"
}

// Check is what a checker found. Canonical is the form to store; Code and Reason
// are empty for a plain valid value and otherwise say, for a machine and for a
// clerk, why it is not.
type Check struct {
	Verdict   Verdict
	Canonical string
	Code      string
	Reason    string
}

// Each checker keeps its findings in a table of these, so that a code always goes
// with the same sentence.
type finding struct{ code, reason string }

func (f finding) bad(canonical string) Check {
	return Check{Bad, canonical, f.code, f.reason}
}

func (f finding) unsure(canonical string) Check {
	return Check{Unsure, canonical, f.code, f.reason}
}
