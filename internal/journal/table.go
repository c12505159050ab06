package journal

import (
	"strconv"
	"strings"

	"lianxin/internal/db"
)

// kind is how a column's values are written into a proof and read back.
type kind uint8

const (
	text kind = iota + 1
	integer
	boolean
	octets
)

// Column is one of a table's own columns.
type Column struct {
	name     string
	kind     kind
	personal bool
	sealed   string // under which name its values are bound to their place; empty: they are not sealed
}

// Text is a column of texts.
func Text(name string) Column { return Column{name: name, kind: text} }

// Int is a column of whole numbers.
func Int(name string) Column { return Column{name: name, kind: integer} }

// Bool is a column of truths.
func Bool(name string) Column { return Column{name: name, kind: boolean} }

// Bytes is a column of bytes, such as sealed values and their blind indexes.
func Bytes(name string) Column { return Column{name: name, kind: octets} }

// Personal says that the column is emptied when a payload is erased.
func (c Column) Personal() Column {
	c.personal = true
	return c
}

// Table is a table of versions. Its columns are, in this order,
//
//	county      TEXT   six digits, the home county
//	id          TEXT   what the versions are of
//	opened      BIGINT the act that opened the version; (county, id, opened) is the primary key
//	closed      BIGINT the act that closed it; NULL while it is the last one
//	valid_from  TEXT   first day on which it holds in the world; NULL: always
//	valid_to    TEXT   last such day; NULL: no end
//	proof       BYTEA  salt and hash; after an erasure hash and erasing act; then what it was before each resealing
//
// and then its own.
type Table struct {
	name   string
	own    []Column
	insert *db.Table
	close  string
	scan   string
	erase  string
	some   string
	renew  string // empty: no column is sealed

	counties string
}

// lead are the columns every table of versions begins with.
var lead = []string{"county", "id", "opened", "closed", "valid_from", "valid_to", "proof"}

// NewTable declares a table of versions by its own columns. Names are written
// in our own source.
func NewTable(name string, own ...Column) *Table {
	names := append([]string(nil), lead...)
	var emptied, renewed strings.Builder
	next := 4 // of the parameters of renewed, behind the proof
	for _, column := range own {
		names = append(names, column.name)
		if column.personal {
			emptied.WriteString(", " + column.name + " = NULL")
		}
		if column.sealed != "" {
			next++
			renewed.WriteString(", " + column.name + " = $" + strconv.Itoa(next))
		}
	}
	t := &Table{
		name: name, own: own, insert: db.NewTable(name, names...),
		close:    "UPDATE " + name + " SET closed = $4 WHERE county = $1 AND id = $2 AND opened = $3 AND (closed IS NULL OR " + givenUp + ")",
		scan:     "SELECT " + strings.Join(names[1:], ", ") + " FROM " + name + " WHERE county = $1 ORDER BY id, opened",
		counties: "-- across counties\nSELECT DISTINCT county FROM " + name,
		erase:    "UPDATE " + name + " SET proof = $4" + emptied.String() + " WHERE county = $1 AND id = $2 AND opened = $3",
		some:     "SELECT " + strings.Join(names[1:], ", ") + " FROM " + name + " WHERE county = $1 AND (id > $2 OR id = $2 AND opened > $3) ORDER BY id, opened LIMIT $4",
	}
	if renewed.Len() > 0 {
		t.renew = "UPDATE " + name + " SET proof = $4" + renewed.String() + " WHERE county = $1 AND id = $2 AND opened = $3"
	}
	return t
}

// givenUp says that a version was closed only by a batch that was abandoned.
const givenUp = `EXISTS (SELECT 1 FROM provisional p WHERE p.county = $1 AND p.seq = closed AND p.effective = ` + abandoned + `)`

// Name is the table's name.
func (t *Table) Name() string { return t.name }

// Valid is the span of days in which a version holds in the world.
type Valid struct {
	From, To any // civil.Date, or nil: open
}

// Always is the span without beginning or end.
var Always = Valid{}
