package db

import (
	"context"
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"
)

// Table is a table that rows are inserted into, with the columns of its rows.
// Names are written in our own source and never come from input.
type Table struct {
	Name    string
	Columns []string
	set     bool      // a row that is there already is left as it is
	one     string    // INSERT of one row
	several string    // INSERT of perStatement rows
	lite    [2]string // INSERT of one row and of perStatement rows, as SQLite binds it fastest
}

// perStatement is how many rows one INSERT brings to SQLite; more gains nothing.
const perStatement = 16

// NewTable declares a table.
func NewTable(name string, columns ...string) *Table {
	return newTable(name, "", columns)
}

// NewSet declares a table whose rows are nothing but their key: to insert one
// that is there changes nothing.
func NewSet(name string, columns ...string) *Table {
	return newTable(name, " ON CONFLICT DO NOTHING", columns)
}

func newTable(name, otherwise string, columns []string) *Table {
	text := func(rows int, numbered bool) string { return insertText(name, columns, rows, numbered) + otherwise }
	t := &Table{Name: name, Columns: columns, set: otherwise != "", one: text(1, true), several: text(perStatement, true)}
	for i, rows := range [...]int{1, perStatement} {
		t.lite[i] = text(rows, false)
		if !t.set {
			t.lite[i] = strings.Replace(t.lite[i], "INSERT", insertOrFail, 1)
		}
	}
	return t
}

// What fails undoes its whole transaction, see [Tx.Insert]. So SQLite need not keep
// what every page was like before a statement, to undo that statement alone: it is
// told that one that fails may stop where it is.
const insertOrFail = "INSERT OR FAIL"

// insertText writes the INSERT for a number of rows. It is the one statement
// that is put together: from a table's declaration, never from data. SQLite
// looks numbered parameters up by name, one after the other, so that a statement
// with hundreds of them spends its time in that; without numbers it does not.
func insertText(name string, columns []string, rows int, numbered bool) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + name + " (" + strings.Join(columns, ", ") + ") VALUES ")
	for row := range rows {
		for column := range columns {
			switch {
			case column > 0:
				b.WriteString(", ")
			case row > 0:
				b.WriteString(", (")
			default:
				b.WriteString("(")
			}
			if numbered {
				fmt.Fprintf(&b, "$%d", row*len(columns)+column+1)
			} else {
				b.WriteByte('?')
			}
		}
		b.WriteString(")")
	}
	return b.String()
}

// copyAbove is the number of rows from which PostgreSQL is given a stream.
const copyAbove = 64

// Insert writes rows, each with a value for every column of the table: nil,
// int64, bool, string or []byte. When it fails the transaction can only be undone,
// on either engine.
func (tx *Tx) Insert(ctx context.Context, table *Table, rows [][]any) error {
	switch {
	case tx.db.dialect == SQLite:
		return tx.insertRows(ctx, table, rows)
	case len(rows) > copyAbove && !table.set:
		return tx.copyFrom(ctx, table.Name, table.Columns, rows)
	}
	for len(rows) > 0 {
		count, text := 1, table.one
		if len(rows) >= perStatement {
			count, text = perStatement, table.several
		}
		if _, err := tx.Exec(ctx, text, slices.Concat(rows[:count]...)...); err != nil {
			return fmt.Errorf("insert into %s: %w", table.Name, err)
		}
		rows = rows[count:]
	}
	return nil
}

// insertRows hands rows to SQLite's driver itself, past the checks and copies
// that package sql makes for each value. A load spends most of its time here.
func (tx *Tx) insertRows(ctx context.Context, table *Table, rows [][]any) error {
	for len(rows) > 0 {
		// Between two statements a caller may give up; within one it is not
		// worth a goroutine that waits for it.
		if err := ctx.Err(); err != nil {
			return err
		}
		count, text := 1, table.lite[0]
		if len(rows) >= perStatement {
			count, text = perStatement, table.lite[1]
		}
		insert, err := tx.inserting(ctx, text)
		if err == nil {
			err = insert.fill(ctx, tx, rows[:count])
		}
		if err != nil {
			tx.failed = fmt.Errorf("insert into %s: %w", table.Name, err)
			return tx.failed
		}
		rows = rows[count:]
	}
	return nil
}

func (tx *Tx) bind(rows [][]any) {
	tx.bound = tx.bound[:0]
	for _, row := range rows {
		for _, value := range row {
			tx.bound = append(tx.bound, driver.NamedValue{Ordinal: len(tx.bound) + 1, Value: value})
		}
	}
}
