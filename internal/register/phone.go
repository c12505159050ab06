package register

import (
	"context"

	"lianxin/internal/access"
	"lianxin/internal/journal"
)

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
