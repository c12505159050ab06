package access

import (
	"crypto/ecdsa"
	"crypto/rand"
	"encoding/hex"
	"encoding/pem"

	"lianxin/internal/civil"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/smx509"
)

// pemBlock is the type of the block a public key is written in.
const pemBlock = "PUBLIC KEY"

// publicMax is the size of the largest public key that is read, in bytes.
const publicMax = 8 << 10

// signer works with one SM2 key.
type signer struct {
	private *sm2.PrivateKey
	public  PublicKey
}

// PublicKey is the half of a signing key that everybody may have: with it an
// auditor checks a checkpoint without our store and without our program.
type PublicKey struct {
	Version     int
	Created     civil.Date
	Current     bool
	Fingerprint string // SM3 of the key in DER, 64 hexadecimal digits
	PEM         string
}

func newSigner(k *key) (*signer, error) {
	private, err := sm2.NewPrivateKey(k.secret)
	if err != nil {
		return nil, err
	}
	der, err := smx509.MarshalPKIXPublicKey(&private.PublicKey)
	if err != nil {
		return nil, err
	}
	digest := sm3.Sum(der)
	return &signer{private, PublicKey{
		Version: int(k.version), Created: k.created, Current: k.current,
		Fingerprint: hex.EncodeToString(digest[:]),
		PEM:         string(pem.EncodeToMemory(&pem.Block{Type: pemBlock, Bytes: der})),
	}}, nil
}

// Sign signs a digest with the current SM2 key: GB/T 32918.2 with SM3 and the usual
// user identity, the digest being the message. The signature is in DER. It refuses
// with Unavailable when the ring has no signing key.
func (k Keyring) Sign(digest []byte) ([]byte, error) {
	if k.held == nil {
		return nil, errNoKeys()
	}
	if len(k.held.signers) == 0 {
		return nil, errNoSigner()
	}
	signature, err := k.held.signers[0].private.SignWithSM2(rand.Reader, nil, digest)
	if err != nil {
		return nil, &civil.Error{Kind: civil.Unavailable, Code: "sign_failed", Err: err, Message: "签名没有成功，请重试；仍不成功请检查服务器。"}
	}
	return signature, nil
}

// Verify checks a signature against every signing key of the ring, since a
// checkpoint outlives the key it was signed with. It refuses one that none of them
// made (Conflict).
func (k Keyring) Verify(digest, signature []byte) error {
	if k.held == nil {
		return errNoKeys()
	}
	if len(k.held.signers) == 0 {
		return errNoSigner()
	}
	for _, s := range k.held.signers {
		if sm2.VerifyASN1WithSM2(&s.private.PublicKey, nil, digest, signature) {
			return nil
		}
	}
	return errSignature()
}

// PublicKeys lists the public halves of the signing keys, the current one first.
func (k Keyring) PublicKeys() []PublicKey {
	if k.held == nil {
		return nil
	}
	list := make([]PublicKey, 0, len(k.held.signers))
	for _, s := range k.held.signers {
		list = append(list, s.public)
	}
	return list
}

// VerifyPublic checks a signature with a public key in PEM and nothing else. It
// refuses text that is no SM2 public key (Invalid) and a signature that key did not
// make (Conflict).
func VerifyPublic(publicPEM, digest, signature []byte) error {
	public, err := parsePublic(publicPEM)
	if err != nil {
		return err
	}
	if !sm2.VerifyASN1WithSM2(public, nil, digest, signature) {
		return errSignature()
	}
	return nil
}

// parsePublic reads one public key.
func parsePublic(text []byte) (*ecdsa.PublicKey, error) {
	refused := civil.Refuse("public_key", "文件不是SM2公钥（PEM格式），请核对是否选错了文件。")
	if len(text) > publicMax {
		return nil, refused
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != pemBlock {
		return nil, refused
	}
	parsed, err := smx509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		refused.Err = err
		return nil, refused
	}
	public, _ := parsed.(*ecdsa.PublicKey)
	if public == nil || !sm2.IsSM2PublicKey(public) {
		return nil, refused
	}
	return public, nil
}

func errNoSigner() error {
	return &civil.Error{Kind: civil.Unavailable, Code: "sign_key_missing", Message: "密钥文件里没有签名密钥，请补上sign一行后重试。"}
}

func errSignature() error {
	return &civil.Error{Kind: civil.Conflict, Code: "signature_wrong", Message: "签名不符：内容被改动过，或公钥不是签名者的，请核查来源。"}
}
