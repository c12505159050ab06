package account

import (
	"strings"
	"testing"

	"lianxin/internal/journal"
)

func TestAProofLetsInTheAccountItIsBoundTo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *door) {
		id, other := d.hire("lina", Post{Role: Town, Division: town}), d.hire("zhou", Post{Role: Town, Division: town})
		proof := Proof{"https://id.example", "320684199001011234"}
		bind := func(staff string, p Proof) error {
			_, err := d.try(func(w *journal.Write) error { return d.Bind(t.Context(), w, staff, p) })
			return err
		}
		refused := func(p Proof) {
			t.Helper()
			_, _, err := d.SignInAs(t.Context(), d.start, p, address)
			wantCode(t, err, "account_unlinked")
		}
		refused(proof)
		for range 2 { // binding twice binds once
			if err := bind(id, proof); err != nil {
				t.Fatal(err)
			}
		}
		token, v, err := d.SignInAs(t.Context(), d.start, proof, address)
		if err != nil || v.ID != id || v.MustChange {
			t.Fatalf("who comes in is %+v (%v)", v, err)
		}
		refused(Proof{"https://other.example", proof.Subject}) // the same name elsewhere is somebody else
		refused(Proof{proof.Issuer, strings.ToLower(proof.Subject) + "x"})
		wantCode(t, bind(other, proof), "identity_taken")
		wantCode(t, bind(other, Proof{proof.Issuer, "with blank"}), "identity_subject")
		wantCode(t, bind(other, Proof{proof.Issuer, ""}), "identity_subject")
		wantCode(t, bind("nobody", Proof{proof.Issuer, "x"}), "account_not_found")
		list, err := d.Identities(t.Context(), id)
		if err != nil || len(list) != 1 || list[0].Hint != "…1234" || strings.Contains(list[0].Hint, "3206") {
			t.Errorf("bound are %+v (%v)", list, err)
		}

		again := Proof{proof.Issuer, "another-subject"}
		if err := bind(id, again); err != nil { // what was bound before is bound no longer
			t.Fatal(err)
		}
		refused(proof)
		d.do(func(w *journal.Write) error { return d.Unbind(t.Context(), w, id) })
		refused(again)
		_, err = d.Resolve(t.Context(), d.start, token)
		wantCode(t, err, "session_over")
		if err := bind(other, proof); err != nil {
			t.Errorf("a proof that is free again: %v", err)
		}
		d.do(func(w *journal.Write) error { return d.Disable(t.Context(), w, other) })
		refused(proof)
	})
}
