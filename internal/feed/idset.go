package feed

// An IDSet is a set of identity numbers of 18 characters, made to be asked
// millions of times: each number is packed into 64 bits, and a small table of
// bits, which stays in the cache, answers most questions that end with no.
type IDSet struct {
	slots []uint64 // open addressing; 0 is free
	bits  []uint64
	count int
}

// NewIDSet makes room for about n numbers.
func NewIDSet(n int) *IDSet {
	size := 1 << 10
	for size < 2*n {
		size *= 2
	}
	return &IDSet{slots: make([]uint64, size), bits: make([]uint64, size/16)}
}

// Len is how many numbers are in the set.
func (s *IDSet) Len() int { return s.count }

// Add takes a number into the set; false when it is none of 18 characters. The
// check character is not judged: what is asked for is found as it is written.
func (s *IDSet) Add(number []byte) bool {
	packed, ok := packID(number)
	if !ok {
		return false
	}
	if 2*(s.count+1) > len(s.slots) {
		s.grow()
	}
	s.put(packed)
	return true
}

func (s *IDSet) grow() {
	old := s.slots
	*s = IDSet{slots: make([]uint64, 2*len(old)), bits: make([]uint64, len(old)/8)}
	for _, packed := range old {
		if packed != 0 {
			s.put(packed)
		}
	}
}

func (s *IDSet) put(packed uint64) {
	h := mix(packed)
	s.bits[h>>6&uint64(len(s.bits)-1)] |= 1 << (h & 63)
	for i := h >> 20 & uint64(len(s.slots)-1); ; i = (i + 1) & uint64(len(s.slots)-1) {
		switch s.slots[i] {
		case packed:
			return
		case 0:
			s.slots[i] = packed
			s.count++
			return
		}
	}
}

// Has says whether a cell is one of the numbers. What spreadsheets put around a
// number, full-width digits and a small x make no difference.
func (s *IDSet) Has(cell []byte) bool {
	packed, ok := packID(cell)
	if !ok {
		var room [64]byte
		c := unwrap(trim(cell))
		if len(c) > len(room) {
			return false
		}
		text, _ := plain(c, room[:0])
		if packed, ok = packID(trim(text)); !ok {
			return false
		}
	}
	return s.has(packed)
}

func (s *IDSet) has(packed uint64) bool {
	h := mix(packed)
	if s.bits[h>>6&uint64(len(s.bits)-1)]>>(h&63)&1 == 0 {
		return false
	}
	for i := h >> 20 & uint64(len(s.slots)-1); ; i = (i + 1) & uint64(len(s.slots)-1) {
		switch s.slots[i] {
		case packed:
			return true
		case 0:
			return false
		}
	}
}

// packID makes one number of 17 digits and the check character.
func packID(c []byte) (uint64, bool) {
	if len(c) != 18 {
		return 0, false
	}
	n := uint64(0)
	for _, b := range c[:17] {
		d := b - '0'
		if d > 9 {
			return 0, false
		}
		n = n*10 + uint64(d)
	}
	last := uint64(c[17] - '0')
	if last > 9 {
		if c[17]|0x20 != 'x' {
			return 0, false
		}
		last = 10
	}
	return n*11 + last + 1, true // never 0
}

// mix spreads the bits of a packed number over all of a hash.
func mix(x uint64) uint64 {
	x ^= x >> 32
	x *= 0xd6e8feb86659fd93
	x ^= x >> 32
	x *= 0xd6e8feb86659fd93
	return x ^ x>>32
}
