package watch

import (
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
)

var (
	leadTable = journal.NewTable("lead", journal.Text("number"), journal.Text("person_county"), journal.Text("person"),
		journal.Text("household"), journal.Text("name").Personal(), journal.Text("division"), journal.Text("state"), journal.Text("level"),
		journal.Text("colour"), journal.Text("due"), journal.Int("notices"), journal.Int("reported"), journal.Int("since"),
		journal.Text("assignee"), journal.Text("result"), journal.Text("case_county"), journal.Text("casefile"),
		journal.Bytes("contact").Personal().Sealed("contact"))
	reasonTable = journal.NewTable("lead_reason", journal.Text("lead"), journal.Text("source"), journal.Text("signal"),
		journal.Text("title"), journal.Text("subject"), journal.Text("found"), journal.Text("reporter").Personal(),
		journal.Text("words").Personal(), journal.Text("origin"))
	stepTable = journal.NewTable("lead_step", journal.Text("lead"), journal.Int("n"), journal.Text("action"), journal.Text("title"),
		journal.Text("actor_name").Personal(), journal.Text("unit"), journal.Text("day"), journal.Text("met").Personal(),
		journal.Text("words").Personal(), journal.Text("photo"), journal.Text("once"))
)

// Tables are the tables of versions this package writes, for [journal.New].
func Tables() []*journal.Table { return []*journal.Table{leadTable, reasonTable, stepTable} }

// contactPlace is where the sealed telephone and address of a lead stand.
func contactPlace(county, id string) access.Place {
	return access.Place{Table: "lead", Field: "contact", County: county, ID: id}
}

// codeDigits is how many digits a division has in the store.
const codeDigits = 12

func areaText(area civil.Area) string {
	text := area.String()
	return text + strings.Repeat("0", max(0, codeDigits-len(text)))
}

// textOf is a text of the store, empty for NULL.
func textOf(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// orNull is NULL for an empty text.
func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// dayWord is a day as it is kept where there may be none.
func dayWord(day civil.Date) any {
	if day == 0 {
		return nil
	}
	return day.String()
}

func dayFrom(text *string) (civil.Date, error) {
	if text == nil {
		return 0, nil
	}
	return civil.ParseDate(*text)
}
