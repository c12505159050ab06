package register

import (
	"path/filepath"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

func TestSightingsRememberTheFirstOfEachThing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := newSightings()
		s.most = sightingsFirst
		first := map[uint64]int{}
		hashes := rapid.SliceOfN(rapid.OneOf(rapid.Uint64Range(1, 50), rapid.Uint64Min(1)), 0, 3000).Draw(t, "hashes")
		for i, hash := range hashes {
			if _, known := first[hash]; !known {
				first[hash] = i + 1
			}
			if got, err := s.see(hash, i+1); err != nil || got != first[hash] {
				t.Fatalf("thing %d of record %d was first seen in %d, not in %d; %v", hash, i+1, first[hash], got, err)
			}
		}
		for hash := range uint64(60) {
			_, want := first[hash+1]
			if got, err := s.seen(hash + 1); err != nil || got != want {
				t.Fatalf("thing %d: seen %v, want %v; %v", hash+1, got, want, err)
			}
		}
		if s.of("a", "bc") == s.of("ab", "c") {
			t.Fatal("two things have one hash")
		}
	})
}

func TestSightingsOnDiskAreThoseOfMemory(t *testing.T) {
	t.Parallel()
	s := newSightings()
	s.most = sightingsFirst
	// Enough for several runs, and for runs that were made one.
	const things = 3 * runsMost * sightingsFirst
	name := func(i int) uint64 { return s.of("thing", strconv.Itoa(i)) }
	for i := range things {
		if first, err := s.see(name(i), i+1); err != nil || first != i+1 {
			t.Fatalf("thing %d was seen in %d, %v", i, first, err)
		}
	}
	if s.older == nil || len(s.hashes) > sightingsFirst || len(s.older.runs) >= runsMost {
		t.Fatalf("%d places in memory, archive %v", len(s.hashes), s.older)
	}
	for i := range things {
		if first, err := s.see(name(i), things+1); err != nil || first != i+1 {
			t.Fatalf("thing %d was first seen in %d, not in %d, %v", i, i+1, first, err)
		}
	}
	for i := range things {
		if seen, err := s.seen(s.of("nothing", strconv.Itoa(i))); err != nil || seen {
			t.Fatalf("nothing %d was seen, %v", i, err)
		}
	}
}

func TestATemporaryFileThatFailsIsSaid(t *testing.T) {
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "gone"))
	s := newSightings()
	s.most = sightingsFirst
	var err error
	for i := 0; err == nil && i < 2*sightingsFirst; i++ {
		_, err = s.see(s.of("thing", strconv.Itoa(i)), i+1)
	}
	if code(err) != "load_memory" {
		t.Errorf("got %v", err)
	}
}
