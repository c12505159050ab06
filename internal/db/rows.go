package db

import (
	"context"
	"database/sql"
	"errors"

	"lianxin/internal/civil"
)

// Row is what a scan function reads from.
type Row interface{ Scan(into ...any) error }

// One reads the first row a statement gives; ok is false when there is none.
func One[T any](ctx context.Context, q Query, scan func(Row) (T, error), statement string, args ...any) (value T, ok bool, err error) {
	value, err = scan(q.QueryRow(ctx, statement, args...))
	if errors.Is(err, sql.ErrNoRows) {
		return value, false, nil
	}
	return value, err == nil, err
}

// Many reads all rows a statement gives.
func Many[T any](ctx context.Context, q Query, scan func(Row) (T, error), statement string, args ...any) ([]T, error) {
	var list []T
	err := Each(ctx, q, func(row Row) error {
		value, err := scan(row)
		list = append(list, value)
		return err
	}, statement, args...)
	return list, err
}

// Each calls f for every row a statement gives, one after the other.
func Each(ctx context.Context, q Query, f func(Row) error, statement string, args ...any) error {
	if direct, ok := q.(*stepping); ok {
		return direct.each(ctx, f, statement, args)
	}
	rows, err := q.Query(ctx, statement, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Int is a scan function for one whole number.
func Int(row Row) (n int64, err error) { return n, row.Scan(&n) }

// Text is a scan function for one text.
func Text(row Row) (s string, err error) { return s, row.Scan(&s) }

// Days reads rows of an id and a day: a map of days by id.
func Days(ctx context.Context, q Query, statement string, args ...any) (map[string]civil.Date, error) {
	days := map[string]civil.Date{}
	err := Each(ctx, q, func(row Row) error {
		var id, text string
		if err := row.Scan(&id, &text); err != nil {
			return err
		}
		day, err := civil.ParseDate(text)
		days[id] = day
		return err
	}, statement, args...)
	return days, err
}
