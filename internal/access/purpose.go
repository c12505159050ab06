package access

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"sync"

	"lianxin/internal/civil"
)

// Purpose is the code of what somebody looks at a person for. The list is closed:
// a free text would end up as “work”.
type Purpose string

// PurposeEntry is a line of the list of purposes.
type PurposeEntry struct {
	Code    Purpose
	Title   string // as it is offered to a clerk
	Meaning string // what falls under it
}

// purposeTable has the columns code,title,meaning.
//
//go:embed data/purposes.csv
var purposeTable []byte

// purposeMeaning is the column of the meaning, the last one.
const purposeMeaning = 2

// purposes reads the table once. What cannot be read is not in the list, so that a
// damaged table permits nothing.
var purposes = sync.OnceValue(func() []PurposeEntry {
	rows, err := csv.NewReader(bytes.NewReader(purposeTable)).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil
	}
	var list []PurposeEntry
	for _, row := range rows[1:] {
		list = append(list, PurposeEntry{Purpose(row[0]), row[1], row[purposeMeaning]})
	}
	return list
})

// Purposes lists the purposes in the order in which they are offered.
func Purposes() []PurposeEntry { return append([]PurposeEntry(nil), purposes()...) }

// Title is the purpose as it is offered to a clerk, empty when it is not on the list.
func (p Purpose) Title() string {
	for _, entry := range purposes() {
		if entry.Code == p {
			return entry.Title
		}
	}
	return ""
}

// Check refuses a purpose that is missing or not on the list (Denied).
func (p Purpose) Check() error {
	switch {
	case p == "":
		return errPurpose()
	case p.Title() == "":
		return &civil.Error{Kind: civil.Denied, Code: "purpose_unknown", Message: "查看目的不在目录内，请从列出的目的中选择。"}
	}
	return nil
}

// errPurpose is the one refusal of a look of which it is not known who looks, or
// what for: both are asked on the same form.
func errPurpose() error {
	return &civil.Error{Kind: civil.Denied, Code: "purpose_required", Message: "查看个人信息要说明由谁、为什么查看，请登录并选择目的。"}
}
