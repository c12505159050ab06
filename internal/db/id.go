package db

import (
	"crypto/rand"
	"encoding/binary"
	"sync"
	"time"
)

// digits of ids: no i, l, o, u, so that an id can be read out on the telephone.
const digits = "0123456789abcdefghjkmnpqrstvwxyz"

// IDLength is the length of every id.
const IDLength = 16

// ids remembers the last id, so that those of one process ascend.
var ids struct {
	sync.Mutex
	milli uint64
	low   uint64
}

// lowBits are the bits of an id below its 42 bits of milliseconds.
const lowBits = 38

// NewID makes an opaque id: 80 bits as 16 letters and digits, ascending with
// time inside a process. It says nothing about what it names.
func NewID() string {
	ids.Lock()
	defer ids.Unlock()
	now := uint64(time.Now().UnixMilli())
	if now > ids.milli {
		// A new start each millisecond keeps processes apart; the top bits stay
		// free so that counting upwards never overflows into the time.
		ids.milli, ids.low = now, randomBits()>>(64-lowBits+4)
	} else {
		ids.low++
	}
	var text [IDLength]byte
	value, low := ids.milli, ids.low
	for i := IDLength - 1; i >= 0; i-- {
		text[i] = digits[low&31]
		low = low>>5 | (value&31)<<(lowBits-5)
		value >>= 5
	}
	return string(text[:])
}

func randomBits() uint64 {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails: the program stops if the system has no randomness
	return binary.BigEndian.Uint64(b[:])
}
