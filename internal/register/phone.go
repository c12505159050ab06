package register

import (
	"context"

	"lianxin/internal/access"
	"lianxin/internal/journal"
)

// PhoneAct is the act in which a window registers the telephone somebody signs in by, or
// takes it away. Whom it was about keeps what it said when a file says something else.
const PhoneAct = "register.phone"

const selectPhoned = `SELECT DISTINCT v.id FROM person v JOIN act a ON a.county = v.county AND a.seq = v.opened
	WHERE v.id IN ` + Among + ` AND v.county = $34 AND a.kind = $1`

// SetPhone gives somebody another telephone, or takes away the one he has: whoever signs
// in by that number signs in as him. seen is the version that was read. It refuses a
// number that is none (Invalid).
func (r *Register) SetPhone(ctx context.Context, w *journal.Write, seen Person, phone access.Private) error {
	if phone.Empty() {
		seen.ForgetPhone()
	}
	seen.Phone = phone
	return r.ChangePerson(ctx, w, seen)
}
