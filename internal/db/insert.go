package db

import (
	"context"
	"fmt"
	"strings"
)

// Table is a table that rows are inserted into, with the columns of its rows.
// Names are written in our own source and never come from input.
type Table struct {
	Name    string
	Columns []string
	one     string // INSERT of one row
	many    string // INSERT of perStatement rows
}

// perStatement is how many rows one INSERT brings to SQLite; more gains nothing.
const perStatement = 16

// NewTable declares a table.
func NewTable(name string, columns ...string) *Table {
	return &Table{Name: name, Columns: columns, one: insertText(name, columns, 1), many: insertText(name, columns, perStatement)}
}

// insertText writes the INSERT for a number of rows. It is the one statement
// that is put together: from a table's declaration, never from data.
func insertText(name string, columns []string, rows int) string {
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
			fmt.Fprintf(&b, "$%d", row*len(columns)+column+1)
		}
		b.WriteString(")")
	}
	return b.String()
}

// copyAbove is the number of rows from which PostgreSQL is given a stream.
const copyAbove = 64

// Insert writes rows, each with a value for every column of the table.
func (tx *Tx) Insert(ctx context.Context, table *Table, rows [][]any) error {
	if tx.db.dialect == PostgreSQL && len(rows) > copyAbove {
		return tx.copyFrom(ctx, table.Name, table.Columns, rows)
	}
	args := make([]any, 0, perStatement*len(table.Columns))
	for ; len(rows) >= perStatement; rows = rows[perStatement:] {
		args = args[:0]
		for _, row := range rows[:perStatement] {
			args = append(args, row...)
		}
		if _, err := tx.Exec(ctx, table.many, args...); err != nil {
			return fmt.Errorf("insert into %s: %w", table.Name, err)
		}
	}
	for _, row := range rows {
		if _, err := tx.Exec(ctx, table.one, row...); err != nil {
			return fmt.Errorf("insert into %s: %w", table.Name, err)
		}
	}
	return nil
}
