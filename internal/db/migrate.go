package db

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"

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
// program has changed is refused.
func (d *DB) Migrate(ctx context.Context) (Upgrade, error) {
	provider, err := d.provider()
	if err != nil {
		return Upgrade{}, err
	}
	from, to, err := provider.GetVersions(ctx)
	if err != nil {
		return Upgrade{}, unreachable(d.name(), err)
	}
	result := Upgrade{From: from, To: to}
	switch {
	case from > to:
		return result, &civil.Error{Kind: civil.Conflict, Code: "db_newer",
			Message: fmt.Sprintf("数据库是第%d版，本程序只认识到第%d版：请换用新版程序，数据没有改动。", from, to)}
	case from == to:
		return result, nil
	case from > 0 && d.dialect == SQLite:
		result.Backup = filepath.Join(filepath.Dir(d.path), fmt.Sprintf("%s.v%d.backup", filepath.Base(d.path), from))
		if err := d.Backup(ctx, result.Backup); err != nil {
			return result, err
		}
	}
	if _, err := provider.Up(ctx); err != nil {
		return result, &civil.Error{Kind: civil.Unavailable, Code: "db_upgrade",
			Message: fmt.Sprintf("数据库没能从第%d版升级到第%d版，已退回到出错的一步之前：请把日志交给管理员。", from, to), Err: err}
	}
	return result, nil
}

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
	dialect := database.DialectSQLite3
	if d.dialect == PostgreSQL {
		dialect = database.DialectPostgres
	}
	files, err := Migrations()
	if err != nil {
		return nil, err
	}
	if d.dialect == SQLite {
		files = clustered{files}
	}
	return goose.NewProvider(dialect, d.durable, files)
}

func (d *DB) name() string {
	if d.dialect == PostgreSQL {
		return "PostgreSQL"
	}
	return d.path
}
