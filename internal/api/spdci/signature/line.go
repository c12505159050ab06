package signature

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// lineMost is the length in bytes of the longest signature that is read.
const lineMost = 4096

// signedHeaders is what every signature of SPDCI covers.
const signedHeaders = "(created) (expires) digest"

// errLine refuses a signature that is not written as SPDCI writes it.
var errLine = errors.New("signature: not of the form key=\"value\", … with all that is needed")

// Line is a signature as it stands in an envelope.
type Line struct {
	Namespace string
	Sender    string // of the key's name, sender|key|algorithm
	Key       string
	Algorithm string
	Created   int64 // seconds since 1970
	Expires   int64
	Signature []byte
}

// KeyID is the whole name of the key.
func (l *Line) KeyID() string { return KeyID(l.Sender, l.Key, l.Algorithm) }

// KeyID is how SPDCI names a key.
func KeyID(sender, key, algorithm string) string { return sender + "|" + key + "|" + algorithm }

// String writes the line.
func (l *Line) String() string {
	return fmt.Sprintf(`namespace="%s", kidId="%s", algorithm="%s", created="%d", expires="%d", headers="%s", signature="%s"`,
		l.Namespace, l.KeyID(), l.Algorithm, l.Created, l.Expires, signedHeaders, base64.StdEncoding.EncodeToString(l.Signature))
}

// ParseLine reads a signature, with or without the word Signature: in front.
func ParseLine(text string) (*Line, error) {
	if len(text) > lineMost {
		return nil, errLine
	}
	values, err := pairs(strings.TrimPrefix(strings.TrimSpace(text), "Signature:"))
	if err != nil {
		return nil, err
	}
	kid := strings.Split(values["kidId"], "|")
	if len(kid) != 3 || kid[0] == "" || kid[1] == "" || kid[2] != values["algorithm"] || values["headers"] != signedHeaders {
		return nil, errLine
	}
	l := &Line{Namespace: values["namespace"], Sender: kid[0], Key: kid[1], Algorithm: kid[2]}
	if l.Created, err = seconds(values["created"]); err != nil {
		return nil, err
	}
	if l.Expires, err = seconds(values["expires"]); err != nil {
		return nil, err
	}
	if l.Signature, err = base64.StdEncoding.DecodeString(values["signature"]); err != nil || len(l.Signature) == 0 {
		return nil, errLine
	}
	return l, nil
}

// known are the keys a signature may have.
var known = map[string]bool{
	"namespace": true, "kidId": true, "algorithm": true, "created": true, "expires": true, "headers": true, "signature": true,
}

// pairs reads key="value" pairs with commas between them. No value holds a quote,
// so none can be smuggled in.
func pairs(text string) (map[string]string, error) {
	values := map[string]string{}
	for {
		key, rest, ok := strings.Cut(strings.TrimLeft(text, " \t"), `="`)
		if !ok || !known[key] {
			return nil, errLine
		}
		value, after, ok := strings.Cut(rest, `"`)
		if _, twice := values[key]; !ok || twice {
			return nil, errLine
		}
		values[key] = value
		text = strings.TrimSpace(after)
		if text == "" {
			return values, nil
		}
		if text, ok = strings.CutPrefix(text, ","); !ok {
			return nil, errLine
		}
	}
}

// secondsMost is the year 9999, beyond which no signature lies.
const secondsMost = 253402300799

func seconds(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || n > secondsMost {
		return 0, errLine
	}
	return n, nil
}
