package verify

import (
	"encoding/json"
	"errors"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
)

var (
	inquiryTable = journal.NewTable("inquiry", journal.Text("number"), journal.Text("business"), journal.Text("cause"), journal.Text("origin"),
		journal.Text("orderer"), journal.Text("division"), journal.Text("household"), journal.Text("reference"), journal.Text("state"),
		journal.Text("conclusion"), journal.Text("due"), journal.Text("until"), journal.Text("previous"), journal.Text("asker").Personal(),
		journal.Text("applicant").Personal())
	memberTable = journal.NewTable("inquiry_member", journal.Text("inquiry"), journal.Int("n"), journal.Text("person_county"),
		journal.Text("person"), journal.Text("name").Personal())
	sourceTable = journal.NewTable("inquiry_source", journal.Text("inquiry"), journal.Text("department"), journal.Text("deadline"),
		journal.Int("asked"), journal.Int("answered"), journal.Text("result"), journal.Int("attempts"), journal.Text("fault"),
		journal.Text("aside").Personal())
	itemTable = journal.NewTable("inquiry_item", journal.Text("inquiry"), journal.Text("department"), journal.Text("person_county"),
		journal.Text("person"), journal.Text("class"), journal.Text("state"), journal.Text("refusal"), journal.Text("authorisation"),
		journal.Text("letter"), journal.Bytes("records").Personal().Sealed("records"))
	reportTable = journal.NewTable("inquiry_report", journal.Text("inquiry"), journal.Text("number"), journal.Text("conclusion"),
		journal.Int("score"), journal.Text("until"), journal.Bytes("body").Personal().Sealed("body"), journal.Bytes("digest"), journal.Bytes("signature"),
		journal.Text("receipt"))
	objectionTable = journal.NewTable("inquiry_objection", journal.Text("inquiry"), journal.Text("state"), journal.Bytes("words").Personal().Sealed("words"),
		journal.Text("files"), journal.Text("due"), journal.Text("result").Personal(), journal.Text("recheck"), journal.Text("once"))
	findingTable = journal.NewTable("inquiry_finding", journal.Text("inquiry"), journal.Text("household"), journal.Text("division"),
		journal.Text("business"), journal.Int("score"), journal.Text("state"), journal.Text("print"), journal.Bytes("summary").Personal().Sealed("summary"),
		journal.Text("result").Personal())
)

// Tables are the tables of versions this package writes, for [journal.New].
func Tables() []*journal.Table {
	return []*journal.Table{
		authorisationTable, inquiryTable, memberTable, sourceTable, itemTable, reportTable, objectionTable, findingTable,
	}
}

// place is where a sealed value of this package stands.
func place(table, field, county, id string) access.Place {
	return access.Place{Table: table, Field: field, County: county, ID: id}
}

// seal writes a value for its place.
func (o *Office) seal(at access.Place, value any) (any, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return o.keys.Seal(at, string(text))
}

// unseal reads what seal wrote; an erased one leaves the value as it is.
func (o *Office) unseal(at access.Place, sealed []byte, into any) error {
	if len(sealed) == 0 {
		return nil
	}
	text, err := o.keys.Open(at, sealed)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

// refusalOf is the refusal in an error, nil for none.
func refusalOf(err error) *civil.Error {
	var refusal *civil.Error
	if errors.As(err, &refusal) {
		return refusal
	}
	return nil
}

// FailureCode is the code of a failure, as it is kept of a department.
func FailureCode(err error) string {
	if refusal := refusalOf(err); refusal != nil {
		return refusal.Code
	}
	return "department_failed"
}

func areaText(area civil.Area) string {
	text := area.String()
	return text + strings.Repeat("0", max(0, len("320613005001")-len(text)))
}

func textOf(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// dayWord is a day as it is kept where there may be none.
func dayWord(day civil.Date) string {
	if day == 0 {
		return ""
	}
	return day.String()
}

func dayFrom(text string) (civil.Date, error) {
	if text == "" {
		return 0, nil
	}
	return civil.ParseDate(text)
}
