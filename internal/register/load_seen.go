package register

import "hash/maphash"

// sightings remember which things a file has named, and in which record first.
// Each is kept as a hash of 64 bits, so that a file of ten million rows needs
// a few hundred megabytes; that two different things meet in one hash happens
// in one such file of a hundred thousand.
type sightings struct {
	seed    maphash.Seed
	hashes  []uint64 // open addressing; 0 is free
	records []uint32
	count   int
}

// sightingsFirst is the number of places to begin with, a power of two.
const sightingsFirst = 1 << 10

func newSightings() *sightings {
	return &sightings{seed: maphash.MakeSeed(), hashes: make([]uint64, sightingsFirst), records: make([]uint32, sightingsFirst)}
}

// of is the hash of a thing with two names.
func (s *sightings) of(first, second string) uint64 {
	var h maphash.Hash
	h.SetSeed(s.seed)
	_, _ = h.WriteString(first) // a hash takes everything
	_ = h.WriteByte(0)
	_, _ = h.WriteString(second)
	return max(h.Sum64(), 1) // zero marks a free place
}

// see notes that a record names a thing and gives the first record that did.
func (s *sightings) see(hash uint64, record int) (first int) {
	if 5*(s.count+1) > 4*len(s.hashes) {
		s.grow()
	}
	at := s.find(hash)
	if s.hashes[at] == 0 {
		s.hashes[at], s.records[at] = hash, uint32(record)
		s.count++
	}
	return int(s.records[at])
}

// seen says whether any record named a thing.
func (s *sightings) seen(hash uint64) bool { return s.hashes[s.find(hash)] != 0 }

func (s *sightings) find(hash uint64) uint64 {
	mask := uint64(len(s.hashes) - 1)
	at := hash & mask
	for s.hashes[at] != 0 && s.hashes[at] != hash {
		at = (at + 1) & mask
	}
	return at
}

func (s *sightings) grow() {
	hashes, records := s.hashes, s.records
	s.hashes, s.records = make([]uint64, 2*len(hashes)), make([]uint32, 2*len(hashes))
	for i, hash := range hashes {
		if hash != 0 {
			at := s.find(hash)
			s.hashes[at], s.records[at] = hash, records[i]
		}
	}
}
