package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"reflect"
)

// stepping is a reader of SQLite for somebody who reads very many rows: its
// statements are prepared once and their rows are taken from the driver itself,
// past the locks and conversions that package sql has for each row and value.
type stepping struct {
	reader
	direct   driver.ConnPrepareContext
	prepared map[string]*stepped
}

// stepped is a statement as SQLite binds it fastest, and which arguments stand
// at its places.
type stepped struct {
	statement driver.StmtQueryContext
	places    []int
	busy      bool // its rows are being read
	bound     []driver.NamedValue
}

// newStepping is a reader's direct way to its rows.
func newStepping(r reader) (*stepping, error) {
	s := &stepping{reader: r, prepared: map[string]*stepped{}}
	err := r.conn.Raw(func(raw any) error {
		direct, ok := raw.(driver.ConnPrepareContext)
		if !ok {
			return errors.New("db: this connection is not SQLite's")
		}
		s.direct = direct
		return nil
	})
	return s, err
}

// prepare gives the statement for a text. One whose rows are being read further
// out is prepared once more.
func (s *stepping) prepare(ctx context.Context, text string) (*stepped, error) {
	if one := s.prepared[text]; one != nil && !one.busy {
		return one, nil
	}
	plain, places := unnumbered(text)
	statement, err := s.direct.PrepareContext(ctx, plain)
	if err != nil {
		return nil, err
	}
	asking, ok := statement.(driver.StmtQueryContext)
	if !ok {
		return nil, errors.Join(errors.New("db: SQLite's statements take no context"), statement.Close())
	}
	one := &stepped{statement: asking, places: places}
	s.reader.keep(statement)
	s.prepared[text] = one
	return one, nil
}

// unnumbered writes ? for every $n, since SQLite looks numbered parameters up by
// name, and says which argument each stands for. Statements are our own, so that
// a quotation mark always begins or ends a text.
func unnumbered(text string) (plain string, places []int) {
	out := make([]byte, 0, len(text))
	quoted := false
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '\'' {
			quoted = !quoted
		}
		if quoted || c != '$' {
			out = append(out, c)
			continue
		}
		n := 0
		for i+1 < len(text) && text[i+1] >= '0' && text[i+1] <= '9' {
			i++
			n = 10*n + int(text[i]-'0')
		}
		out, places = append(out, '?'), append(places, n-1)
	}
	return string(out), places
}

// askEvery is after how many rows a reader looks whether its caller has gone.
const askEvery = 1024

// each is [Each] for this reader.
func (s *stepping) each(ctx context.Context, f func(Row) error, text string, args []any) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	free := context.WithoutCancel(ctx)
	one, err := s.prepare(free, text)
	if err != nil {
		return err
	}
	if err := one.bind(args); err != nil {
		return err
	}
	rows, err := one.statement.QueryContext(free, one.bound)
	if err != nil {
		return err
	}
	one.busy = true
	defer func() {
		one.busy = false
		err = errors.Join(err, rows.Close())
	}()
	values := direct{make([]driver.Value, len(rows.Columns()))}
	for n := 1; ; n++ {
		if err := rows.Next(values.list); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		if err := f(&values); err != nil {
			return err
		}
		if n%askEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

func (s *stepped) bind(args []any) error {
	s.bound = s.bound[:0]
	for i, place := range s.places {
		if place < 0 || place >= len(args) {
			return fmt.Errorf("db: a statement asks for argument %d of %d", place+1, len(args))
		}
		value, err := driver.DefaultParameterConverter.ConvertValue(args[place])
		if err != nil {
			return err
		}
		s.bound = append(s.bound, driver.NamedValue{Ordinal: i + 1, Value: value})
	}
	return nil
}

// direct is a row as the driver gives it.
type direct struct{ list []driver.Value }

// Scan implements [Row], for the types that rows are read into.
func (d *direct) Scan(into ...any) error {
	if len(into) != len(d.list) {
		return fmt.Errorf("db: %d columns are read into %d places", len(d.list), len(into))
	}
	for i, value := range d.list {
		if err := assign(into[i], value); err != nil {
			return fmt.Errorf("db: column %d: %w", i, err)
		}
	}
	return nil
}

// assign puts a value into its place. What is NULL may only go where there is
// room for nothing.
func assign(into any, value driver.Value) error {
	switch to := into.(type) {
	case *any:
		*to = value
		return nil
	case *string:
		if v, ok := value.(string); ok {
			*to = v
			return nil
		}
	case **string:
		if v, ok := value.(string); ok {
			*to = &v
			return nil
		}
	case *int64:
		if v, ok := value.(int64); ok {
			*to = v
			return nil
		}
	case *[]byte:
		if v, ok := value.([]byte); ok || value == nil {
			*to = v
			return nil
		}
	case sql.Scanner:
		return to.Scan(value)
	}
	return assignOther(reflect.ValueOf(into), value)
}

// assignOther is assign for types that are met seldom: truths, which SQLite keeps
// as numbers, types made of texts and numbers, and pointers that may be nothing.
func assignOther(into reflect.Value, value driver.Value) error {
	if into.Kind() != reflect.Pointer || into.IsNil() {
		return fmt.Errorf("nothing can be read into a %s", into.Type())
	}
	to := into.Elem()
	if to.Kind() == reflect.Pointer {
		if value == nil {
			to.SetZero()
			return nil
		}
		to.Set(reflect.New(to.Type().Elem()))
		return assign(to.Interface(), value)
	}
	switch v := value.(type) {
	case string:
		if to.Kind() == reflect.String {
			to.SetString(v)
			return nil
		}
	case int64:
		if to.CanInt() && !to.OverflowInt(v) {
			to.SetInt(v)
			return nil
		}
		if to.Kind() == reflect.Bool && (v == 0 || v == 1) {
			to.SetBool(v == 1)
			return nil
		}
	case []byte:
		if to.Kind() == reflect.Slice && to.Type().Elem().Kind() == reflect.Uint8 {
			to.SetBytes(v)
			return nil
		}
	}
	return fmt.Errorf("a %T cannot be read into a %s", value, to.Type())
}
