package journal_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
)

const county = "320602"

// pet is a table of versions for these tests alone.
var pet = journal.NewTable("pet", journal.Text("name").Personal(), journal.Int("legs"), journal.Bool("tame"), journal.Bytes("chip").Personal().Sealed("chip"))

const makePet = `CREATE TABLE pet (county TEXT NOT NULL, id TEXT NOT NULL, opened BIGINT NOT NULL, closed BIGINT, valid_from TEXT, valid_to TEXT,
	proof BYTEA, name TEXT, legs BIGINT, tame BOOLEAN, chip BYTEA, PRIMARY KEY (county, id, opened))`

func header(kind string) journal.Header {
	return journal.Header{County: county, Kind: kind, Actor: "user:1", Purpose: "test"}
}

// begin makes a journal over a fresh store.
func begin(t *testing.T, store *db.DB) *journal.Journal {
	t.Helper()
	alter(t, store, makePet)
	return journal.New(store, pet)
}

// alter changes the store behind the journal's back.
func alter(t *testing.T, store *db.DB, statement string, args ...any) {
	t.Helper()
	err := store.Write(t.Context(), db.Ordinary, func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), statement, args...)
		return err
	})
	if err != nil {
		t.Fatal(statement, err)
	}
}

// do runs an act that must succeed.
func do(t *testing.T, j *journal.Journal, h journal.Header, f func(w *journal.Write) error) *journal.Act {
	t.Helper()
	act, err := j.Do(t.Context(), h, f)
	if err != nil {
		t.Fatal(err)
	}
	return act
}

// open opens a version of a pet.
func open(t *testing.T, w *journal.Write, id string, legs int) error {
	return w.Open(t.Context(), pet, id, journal.Always, "名"+id, legs, legs > 2, []byte(id))
}

const (
	petsNow  = `SELECT v.id, v.legs FROM pet v WHERE v.county = $1 AND ` + journal.Holds + ` ORDER BY v.id`
	petsThen = `SELECT v.id, v.legs FROM pet v WHERE v.county = $1 AND ` + journal.HeldAt + ` ORDER BY v.id`
)

// pets are the ids and legs of what holds after act seq; 0 means now.
func pets(t *testing.T, j *journal.Journal, seq int64) string {
	t.Helper()
	var list []string
	err := j.DB().Read(t.Context(), func(q db.Query) (err error) {
		statement, args := petsNow, []any{county}
		if seq > 0 {
			statement, args = petsThen, []any{county, seq}
		}
		list, err = db.Many(t.Context(), q, func(row db.Row) (string, error) {
			var id string
			var legs int
			err := row.Scan(&id, &legs)
			return fmt.Sprint(id, legs), err
		}, statement, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(list)
}

// sound verifies and demands that nothing is found.
func sound(t *testing.T, j *journal.Journal) *journal.Report {
	t.Helper()
	report, err := j.Verify(t.Context(), signer{})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Findings) > 0 {
		t.Fatalf("findings in a sound record: %+v", report.Findings)
	}
	return report
}

func expect(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %s, want %s", what, got, want)
	}
}

func TestEveryPastStateCanBeReadAgain(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		j := begin(t, store)
		do(t, j, header("birth"), func(w *journal.Write) error { return errors.Join(open(t, w, "cat", 4), open(t, w, "hen", 2)) })
		do(t, j, header("accident"), func(w *journal.Write) error {
			return errors.Join(w.Close(t.Context(), pet, "cat", 1), open(t, w, "cat", 3))
		})
		last := do(t, j, header("death"), func(w *journal.Write) error { return w.Close(t.Context(), pet, "hen", 1) })
		expect(t, "now", pets(t, j, 0), "[cat3]")
		expect(t, "after the first act", pets(t, j, 1), "[cat4 hen2]")
		expect(t, "after the second", pets(t, j, 2), "[cat3 hen2]")
		if last.Seq != 3 || last.Entries != 1 || last.Ref() != county+"/3" {
			t.Errorf("the last act is %+v", last)
		}
		if report := sound(t, j); report.Acts != 3 || report.Rows != 3 || report.Unanchored != 3 {
			t.Errorf("report %+v", report)
		}
	})
}

func TestAnActThatFailsLeavesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		j := begin(t, store)
		_, err := j.Do(t.Context(), header("birth"), func(w *journal.Write) error {
			_ = open(t, w, "cat", 4)
			_ = w.Tell(t.Context(), "born", "cat")
			return errors.New("no")
		})
		if err == nil || pets(t, j, 0) != "[]" {
			t.Error("something was written")
		}
		if report := sound(t, j); report.Acts != 0 {
			t.Errorf("an act is left: %+v", report)
		}
	})
}

