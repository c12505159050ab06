package pay

import (
	"context"
	"strings"
	"unicode"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// Capacity is in which capacity somebody's account takes a person's money.
type Capacity string

// The capacities, see [Capacity].
const (
	Own      Capacity = "own"      // the person's own
	Member   Capacity = "member"   // an agreed member of the household
	Guardian Capacity = "guardian" // of a minor, or of somebody who cannot act
	Keeper   Capacity = "keeper"   // somebody who keeps the card, by written agreement
	// Institution is the account of the home that looks after somebody: it is the
	// institution's, in its name.
	Institution Capacity = "institution"
)

// Account is one version of where the money of a person goes (领款账户).
type Account struct {
	County    string
	ID        string
	Opened    int64
	Revision  int64 // counts what people changed
	Person    register.Ref
	Holder    string
	Number    access.Private // whole only while it is being set, and in a bank file
	Tail      string         // the last four characters
	BankCode  string         // 联行号, twelve digits; empty: not given, the agent bank knows its own accounts
	BankName  string
	Capacity  Capacity
	Agreement string // number of a keeper's agreement

	sealed, index []byte
}

var accountTable = journal.NewTable("payee_account",
	journal.Text("person_county"), journal.Text("person"), journal.Int("revision"), journal.Text("holder").Personal(),
	journal.Bytes("number_sealed").Personal().Sealed("number"), journal.Bytes("number_index").Personal(), journal.Text("tail").Personal(),
	journal.Text("bank_code"), journal.Text("bank_name"), journal.Text("capacity"), journal.Text("agreement").Personal())

const (
	accountColumns = `v.county, v.id, v.opened, v.person_county, v.person, v.revision, v.holder, v.number_sealed, v.number_index, v.tail,
		v.bank_code, v.bank_name, v.capacity, v.agreement`
	selectAccount  = `SELECT ` + accountColumns + ` FROM payee_account v WHERE v.county = $1 AND v.person_county = $3 AND v.person = $4 AND ` + journal.HeldAt
	selectAccounts = `SELECT ` + accountColumns + ` FROM payee_account v WHERE v.county = $1 AND ` + journal.HeldAt + ` ORDER BY v.id`
	selectRevision = `SELECT ` + accountColumns + ` FROM payee_account v WHERE v.county = $1 AND v.id = $2 AND v.revision = $3 ORDER BY v.opened DESC LIMIT 1`
	selectHistory  = `SELECT ` + accountColumns + ` FROM payee_account v WHERE v.county = $1 AND v.person_county = $2 AND v.person = $3 ORDER BY v.opened`
	selectNumber   = `SELECT ` + accountColumns + ` FROM payee_account v WHERE v.county = $1 AND v.number_index = $3 AND ` + journal.HeldAt + ` ORDER BY v.id`
	selectReseal   = `SELECT ` + accountColumns + ` FROM payee_account v WHERE v.county = $1 AND v.id > $3 AND v.number_sealed IS NOT NULL AND ` + journal.HeldAt + ` ORDER BY v.id LIMIT $4`
)

func scanAccount(row db.Row) (*Account, error) {
	var a Account
	var holder, tail, agreement *string
	err := row.Scan(&a.County, &a.ID, &a.Opened, &a.Person.County, &a.Person.ID, &a.Revision, &holder, &a.sealed, &a.index, &tail,
		&a.BankCode, &a.BankName, &a.Capacity, &agreement)
	a.Holder, a.Tail, a.Agreement = textOf(holder), textOf(tail), textOf(agreement)
	return &a, err
}

func (a *Account) values() []any {
	return []any{
		a.Person.County, a.Person.ID, a.Revision, textOrNil(a.Holder), a.sealed, a.index, textOrNil(a.Tail),
		a.BankCode, a.BankName, string(a.Capacity), textOrNil(a.Agreement),
	}
}

// Limits of an account, in characters.
const (
	holderMost  = 60
	bankMost    = 60
	numberLeast = 8
	tailLength  = 4
)

// check refuses what no bank could pay to.
func (a *Account) check(number string) *civil.Error {
	switch {
	case a.Person.Zero():
		return civil.Refuse("account_person", "没有写明是谁的领款账户，请选择领款人。")
	case strings.TrimSpace(a.Holder) == "" || len([]rune(a.Holder)) > holderMost || strings.ContainsFunc(a.Holder, unreadable):
		return civil.Refuse("account_holder", "请按存折或银行卡填写户名，最多%d个字。", holderMost)
	case len(number) < numberLeast:
		return civil.Refuse("account_number", "银行账号至少有%d位，请对照存折或银行卡核对。", numberLeast)
	case a.BankName == "" || len([]rune(a.BankName)) > bankMost || strings.ContainsFunc(a.BankName, unreadable):
		return civil.Refuse("account_bank", "请填写开户银行，最多%d个字。", bankMost)
	case a.BankCode != "" && len(a.BankCode) != 12 || strings.Trim(a.BankCode, "0123456789") != "":
		return civil.Refuse("account_bank_code", "联行号应有12位数字，请向开户银行查询。")
	case a.Capacity != Own && a.Capacity != Member && a.Capacity != Guardian && a.Capacity != Keeper && a.Capacity != Institution:
		return civil.Refuse("account_capacity", "请写明账户是本人的、家庭成员的、监护人的、代保管人的还是供养机构的。")
	case a.Capacity == Keeper && a.Agreement == "":
		return civil.Refuse("account_agreement", "代保管要有书面协议，请填写协议编号。")
	}
	return nil
}

// unreadable says whether a character would break a line of a file, or is none.
func unreadable(r rune) bool { return unicode.IsControl(r) || r == unicode.ReplacementChar }

// place is where the number is sealed.
func (a *Account) place() access.Place {
	return access.Place{Table: "payee_account", Field: "number", County: a.County, ID: a.ID}
}

// SetAccount says where the money of a person goes from now on. The same again
// changes nothing.
func (p *Pay) SetAccount(ctx context.Context, w *journal.Write, a Account) (*Account, error) {
	raw, err := access.AppendNormal(nil, access.Account, a.Number.Reveal())
	if err != nil {
		return nil, err
	}
	number := string(raw)
	if problem := a.check(number); problem != nil {
		return nil, problem
	}
	old, known, err := db.One(ctx, w, scanAccount, selectAccount, w.County(), journal.Latest, a.Person.County, a.Person.ID)
	if err != nil {
		return nil, err
	}
	a.County, a.ID, a.Revision = w.County(), newID(), 1
	if known {
		if same, err := p.sameAccount(old, &a, number); err != nil || same {
			return old, err
		}
		a.ID, a.Revision = old.ID, old.Revision+1
		if err := w.Close(ctx, accountTable, old.ID, old.Opened); err != nil {
			return nil, err
		}
	}
	if err := p.sealNumber(&a, number); err != nil {
		return nil, err
	}
	a.Opened = w.Seq()
	return &a, w.Open(ctx, accountTable, a.ID, journal.Always, a.values()...)
}

// sealNumber seals a number in its normal form, and keeps the tail to show.
func (p *Pay) sealNumber(a *Account, number string) (err error) {
	if a.sealed, err = p.keys.Seal(a.place(), number); err != nil {
		return err
	}
	a.Tail = number[len(number)-tailLength:]
	a.Number = access.Private{}
	a.index, err = p.keys.AppendIndex(nil, access.Account, number)
	return err
}

func (p *Pay) sameAccount(old, a *Account, number string) (bool, error) {
	if old.Holder != a.Holder || old.BankCode != a.BankCode || old.BankName != a.BankName || old.Capacity != a.Capacity || old.Agreement != a.Agreement {
		return false, nil
	}
	held, err := p.keys.Open(old.place(), old.sealed)
	return err == nil && string(held) == number, err
}

// AccountOf is where the money of a person goes now, for payments in a county.
func AccountOf(ctx context.Context, q db.Query, county string, person register.Ref) (*Account, bool, error) {
	return db.One(ctx, q, scanAccount, selectAccount, county, journal.Latest, person.County, person.ID)
}

// AccountHistory are all versions of it, the oldest first.
func AccountHistory(ctx context.Context, q db.Query, county string, person register.Ref) ([]*Account, error) {
	return db.Many(ctx, q, scanAccount, selectHistory, county, person.County, person.ID)
}

// AccountsByNumber are the accounts of a county with a number: more than one means
// that several people's money goes to the same place.
func (p *Pay) AccountsByNumber(ctx context.Context, q db.Query, county, number string) ([]*Account, error) {
	entries, err := p.keys.Lookups(access.Account, number)
	if err != nil {
		return nil, err
	}
	var list []*Account
	for _, entry := range entries {
		found, err := db.Many(ctx, q, scanAccount, selectNumber, county, journal.Latest, entry)
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
	}
	return list, nil
}

// reveal opens the number of an account version for a bank file.
func (p *Pay) reveal(a *Account) (string, error) {
	number, err := p.keys.Open(a.place(), a.sealed)
	return string(number), err
}

// Reseal brings the numbers of a county under the current keys, the first limit
// accounts behind an id, and says behind which to go on; empty when all are done.
func (p *Pay) Reseal(ctx context.Context, w *journal.Write, behind string, limit int) (next string, err error) {
	list, err := db.Many(ctx, w, scanAccount, selectReseal, w.County(), journal.Latest, behind, limit)
	if err != nil {
		return "", err
	}
	for _, a := range list {
		if !p.keys.NeedsReseal(a.sealed) && !p.keys.NeedsReindex(a.index) {
			continue
		}
		number, err := p.reveal(a)
		if err != nil {
			return "", err
		}
		if err := w.Close(ctx, accountTable, a.ID, a.Opened); err != nil {
			return "", err
		}
		if err := p.sealNumber(a, number); err != nil {
			return "", err
		}
		if err := w.Open(ctx, accountTable, a.ID, journal.Always, a.values()...); err != nil {
			return "", err
		}
	}
	if len(list) < limit {
		return "", nil
	}
	return list[len(list)-1].ID, nil
}
