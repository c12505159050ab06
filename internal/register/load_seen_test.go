package register

import (
	"testing"

	"pgregory.net/rapid"
)

func TestSightingsRememberTheFirstOfEachThing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := newSightings()
		first := map[uint64]int{}
		hashes := rapid.SliceOfN(rapid.OneOf(rapid.Uint64Range(1, 50), rapid.Uint64Min(1)), 0, 3000).Draw(t, "hashes")
		for i, hash := range hashes {
			if _, known := first[hash]; !known {
				first[hash] = i + 1
			}
			if got := s.see(hash, i+1); got != first[hash] {
				t.Fatalf("thing %d of record %d was first seen in %d, not in %d", hash, i+1, first[hash], got)
			}
		}
		for hash := range uint64(60) {
			if _, want := first[hash+1]; s.seen(hash+1) != want {
				t.Fatalf("thing %d: seen %v, want %v", hash+1, !want, want)
			}
		}
		if s.of("a", "bc") == s.of("ab", "c") {
			t.Fatal("two things have one hash")
		}
	})
}
