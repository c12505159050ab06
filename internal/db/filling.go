package db

import (
	"reflect"

	"modernc.org/libc"
	sqlite "modernc.org/sqlite/lib"
)

// filling is a prepared INSERT of SQLite whose values lie in one piece of memory
// that is used again for every step. The driver looks up the name of every
// parameter and asks for memory for every text and blob, and gives it back; for
// rows of twenty columns that is a third of the work. Nothing of Go's memory is
// shown to SQLite.
type filling struct {
	tls       *libc.TLS
	statement uintptr
	columns   int
	memory    uintptr // of SQLite's side, where room lies
	room      []byte
	used      int
}

// newFilling is the direct way to a statement of the driver; nil where the driver
// is not made as it was when this was written, and then its own way is taken. A
// test says so.
func newFilling(prepared any) *filling {
	v := reflect.ValueOf(prepared)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Elem().Kind() != reflect.Struct {
		return nil
	}
	statement, connection := v.Elem().FieldByName("pstmt"), v.Elem().FieldByName("c")
	if statement.Kind() != reflect.Uintptr || statement.Uint() == 0 || connection.Kind() != reflect.Pointer || connection.IsNil() || connection.Elem().Kind() != reflect.Struct {
		return nil
	}
	tls := connection.Elem().FieldByName("tls")
	if !tls.IsValid() || tls.Type() != reflect.TypeFor[*libc.TLS]() || tls.IsNil() {
		return nil
	}
	f := &filling{tls: (*libc.TLS)(tls.UnsafePointer()), statement: uintptr(statement.Uint())}
	f.columns = int(sqlite.Xsqlite3_bind_parameter_count(f.tls, f.statement))
	return f
}

// fill stores rows with the statement, which has a place for all their values.
// It says whether all went well; the driver, asked for the same again, says what
// is wrong.
func (f *filling) fill(rows [][]any) bool {
	if !f.make(rows) {
		return false
	}
	at, ok := 0, true
	for _, row := range rows {
		for _, value := range row {
			at++
			ok = ok && f.bind(int32(at), value)
		}
	}
	ok = ok && at == f.columns && sqlite.Xsqlite3_step(f.tls, f.statement) == sqlite.SQLITE_DONE
	return sqlite.Xsqlite3_reset(f.tls, f.statement) == sqlite.SQLITE_OK && ok
}

// roomLeast is what the memory for values begins with, in bytes.
const roomLeast = 16 << 10

// make makes room for the texts and blobs of some rows.
func (f *filling) make(rows [][]any) bool {
	need := 1
	for _, row := range rows {
		for _, value := range row {
			switch v := value.(type) {
			case string:
				need += len(v)
			case []byte:
				need += len(v)
			}
		}
	}
	f.used = 0
	if need <= len(f.room) {
		return true
	}
	f.close()
	size := max(2*need, roomLeast)
	if f.memory = sqlite.Xsqlite3_malloc64(f.tls, sqlite.Tsqlite3_uint64(size)); f.memory == 0 {
		return false
	}
	f.room = libc.GoBytes(f.memory, size)
	return true
}

// close gives the memory back. The statement is not stepped any more, or filled
// anew before it is.
func (f *filling) close() {
	if f.memory != 0 {
		sqlite.Xsqlite3_free(f.tls, f.memory)
	}
	f.memory, f.room = 0, nil
}

// static tells SQLite that a value stays where it is until the statement is done.
const static = 0

func (f *filling) bind(at int32, value any) bool {
	var failed int32
	switch v := value.(type) {
	case nil:
		failed = sqlite.Xsqlite3_bind_null(f.tls, f.statement, at)
	case string:
		size := copy(f.room[f.used:], v)
		failed = sqlite.Xsqlite3_bind_text(f.tls, f.statement, at, f.memory+uintptr(f.used), int32(size), static)
		f.used += size
	case int64:
		failed = sqlite.Xsqlite3_bind_int64(f.tls, f.statement, at, v)
	case []byte:
		if v == nil {
			failed = sqlite.Xsqlite3_bind_null(f.tls, f.statement, at)
			break
		}
		size := copy(f.room[f.used:], v)
		failed = sqlite.Xsqlite3_bind_blob(f.tls, f.statement, at, f.memory+uintptr(f.used), int32(size), static)
		f.used += size
	case bool:
		truth := int64(0)
		if v {
			truth = 1
		}
		failed = sqlite.Xsqlite3_bind_int64(f.tls, f.statement, at, truth)
	default:
		return false
	}
	return failed == sqlite.SQLITE_OK
}
