package account

import "lianxin/internal/journal"

// home is the county under which all rows of this package stand.
const home = journal.Nowhere

var (
	staffTable      = journal.NewTable("staff", journal.Text("login"), journal.Text("name").Personal(), journal.Bool("disabled"))
	postTable       = journal.NewTable("post", journal.Text("staff"), journal.Text("role"), journal.Text("division"))
	credentialTable = journal.NewTable("credential", journal.Text("password").Personal(), journal.Bool("must"),
		journal.Bytes("secret").Personal().Sealed("secret"), journal.Bool("confirmed"))
	attemptTable = journal.NewTable("attempt", journal.Bytes("who"), journal.Text("staff"), journal.Text("outcome"),
		journal.Int("at"), journal.Int("until"), journal.Int("step"), journal.Text("address").Personal())
	sessionTable = journal.NewTable("session", journal.Bytes("token"), journal.Text("way"), journal.Text("staff"), journal.Text("people"),
		journal.Text("only_county"), journal.Text("only_case"), journal.Text("only_for"),
		journal.Int("started"), journal.Int("until"), journal.Text("address").Personal())
	settingTable = journal.NewTable("setting", journal.Text("theme"), journal.Int("text_size"),
		journal.Bool("keys_on"), journal.Bool("enter_on"))
	delegationTable = journal.NewTable("delegation", journal.Text("giver"), journal.Text("taker"), journal.Text("posts"),
		journal.Text("reason").Personal())
	codeTable = journal.NewTable("one_time_code", journal.Text("sort"), journal.Bytes("who"), journal.Bytes("code"),
		journal.Text("people"), journal.Text("only_county"), journal.Text("only_case"), journal.Text("only_for"),
		journal.Text("issuer"), journal.Int("made"), journal.Int("until"), journal.Int("tries"))
	identityTable = journal.NewTable("identity", journal.Text("staff"), journal.Text("issuer"), journal.Bytes("who"), journal.Text("hint").Personal())
	appProofTable = journal.NewTable("app_proof", journal.Text("app"), journal.Bytes("token"), journal.Text("person_county"), journal.Text("person"),
		journal.Bool("checked"), journal.Int("at"), journal.Int("until"))
	outgoingTable = journal.NewTable("outgoing", journal.Text("phone").Personal(), journal.Text("people"), journal.Text("state"),
		journal.Text("failure"), journal.Int("tries"), journal.Int("made"), journal.Int("until"))
)

// Tables are the tables of versions this package writes, for [journal.New].
func Tables() []*journal.Table {
	return []*journal.Table{staffTable, postTable, credentialTable, attemptTable, sessionTable, settingTable, delegationTable, codeTable, identityTable, appProofTable, outgoingTable}
}

// text is a column's value of a text that may be missing.
func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// plain is the text of a column that may be empty.
func plain(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
