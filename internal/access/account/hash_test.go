package account

import (
	"strings"
	"testing"
)

// FuzzParseStored holds the reader of hashes to writing back what it took.
func FuzzParseStored(f *testing.F) {
	for _, cost := range []Cost{cheap, UsualCost, NationalCost} {
		f.Add(stored{cost: cost, salt: make([]byte, saltSize), hash: make([]byte, hashSize)}.String())
	}
	f.Add("argon2id$v=19$m=65536,t=2,p=1$$")
	f.Add("argon2id$v=19$m=4294967295,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA")
	f.Add("pbkdf2-hmac-sm3$i=+1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA")
	f.Fuzz(func(t *testing.T, line string) {
		s, err := parseStored(line)
		if err != nil {
			return
		}
		if s.String() != line {
			t.Errorf("%q is read as %q", line, s)
		}
		if err := s.cost.check(); err != nil {
			t.Errorf("%q has a cost nobody can pay", line)
		}
	})
}

func TestBothSchemesTellAPasswordFromAnother(t *testing.T) {
	t.Parallel()
	for _, cost := range []Cost{cheap, {Scheme: PBKDF2, Time: 1000}} {
		t.Run(string(cost.Scheme), func(t *testing.T) {
			t.Parallel()
			made, err := newStored(cost, password)
			if err != nil {
				t.Fatal(err)
			}
			read, err := parseStored(made.String())
			if err != nil {
				t.Fatal(err)
			}
			for _, typed := range []string{password, password + "x", ""} {
				if same, err := read.matches(typed); err != nil || same != (typed == password) {
					t.Errorf("%q matches: %v (%v)", typed, same, err)
				}
			}
			if again, _ := newStored(cost, password); again.String() == made.String() {
				t.Error("two hashes of a password are the same")
			}
		})
	}
}

func TestTheSM3SchemeIsTheStandardsOne(t *testing.T) {
	t.Parallel()
	// Computed by OpenSSL 3:
	// openssl kdf -keylen 32 -kdfopt digest:SM3 -kdfopt pass:password -kdfopt salt:saltsalt -kdfopt iter:1000 PBKDF2
	s := stored{cost: Cost{Scheme: PBKDF2, Time: 1000}, salt: []byte("saltsalt")}
	hash, err := s.derive("password", 32)
	if err != nil {
		t.Fatal(err)
	}
	s.hash = hash
	wantText(t, "the hash", s.String(), "pbkdf2-hmac-sm3$i=1000$c2FsdHNhbHQ$ObPh0OPubIP0Wdv6Mxr5XnC3oIwS6I1/IYPqX6UuDXo")
}

func TestAHashThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	good := stored{cost: cheap, salt: make([]byte, saltSize), hash: make([]byte, hashSize)}.String()
	if _, err := parseStored(good); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, line string }{
		{"nothing", ""},
		{"another scheme", strings.Replace(good, "argon2id", "argon2i", 1)},
		{"another version", strings.Replace(good, "v=19", "v=16", 1)},
		{"no time", strings.Replace(good, "t=1", "t=0", 1)},
		{"all the memory", strings.Replace(good, "m=64", "m=4194304", 1)},
		{"too little memory", strings.Replace(good, "m=64", "m=7", 1)},
		{"lanes that wrap around", strings.Replace(good, "p=1", "p=257", 1)},
		{"a number written otherwise", strings.Replace(good, "t=1", "t=01", 1)},
		{"one part more", good + "$"},
		{"no hash", good[:strings.LastIndexByte(good, '$')+1]},
		{"a national hash with a memory", strings.Replace(good, "argon2id$v=19", "pbkdf2-hmac-sm3$i=1", 1)},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := parseStored(c.line)
			wantCode(t, err, "password_stored")
		})
	}
}
