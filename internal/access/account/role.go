package account

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"slices"
	"strings"
	"sync"

	"lianxin/internal/access"
	"lianxin/internal/civil"
)

// The roles of staff. What each may do is in data/roles.csv.
const (
	City          access.Role = "city"
	County        access.Role = "county"
	Town          access.Role = "town"
	Village       access.Role = "village"
	Department    access.Role = "department"
	Finance       access.Role = "finance"
	Auditor       access.Role = "auditor"
	Administrator access.Role = "administrator"
	Hotline       access.Role = "hotline"
)

// RoleEntry is a line of the list of roles.
type RoleEntry struct {
	Role     access.Role
	Title    string
	Levels   []civil.Level    // of the divisions a post of the role may have
	People   bool             // whether the role sees people at all
	Purposes []access.Purpose // what it may look at them for
}

// roleTable has the columns role,title,levels,people,purposes.
//
//go:embed data/roles.csv
var roleTable []byte

// The columns of roleTable.
const (
	columnRole = iota
	columnTitle
	columnLevels
	columnPeople
	columnPurposes
	columnCount
)

var levels = map[string]civil.Level{
	"province": civil.Province, "city": civil.City, "county": civil.County, "township": civil.Township, "village": civil.Village,
}

// roles reads the table once. What cannot be read is not in the list, so that a
// damaged table permits nothing.
var roles = sync.OnceValue(func() []RoleEntry { return readRoles(roleTable) })

func readRoles(table []byte) []RoleEntry {
	rows, err := csv.NewReader(bytes.NewReader(table)).ReadAll()
	if err != nil || len(rows) == 0 || len(rows[0]) != columnCount {
		return nil
	}
	var list []RoleEntry
	for _, row := range rows[1:] {
		if entry, ok := readRole(row); ok {
			list = append(list, entry)
		}
	}
	return list
}

func readRole(row []string) (RoleEntry, bool) {
	entry := RoleEntry{Role: access.Role(row[columnRole]), Title: row[columnTitle], People: row[columnPeople] == "yes"}
	for _, word := range strings.Fields(row[columnLevels]) {
		level, known := levels[word]
		if !known {
			return entry, false
		}
		entry.Levels = append(entry.Levels, level)
	}
	for _, word := range strings.Fields(row[columnPurposes]) {
		purpose := access.Purpose(word)
		if purpose.Check() != nil {
			return entry, false
		}
		entry.Purposes = append(entry.Purposes, purpose)
	}
	return entry, entry.Role != "" && entry.Title != "" && len(entry.Levels) > 0
}

// Roles lists the roles in the order in which they are offered.
func Roles() []RoleEntry { return slices.Clone(roles()) }

// roleOf is the line of a role; of an unknown one, a line that permits nothing.
func roleOf(role access.Role) RoleEntry {
	for _, entry := range roles() {
		if entry.Role == role {
			return entry
		}
	}
	return RoleEntry{Role: role}
}

// RoleTitle is the role as people call it, empty when it is not on the list.
func RoleTitle(role access.Role) string { return roleOf(role).Title }

// levelWords are the levels of a role in a sentence: 市或县（市、区）.
func (e RoleEntry) levelWords() string {
	words := make([]string, 0, len(e.Levels))
	for _, level := range e.Levels {
		words = append(words, level.String())
	}
	return strings.Join(words, "或")
}
