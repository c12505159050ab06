package journal_test

import (
	"errors"
	"slices"
	"testing"

	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
)

// history is a small record with everything in it.
func history(t *testing.T, store *db.DB) (*journal.Journal, journal.Checkpoint) {
	t.Helper()
	j := begin(t, store)
	do(t, j, header("birth"), func(w *journal.Write) error { return errors.Join(open(t, w, "cat", 4), open(t, w, "hen", 2)) })
	do(t, j, header("change"), func(w *journal.Write) error {
		return errors.Join(w.Close(t.Context(), pet, "cat", 1), open(t, w, "cat", 3))
	})
	slice := header("load.slice")
	slice.Batch = "b1"
	do(t, j, slice, func(w *journal.Write) error { return open(t, w, "dog", 4) })
	point, err := j.Seal(t.Context(), "system:test", signer{})
	if err != nil {
		t.Fatal(err)
	}
	do(t, j, header("load.close"), func(w *journal.Write) error { return w.Settle(t.Context(), "b1") })
	do(t, j, header("empty"), func(*journal.Write) error { return nil })
	return j, *point
}

func TestWhatIsChangedBehindTheJournalIsFound(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name       string
		statements []string
		want       string
	}{
		{"nothing", nil, ""},
		{"a value of a row", []string{`UPDATE pet SET legs = 5 WHERE id = 'cat' AND opened = 1`}, "row_changed"},
		{"a truth of a row", []string{`UPDATE pet SET tame = NULL WHERE id = 'hen'`}, "row_changed"},
		{"the days on which a row holds", []string{`UPDATE pet SET valid_to = '2024-01-01' WHERE id = 'hen'`}, "row_changed"},
		{"bytes of a row", []string{`UPDATE pet SET chip = NULL WHERE id = 'hen'`}, "row_changed"},
		{"whose a row is", []string{`UPDATE pet SET id = 'cow' WHERE id = 'hen'`}, "row_changed"},
		{"the act of a row", []string{`UPDATE pet SET opened = 5 WHERE id = 'hen'`}, "row_changed"},
		{"the proof of a row", []string{`UPDATE pet SET proof = NULL WHERE id = 'hen'`}, "row_proof"},
		{"a row is removed", []string{`DELETE FROM pet WHERE id = 'hen'`}, "row_missing"},
		{"a row is ended", []string{`UPDATE pet SET closed = 2 WHERE id = 'hen'`}, "row_added"},
		{"a row is opened again", []string{`UPDATE pet SET closed = NULL WHERE id = 'cat'`}, "row_missing"},
		{"a row is copied in", []string{`INSERT INTO pet SELECT county, 'cow', 5, NULL, NULL, NULL, proof, name, legs, tame, chip FROM pet WHERE id = 'hen'`}, "row_changed"},
		{"a row of an act that never was", []string{`UPDATE pet SET opened = 99 WHERE id = 'hen'`}, "row_without_act"},
		{"a row of a county without a chain", []string{`INSERT INTO pet SELECT '320999', id, opened, NULL, NULL, NULL, proof, name, legs, tame, chip FROM pet WHERE id = 'hen'`}, "chain_missing"},
		{"who did it", []string{`UPDATE act SET actor = 'user:2' WHERE county = '320602' AND seq = 2`}, "act_changed"},
		{"when it was done", []string{`UPDATE act SET at = at + 1 WHERE county = '320602' AND seq = 2`}, "act_changed"},
		{"what it is said to have done", []string{`UPDATE act SET content = hash WHERE county = '320602' AND seq = 2`}, "act_changed"},
		{"an act is removed", []string{`DELETE FROM act WHERE county = '320602' AND seq = 2`}, "act_missing"},
		{"an act is put in", []string{`INSERT INTO act SELECT county, 99, at, kind, actor, purpose, cause, note, batch, settles, entries, content, previous, hash FROM act WHERE county = '320602' AND seq = 5`}, "act_missing"},
		{"two acts change places", []string{`UPDATE act SET seq = 99 WHERE seq = 1 AND county = '320602'`, `UPDATE act SET seq = 1 WHERE seq = 2 AND county = '320602'`, `UPDATE act SET seq = 2 WHERE seq = 99`}, "act_moved"},
		{"the tail is cut", []string{`DELETE FROM act WHERE county = '320602' AND seq = 5`}, "chain_end"},
		{"the end of the chain is set back with it", []string{
			`DELETE FROM act WHERE county = '320602' AND seq > 2`, `DELETE FROM provisional WHERE county = '320602'`, `DELETE FROM pet WHERE opened > 2`,
			`UPDATE chain SET seq = 2, hash = (SELECT hash FROM act WHERE county = '320602' AND seq = 2) WHERE county = '320602'`}, "checkpoint_broken"},
		{"a whole chain is removed", []string{`DELETE FROM act WHERE county = '320602'`, `DELETE FROM chain WHERE county = '320602'`, `DELETE FROM pet`, `DELETE FROM provisional`}, "chain_missing"},
		{"a batch is hidden", []string{`UPDATE provisional SET effective = 4611686018427387904`}, "batch_changed"},
		{"a batch is set free", []string{`DELETE FROM provisional`}, "batch_changed"},
		{"a checkpoint in the store", []string{`UPDATE checkpoint SET body = '{}'`}, "checkpoint_signature"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, store *db.DB) {
				j, point := history(t, store)
				for _, statement := range test.statements {
					alter(t, store, statement)
				}
				codes := findings(t, j, point)
				if test.want == "" && len(codes) > 0 || test.want != "" && !slices.Contains(codes, test.want) {
					t.Errorf("want %q, found %v", test.want, codes)
				}
			})
		})
	}
}
