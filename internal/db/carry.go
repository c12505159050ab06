package db

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"strings"
)

// portion is how many rows are carried from one store to another at a time.
const portion = 2000

// copyTables copies every table of a PostgreSQL store to a new SQLite file. The
// two have the same tables and columns, because one SQL text made both.
func (d *DB) copyTables(ctx context.Context, path string) error {
	target, err := openSQLite(ctx, path)
	if err != nil {
		return err
	}
	if err := carryTo(ctx, d, target); err != nil {
		_ = target.Close()
		return err
	}
	if err := target.Close(); err != nil {
		return err
	}
	return foldLog(ctx, path)
}

// foldLog leaves one file without a log beside it. Nobody else may have it open.
func foldLog(ctx context.Context, path string) error {
	file, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath())
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	_, err = file.ExecContext(ctx, `PRAGMA journal_mode = DELETE`)
	return err
}

// fill brings a backup's rows into an empty store.
func (d *DB) fill(ctx context.Context, backup string) error {
	origin, err := openSQLite(ctx, backup)
	if err != nil {
		return err
	}
	defer func() { _ = origin.Close() }()
	return carryTo(ctx, origin, d)
}

// carryTo makes the tables of the origin's version in the target and copies all
// rows in one transaction: a restore that is killed leaves nothing.
func carryTo(ctx context.Context, origin, target *DB) error {
	version, err := origin.Version(ctx)
	if err != nil {
		return err
	}
	provider, err := target.provider()
	if err != nil {
		return err
	}
	if _, err := provider.UpTo(ctx, version); err != nil {
		return err
	}
	return origin.Read(ctx, func(q Query) error {
		tables, err := target.tables(ctx)
		if err != nil {
			return err
		}
		return target.Write(ctx, Full, func(tx *Tx) error {
			for _, table := range tables {
				if err := carryTable(ctx, q, tx, table); err != nil {
					return fmt.Errorf("table %s: %w", table.Name, err)
				}
			}
			return nil
		})
	})
}

// tables are all tables of the store with their columns, but for the list of migrations.
func (d *DB) tables(ctx context.Context) ([]*Table, error) {
	statement := `SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.cid`
	if d.dialect == PostgreSQL {
		statement = `SELECT table_name, column_name FROM information_schema.columns
			WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position`
	}
	rows, err := d.read.QueryContext(ctx, statement)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var names []string
	columns := map[string][]string{}
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			return nil, err
		}
		if table == "goose_db_version" {
			continue
		}
		if columns[table] == nil {
			names = append(names, table)
		}
		columns[table] = append(columns[table], column)
	}
	tables := make([]*Table, len(names))
	for i, name := range names {
		tables[i] = NewTable(name, columns[name]...)
	}
	return tables, rows.Err()
}

func carryTable(ctx context.Context, q Query, tx *Tx, table *Table) error {
	rows, err := q.Query(ctx, selectText(table))
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	truths, err := booleans(rows)
	if err != nil {
		return err
	}
	batch := make([][]any, 0, portion)
	for rows.Next() {
		values, into := make([]any, len(table.Columns)), make([]any, len(table.Columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, value := range values {
			// SQLite keeps a truth as 0 or 1; PostgreSQL wants to be told.
			if n, isInt := value.(int64); isInt && truths[i] {
				values[i] = n != 0
			}
		}
		if batch = append(batch, values); len(batch) == portion {
			if err := tx.Insert(ctx, table, batch); err != nil {
				return err
			}
			batch = batch[:0]
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return tx.Insert(ctx, table, batch)
}

// selectText reads a whole table; its names come from the store's own list of
// tables, which our migrations made.
func selectText(table *Table) string {
	return "SELECT " + strings.Join(table.Columns, ", ") + " FROM " + table.Name
}

func booleans(rows *sql.Rows) ([]bool, error) {
	types, err := rows.ColumnTypes()
	if err != nil {
		return nil, err
	}
	truths := make([]bool, len(types))
	for i, column := range types {
		truths[i] = strings.EqualFold(column.DatabaseTypeName(), "BOOLEAN") || strings.EqualFold(column.DatabaseTypeName(), "BOOL")
	}
	return truths, nil
}
