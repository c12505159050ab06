package signature

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"io"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"

	"lianxin/internal/civil"
)

// Private is a key we sign with. It has a name and lets nobody read it.
type Private struct {
	Name      string
	Algorithm string
	ed        ed25519.PrivateKey
	sm        *sm2.PrivateKey
}

// Public is a key somebody signs with.
type Public struct {
	Name      string
	Algorithm string
	ed        ed25519.PublicKey
	sm        *ecdsa.PublicKey
}

// secretBytes is the length of a secret of either algorithm.
const secretBytes = 32

// Draw takes the secret of a key from a random source.
func Draw(random io.Reader, algorithm string) ([]byte, error) {
	for {
		secret := make([]byte, secretBytes)
		if _, err := io.ReadFull(random, secret); err != nil {
			return nil, err
		}
		if _, err := NewPrivate("", algorithm, secret); err == nil {
			return secret, nil
		}
		if bytes.Count(secret, secret[:1]) == secretBytes {
			return nil, io.ErrUnexpectedEOF // a source that repeats itself gives no key ever
		}
	}
}

// NewPrivate is the key of a secret.
func NewPrivate(name, algorithm string, secret []byte) (*Private, error) {
	k := &Private{Name: name, Algorithm: algorithm}
	switch {
	case algorithm == Ed25519 && len(secret) == secretBytes:
		k.ed = ed25519.NewKeyFromSeed(secret)
		return k, nil
	case algorithm == SM2SM3 && len(secret) == secretBytes:
		var err error
		k.sm, err = sm2.NewPrivateKey(secret)
		return k, err
	}
	return nil, errKey(nil)
}

// Public is the half everybody may have.
func (k *Private) Public() Public {
	p := Public{Name: k.Name, Algorithm: k.Algorithm}
	if k.sm != nil {
		p.sm = &k.sm.PublicKey
		return p
	}
	p.ed, _ = k.ed.Public().(ed25519.PublicKey)
	return p
}

// JWK is a public key as a key set has it (RFC 7517, RFC 8037). The curve of SM2
// has no registered name; ours is SM2.
type JWK struct {
	KTY string `json:"kty"`
	CRV string `json:"crv"`
	X   string `json:"x"`
	Y   string `json:"y,omitempty"`
	KID string `json:"kid"`
	Use string `json:"use,omitempty"`
	Alg string `json:"alg,omitempty"`
}

// JWK is the key as an entry of a key set of a sender.
func (p *Public) JWK(sender string) JWK {
	encode := base64.RawURLEncoding.EncodeToString
	j := JWK{KID: KeyID(sender, p.Name, p.Algorithm), Use: "sig"}
	if p.sm != nil {
		point, err := sm2.PublicKeyToECDH(p.sm)
		if err != nil {
			return j // a key that was read is on the curve
		}
		raw := point.Bytes()[1:] // without the mark of an uncompressed point
		j.KTY, j.CRV, j.X, j.Y = "EC", "SM2", encode(raw[:secretBytes]), encode(raw[secretBytes:])
		return j
	}
	j.KTY, j.CRV, j.X, j.Alg = "OKP", "Ed25519", encode(p.ed), "EdDSA"
	return j
}

// keyMost is the size in bytes of the largest file of a key.
const keyMost = 64 << 10

// ParseKey reads a public key of a sender from what its operator sent: PEM, one
// JWK, or the bare 32 bytes of an Ed25519 key in base64. It refuses a private key
// (Invalid): that one ought never to have been sent.
func ParseKey(name string, text []byte) (Public, error) {
	if len(text) > keyMost {
		return Public{}, errKey(nil)
	}
	if block, _ := pem.Decode(text); block != nil {
		return pemKey(name, block)
	}
	text = bytes.TrimSpace(text)
	if len(text) > 0 && text[0] == '{' {
		var j JWK
		if Check(text) != nil || json.Unmarshal(text, &j) != nil || bytes.Contains(text, []byte(`"d"`)) {
			return Public{}, errKey(nil)
		}
		return KeyOf(name, j)
	}
	bare, err := base64.StdEncoding.DecodeString(string(text))
	if err != nil || len(bare) != ed25519.PublicKeySize {
		return Public{}, errKey(err)
	}
	return Public{Name: name, Algorithm: Ed25519, ed: bare}, nil
}

func pemKey(name string, block *pem.Block) (Public, error) {
	if block.Type != "PUBLIC KEY" {
		return Public{}, errKey(nil)
	}
	if parsed, err := x509.ParsePKIXPublicKey(block.Bytes); err == nil {
		if ed, ok := parsed.(ed25519.PublicKey); ok {
			return Public{Name: name, Algorithm: Ed25519, ed: ed}, nil
		}
	}
	parsed, err := smx509.ParsePKIXPublicKey(block.Bytes)
	if key, ok := parsed.(*ecdsa.PublicKey); err == nil && ok && sm2.IsSM2PublicKey(key) {
		return Public{Name: name, Algorithm: SM2SM3, sm: key}, nil
	}
	return Public{}, errKey(err)
}

// KeyOf is the public key an entry of a key set describes.
func KeyOf(name string, j JWK) (Public, error) {
	x, err := base64.RawURLEncoding.DecodeString(j.X)
	if err != nil || len(x) != secretBytes {
		return Public{}, errKey(err)
	}
	if j.KTY == "OKP" && j.CRV == "Ed25519" {
		return Public{Name: name, Algorithm: Ed25519, ed: x}, nil
	}
	y, err := base64.RawURLEncoding.DecodeString(j.Y)
	if err != nil || len(y) != secretBytes || j.KTY != "EC" || j.CRV != "SM2" {
		return Public{}, errKey(err)
	}
	key, err := sm2.NewPublicKey(append(append([]byte{4}, x...), y...))
	if err != nil {
		return Public{}, errKey(err)
	}
	return Public{Name: name, Algorithm: SM2SM3, sm: key}, nil
}

func errKey(err error) error {
	return &civil.Error{Kind: civil.Invalid, Code: "spdci_key", Err: err,
		Message: "文件不是可用的公钥：应为 Ed25519 或 SM2 公钥的 PEM、一个 JWK，或 32 字节 Ed25519 公钥的 base64；不要交来私钥。"}
}
