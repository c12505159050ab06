package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/feed"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/packs"
)

// asProgram makes the test's own binary be the program.
const asProgram = "LIANXIN_TEST_AS_PROGRAM"

// TestMain lets tests start this very program, and kill it.
func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(Run(os.Args[1:], Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
	}
	status := m.Run()
	_ = os.RemoveAll(movedFolder) // none when no test asked for it
	os.Exit(status)
}

// program is a process of the program.
func program(t *testing.T, args ...string) (*exec.Cmd, *bytes.Buffer, *bytes.Buffer) {
	t.Helper()
	var out, said bytes.Buffer
	c := exec.Command(os.Args[0], args...)
	c.Env = append(os.Environ(), asProgram+"=1")
	c.Stdout, c.Stderr = &out, &said
	return c, &out, &said
}

// finished runs the program to its end and gives what it printed.
func finished(t *testing.T, args ...string) []byte {
	t.Helper()
	c, out, said := program(t, args...)
	if err := c.Run(); err != nil {
		t.Fatalf("%v: %v\n%s%s", args, err, out, said)
	}
	return out.Bytes()
}

// killed starts the program and kills it after a while, as a power cut does.
// done says that it had ended before.
func killed(t *testing.T, after time.Duration, args ...string) (done bool, out []byte) {
	t.Helper()
	c, printed, said := program(t, args...)
	done, err := endOrKill(c, after)
	if err != nil {
		t.Fatalf("%v: %v\n%s%s", args, err, printed, said)
	}
	return done, printed.Bytes()
}

// endOrKill runs a process for a while and then kills it. An error means that it
// ended badly by itself.
func endOrKill(c *exec.Cmd, after time.Duration) (done bool, err error) {
	if err := c.Start(); err != nil {
		return false, err
	}
	timer := time.AfterFunc(after, func() { _ = c.Process.Kill() })
	err = c.Wait()
	timer.Stop()
	if err == nil {
		return true, nil
	}
	if c.ProcessState.Exited() {
		return false, err
	}
	return false, nil
}

// kills is how often something is killed: a few times in every run, hundreds of
// times where LIANXIN_TEST_KILLS says so.
const killsFew = 8

func kills(t *testing.T) int {
	t.Helper()
	text := os.Getenv("LIANXIN_TEST_KILLS")
	if text == "" {
		return killsFew
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAKilledLoadLeavesOnlyWholeActsAndGoesOn(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	finished(t, "sample", "--city", "nantong", "--scale", "0.002", "--feeds", "--out", folder)
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		keys := filepath.Join(t.TempDir(), "keys")
		finished(t, "keys", "create", "--keys", keys)
		asked := kills(t)
		// A load that comes through before its time is up is not killed: then there is
		// another round, in a fresh store, until it was done often enough.
		for left, round := asked, 1; left > 0; round++ {
			name := filepath.Join(t.TempDir(), "lianxin.db")
			if store.Dialect() == db.PostgreSQL {
				name = dbtest.Postgres(t)
			}
			for _, file := range []string{"household", "person", "income_tax", "vehicle"} {
				args := []string{"load", "--json", "--sample", "--as-of", sampleDay, "--db", name, "--keys", keys, filepath.Join(folder, "feeds", file+".csv")}
				left = loadThroughKills(t, left, name, file, args)
			}
			finished(t, "audit", "verify", "--db", name, "--keys", keys)
			t.Logf("round %d: killed %d times so far", round, asked-left)
		}
	})
}

// loadThroughKills kills a load again and again until it comes through.
func loadThroughKills(t *testing.T, left int, name, kind string, args []string) int {
	t.Helper()
	share := (left + 3) / 4
	for n := 0; ; n++ {
		// The first second is where everything happens.
		patience := time.Duration(rand.IntN(900)) * time.Millisecond
		if n >= share {
			patience = time.Hour
		}
		done, out := killed(t, patience, args...)
		if !done {
			if seen := closedBatches(t, name); slices.Contains(seen, kind) {
				continue // it was killed behind its closing act
			}
			if kind == "person" && people(t, name) > 0 {
				t.Fatal("somebody is seen of a register that is not closed")
			}
			continue
		}
		var loaded feed.Loaded
		if err := json.Unmarshal(out, &loaded); err != nil {
			t.Fatal(err)
		}
		lines := strings.Count(string(mustRead(t, args[len(args)-1])), "\n")
		if loaded.QuarantinedRows != 0 || loaded.Rows != loaded.Accepted || loaded.Rows < lines/2 || !slices.Contains(closedBatches(t, name), kind) {
			t.Fatalf("%s: %d rows, %d accepted, %d set aside of %d lines", kind, loaded.Rows, loaded.Accepted, loaded.QuarantinedRows, lines)
		}
		if again := finished(t, args...); !bytes.Contains(again, []byte(`"already_loaded":true`)) {
			t.Fatalf("%s: the file is loaded again: %s", kind, again)
		}
		if kind == "person" && people(t, name) != loaded.Rows {
			t.Fatalf("%d people are registered, the file has %d", people(t, name), loaded.Rows)
		}
		return left - n
	}
}

func mustRead(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// closedBatches are the kinds of the batches that are closed.
func closedBatches(t *testing.T, name string) (kinds []string) {
	t.Helper()
	reading(t, name, func(store *db.DB) error {
		return store.Read(t.Context(), func(q db.Query) error {
			list, err := feed.Batches(t.Context(), q)
			for _, b := range list {
				if b.State == feed.Closed {
					kinds = append(kinds, b.Feed)
				}
			}
			return err
		})
	})
	return kinds
}

// people is how many people are seen in the store.
func people(t *testing.T, name string) (count int) {
	t.Helper()
	catalogue, err := pack.Load(packs.FS)
	if err != nil {
		t.Fatal(err)
	}
	reading(t, name, func(store *db.DB) error {
		r := register.New(journal.New(store, tables()...), access.Keyring{}, catalogue, nil)
		var heads []journal.Head
		err := store.Read(t.Context(), func(q db.Query) (err error) {
			heads, err = journal.Heads(t.Context(), q)
			return err
		})
		for _, head := range heads {
			if err == nil {
				err = r.EachPerson(t.Context(), head.County, register.On(civil.LastDate), func(*register.Person) error {
					count++
					return nil
				})
			}
		}
		return err
	})
	return count
}

func reading(t *testing.T, name string, f func(store *db.DB) error) {
	t.Helper()
	store, err := db.Open(t.Context(), name)
	if err == nil {
		if _, err = store.Migrate(t.Context()); err == nil {
			err = f(store)
		}
		_ = store.Close()
	}
	if err != nil {
		t.Fatal(fmt.Errorf("%s: %w", name, err))
	}
}
