package screen

import (
	"io/fs"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/assess"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/pay"
	"lianxin/internal/register"
)

// Stages are what pages ask: the stages of the house, as app has wired them.
type Stages struct {
	Journal   *journal.Journal
	Keys      access.Keyring
	Accounts  *account.Accounts
	Register  *register.Register
	Desk      *casework.Desk
	Judge     *assess.FamilyJudge
	Pay       *pay.Pay
	Catalogue func() *pack.Catalogue // the packs in force now
	Divisions *civil.Divisions
	Calendar  *civil.Calendar
	Fonts     fs.FS // with the font of letters
	City      civil.Area
	Address   string // under which anybody reaches these pages, for QR codes: https://…
}
