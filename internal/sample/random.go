package sample

// stream is SplitMix64. Each household owns one, seeded from the city's seed
// and the household's number, so that no household depends on another and the
// work can be cut anywhere.
type stream uint64

const golden = 0x9E3779B97F4A7C15

// streamOf gives the stream of household h for one purpose; purposes are kept
// apart so that a change in how names are drawn moves nobody's income.
func streamOf(seed, h, purpose uint64) stream {
	return stream(mix(mix(seed+golden*(purpose+1)) ^ (h+1)*golden))
}

func mix(z uint64) uint64 {
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9
	z = (z ^ (z >> 27)) * 0x94D049BB133111EB
	return z ^ (z >> 31)
}

func (s *stream) next() uint64 {
	*s += golden
	return mix(uint64(*s))
}

// below gives a number from 0 to n-1. Multiplying and shifting has a bias of
// less than n in 2^32, far under what anyone could see in a city.
func (s *stream) below(n int) int {
	return int((s.next() >> 32) * uint64(n) >> 32)
}

// between gives a number from lo to hi, both included.
func (s *stream) between(lo, hi int) int {
	if hi <= lo {
		return lo
	}
	return lo + s.below(hi-lo+1)
}

// chance is true in n of a million draws.
func (s *stream) chance(n int) bool { return s.below(million) < n }

// pick draws an index by weights whose running sums are given.
func (s *stream) pick(sums []int) int {
	u := s.below(sums[len(sums)-1])
	for i, sum := range sums {
		if u < sum {
			return i
		}
	}
	return len(sums) - 1
}

const million = 1_000_000

// running turns weights into running sums for pick.
func running(weights ...int) []int {
	sums := make([]int, len(weights))
	total := 0
	for i, w := range weights {
		total += w
		sums[i] = total
	}
	return sums
}
