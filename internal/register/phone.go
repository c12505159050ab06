package register

import (
	"context"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// PhoneAct is the act in which a window registers the telephone somebody signs in by, or
// takes it away. Whom it was about keeps what it said when a file says something else.
const PhoneAct = "register.phone"

const selectPhoned = `SELECT DISTINCT v.id FROM person v JOIN act a ON a.county = v.county AND a.seq = v.opened
	WHERE v.id IN ` + Among + ` AND v.county = $34 AND a.kind = $1`

// SetPhone gives somebody another telephone, or takes away the one he has: whoever signs
// in by that number signs in as him. seen is the version that was read. It refuses a
// number that is none (Invalid), and one somebody else signs in by unless shared says
// that both want it (phone_shared): each sees what the other has.
func (r *Register) SetPhone(ctx context.Context, w *journal.Write, seen Person, phone access.Private, shared bool) error {
	if phone.Empty() {
		seen.ForgetPhone()
	} else if !shared {
		if err := r.alone(ctx, w, seen.Ref, phone); err != nil {
			return err
		}
	}
	seen.Phone = phone
	return r.ChangePerson(ctx, w, seen)
}

// alone refuses a number that others than somebody have.
func (r *Register) alone(ctx context.Context, q db.Query, of Ref, phone access.Private) error {
	holders, err := r.ByPhone(ctx, q, phone)
	if err != nil {
		return err
	}
	if others := len(slices.DeleteFunc(holders, func(p *Person) bool { return p.Ref == of })); others > 0 {
		return civil.Refuse("phone_shared", "这个号码已经登记给另外%d个人，登录以后互相看得到办件。是家人共用的请勾选，不是的请核对号码。", others)
	}
	return nil
}
