package casework

import (
	"errors"
	"strings"

	"lianxin/internal/civil"
)

// Fault is something wrong in a form.
type Fault struct {
	Field   string // section.field, or the name of an action's field; empty: the form as a whole
	Member  int    // whose, by place; -1 for the family's
	Message string // one Chinese sentence: field, fault, remedy
}

// Faults are all that is wrong in a form. As an error it is Invalid.
type Faults []Fault

func (f Faults) Error() string {
	words := make([]string, len(f))
	for i := range f {
		words[i] = f[i].Message
	}
	return "form_faults: " + strings.Join(words, "")
}

// Unwrap makes it a civil.Error, for the edges.
func (f Faults) Unwrap() error {
	if len(f) == 0 {
		return nil
	}
	return &civil.Error{Kind: civil.Invalid, Code: "form_faults", Message: f[0].Message}
}

// none turns an empty list into no error.
func (f Faults) none() error {
	if len(f) == 0 {
		return nil
	}
	return f
}

// messageOf is what an error says to people.
func messageOf(err error) string {
	var refused *civil.Error
	if errors.As(err, &refused) {
		return refused.Message
	}
	return "这一项没有看懂，请核对。"
}
