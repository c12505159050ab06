package feed

import "hash/maphash"

// repeats remembers which lines were seen, to tell exact repetitions. It keeps
// a fingerprint of 64 bits for each line in two generations, so that memory
// stays bounded: of a file longer than both, the lines furthest back are
// forgotten, and a repetition of them is left to the store, which finds it by
// the key of its record.
type repeats struct {
	seed       maphash.Seed
	young, old generation
}

// A generation is an open table of fingerprints and the records they are of.
type generation struct {
	marks   []uint64
	records []uint32
	count   int
}

// Slots of a generation. At most three quarters are filled.
const (
	slotsFirst = 1 << 10
	slotsMost  = 1 << 22
)

func newRepeats() *repeats {
	return &repeats{seed: maphash.MakeSeed(), young: newGeneration(slotsFirst)}
}

func newGeneration(slots int) generation {
	return generation{marks: make([]uint64, slots), records: make([]uint32, slots)}
}

// sum is the fingerprint of a line's cells, all but the one that only numbers
// the lines.
func (s *repeats) sum(cells [][]byte, serial int) uint64 {
	var h maphash.Hash
	h.SetSeed(s.seed)
	for i, c := range cells {
		if i != serial {
			_, _ = h.Write(c) // a hash takes everything
			_ = h.WriteByte(0)
		}
	}
	return max(h.Sum64(), 1) // zero marks a free slot
}

// see remembers a line and gives the record of its first appearance, 0 when
// this is it.
func (s *repeats) see(mark uint64, record int) int {
	if first := s.young.find(mark); first != 0 {
		return first
	}
	if first := s.old.find(mark); first != 0 {
		return first
	}
	if 4*(s.young.count+1) > 3*len(s.young.marks) {
		s.grow()
	}
	s.young.put(mark, uint32(record))
	return 0
}

func (s *repeats) grow() {
	if len(s.young.marks) >= slotsMost {
		s.old, s.young = s.young, newGeneration(slotsMost)
		return
	}
	larger := newGeneration(2 * len(s.young.marks))
	for i, mark := range s.young.marks {
		if mark != 0 {
			larger.put(mark, s.young.records[i])
		}
	}
	s.young = larger
}

func (g *generation) find(mark uint64) int {
	if len(g.marks) == 0 {
		return 0
	}
	for i := mark & uint64(len(g.marks)-1); g.marks[i] != 0; i = (i + 1) & uint64(len(g.marks)-1) {
		if g.marks[i] == mark {
			return int(g.records[i])
		}
	}
	return 0
}

func (g *generation) put(mark uint64, record uint32) {
	i := mark & uint64(len(g.marks)-1)
	for g.marks[i] != 0 {
		i = (i + 1) & uint64(len(g.marks)-1)
	}
	g.marks[i], g.records[i] = mark, record
	g.count++
}
