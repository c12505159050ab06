package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"lianxin/internal/assess"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// moved is a small city that has moved in.
func moved(t *testing.T) (name string, flags []string) {
	t.Helper()
	folder := t.TempDir()
	name = filepath.Join(folder, "x.db")
	finished(t, "sample", "--city", "nantong", "--scale", "0.001", "--feeds", "--out", folder)
	finished(t, "load", "--db", name, "--sample", "--place", "nantong", "--as-of", sampleDay, "--delivery", filepath.Join(folder, "feeds"))
	return name, []string{"--db", name, "--json"}
}

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
	name, flags := moved(t)
	args := append([]string{"recheck", "--city", "nantong", "--as-of", sampleDay}, flags...)
	for range kills(t) {
		killed(t, time.Duration(rand.IntN(1500))*time.Millisecond, args...)
		finished(t, "audit", "verify", "--db", name)
	}
	finished(t, args...)
	open := written(t, name)
	var again assess.Summary
	if err := json.Unmarshal(finished(t, args...), &again); err != nil {
		t.Fatal(err)
	}
	for _, county := range again.Counties {
		if county.Written != 0 {
			t.Errorf("%s: the run after a whole one writes %d proposals", county.County, county.Written)
		}
	}
	if open == 0 || written(t, name) != open {
		t.Errorf("%d proposals, then %d", open, written(t, name))
	}
}

func TestAKilledBackupIsNoBackupAndTheNextOneIsWhole(t *testing.T) {
	t.Parallel()
	name, _ := moved(t)
	copied := filepath.Join(t.TempDir(), "copy.db")
	for range kills(t) {
		done, _ := killed(t, time.Duration(rand.IntN(250))*time.Millisecond, "backup", "--db", name, "--out", copied)
		// A backup that has taken its name is whole, also when it was killed then.
		if _, err := os.Stat(copied); done || err == nil {
			restored := filepath.Join(t.TempDir(), "restored.db")
			finished(t, "restore", "--db", restored, copied)
			finished(t, "audit", "verify", "--db", restored, "--keys", filepath.Join(filepath.Dir(name), keysName))
			if err := os.Remove(copied); err != nil {
				t.Fatal(err)
			}
		}
	}
	finished(t, "backup", "--db", name, "--out", copied)
}

func TestAKilledMigrationIsTakenUpAgain(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for n := range kills(t) {
		name := filepath.Join(folder, fmt.Sprint(n), "x.db")
		killed(t, time.Duration(rand.IntN(60))*time.Millisecond, "audit", "verify", "--db", name)
		out := finished(t, "audit", "verify", "--db", name)
		if !bytes.Contains(out, []byte("没有发现问题")) {
			t.Errorf("after a killed migration: %s", out)
		}
		reading(t, name, func(store *db.DB) error {
			_, err := journal.New(store, tables()...).Do(t.Context(), journal.Header{County: "320602", Kind: "test", Actor: "user:1", Purpose: "test"},
				func(*journal.Write) error { return nil })
			return err
		})
	}
}
