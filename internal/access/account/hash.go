package account

import (
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"github.com/emmansun/gmsm/sm3"
	"golang.org/x/crypto/argon2"

	"lianxin/internal/civil"
)

// Scheme says how passwords are hashed.
type Scheme string

// The schemes. Argon2 is the usual one; the other is for cities whose assessment of
// commercial ciphers demands national algorithms throughout.
const (
	Argon2 Scheme = "argon2id"
	PBKDF2 Scheme = "pbkdf2-hmac-sm3"
)

// Cost is what hashing a password costs the guesser and us.
type Cost struct {
	Scheme Scheme
	Memory uint32 // Argon2: KiB
	Time   uint32 // Argon2: passes; PBKDF2: rounds
	Lanes  uint8  // Argon2
}

// The costs of new passwords, unless an option says otherwise.
var (
	UsualCost    = Cost{Scheme: Argon2, Memory: 64 << 10, Time: 2, Lanes: 1}
	NationalCost = Cost{Scheme: PBKDF2, Time: 600_000}
)

// Bounds of what is read back: a row somebody meddled with must not take the
// server's memory or its day.
const (
	memoryMax = 1 << 20 // KiB
	passesMax = 16
	lanesMax  = 16
	roundsMax = 10_000_000
	saltSize  = 16
	saltMax   = 64
	hashSize  = 32
	hashMin   = 16
	hashMax   = 64
)

// check refuses a cost nobody can pay, and one that is none.
func (c Cost) check() error {
	good := false
	switch c.Scheme {
	case Argon2:
		good = c.Lanes >= 1 && c.Lanes <= lanesMax && c.Time >= 1 && c.Time <= passesMax &&
			c.Memory >= 8*uint32(c.Lanes) && c.Memory <= memoryMax
	case PBKDF2:
		good = c.Lanes == 0 && c.Memory == 0 && c.Time >= 1 && c.Time <= roundsMax
	}
	if !good {
		return errHash()
	}
	return nil
}

// stored is a hashed password as it stands in a row:
//
//	argon2id$v=19$m=65536,t=2,p=1$salt$hash
//	pbkdf2-hmac-sm3$i=600000$salt$hash
//
// salt and hash in Base64 without padding.
type stored struct {
	cost       Cost
	salt, hash []byte
}

// newStored hashes a password under a fresh salt.
func newStored(cost Cost, password string) (stored, error) {
	s := stored{cost: cost, salt: make([]byte, saltSize)}
	_, _ = rand.Read(s.salt) // never fails: the program stops if the system has no randomness
	var err error
	s.hash, err = s.derive(password, hashSize)
	return s, err
}

func (s stored) derive(password string, size int) ([]byte, error) {
	if s.cost.Scheme == PBKDF2 {
		return pbkdf2.Key(sm3.New, password, s.salt, int(s.cost.Time), size)
	}
	return argon2.IDKey([]byte(password), s.salt, s.cost.Time, s.cost.Memory, s.cost.Lanes, uint32(size)), nil
}

// matches says whether a password is the one that was hashed.
func (s stored) matches(password string) (bool, error) {
	hash, err := s.derive(password, len(s.hash))
	return err == nil && subtle.ConstantTimeCompare(hash, s.hash) == 1, err
}

// String is the form that is stored.
func (s stored) String() string {
	cost := fmt.Sprintf("i=%d", s.cost.Time)
	if s.cost.Scheme == Argon2 {
		cost = fmt.Sprintf("v=%d$m=%d,t=%d,p=%d", argon2.Version, s.cost.Memory, s.cost.Time, s.cost.Lanes)
	}
	code := base64.RawStdEncoding.Strict()
	return string(s.cost.Scheme) + "$" + cost + "$" + code.EncodeToString(s.salt) + "$" + code.EncodeToString(s.hash)
}

// parseStored reads what [stored.String] writes, and nothing else.
func parseStored(line string) (s stored, err error) {
	parts := strings.Split(line, "$")
	s.cost.Scheme = Scheme(parts[0])
	switch {
	case s.cost.Scheme == Argon2 && len(parts) == 5:
		costs := strings.Split(parts[2], ",")
		if parts[1] != "v="+strconv.Itoa(argon2.Version) || len(costs) != 3 {
			return stored{}, errHash()
		}
		lanes := number(costs[2], "p=", lanesMax)
		s.cost.Memory, s.cost.Time, s.cost.Lanes = number(costs[0], "m=", memoryMax), number(costs[1], "t=", passesMax), uint8(lanes)
	case s.cost.Scheme == PBKDF2 && len(parts) == 4:
		s.cost.Time = number(parts[1], "i=", roundsMax)
	default:
		return stored{}, errHash()
	}
	if err := s.cost.check(); err != nil {
		return stored{}, err
	}
	s.salt, s.hash = base64Of(parts[len(parts)-2]), base64Of(parts[len(parts)-1])
	if len(s.salt) < 8 || len(s.salt) > saltMax || len(s.hash) < hashMin || len(s.hash) > hashMax || s.String() != line {
		return stored{}, errHash()
	}
	return s, nil
}

// number reads a positive number behind its name; 0, which no cost is, when it is
// none or beyond most.
func number(text, name string, most uint64) uint32 {
	digits, named := strings.CutPrefix(text, name)
	n, err := strconv.ParseUint(digits, 10, 32)
	if !named || err != nil || n > most {
		return 0
	}
	return uint32(n)
}

// base64Of reads Base64; what is none is no bytes, which no salt and no hash is.
func base64Of(text string) []byte {
	b, err := base64.RawStdEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil
	}
	return b
}

func errHash() *civil.Error {
	return &civil.Error{Kind: civil.Conflict, Code: "password_stored", Message: "保存的密码无法识别，请由系统管理员重设这个账号的密码。"}
}
