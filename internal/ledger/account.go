package ledger

import (
	"context"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Account can hold a balance of one unit.
type Account struct {
	County   string
	Code     string // what it is called in transfers: class, point, and what tells it from its like
	Unit     string // Fen, Minutes, or Voucher or Goods and a name
	Title    string // for people
	Overdraw bool   // it may go below zero
}

// The units that are known by name; vouchers and goods are "voucher:" or "goods:" and
// a name.
const (
	Fen     = "fen"
	Minutes = "minutes"
	Voucher = "voucher:"
	Goods   = "goods:"
)

// depth is how far below zero an account may go that may.
const depth = -4_000_000_000_000_000_000

// codeMost is the longest code, title, kind, subject or note.
const codeMost = 200

var accountTable = journal.NewTable("ledger_account", journal.Text("unit"), journal.Text("title"), journal.Bool("overdraw"))

const (
	selectAccount = `SELECT v.county, v.id, v.opened, v.unit, v.title, v.overdraw FROM ledger_account v WHERE v.county = $1 AND v.id = $2 AND v.closed IS NULL`
	insertBalance = `INSERT INTO ledger_balance (county, account, class, unit, floor, came, went, balance) VALUES ($1, $2, $3, $4, $5, 0, 0, 0)`
	moveFloor     = `UPDATE ledger_balance SET floor = $3 WHERE county = $1 AND account = $2`
)

// storedAccount is an account and the act that opened its version.
type storedAccount struct {
	Account
	opened int64
}

func scanAccount(row db.Row) (a storedAccount, err error) {
	return a, row.Scan(&a.County, &a.Code, &a.opened, &a.Unit, &a.Title, &a.Overdraw)
}

func (a *Account) check() error {
	switch {
	case !named(a.Code) || !named(a.Title):
		return civil.Refuse("ledger_account", "账户要有编码和名称，没有开设。")
	case a.Unit != Fen && a.Unit != Minutes && !counted(a.Unit, Voucher) && !counted(a.Unit, Goods):
		return civil.Refuse("ledger_unit", "账户“%s”的计量单位“%s”不认识：请用分、分钟、服务券或物资。", a.Title, a.Unit)
	}
	return nil
}

// counted says whether a unit is one of a sort and has a name.
func counted(unit, sort string) bool {
	return strings.HasPrefix(unit, sort) && len(unit) > len(sort) && named(unit)
}

// named says whether a text can name something: not empty, not too long.
func named(text string) bool { return text != "" && len(text) <= codeMost }

func (a *Account) class() string {
	class, _, _ := strings.Cut(a.Code, ".")
	return class
}

func (a *Account) floor() int64 {
	if a.Overdraw {
		return depth
	}
	return 0
}

// Open opens an account, in the county of the act. An account that is open already
// keeps its balance; a new title, or leave to be overdrawn given or taken away, makes
// a new version of it. Taking the leave away from an account below zero is refused.
func (l *Ledger) Open(ctx context.Context, w *journal.Write, a Account) error {
	if err := a.check(); err != nil {
		return err
	}
	if a.County != w.County() {
		return civil.Refuse("ledger_county", "账户“%s”不属于本次办理的县（市、区），没有开设。", a.Title)
	}
	old, known, err := db.One(ctx, w, scanAccount, selectAccount, a.County, a.Code)
	switch {
	case err != nil:
		return err
	case !known:
		if _, err := w.Tx().Exec(ctx, insertBalance, a.County, a.Code, a.class(), a.Unit, a.floor()); err != nil {
			return err
		}
		return a.open(ctx, w)
	case old.Account == a:
		return nil
	case old.Unit != a.Unit:
		return civil.Conflict.Refuse("ledger_unit_differs", "账户“%s”已经按另一种单位开设，不能换单位：请另开账户。", old.Title)
	}
	return old.replace(ctx, w, a)
}

// replace brings an account that is open to another title or floor.
func (a *storedAccount) replace(ctx context.Context, w *journal.Write, next Account) error {
	if a.Overdraw && !next.Overdraw {
		b, _, err := db.One(ctx, w, scanStand, selectStand, a.County, a.Code)
		if err != nil {
			return err
		}
		if b.balance < 0 {
			return civil.Conflict.Refuse("ledger_overdrawn", "账户“%s”现在透支%s，补足以前不能改为不许透支。", a.Title, spoken(-b.balance, a.Unit))
		}
	}
	if _, err := w.Tx().Exec(ctx, moveFloor, a.County, a.Code, next.floor()); err != nil {
		return err
	}
	if err := w.Close(ctx, accountTable, a.Code, a.opened); err != nil {
		return err
	}
	return next.open(ctx, w)
}

func (a *Account) open(ctx context.Context, w *journal.Write) error {
	return w.Open(ctx, accountTable, a.Code, journal.Always, a.Unit, a.Title, a.Overdraw)
}

// GetAccount reads an account (NotFound when there is none).
func (l *Ledger) GetAccount(ctx context.Context, q db.Query, county, code string) (Account, error) {
	a, known, err := db.One(ctx, q, scanAccount, selectAccount, county, code)
	if err == nil && !known {
		err = &civil.Error{Kind: civil.NotFound, Code: "ledger_account_unknown", Message: "没有找到这个账户，请回到账户列表重新选择。"}
	}
	return a.Account, err
}
