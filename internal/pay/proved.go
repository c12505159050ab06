package pay

import (
	"bytes"
	"context"
	"sync"

	"lianxin/internal/db"
)

// Whoever answers for a list has it held against everything that is owed: the books of
// the whole county, four times between the freezing and the bank file. Mostly nothing
// happened in between but the signatures themselves. So it is remembered after which
// act a list was found good, and as long as no act since then can have touched what
// lists are made of, it still is. All of that is in the county's own chain; the list
// itself is read and fingerprinted every time.

// proof says that nothing of a list was out of date after an act.
type proof struct {
	list string // its fingerprint
	seq  int64
	act  []byte // the hash of the act: a store that was put back from a copy has another one
}

// proven names the run a proof is of.
type proven struct{ county, run string }

// proofsMost bounds what is remembered; runs that nobody finishes must not add up.
const proofsMost = 256

// proofs are those this process knows. Another one finds out for itself.
type proofs struct {
	guard sync.Mutex
	known map[proven]proof
}

func (p *proofs) of(r *Run) (proof, bool) {
	p.guard.Lock()
	defer p.guard.Unlock()
	one, ok := p.known[proven{r.County, r.ID}]
	return one, ok
}

func (p *proofs) put(r *Run, one proof) {
	p.guard.Lock()
	defer p.guard.Unlock()
	if p.known == nil || len(p.known) >= proofsMost {
		p.known = map[proven]proof{}
	}
	p.known[proven{r.County, r.ID}] = one
}

const (
	selectHead    = `SELECT seq FROM chain WHERE county = $1`
	selectActHash = `SELECT hash FROM act WHERE county = $1 AND seq = $2`
	// Freezing, reviewing and signing write the run, which is in no list, and release
	// the ledger too. An act without entries that settles no batch has written nothing.
	countLoud = `SELECT count(*) FROM act WHERE county = $1 AND seq > $2 AND (entries > 0 OR settles <> '')
		AND kind NOT IN ('pay.freeze', 'pay.review', 'pay.sign', 'pay.release')`
)

func scanHash(row db.Row) (hash []byte, err error) { return hash, row.Scan(&hash) }

// good says whether a list with a fingerprint is known to hold as the store stands. In
// an act it speaks of what stood before it, so that nothing may be written until then.
func (p *Pay) good(ctx context.Context, q db.Query, r *Run, list string) (bool, error) {
	one, ok := p.proofs.of(r)
	if !ok || one.list != list {
		return false, nil
	}
	hash, ok, err := db.One(ctx, q, scanHash, selectActHash, r.County, one.seq)
	if err != nil || !ok || !bytes.Equal(hash, one.act) {
		return false, err
	}
	loud, err := db.Int(q.QueryRow(ctx, countLoud, r.County, one.seq))
	return err == nil && loud == 0, err
}

// found remembers that a list holds as the store stands; see good.
func (p *Pay) found(ctx context.Context, q db.Query, r *Run, list string) error {
	seq, err := db.Int(q.QueryRow(ctx, selectHead, r.County))
	if err != nil {
		return err
	}
	hash, ok, err := db.One(ctx, q, scanHash, selectActHash, r.County, seq)
	if err == nil && ok {
		p.proofs.put(r, proof{list, seq, hash})
	}
	return err
}

// outdated is [Outdated] for lines that were read, with their fingerprint. It goes
// through the books only if it has to.
func (p *Pay) outdated(ctx context.Context, q db.Query, r *Run, lines []*Line, list string) ([]*Line, error) {
	if known, err := p.good(ctx, q, r, list); err != nil || known {
		return nil, err
	}
	old, err := r.outdated(ctx, q, lines)
	if err != nil || len(old) > 0 {
		return old, err
	}
	return nil, p.found(ctx, q, r, list)
}
