package app

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"lianxin/internal/assess"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
)

// home is a store with its keys and a folder of its own, in which commands run:
// beside a PostgreSQL server what is kept in files lies under it.
type home struct {
	t            *testing.T
	folder, name string
	flags        []string
}

// newHome is an empty store on the engine of another one.
func newHome(t *testing.T, like db.Dialect) *home {
	t.Helper()
	h := &home{t: t, folder: t.TempDir()}
	h.name = filepath.Join(h.folder, "x.db")
	keys := filepath.Join(h.folder, keysName)
	if like == db.PostgreSQL {
		h.name = dbtest.Postgres(t)
	}
	h.flags = []string{"--db", h.name, "--keys", keys}
	finished(t, "keys", "create", "--keys", keys)
	return h
}

// finished runs a command on the store to its end.
func (h *home) finished(args ...string) []byte {
	h.t.Helper()
	c, out, said := h.program(args...)
	if err := c.Run(); err != nil {
		h.t.Fatalf("%v: %v\n%s%s", args, err, out, said)
	}
	return out.Bytes()
}

func (h *home) program(args ...string) (c *exec.Cmd, out, said *bytes.Buffer) {
	h.t.Helper()
	c, out, said = program(h.t, append(args, h.flags...)...)
	c.Dir = h.folder
	return c, out, said
}

// takes is how long a command takes on the store, and a little more.
func (h *home) takes(args ...string) time.Duration {
	h.t.Helper()
	began := time.Now()
	h.finished(args...)
	return time.Since(began) * 5 / 4
}

// killed runs a command on the store and kills it after at most so long; done
// says that it had ended before.
func (h *home) killed(most time.Duration, args ...string) (done bool) {
	h.t.Helper()
	c, out, said := h.program(args...)
	done, err := endOrKill(c, rand.N(most))
	if err != nil {
		h.t.Fatalf("%v: %v\n%s%s", args, err, out, said)
	}
	return done
}

// moved is a small city that has moved in.
func moved(t *testing.T) (name string, flags []string) {
	t.Helper()
	h := movedTo(t, db.SQLite)
	return h.name, []string{"--db", h.name, "--json"}
}

// movedTo is a small city that has moved into a store on an engine.
func movedTo(t *testing.T, like db.Dialect) *home {
	t.Helper()
	h := newHome(t, like)
	city, err := movedCity()
	if err != nil {
		t.Fatal(err)
	}
	if like == db.SQLite {
		// What a command made stands in files, and a copy of them is as good.
		keys := filepath.Join(h.folder, keysName)
		if err := errors.Join(os.Remove(keys), os.CopyFS(h.folder, os.DirFS(city)), os.Chmod(keys, 0o600)); err != nil {
			t.Fatal(err)
		}
		return h
	}
	h.finished(movesIn(city)...)
	return h
}

// movesIn are the words that take a city in from the folder it was made in.
func movesIn(folder string) []string {
	return []string{"load", "--sample", "--place", "nantong", "--as-of", sampleDay, "--delivery", filepath.Join(folder, "feeds")}
}

// movedFolder is where movedCity is, for whoever clears up.
var movedFolder string

// movedCity is the folder of the city that the tests of this package copy.
var movedCity = sync.OnceValues(func() (folder string, err error) {
	if folder, err = os.MkdirTemp("", "lianxin-moved-"); err != nil {
		return "", err
	}
	movedFolder = folder
	keys := filepath.Join(folder, keysName)
	for _, args := range [][]string{
		{"sample", "--city", "nantong", "--scale", "0.001", "--feeds", "--out", folder},
		{"keys", "create", "--keys", keys},
		append(movesIn(folder), "--db", filepath.Join(folder, "x.db"), "--keys", keys),
	} {
		c := exec.Command(os.Args[0], args...)
		c.Dir, c.Env = folder, append(os.Environ(), asProgram+"=1")
		if out, err := c.CombinedOutput(); err != nil {
			return "", fmt.Errorf("%v: %w\n%s", args, err, out)
		}
	}
	return folder, nil
})

// written is the number of open proposals in the store.
func written(t *testing.T, name string) (proposals int) {
	t.Helper()
	reading(t, name, func(store *db.DB) error {
		return store.Read(t.Context(), func(q db.Query) error {
			heads, err := journal.Heads(t.Context(), q)
			for _, head := range heads {
				list, err := assess.Proposals(t.Context(), q, head.County)
				if err != nil {
					return err
				}
				proposals += len(list)
			}
			return err
		})
	})
	return proposals
}

func TestAKilledRecheckLeavesWholeCountiesAndTheNextOneGoesOn(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		h := movedTo(t, store.Dialect())
		args := []string{"recheck", "--json", "--city", "nantong", "--as-of", sampleDay}
		cut := 0
		for n := range kills(t) {
			if !h.killed(2500*time.Millisecond, args...) {
				cut++
			}
			if n%verifyEvery == 0 {
				h.finished("audit", "verify")
			}
		}
		h.finished("audit", "verify")
		h.finished(args...)
		open := written(t, h.name)
		var again assess.Summary
		if err := json.Unmarshal(h.finished(args...), &again); err != nil {
			t.Fatal(err)
		}
		for _, county := range again.Counties {
			if county.Written != 0 {
				t.Errorf("%s: the run after a whole one writes %d proposals", county.County, county.Written)
			}
		}
		if open == 0 || written(t, h.name) != open {
			t.Errorf("%d proposals, then %d", open, written(t, h.name))
		}
		t.Logf("%d rechecks were cut off", cut)
	})
}

// verifyEvery is after how many kills the whole store is verified.
const verifyEvery = 4

func TestAKilledBackupIsNoBackupAndTheNextOneIsWhole(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		h := movedTo(t, store.Dialect())
		copied, cut := filepath.Join(h.folder, "copy.db"), 0
		most := h.takes("backup", "--out", filepath.Join(h.folder, "first.db"))
		for range kills(t) {
			done := h.killed(most, "backup", "--out", copied)
			if !done {
				cut++
			}
			// A backup that has taken its name is whole, also when it was killed then.
			if _, err := os.Stat(copied); done || err == nil {
				restored := filepath.Join(t.TempDir(), "restored.db")
				finished(t, "restore", "--db", restored, copied)
				finished(t, "audit", "verify", "--db", restored, "--keys", filepath.Join(h.folder, keysName))
				if err := os.Remove(copied); err != nil {
					t.Fatal(err)
				}
			}
		}
		h.finished("backup", "--out", copied)
		t.Logf("%d backups were cut off", cut)
	})
}

func TestAKilledMigrationIsTakenUpAgain(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		cut, most := 0, newHome(t, store.Dialect()).takes("audit", "verify")
		for range kills(t) {
			h := newHome(t, store.Dialect())
			if !h.killed(most, "audit", "verify") {
				cut++
			}
			if out := h.finished("audit", "verify"); !bytes.Contains(out, []byte("没有发现问题")) {
				t.Errorf("after a killed migration: %s", out)
			}
			reading(t, h.name, func(store *db.DB) error {
				_, err := journal.New(store, tables()...).Do(t.Context(), journal.Header{County: "320602", Kind: "test", Actor: "user:1", Purpose: "test"},
					func(*journal.Write) error { return nil })
				return err
			})
		}
		t.Logf("%d migrations were cut off", cut)
	})
}
