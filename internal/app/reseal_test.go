package app

import (
	"crypto/rand"
	"io"
	"log/slog"
	"path/filepath"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/db"
	"lianxin/internal/file"
	"lianxin/internal/journal"
	"lianxin/packs"
)

// openedAlone tries every sealed value of the store with a ring, and says how many
// values of each table there are. Nothing is written.
func openedAlone(t *testing.T, o *office, keys access.Keyring) map[string]int {
	t.Helper()
	counts := map[string]int{}
	var heads []journal.Head
	err := o.db.Read(t.Context(), func(q db.Query) (err error) {
		heads, err = journal.Heads(t.Context(), q)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	try := func(at journal.Place, sealed []byte) ([]byte, error) {
		counts[at.Table+"."+at.Field]++
		var err error
		if at.Table == file.TableName {
			_, err = file.Reseal(keys, file.Ref{County: at.County, ID: at.ID}, sealed)
		} else {
			_, err = keys.Open(access.Place(at), sealed)
		}
		if err != nil {
			t.Errorf("%+v: %v", at, err)
		}
		return nil, nil
	}
	for _, head := range heads {
		for _, table := range o.journal.Tables() {
			for behind, more := "", table.Seals() && !t.Failed(); more; more = behind != "" {
				_, err := o.journal.Do(t.Context(), systemHeader(head.County, "test"), func(w *journal.Write) (err error) {
					behind, err = w.Reseal(t.Context(), table, behind, resealAtOnce, try)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	return counts
}

func TestACityReadsWithItsNewKeyAlone(t *testing.T) {
	t.Parallel()
	dir, clock := t.TempDir(), &rehearsalClock{}
	c := &demoCommand{City: "nantong", Scale: "0.001", Seed: 1, Dir: dir}
	s := &session{Streams: Streams{Out: io.Discard, Err: io.Discard}, packs: packs.FS, clock: clock.now}
	if err := c.prepare(s, clock); err != nil {
		t.Fatal(err)
	}
	store := c.store()
	openBureau := func() *bureau {
		o, err := store.openStore(s, nil)
		if err != nil {
			t.Fatal(err)
		}
		b, err := o.bureau(s, nil, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		b.rehearsal = true
		return b
	}
	b := openBureau()
	if err := b.readWorld(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := c.livedIn(t.Context(), b, clock, filepath.Join(dir, demoNote)); err != nil {
		t.Fatal(err)
	}
	b.close()
	keys, err := access.ReadKeyring(store.keysFile())
	if err == nil {
		keys, err = keys.Rotate(access.Sealing, s.now, rand.Reader)
	}
	if err == nil {
		err = keys.Save(store.keysFile())
	}
	if err == nil {
		err = (&keysRotateCommand{storeFlags: *store}).planReseal(t.Context(), s, access.Sealing.String())
	}
	if err != nil {
		t.Fatal(err)
	}
	b = openBureau()
	defer b.close()
	if _, err := b.worker.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	alone, err := keys.Drop(access.Sealing, 1)
	if err != nil {
		t.Fatal(err)
	}
	counts := openedAlone(t, b.office, alone)
	for _, value := range []string{
		"person.id_number", "payee_account.number", "case_form.answers", "case_step.detail", "case_letter.body", "lead.contact", "household_plan.body",
		"referral.body", "conference.minutes", "hotline_call.said", "booking.said", "station_enrolment.body", "rental_order.said", "complaint.words", "complaint.code",
		"inquiry_item.records", "pay_file.sealed", "in_pay.account", "record.sealed",
	} {
		if counts[value] == 0 {
			t.Errorf("the city has no %s: %v", value, counts)
		}
	}
	report, err := b.journal.Verify(t.Context(), keys)
	if err != nil || len(report.Findings) > 0 {
		t.Errorf("%+v %v", report, err)
	}
}
