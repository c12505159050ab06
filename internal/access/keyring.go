package access

import (
	"bytes"
	"crypto/cipher"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"

	"lianxin/internal/civil"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/sm4"
)

// Use says what a key is for. A key never serves two uses, so that giving one
// away (to an auditor, to a second server) gives away nothing else.
type Use uint8

// The uses of keys, see [Use].
const (
	Sealing  Use = iota + 1 // SM4-GCM over protected fields
	Indexing                // HMAC-SM3 for look-up
	Signing                 // SM2 over checkpoints
)

// uses is the word of each use in a key file and the length of its secret.
var uses = [...]struct {
	word, label string
	bytes       int
}{
	Sealing:  {"seal", "加密", 16},
	Indexing: {"index", "索引", 32},
	Signing:  {"sign", "签名", 32},
}

// String is the word of the use in a key file.
func (u Use) String() string {
	if u < Sealing || u > Signing {
		return ""
	}
	return uses[u].word
}

// versionMax is the last version a key may have: the version is one byte in
// front of every sealed value, and a number is never given twice.
const versionMax = 255

// drawsMax is how often a random source is asked for a usable secret. A sound one
// fails a single draw less than once in 2^32.
const drawsMax = 8

// key is one version of one use.
type key struct {
	use     Use
	version uint8
	created civil.Date
	current bool
	secret  []byte
}

// Keyring is the set of keys a city works with: for each use one current key and
// the earlier ones that are still needed. It never changes; [Keyring.Rotate] and
// its parts return another one. It is passed by value, and the zero Keyring holds
// nothing and refuses everything.
//
// All secrets lie behind one pointer, so that printing something a Keyring is an
// unexported field of shows an address and no key.
type Keyring struct{ held *held }

// held is a keyring ready for work.
type held struct {
	keys    []*key // by use, then version
	seals   [versionMax + 1]cipher.AEAD
	sealing uint8
	indexes []*indexer // the current one first
	signers []*signer  // the current one first
}

// NewKeyring draws one key for each use. The day is noted as the day they were
// made; random is crypto/rand.Reader outside tests.
func NewKeyring(random io.Reader, day civil.Date) (Keyring, error) {
	var keys []*key
	for use := Sealing; use <= Signing; use++ {
		secret, err := draw(random, use)
		if err != nil {
			return Keyring{}, err
		}
		keys = append(keys, &key{use: use, version: 1, created: day, current: true, secret: secret})
	}
	return assemble(keys)
}

// draw takes a secret from a random source.
func draw(random io.Reader, use Use) ([]byte, error) {
	for range drawsMax {
		secret := make([]byte, uses[use].bytes)
		if _, err := io.ReadFull(random, secret); err != nil {
			return nil, &civil.Error{Kind: civil.Unavailable, Code: "keys_random", Message: "系统随机数不可用，未生成密钥，请检查服务器后重试。", Err: err}
		}
		if usable(use, secret) {
			return secret, nil
		}
	}
	return nil, &civil.Error{Kind: civil.Unavailable, Code: "keys_random", Message: "随机数来源不可靠，未生成密钥，请检查服务器后重试。"}
}

// usable refuses what no random source gives: a secret of one repeated byte, and a
// number that is no private key of SM2.
func usable(use Use, secret []byte) bool {
	if len(bytes.Trim(secret, string(secret[:1]))) == 0 {
		return false
	}
	if use != Signing {
		return true
	}
	_, err := sm2.NewPrivateKey(secret)
	return err == nil
}

// assemble makes keys ready for work and checks that they form a ring: one current
// key for each use (a ring may lack signing keys, when checkpoints are signed on
// another machine), no version and no secret twice.
func assemble(keys []*key) (Keyring, error) {
	slices.SortStableFunc(keys, func(a, b *key) int {
		return (int(a.use)<<8 | int(a.version)) - (int(b.use)<<8 | int(b.version))
	})
	h := &held{keys: keys}
	var count, current [Signing + 1]int
	for i, k := range keys {
		for _, other := range keys[:i] {
			switch {
			case other.use == k.use && other.version == k.version:
				return Keyring{}, civil.Refuse("keys_version_twice", "%s密钥第%d版出现了两次，请删去多余的一行。", uses[k.use].label, k.version)
			case bytes.Equal(other.secret, k.secret):
				return Keyring{}, civil.Refuse("keys_secret_twice", "%s密钥第%d版与另一个密钥相同，请为它重新生成。", uses[k.use].label, k.version)
			}
		}
		count[k.use]++
		if k.current {
			current[k.use]++
		}
		if err := h.ready(k); err != nil {
			return Keyring{}, err
		}
	}
	for use := Sealing; use <= Signing; use++ {
		if current[use] != 1 && (use != Signing || count[use] > 0) {
			return Keyring{}, civil.Refuse("keys_current", "%s密钥应有且只有一个current（当前）版本，现有%d个。", uses[use].label, current[use])
		}
	}
	return Keyring{h}, nil
}

// ready builds what works with a key. The current one of each use goes first.
func (h *held) ready(k *key) error {
	if !usable(k.use, k.secret) {
		return civil.Refuse("keys_weak", "%s密钥第%d版不是随机生成的，请重新生成。", uses[k.use].label, k.version)
	}
	switch k.use {
	case Sealing:
		aead, err := newAEAD(k.secret)
		if err != nil {
			return unusable(k, err)
		}
		h.seals[k.version] = aead
		if k.current {
			h.sealing = k.version
		}
	case Indexing:
		h.indexes = first(h.indexes, newIndexer(k), k.current)
	case Signing:
		s, err := newSigner(k)
		if err != nil {
			return unusable(k, err)
		}
		h.signers = first(h.signers, s, k.current)
	}
	return nil
}

// newAEAD is SM4-GCM (RFC 8998) under a key.
func newAEAD(secret []byte) (cipher.AEAD, error) {
	block, err := sm4.NewCipher(secret)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// first adds to a list, in front when it is the current one.
func first[T any](list []T, item T, current bool) []T {
	if current {
		return slices.Insert(list, 0, item)
	}
	return append(list, item)
}

// unusable keeps the library's words and adds none of the secret.
func unusable(k *key, err error) error {
	return &civil.Error{Kind: civil.Invalid, Code: "keys_unusable", Err: err,
		Message: fmt.Sprintf("%s密钥第%d版无法使用，请重新生成。", uses[k.use].label, k.version)}
}

// errNoKeys is what the zero Keyring answers.
func errNoKeys() error {
	return &civil.Error{Kind: civil.Unavailable, Code: "keys_missing", Message: "没有密钥，请设置" + FileVariable + "指向密钥文件后重试。"}
}

// String, Format and LogValue print the same word in every way there is to print.
func (k Keyring) String() string { return "[keys]" }

// Format implements fmt.Formatter, see [Keyring.String].
func (k Keyring) Format(s fmt.State, _ rune) {
	_, _ = io.WriteString(s, "[keys]") // a fmt.State cannot fail
}

// LogValue implements slog.LogValuer, see [Keyring.String].
func (k Keyring) LogValue() slog.Value { return slog.StringValue("[keys]") }

// MarshalText refuses: keys leave the program only through [Keyring.Create] and
// [Keyring.Save].
func (k Keyring) MarshalText() ([]byte, error) {
	return nil, &civil.Error{Kind: civil.Denied, Code: "keys_private", Message: "密钥不能导出，只能保存到密钥文件。", Err: errors.ErrUnsupported}
}
