package account

import (
	"encoding/hex"
	"sync"
	"sync/atomic"

	"github.com/emmansun/gmsm/sm3"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
)

// Accounts is the door: it knows who may come in. It is safe for use by many
// goroutines.
type Accounts struct {
	journal *journal.Journal
	keys    access.Keyring
	cost    Cost
	gateway Gateway
	outbox  Outbox
	issuer  string

	hashing chan struct{}
	decoy   stored       // of no password; hashed against where there is no account
	hashed  atomic.Int64 // how often a password was held against a hash

	mutex   sync.Mutex
	seen    map[string]civil.Instant // when each session was last used
	told    map[string]civil.Instant // what of it the store knows
	written civil.Instant            // when the store was last told
}

// Option sets something about the accounts that is not always the same.
type Option func(*Accounts)

// WithCost sets what new passwords cost. Passwords hashed otherwise stay good and
// are hashed anew when their owner signs in.
func WithCost(cost Cost) Option { return func(a *Accounts) { a.cost = cost } }

// WithGateway hands in what sends messages to telephones. Without it no code can
// be asked for by telephone, and printed ones remain.
func WithGateway(g Gateway) Option { return func(a *Accounts) { a.gateway = g } }

// WithIssuer sets the name under which an authenticator shows the account.
func WithIssuer(name string) Option { return func(a *Accounts) { a.issuer = name } }

// New makes the door over a journal whose tables include [Tables].
func New(j *journal.Journal, keys access.Keyring, options ...Option) *Accounts {
	a := &Accounts{
		journal: j, keys: keys, cost: UsualCost, issuer: "连心",
		hashing: make(chan struct{}, hashers), seen: map[string]civil.Instant{}, told: map[string]civil.Instant{},
	}
	for _, option := range options {
		option(a)
	}
	a.decoy = stored{cost: a.cost, salt: make([]byte, saltSize), hash: make([]byte, hashSize)}
	return a
}

// blind is the entry under which something is found again that must not be kept as
// it was typed. The keys' index takes numbers alone, so it is given a digest; what
// tells one use from another.
func (a *Accounts) blind(what, typed string) ([]byte, error) {
	return a.keys.AppendIndex(nil, access.Account, digest(what, typed))
}

// blinds are all entries under which it may stand, the current one first.
func (a *Accounts) blinds(what, typed string) ([][]byte, error) {
	return a.keys.Lookups(access.Account, digest(what, typed))
}

func digest(what, typed string) string {
	sum := sm3.Sum([]byte(what + "\x00" + typed))
	return hex.EncodeToString(sum[:])
}
