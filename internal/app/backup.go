package app

import (
	"context"
	"fmt"
	"os"

	"lianxin/internal/civil"
	"lianxin/internal/db"
)

// backupCommand copies the store while others work on it.
type backupCommand struct {
	storeFlags `embed:""`

	Out string `required:"" help:"备份写到哪里；已有的文件不会被覆盖。" placeholder:"FILE"`
}

// Run copies.
func (c *backupCommand) Run(s *session) error {
	ctx, stop := interruptible()
	defer stop()
	d, err := db.Open(ctx, c.DB)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	version, err := d.Version(ctx)
	if err != nil {
		return err
	}
	if version == 0 {
		return &civil.Error{Kind: civil.NotFound, Code: "backup_empty", Message: "这个数据库是空的，没有什么可以备份：请核对 --db。"}
	}
	s.progress("备份 …")
	if err := d.Backup(ctx, c.Out); err != nil {
		return err
	}
	info, err := os.Stat(c.Out)
	if err != nil {
		return err
	}
	if s.json {
		return s.print(map[string]any{"out": c.Out, "bytes": info.Size(), "version": version})
	}
	fmt.Fprintf(s.Out, "备份已写入 %s（%d 字节，第%d版）。密钥文件不在其中，请另行保管。\n", c.Out, info.Size(), version)
	return nil
}

// restoreCommand fills an empty store from a backup.
type restoreCommand struct {
	storeFlags `embed:""`

	File string `arg:"" help:"备份文件。"`
}

// Run restores, and brings an older backup up to date.
func (c *restoreCommand) Run(s *session) error {
	ctx, stop := interruptible()
	defer stop()
	s.progress("恢复 …")
	if err := db.Restore(ctx, c.DB, c.File); err != nil {
		return err
	}
	return c.upgraded(ctx, s)
}

func (c *restoreCommand) upgraded(ctx context.Context, s *session) error {
	d, err := c.database(ctx, s)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	version, err := d.Version(ctx)
	if err != nil {
		return err
	}
	if s.json {
		return s.print(map[string]any{"file": c.File, "version": version})
	}
	fmt.Fprintf(s.Out, "已从 %s 恢复（第%d版）。请用 lianxin audit verify 核验，并确认密钥文件在位。\n", c.File, version)
	return nil
}
