package db

import (
	"context"
	"database/sql/driver"
	"errors"
)

// inserting is an INSERT of SQLite, prepared once in a transaction.
type inserting struct {
	statement driver.StmtExecContext
	direct    *filling // nil: the driver's way is the only one
}

// inserting is the statement for a text.
func (tx *Tx) inserting(ctx context.Context, text string) (*inserting, error) {
	if found := tx.inserts[text]; found != nil {
		return found, nil
	}
	err := tx.conn.Raw(func(raw any) error {
		connection, ok := raw.(driver.ConnPrepareContext)
		if !ok {
			return errors.New("db: this connection is not SQLite's")
		}
		statement, err := connection.PrepareContext(ctx, text)
		if err != nil {
			return err
		}
		prepared, ok := statement.(driver.StmtExecContext)
		if !ok {
			return errors.Join(errors.New("db: SQLite's statements take no context"), statement.Close())
		}
		tx.inserts[text] = &inserting{prepared, newFilling(prepared)}
		return nil
	})
	return tx.inserts[text], err
}

// fill stores rows that fill the statement's places.
func (s *inserting) fill(ctx context.Context, tx *Tx, rows [][]any) error {
	if s.direct != nil && s.direct.fill(rows) {
		return nil
	}
	tx.bind(rows)
	_, err := s.statement.ExecContext(context.WithoutCancel(ctx), tx.bound)
	return err
}

// closeInserts gives the driver's statements back.
func (tx *Tx) closeInserts() {
	for _, one := range tx.inserts {
		if statement, ok := one.statement.(driver.Stmt); ok {
			_ = statement.Close()
		}
		if one.direct != nil {
			one.direct.close()
		}
	}
}
