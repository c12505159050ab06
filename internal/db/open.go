package db

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"lianxin/internal/civil"
)

// Dialect is which of the two engines answers.
type Dialect uint8

// The engines, see [Dialect].
const (
	SQLite Dialect = iota + 1
	PostgreSQL
)

// String is the engine's name.
func (d Dialect) String() string {
	if d == PostgreSQL {
		return "PostgreSQL"
	}
	return "SQLite"
}

// DB is an open store. It is safe for use by many goroutines.
type DB struct {
	dialect Dialect
	path    string  // of the SQLite file
	write   *sql.DB // SQLite: one connection
	durable *sql.DB // SQLite: one connection that waits for the disk at every commit
	read    *sql.DB
	pools   []*pgxpool.Pool // PostgreSQL: of those who write, of those who only look
	turn    chan struct{}   // SQLite: held by the writer
	log     *folding        // SQLite
	wait    *waiting        // SQLite
	clock   func() time.Time
}

// SetClock makes the store live in another time: a rehearsal in which weeks pass
// in a minute, or a test. It must be called before the first act.
func (d *DB) SetClock(clock func() time.Time) { d.clock = clock }

// Now is the store's clock. Whoever asks without writing, such as a page that
// says how many days are left, asks the same clock as the acts.
func (d *DB) Now() time.Time {
	if d.clock != nil {
		return d.clock()
	}
	return time.Now()
}

// Open opens the store a name says: a postgres:// address, or the path of an
// SQLite file, which is made when it is missing. Tables are made by [DB.Migrate].
func Open(ctx context.Context, name string) (*DB, error) {
	if strings.HasPrefix(name, "postgres://") || strings.HasPrefix(name, "postgresql://") {
		return openPostgres(ctx, name)
	}
	return openSQLite(ctx, name)
}

func openSQLite(ctx context.Context, path string) (*DB, error) {
	if path == "" {
		return nil, civil.Refuse("db_name", "没有说明数据库在哪里：请给出文件路径或 postgres:// 地址。")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, unreachable(path, err)
	}
	d := &DB{dialect: SQLite, path: path, turn: make(chan struct{}, 1)}
	var beside *sql.DB
	for _, one := range []struct {
		pool        **sql.DB
		synchronous string
		readOnly    bool
	}{{&d.write, "NORMAL", false}, {&d.durable, "FULL", false}, {&beside, "NORMAL", false}, {&d.read, "NORMAL", true}} {
		var err error
		if *one.pool, err = sql.Open("sqlite", source(path, one.synchronous, one.readOnly)); err != nil {
			return nil, unreachable(path, err)
		}
	}
	d.log, d.wait = fold(beside), newWaiting(path)
	d.write.SetMaxOpenConns(1)
	d.durable.SetMaxOpenConns(1)
	// A reading that streams may read again while it does; there must be room for
	// several such readers at once, or they wait for one another.
	// They stay open: to open one anew is to read the whole schema again. Now and then
	// each is renewed, to learn what [DB.Settle] has counted.
	readers := max(24, 6*runtime.NumCPU())
	d.read.SetMaxOpenConns(readers)
	d.read.SetMaxIdleConns(readers)
	d.read.SetConnMaxLifetime(readerLife)
	// The first connection writes, so that the file and its log exist before a
	// reader, which may only look, opens them.
	if err := d.write.PingContext(ctx); err != nil {
		_ = d.Close()
		return nil, unreachable(path, err)
	}
	// Resident ID numbers and decisions are inside: nobody else's business.
	if err := os.Chmod(path, 0o600); err != nil {
		_ = d.Close()
		return nil, unreachable(path, err)
	}
	return d, nil
}

// readerLife is how long a reader's connection stays open.
const readerLife = 20 * time.Minute

// checkpointPages is the length of the log at which a commit folds it, should nobody
// have done so beside, see [folding].
const checkpointPages = "wal_autocheckpoint(64000)"

// source is the driver's name for an SQLite file with our settings.
func source(path, synchronous string, readOnly bool) string {
	query := url.Values{"_txlock": {"immediate"}}
	pragmas := []string{
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(" + synchronous + ")",
		"foreign_keys(1)", checkpointPages, "temp_store(MEMORY)", "trusted_schema(0)",
	}
	if readOnly {
		query.Set("_txlock", "deferred")
		pragmas = append(pragmas, "query_only(1)", "cache_size(-16384)") // there are many of them
	} else {
		pragmas = append(pragmas, "cache_size(-65536)")
	}
	query["_pragma"] = pragmas
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: query.Encode()}).String()
}

// connectionsUsual is how many connections to PostgreSQL a program keeps, when its
// address does not say pool_max_conns.
const connectionsUsual = 32

// openPostgres keeps connections for those who write apart from those for reading: acts of
// one county wait for each other, and the one they wait for may have to read something
// beside. With connections for all alike it would wait for those behind it.
func openPostgres(ctx context.Context, name string) (*DB, error) {
	config, err := pgxpool.ParseConfig(name)
	if err != nil {
		// The address may hold a password; the driver's own text repeats it.
		return nil, civil.Refuse("db_name", "数据库地址写法不对：请按 postgres://用户:口令@主机:端口/库名 填写。")
	}
	most := int(config.MaxConns)
	if address, err := url.Parse(name); err != nil || !address.Query().Has("pool_max_conns") {
		most = connectionsUsual
	}
	writers := max(2, most/3)
	d := &DB{dialect: PostgreSQL}
	for _, one := range []struct {
		pool **sql.DB
		most int
	}{{&d.write, writers}, {&d.read, max(2, most-writers)}} {
		config := config.Copy()
		config.MaxConns = int32(one.most)
		config.MinConns = min(config.MinConns, config.MaxConns)
		pool, err := pgxpool.NewWithConfig(ctx, config)
		if err != nil {
			_ = d.Close()
			return nil, unreachable(config.ConnConfig.Host, err)
		}
		d.pools = append(d.pools, pool)
		*one.pool = stdlib.OpenDBFromPool(pool)
		(*one.pool).SetMaxIdleConns(0) // the pool keeps the connections
	}
	d.durable = d.write
	if err := d.write.PingContext(ctx); err != nil {
		_ = d.Close()
		return nil, unreachable(config.ConnConfig.Host, err)
	}
	return d, nil
}

func unreachable(what string, err error) error {
	return &civil.Error{
		Kind: civil.Unavailable, Code: "db_unreachable",
		Message: fmt.Sprintf("打不开数据库（%s）：请检查路径、地址和权限后重试。", what), Err: err,
	}
}

// Dialect is the engine of the store.
func (d *DB) Dialect() Dialect { return d.dialect }

// Path is the file of an SQLite store; empty for PostgreSQL.
func (d *DB) Path() string { return d.path }

// Close gives all connections back.
func (d *DB) Close() error {
	var first error
	if d.log != nil {
		first = d.log.close()
		d.wait.close()
	}
	for _, pool := range []*sql.DB{d.read, d.durable, d.write} {
		if pool == nil {
			continue
		}
		if err := pool.Close(); err != nil && first == nil {
			first = err
		}
	}
	for _, pool := range d.pools {
		pool.Close()
	}
	return first
}
