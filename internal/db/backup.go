package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"

	"lianxin/internal/civil"
)

// Backup writes a whole copy of the store, as it stands at one moment, to an
// SQLite file, while others go on reading and writing. The file appears under
// its name only when it is complete and has been checked. An existing file is
// not replaced.
func (d *DB) Backup(ctx context.Context, path string) error {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return &civil.Error{Kind: civil.Conflict, Code: "backup_exists",
			Message: fmt.Sprintf("备份文件 %s 已经存在，没有覆盖：请换一个文件名。", path), Err: err}
	}
	return d.copyTo(ctx, path)
}

// copyTo is [DB.Backup] to a file that may be there: it is replaced by a whole one.
func (d *DB) copyTo(ctx context.Context, path string) error {
	part := path + ".part"
	defer removeStore(part)
	removeStore(part)
	if err := d.copyInto(ctx, part); err != nil {
		return backupFailed(path, err)
	}
	if err := checkFile(ctx, part); err != nil {
		return backupFailed(path, err)
	}
	if err := settle(part, path); err != nil {
		return backupFailed(path, err)
	}
	return nil
}

func (d *DB) copyInto(ctx context.Context, path string) error {
	if d.dialect == PostgreSQL {
		return d.copyTables(ctx, path)
	}
	// VACUUM INTO reads one state of the store and blocks nobody; it wants a
	// connection of its own, because readers' connections may write no file.
	own, err := sql.Open("sqlite", source(d.path, "NORMAL", false))
	if err != nil {
		return err
	}
	defer func() { _ = own.Close() }()
	_, err = own.ExecContext(ctx, `VACUUM INTO $1`, path)
	return err
}

// Restore fills an empty store from a backup. It refuses a store that has
// acts in it: a restore never overwrites.
func Restore(ctx context.Context, name, backup string) error {
	if _, err := os.Stat(backup); err != nil {
		return &civil.Error{Kind: civil.NotFound, Code: "backup_missing",
			Message: fmt.Sprintf("找不到备份文件 %s。", backup), Err: err}
	}
	if err := checkFile(ctx, backup); err != nil {
		return &civil.Error{Kind: civil.Invalid, Code: "backup_damaged",
			Message: fmt.Sprintf("备份文件 %s 已损坏，没有恢复任何数据：请换用另一份备份。", backup), Err: err}
	}
	d, err := Open(ctx, name)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	if err := d.refuseUsed(ctx); err != nil {
		return err
	}
	return d.fill(ctx, backup)
}

// refuseUsed reports a store that something has been written to. Tables alone
// are no data: a restore that was killed leaves them, and may be started again.
func (d *DB) refuseUsed(ctx context.Context) error {
	version, err := d.Version(ctx)
	if err != nil {
		return unreachable(d.name(), err)
	}
	if version == 0 {
		return nil
	}
	return d.Read(ctx, func(q Query) error {
		_, used, err := One(ctx, q, Text, `-- across counties
			SELECT county FROM chain LIMIT 1`)
		if used {
			return &civil.Error{Kind: civil.Conflict, Code: "restore_not_empty",
				Message: "目标数据库里已有数据，没有恢复：请指定一个新的数据库。"}
		}
		return err
	})
}

// checkFile asks SQLite whether every page of a file is sound.
func checkFile(ctx context.Context, path string) error {
	name := (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: "mode=ro&immutable=1"}).String()
	file, err := sql.Open("sqlite", name)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	var verdict string
	if err := file.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return errors.New("integrity check: " + verdict)
	}
	// An empty file is a sound SQLite file, but nobody's store.
	var version int64
	return file.QueryRowContext(ctx, `SELECT max(version_id) FROM goose_db_version WHERE is_applied`).Scan(&version)
}

// settle makes sure a finished file survives a power cut and gives it its name.
func settle(part, path string) error {
	file, err := os.OpenFile(part, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	if err := file.Chmod(0o600); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	return os.Rename(part, path)
}

func removeStore(path string) {
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		_ = os.Remove(path + suffix)
	}
}

func backupFailed(path string, err error) error {
	return &civil.Error{Kind: civil.Unavailable, Code: "backup_failed",
		Message: fmt.Sprintf("没能写出备份 %s：请检查磁盘空间和权限，原数据没有改动。", path), Err: err}
}
