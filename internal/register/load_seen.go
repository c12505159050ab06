package register

import "hash/maphash"

// sightings remember which things a file has named, and in which record first.
// Each is kept as a hash of 64 bits: that two different things meet in one hash
// happens in one file of ten million rows of a hundred thousand. Memory stays
// flat: from some number on the oldest lie on disk.
type sightings struct {
	seed    maphash.Seed
	hashes  []uint64 // open addressing; 0 is free
	records []uint32
	count   int
	most    int      // places in memory, a power of two
	older   *archive // nil while everything is in memory
}

// The places in memory to begin with, and the most there are: with four of five
// filled, those of some four hundred thousand things in six megabytes.
const (
	sightingsFirst = 1 << 10
	sightingsMost  = 1 << 19
)

func newSightings() *sightings {
	return &sightings{
		seed: maphash.MakeSeed(), most: sightingsMost,
		hashes: make([]uint64, sightingsFirst), records: make([]uint32, sightingsFirst),
	}
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
func (s *sightings) see(hash uint64, record int) (first int, err error) {
	at := s.find(hash)
	if s.hashes[at] != 0 {
		return int(s.records[at]), nil
	}
	if s.older != nil {
		if first, err = s.older.find(hash); first != 0 || err != nil {
			return first, err
		}
	}
	if 5*(s.count+1) > 4*len(s.hashes) {
		if err := s.makeRoom(); err != nil {
			return 0, err
		}
		at = s.find(hash)
	}
	s.hashes[at], s.records[at] = hash, uint32(record)
	s.count++
	return record, nil
}

// seen says whether any record named a thing.
func (s *sightings) seen(hash uint64) (bool, error) {
	if s.hashes[s.find(hash)] != 0 {
		return true, nil
	}
	if s.older == nil {
		return false, nil
	}
	first, err := s.older.find(hash)
	return first != 0, err
}

func (s *sightings) find(hash uint64) uint64 {
	mask := uint64(len(s.hashes) - 1)
	at := hash & mask
	for s.hashes[at] != 0 && s.hashes[at] != hash {
		at = (at + 1) & mask
	}
	return at
}

// makeRoom doubles the places in memory, or empties them onto the disk.
func (s *sightings) makeRoom() error {
	hashes, records := s.hashes, s.records
	if len(hashes) < s.most {
		s.hashes, s.records = make([]uint64, 2*len(hashes)), make([]uint32, 2*len(hashes))
		for i, hash := range hashes {
			if hash != 0 {
				at := s.find(hash)
				s.hashes[at], s.records[at] = hash, records[i]
			}
		}
		return nil
	}
	if s.older == nil {
		s.older = newArchive()
	}
	list := make([]sighting, 0, s.count)
	for i, hash := range hashes {
		if hash != 0 {
			list = append(list, sighting{hash, records[i]})
		}
	}
	if err := s.older.add(list); err != nil {
		return err
	}
	clear(s.hashes)
	s.count = 0
	return nil
}