func TestAnActMustSayWhoAndWhy(t *testing.T) {
	t.Parallel()
	j := begin(t, dbtest.Open(t))
	for want, h := range map[string]journal.Header{
		"act_county":       {Kind: "a", Actor: "b", Purpose: "c"},
		"act_actor":        {County: county, Kind: "a", Purpose: "c"},
		"purpose_required": {County: county, Kind: "a", Actor: "b"},
	} {
		_, err := j.Do(t.Context(), h, func(*journal.Write) error { return nil })
		var refusal *civil.Error
		if !errors.As(err, &refusal) || refusal.Code != want {
			t.Errorf("want %s, got %v", want, err)
		}
	}
}

func TestAnActOfManyVersionsIsProvenLikeOneOfFew(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		j := begin(t, store)
		const many = 5000 // more than are held back at a time
		do(t, j, header("birth"), func(w *journal.Write) error {
			there, err := w.In(t.Context(), "320611")
			for i := range many {
				err = errors.Join(err, open(t, w, fmt.Sprintf("cat%d", i), 4))
				if i%7 == 0 {
					err = errors.Join(err, open(t, there, fmt.Sprintf("dog%d", i), 4))
				}
			}
			return err
		})
		if report := sound(t, j); report.Rows != many+(many+6)/7 {
			t.Errorf("%d versions are there", report.Rows)
		}
		_, err := j.Do(t.Context(), header("birth"), func(w *journal.Write) error {
			for i := range many {
				if err := open(t, w, fmt.Sprintf("cow%d", i), 4); err != nil {
					return err
				}
			}
			return w.Open(t.Context(), pet, "bull", journal.Always, "名", struct{}{}, true, nil)
		})
		if err == nil {
			t.Error("a value of no known type was written")
		}
		if report := sound(t, j); report.Acts != 2 {
			t.Errorf("an act is left: %+v", report)
		}
	})
}

func TestTheSecondOfTwoChangesToOneVersionIsToldSo(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		j := begin(t, store)
		do(t, j, header("birth"), func(w *journal.Write) error { return open(t, w, "cat", 4) })
		change := func(w *journal.Write) error {
			return errors.Join(w.Close(t.Context(), pet, "cat", 1), open(t, w, "cat", 3))
		}
		do(t, j, header("change"), change)
		_, err := j.Do(t.Context(), header("change"), change)
		var refusal *civil.Error
		if !errors.As(err, &refusal) || refusal.Kind != civil.Stale {
			t.Errorf("got %v", err)
		}
		sound(t, j)
	})
}

func TestABatchIsSeenAllAtOnceOrNotAtAll(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		j := begin(t, store)
		do(t, j, header("birth"), func(w *journal.Write) error { return open(t, w, "cat", 4) })
		slice := header("load.slice")
		slice.Batch = "b1"
		do(t, j, slice, func(w *journal.Write) error { return open(t, w, "dog", 4) })
		do(t, j, slice, func(w *journal.Write) error {
			if w.Tell(t.Context(), "loaded", 1) == nil {
				t.Error("an act that does not count yet told something")
			}
			return errors.Join(w.Close(t.Context(), pet, "cat", 1), open(t, w, "cat", 3))
		})
		expect(t, "before the batch is settled", pets(t, j, 0), "[cat4]")
		sound(t, j)
		do(t, j, header("load.close"), func(w *journal.Write) error {
			return errors.Join(w.Settle(t.Context(), "b1"), w.Tell(t.Context(), "loaded", 1))
		})
		expect(t, "after it", pets(t, j, 0), "[cat3 dog4]")
		expect(t, "as of the last slice", pets(t, j, 3), "[cat4]")
		expect(t, "as of the closing act", pets(t, j, 4), "[cat3 dog4]")
		if heard := topics(t, j); heard != "[loaded]" {
			t.Errorf("news of a settled batch: %s", heard)
		}
		sound(t, j)
	})
}

func TestAnAbandonedBatchNeverWas(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		j := begin(t, store)
		do(t, j, header("birth"), func(w *journal.Write) error { return open(t, w, "cat", 4) })
		slice := header("load.slice")
		slice.Batch = "b1"
		change := func(w *journal.Write) error {
			return errors.Join(w.Close(t.Context(), pet, "cat", 1), open(t, w, "cat", 3))
		}
		do(t, j, slice, change)
		do(t, j, header("load.abandon"), func(w *journal.Write) error { return w.Abandon(t.Context(), "b1") })
		expect(t, "after the batch was given up", pets(t, j, 0), "[cat4]")
		sound(t, j)
		do(t, j, header("change"), func(w *journal.Write) error {
			return errors.Join(w.Close(t.Context(), pet, "cat", 1), open(t, w, "cat", 2))
		})
		expect(t, "after somebody changed it again", pets(t, j, 0), "[cat2]")
		sound(t, j)
	})
}

