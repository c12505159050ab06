package db

import (
	"context"
	"path/filepath"
	"testing"
	"time"
)

func TestALongLogIsFoldedBesideThoseWhoWrite(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	d, err := Open(ctx, filepath.Join(t.TempDir(), "lianxin.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	write := func(statement string, args ...any) {
		t.Helper()
		err := d.Write(ctx, Ordinary, func(tx *Tx) error {
			_, err := tx.Exec(ctx, statement, args...)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	folded := func() (pages int64) {
		t.Helper()
		err := d.write.QueryRowContext(ctx, logLooked).Scan(new(int64), new(int64), &pages)
		if err != nil {
			t.Fatal(err)
		}
		return pages
	}
	write(`CREATE TABLE paper (id INTEGER PRIMARY KEY, content BLOB)`)
	write(`INSERT INTO paper (content) VALUES (zeroblob($1))`, foldAfter/4*4096)
	time.Sleep(2 * foldPause)
	if n := folded(); n != 0 {
		t.Errorf("of a short log %d pages are folded; want none", n)
	}
	write(`INSERT INTO paper (content) VALUES (zeroblob($1))`, foldAfter*4096)
	within, stop := context.WithTimeout(ctx, 20*time.Second)
	defer stop()
	for folded() == 0 {
		select {
		case <-within.Done():
			t.Fatal("nobody folds a log of 80 MB")
		case <-time.After(10 * time.Millisecond):
		}
	}
}
