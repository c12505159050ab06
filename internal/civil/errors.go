package civil

import "fmt"

// Kind says what sort of trouble an error is; the edges map a kind to an exit
// status, an HTTP status or a page. The set is closed.
type Kind uint8

// The kinds of error, see [Kind].
const (
	Invalid     Kind = iota + 1 // the input breaks a rule its sender can mend
	NotFound                    // nothing by that name
	Conflict                    // it contradicts what is already there
	Denied                      // this actor may not
	Stale                       // somebody else was faster; read again
	Unavailable                 // another system or a file does not answer
)

// Error is a refusal its reader can act on: a stable code for machines and a
// Chinese sentence for people. Details for engineers go into the wrapped error.
type Error struct {
	Kind    Kind
	Code    string // stable, lower_snake_case, e.g. "id_check_digit"
	Message string // one Chinese sentence, says what to do
	Err     error  // the inner cause, for the log; may be nil
}

// Refuse makes an Invalid error.
func Refuse(code, format string, args ...any) *Error {
	return Invalid.Refuse(code, format, args...)
}

// Refuse makes an error of the kind.
func (k Kind) Refuse(code, format string, args ...any) *Error {
	return &Error{Kind: k, Code: code, Message: fmt.Sprintf(format, args...)}
}

func (e *Error) Error() string { return e.Code + ": " + e.Message }
func (e *Error) Unwrap() error { return e.Err }
