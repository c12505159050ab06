package journal_test

import (
	"bytes"
	"slices"
	"testing"

	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
)

// renewed gives chips another colour, and lets those of it be.
func renewed(colour byte) journal.Renewer {
	return func(at journal.Place, sealed []byte) ([]byte, error) {
		if at.Table != "pet" || at.Field != "chip" || at.County != county || sealed[0] == colour {
			return nil, nil
		}
		return append([]byte{colour}, bytes.TrimLeft(sealed, "12")...), nil
	}
}

// reseal brings all chips under a colour, a few at a time, and says in how many acts.
func reseal(t *testing.T, j *journal.Journal, colour byte) (acts int) {
	t.Helper()
	for behind, more := "", true; more; acts++ {
		do(t, j, header("reseal"), func(w *journal.Write) (err error) {
			behind, err = w.Reseal(t.Context(), pet, behind, 2, renewed(colour))
			return err
		})
		more = behind != ""
	}
	return acts
}

func TestValuesAreSealedAgainAndTheChainHolds(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		j, _ := history(t, store)
		before := [2]string{pets(t, j, 0), pets(t, j, 2)}
		if acts := reseal(t, j, '1'); acts != 3 { // four versions, two at a time, and the end
			t.Errorf("%d acts", acts)
		}
		sound(t, j)
		reseal(t, j, '2')
		sound(t, j)
		if after := [2]string{pets(t, j, 0), pets(t, j, 2)}; after != before {
			t.Errorf("the state was %v and is %v", before, after)
		}
		var left int
		_ = store.Read(t.Context(), func(q db.Query) error {
			return q.QueryRow(t.Context(), `SELECT count(*) FROM pet WHERE county = $1 AND (substr(chip, 1, 1) <> $2 OR opened > 4)`, county, []byte("2")).Scan(&left)
		})
		if left != 0 {
			t.Errorf("%d versions are not under the new key, or are new", left)
		}
		do(t, j, header("erase"), func(w *journal.Write) error {
			var proof []byte
			if err := w.QueryRow(t.Context(), `SELECT proof FROM pet WHERE county = $1 AND id = 'hen'`, county).Scan(&proof); err != nil {
				return err
			}
			return w.Erase(t.Context(), pet, "hen", 1, proof)
		})
		sound(t, j)
		reseal(t, j, '1')
		sound(t, j)
	})
}

func TestSealingAgainHidesNothing(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ early, late, want string }{
		"a value changed before stays found": {`UPDATE pet SET legs = 5 WHERE id = 'hen'`, "", "row_changed"},
		"a chip changed before stays found":  {`UPDATE pet SET chip = proof WHERE id = 'hen'`, "", "row_changed"},
		"a value changed after":              {"", `UPDATE pet SET legs = 5 WHERE id = 'hen'`, "row_changed"},
		"a chip of another":                  {"", `UPDATE pet SET chip = proof WHERE id = 'hen'`, "row_changed"},
		"what it was before is cut off":      {"", `UPDATE pet SET proof = substr(proof, 1, 48) WHERE id = 'hen'`, "content_changed"},
		"what it was before is another's":    {"", `UPDATE pet SET proof = (SELECT o.proof FROM pet o WHERE o.id = 'dog') WHERE id = 'hen'`, "row_changed"},
		"the act that did it is taken away":  {"", `DELETE FROM act WHERE county = '320602' AND kind = 'reseal'`, "row_without_act"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, store *db.DB) {
				j, _ := history(t, store)
				if test.early != "" {
					alter(t, store, test.early)
				}
				reseal(t, j, '1')
				if test.late != "" {
					alter(t, store, test.late)
				}
				if codes := findings(t, j); !slices.Contains(codes, test.want) {
					t.Errorf("want %q, found %v", test.want, codes)
				}
			})
		})
	}
}
