package review

import (
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
)

var (
	ratingTable = journal.NewTable("service_rating", journal.Text("casefile"), journal.Text("step"), journal.Text("matter"),
		journal.Text("division"), journal.Text("channel"), journal.Int("grade"), journal.Bytes("words").Personal().Sealed("words"), journal.Bool("named"),
		journal.Text("person_county"), journal.Text("person"), journal.Text("complaint"), journal.Text("once"))
	complaintTable = journal.NewTable("complaint", journal.Text("number"), journal.Text("kind"), journal.Text("channel"), journal.Text("state"),
		journal.Text("division"), journal.Text("handler"), journal.Text("matter"), journal.Text("case_county"), journal.Text("casefile"),
		journal.Text("origin"), journal.Text("concerned"), journal.Text("person_county"), journal.Text("person"),
		journal.Text("name").Personal(), journal.Bytes("phone").Personal().Sealed("phone"), journal.Bytes("words").Personal().Sealed("words"), journal.Bytes("code").Sealed("code"),
		journal.Text("finding"), journal.Bytes("answer").Personal().Sealed("answer"), journal.Text("verify_due"), journal.Text("due"),
		journal.Int("verified_at"), journal.Int("answered_at"), journal.Int("round"), journal.Int("tries"), journal.Int("content"),
		journal.Text("once"))
	stepTable = journal.NewTable("complaint_step", journal.Text("complaint"), journal.Text("act"), journal.Text("actor_name").Personal(),
		journal.Text("result"), journal.Bytes("words").Personal().Sealed("words"))
)

// Tables are the tables of versions this package writes, for [journal.New].
func Tables() []*journal.Table { return []*journal.Table{ratingTable, complaintTable, stepTable} }

// place is where a sealed text of this package stands.
func place(table, field, county, id string) access.Place {
	return access.Place{Table: table, Field: field, County: county, ID: id}
}

// seal writes a text for its place; nothing for none.
func (o *Office) seal(table, field, county, id, text string) (any, error) {
	if text == "" {
		return nil, nil
	}
	return o.keys.Seal(place(table, field, county, id), text)
}

// unseal reads what seal wrote; of nothing, or of what was erased, nothing.
func (o *Office) unseal(table, field, county, id string, sealed []byte) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	text, err := o.keys.Open(place(table, field, county, id), sealed)
	return string(text), err
}

// areaText is a division as the store keeps it: always twelve digits, so that a
// subtree is one range.
func areaText(area civil.Area) string {
	text := area.String()
	return text + strings.Repeat("0", max(0, len("320613005001")-len(text)))
}

// countyOf is in whose chain an office acts: its county, or the city itself.
func countyOf(area civil.Area) string { return areaText(area)[:len("320613")] }

func textOf(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}
