package db

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
	"github.com/pressly/goose/v3/lock"

	"lianxin/internal/civil"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Upgrade says what a migration did.
type Upgrade struct {
	From, To int64
	Backup   string // the copy made before an existing SQLite store was changed; empty when there was none
}

// Migrate brings the tables to what this program needs. An SQLite store that
// has tables already is copied first, beside itself. A store that a newer
// program has changed is refused. Who finds another program at it waits, and
// finds the work done.
func (d *DB) Migrate(ctx context.Context) (Upgrade, error) {
	provider, err := d.provider()
	if err != nil {
		return Upgrade{}, err
	}
	result, err := d.versions(ctx, provider)
	if err != nil || result.From == result.To {
		return result, err
	}
	release, err := d.alone(ctx)
	if err != nil {
		return result, unreachable(d.name(), err)
	}
	defer release()
	if result, err = d.versions(ctx, provider); err != nil || result.From == result.To {
		return result, err
	}
	if result.From > 0 && d.dialect == SQLite {
		result.Backup = filepath.Join(filepath.Dir(d.path), fmt.Sprintf("%s.v%d.backup", filepath.Base(d.path), result.From))
		// One may be there, of an upgrade that was cut off before it changed anything.
		if err := d.copyTo(ctx, result.Backup); err != nil {
			return result, err
		}
	}
	if _, err := provider.Up(ctx); err != nil {
		return result, &civil.Error{Kind: civil.Unavailable, Code: "db_upgrade",
			Message: fmt.Sprintf("数据库没能从第%d版升级到第%d版，已退回到出错的一步之前：请把日志交给管理员。", result.From, result.To), Err: err}
	}
	return result, nil
}

// versions says from which version to which the store has to be brought.
func (d *DB) versions(ctx context.Context, provider *goose.Provider) (Upgrade, error) {
	from, to, err := provider.GetVersions(ctx)
	if err != nil {
		return Upgrade{}, unreachable(d.name(), err)
	}
	if from > to {
		return Upgrade{From: from, To: to}, &civil.Error{Kind: civil.Conflict, Code: "db_newer",
			Message: fmt.Sprintf("数据库是第%d版，本程序只认识到第%d版：请换用新版程序，数据没有改动。", from, to)}
	}
	return Upgrade{From: from, To: to}, nil
}

// alone waits until no other program upgrades the store, and keeps others from it until
// it is released. PostgreSQL's session says so itself, see [DB.provider].
func (d *DB) alone(ctx context.Context) (release func(), err error) {
	if d.dialect == PostgreSQL {
		return func() {}, nil
	}
	file, err := os.OpenFile(d.path+"-upgrade", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	release = func() { _ = file.Close() } // the lock goes with it
	for !taken(file) {
		select {
		case <-ctx.Done():
			release()
			return nil, ctx.Err()
		case <-time.After(upgradeLook):
		}
	}
	return release, nil
}

// A program that waits for another one's upgrade looks this often, and on PostgreSQL
// for so long at most.
const (
	upgradeLook = 200 * time.Millisecond
	upgradeMost = 6 * time.Hour
)

// Version is the version of the store's tables; 0 before the first migration.
func (d *DB) Version(ctx context.Context) (int64, error) {
	provider, err := d.provider()
	if err != nil {
		return 0, err
	}
	return provider.GetDBVersion(ctx)
}

// Migrations are the steps that make the tables, one file each.
func Migrations() (fs.FS, error) { return fs.Sub(migrations, "migrations") }

func (d *DB) provider() (*goose.Provider, error) {
	files, err := Migrations()
	if err != nil {
		return nil, err
	}
	if d.dialect == SQLite {
		return goose.NewProvider(database.DialectSQLite3, d.durable, clustered{files})
	}
	one, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, uint64(upgradeMost/time.Second)))
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(database.DialectPostgres, d.durable, files, goose.WithSessionLocker(one))
}

func (d *DB) name() string {
	if d.dialect == PostgreSQL {
		return "PostgreSQL"
	}
	return d.path
}