func TestAnActMayReachIntoAnotherCounty(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		j := begin(t, store)
		do(t, j, header("birth"), func(w *journal.Write) error { return open(t, w, "cat", 4) })
		act := do(t, j, header("transfer"), func(w *journal.Write) error {
			there, err := w.In(t.Context(), "320611")
			if err != nil {
				return err
			}
			again, err := there.In(t.Context(), "320611")
			if err != nil || again != there {
				t.Error("a second part in the same county", err)
			}
			back, err := there.In(t.Context(), county)
			if err != nil || back != w {
				t.Error("the way back is another act", err)
			}
			return errors.Join(w.Close(t.Context(), pet, "cat", 1), open(t, there, "cat", 4))
		})
		report := sound(t, j)
		if report.Counties != 2 || report.Acts != 3 || act.County != county {
			t.Errorf("report %+v", report)
		}
	})
}

func TestErasingAPayloadBreaksNoChain(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		j := begin(t, store)
		do(t, j, header("birth"), func(w *journal.Write) error { return open(t, w, "cat", 4) })
		do(t, j, header("death"), func(w *journal.Write) error { return w.Close(t.Context(), pet, "cat", 1) })
		do(t, j, header("erase"), func(w *journal.Write) error {
			var proof []byte
			if err := w.QueryRow(t.Context(), `SELECT proof FROM pet WHERE county = $1 AND id = $2`, county, "cat").Scan(&proof); err != nil {
				return err
			}
			return w.Erase(t.Context(), pet, "cat", 1, proof)
		})
		sound(t, j)
		var left int
		_ = store.Read(t.Context(), func(q db.Query) error {
			return q.QueryRow(t.Context(), `SELECT count(*) FROM pet WHERE county = $1 AND (name IS NOT NULL OR chip IS NOT NULL)`, county).Scan(&left)
		})
		if left != 0 {
			t.Error("the payload is still there")
		}
		alter(t, store, `UPDATE pet SET name = $2 WHERE county = $1`, county, "回来了")
		if codes := findings(t, j); !slices.Contains(codes, "row_changed") {
			t.Errorf("a payload written back was not found: %v", codes)
		}
	})
}

func TestWritersOfOneCountyQueueAndThoseOfOthersDoNotMix(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		j := begin(t, store)
		var all sync.WaitGroup
		for writer := range 6 {
			h := header("birth")
			h.County = []string{county, "320611", "320612"}[writer%3]
			h.Durable = writer%2 == 0
			all.Go(func() {
				for round := range 8 {
					if _, err := j.Do(t.Context(), h, func(w *journal.Write) error {
						return open(t, w, fmt.Sprintf("p%d-%d", writer, round), round)
					}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		if report := sound(t, j); report.Acts != 48 || report.Counties != 3 {
			t.Errorf("report %+v", report)
		}
	})
}

// topics are what news tells.
func topics(t *testing.T, j *journal.Journal) string {
	t.Helper()
	var list []string
	err := j.DB().Read(t.Context(), func(q db.Query) error {
		news, err := journal.NewsAfter(t.Context(), q, county, 0)
		for _, n := range news {
			list = append(list, n.Topic)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(list)
}

// signer is a signature anybody could forge, good enough to see what is signed.
type signer struct{}

func (signer) Sign(message []byte) ([]byte, error) { return append([]byte("signed:"), message...), nil }
func (signer) Verify(message, signature []byte) error {
	if string(signature) != "signed:"+string(message) {
		return errors.New("not signed")
	}
	return nil
}

// findings are the codes of what verifying finds.
func findings(t *testing.T, j *journal.Journal, anchors ...journal.Checkpoint) []string {
	t.Helper()
	report, err := j.Verify(context.Background(), signer{}, anchors...)
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, f := range report.Findings {
		codes = append(codes, f.Code)
	}
	return codes
}

func TestACheckpointSurvivesItsExport(t *testing.T) {
	t.Parallel()
	j := begin(t, dbtest.Open(t))
	do(t, j, header("birth"), func(w *journal.Write) error { return open(t, w, "cat", 4) })
	made, err := j.Seal(t.Context(), "system:test", signer{})
	if err != nil {
		t.Fatal(err)
	}
	written, err := made.Write()
	if err != nil || !json.Valid(written) {
		t.Fatal(err)
	}
	again, err := journal.ReadCheckpoint(written)
	if err != nil || again.At() != made.At() || again.Body != made.Body {
		t.Errorf("came back as %+v, %v", again, err)
	}
	report, err := j.Verify(t.Context(), signer{}, again)
	if err != nil || len(report.Findings) > 0 || report.Unanchored != 1 || report.Checkpoint == "" {
		t.Errorf("only the act of the checkpoint itself is not anchored: %+v, %v", report, err)
	}
	for _, broken := range []string{"", "{}", `{"body":"{}"}`, `{"body":"{\"format\":\"x\"}"}`} {
		if _, err := journal.ReadCheckpoint([]byte(broken)); err == nil {
			t.Errorf("%q was read", broken)
		}
	}
}
