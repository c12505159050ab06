package rule

import (
	"encoding/binary"
	"math/bits"
)

// The kernels here go between members and households. start holds, for each
// household of the block and one more, the row of its first member, relative to
// base. Byte vectors may be read eight bytes past their rows.

// sumMembers is a difference of a running sum: its wrap-around cancels, and the final sums are proven to fit.
func sumMembers[A number](d, running []int64, a []A, start []uint32, base uint32) {
	running = running[:len(a)+1]
	var sum int64
	running[0] = 0
	for i, x := range a {
		sum += int64(x)
		running[i+1] = sum
	}
	differences(d, running, start, base)
}

// sumMembersWhere sums a over the members whose condition is true.
func sumMembersWhere[A number](d, running []int64, condition []uint8, a []A, start []uint32, base uint32) {
	running, condition = running[:len(a)+1], condition[:len(a)]
	var sum int64
	running[0] = 0
	for i, x := range a {
		sum += int64(x) & -int64(condition[i]>>1&1)
		running[i+1] = sum
	}
	differences(d, running, start, base)
}

// sumAdded sums a + b + c + e over the members; e may be nil.
func sumAdded[A number](d, running []int64, a []A, b, c, e []int32, start []uint32, base uint32) {
	running, b, c = running[:len(a)+1], b[:len(a)], c[:len(a)]
	var sum int64
	running[0] = 0
	if e == nil {
		for i, x := range a {
			sum += int64(x) + int64(b[i]) + int64(c[i])
			running[i+1] = sum
		}
	} else {
		e = e[:len(a)]
		for i, x := range a {
			sum += int64(x) + int64(b[i]) + int64(c[i]) + int64(e[i])
			running[i+1] = sum
		}
	}
	differences(d, running, start, base)
}

func differences(d, running []int64, start []uint32, base uint32) {
	start = start[:len(d)+1]
	before := running[start[0]-base]
	for h := range d {
		after := running[start[h+1]-base]
		d[h] = after - before
		before = after
	}
}

// firstBytes masks the first n bytes of a word.
var firstBytes = [9]uint64{0, 0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF, 0xFFFFFFFFFF, 0xFFFFFFFFFFFF, 0xFFFFFFFFFFFFFF, ^uint64(0)}

// fold combines the bytes of each household's members: or gathers any set bit,
// and gathers any cleared bit. Households over eight members take the loop.
func fold(a []uint8, from, to uint32) (or, and uint64) {
	size := to - from
	if size <= 8 {
		w := binary.LittleEndian.Uint64(a[from:])
		mask := firstBytes[size]
		return w & mask, w | ^mask
	}
	and = ^uint64(0)
	for ; from+8 <= to; from += 8 {
		w := binary.LittleEndian.Uint64(a[from:])
		or |= w
		and &= w
	}
	if from < to {
		w, mask := binary.LittleEndian.Uint64(a[from:]), firstBytes[to-from]
		or |= w & mask
		and &= w | ^mask
	}
	return or, and
}

// countMembers counts true members and marks households where one is unknown;
// it says whether there is such a household. Where no member of the whole block
// is unknown, nulls is left as it was.
func countMembers(d []int64, nulls []uint8, a []uint8, start []uint32, base uint32) bool {
	countTrue(d, a, start, base)
	if !anyUnknown(a, start[0]-base, start[len(d)]-base) {
		return false
	}
	start = start[:len(d)+1]
	var seen uint64
	for h := range d {
		var u uint64
		from, to := start[h]-base, start[h+1]-base
		for ; to-from > 8; from += 8 {
			u |= unknowns(binary.LittleEndian.Uint64(a[from:]))
		}
		u |= unknowns(binary.LittleEndian.Uint64(a[from:]) & firstBytes[to-from])
		nulls[h] = nonZero(u)
		seen |= u
	}
	return seen != 0
}

// anyUnknown says whether one of the rows is unknown.
func anyUnknown(a []uint8, from, to uint32) bool {
	var seen uint64
	for ; to-from > 8; from += 8 {
		seen |= unknowns(binary.LittleEndian.Uint64(a[from:]))
	}
	return seen|unknowns(binary.LittleEndian.Uint64(a[from:])&firstBytes[to-from]) != 0
}

// countTrue counts the true members of each household.
func countTrue(d []int64, a []uint8, start []uint32, base uint32) {
	start = start[:len(d)+1]
	from := start[0] - base
	for h := range d {
		to := start[h+1] - base
		n := 0
		for ; to-from > 8; from += 8 {
			n += bits.OnesCount64(binary.LittleEndian.Uint64(a[from:]) & (lowBits << 1))
		}
		d[h] = int64(n + bits.OnesCount64(binary.LittleEndian.Uint64(a[from:])&(lowBits<<1)&firstBytes[to-from]))
		from = to
	}
}

// nonZero is 1 for any x but 0, without a branch.
func nonZero(x uint64) uint8 { return uint8((x | -x) >> 63) }

// anyMember is true when a member is, else unknown when one is.
func anyMember(d []uint8, a []uint8, start []uint32, base uint32) {
	start = start[:len(d)+1]
	for h := range d {
		or, _ := fold(a, start[h]-base, start[h+1]-base)
		d[h] = nonZero(or&lowBits) | nonZero(or&(lowBits<<1))<<1
	}
}

// allMembers is false when a member is, else unknown when one is.
func allMembers(d []uint8, a []uint8, start []uint32, base uint32) {
	start = start[:len(d)+1]
	for h := range d {
		_, and := fold(a, start[h]-base, start[h+1]-base)
		d[h] = 3 ^ nonZero(^and&lowBits) ^ nonZero(^and&(lowBits<<1))<<1
	}
}

// anyNull marks households that have a member with a null.
func anyNull(d []uint8, nulls []uint8, start []uint32, base uint32) {
	start = start[:len(d)+1]
	for h := range d {
		or, _ := fold(nulls, start[h]-base, start[h+1]-base)
		d[h] = nonZero(or)
	}
}

// extreme is the least or greatest over the members, and 0 over none.
func extreme[A number](least bool, d []int64, a []A, start []uint32, base uint32) {
	for h := range d {
		members := a[start[h]-base : start[h+1]-base]
		if len(members) == 0 {
			d[h] = 0
			continue
		}
		best := int64(members[0])
		for _, x := range members[1:] {
			if least {
				best = min(best, int64(x))
			} else {
				best = max(best, int64(x))
			}
		}
		d[h] = best
	}
}

// spreadBytes writes each household's byte for all its members. It writes
// eight at a time: what falls behind a household is overwritten by the next.
func spreadBytes(d []uint8, a []uint8, start []uint32, base uint32) {
	for h := range len(start) - 1 {
		from, to := start[h]-base, start[h+1]-base
		w := uint64(a[h]) * lowBits
		for ; from < to; from += 8 {
			binary.LittleEndian.PutUint64(d[from:], w)
		}
	}
}

// spreadNumbers writes each household's number for all its members.
func spreadNumbers[A number](d []int64, a []A, start []uint32, base uint32) {
	for h := range len(start) - 1 {
		members := d[start[h]-base : start[h+1]-base]
		for i := range members {
			members[i] = int64(a[h])
		}
	}
}
