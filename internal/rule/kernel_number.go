package rule

import "math/bits"

// number is what integer kernels read: registers are 64 bits wide, columns often 32.
type number interface{ ~int32 | ~int64 }

// arithmetic computes op over two vectors. The switch stands outside the loops.
func arithmetic[A, B number](op op, d []int64, a []A, b []B) {
	a, b = a[:len(d)], b[:len(d)]
	switch op {
	case opAdd:
		for i := range d {
			d[i] = int64(a[i]) + int64(b[i])
		}
	case opSub:
		for i := range d {
			d[i] = int64(a[i]) - int64(b[i])
		}
	case opMul:
		for i := range d {
			d[i] = int64(a[i]) * int64(b[i])
		}
	case opLarger:
		for i := range d {
			d[i] = max(int64(a[i]), int64(b[i]))
		}
	case opSmaller:
		for i := range d {
			d[i] = min(int64(a[i]), int64(b[i]))
		}
	}
}

// arithmeticConstant computes op over a vector and a constant on its right.
func arithmeticConstant[A number](op op, d []int64, a []A, k int64) {
	a = a[:len(d)]
	switch op {
	case opAdd:
		for i := range d {
			d[i] = int64(a[i]) + k
		}
	case opSub:
		for i := range d {
			d[i] = int64(a[i]) - k
		}
	case opMul:
		for i := range d {
			d[i] = int64(a[i]) * k
		}
	case opLarger:
		for i := range d {
			d[i] = max(int64(a[i]), k)
		}
	case opSmaller:
		for i := range d {
			d[i] = min(int64(a[i]), k)
		}
	}
}

// subtractFrom computes k - a.
func subtractFrom[A number](d []int64, k int64, a []A) {
	a = a[:len(d)]
	for i := range d {
		d[i] = k - int64(a[i])
	}
}

// addColumns computes a + b + c (+ e) in one pass over 32-bit columns; e may be nil.
func addColumns[A number](d []int64, a []A, b, c, e []int32) {
	a, b, c = a[:len(d)], b[:len(d)], c[:len(d)]
	if e == nil {
		for i := range d {
			d[i] = int64(a[i]) + int64(b[i]) + int64(c[i])
		}
		return
	}
	e = e[:len(d)]
	for i := range d {
		d[i] = int64(a[i]) + int64(b[i]) + int64(c[i]) + int64(e[i])
	}
}

// compare writes 0 or 3. The two-step form keeps the loop free of branches.
func compare[A, B number](op op, d []uint8, a []A, b []B) {
	a, b = a[:len(d)], b[:len(d)]
	switch op {
	case opLess:
		for i := range d {
			var r uint8
			if int64(a[i]) < int64(b[i]) {
				r = 1
			}
			d[i] = r | r<<1
		}
	case opLessEqual:
		for i := range d {
			var r uint8
			if int64(a[i]) <= int64(b[i]) {
				r = 1
			}
			d[i] = r | r<<1
		}
	case opEqual:
		for i := range d {
			var r uint8
			if int64(a[i]) == int64(b[i]) {
				r = 1
			}
			d[i] = r | r<<1
		}
	case opNotEqual:
		for i := range d {
			var r uint8
			if int64(a[i]) != int64(b[i]) {
				r = 1
			}
			d[i] = r | r<<1
		}
	}
}

// compareConstant is compare with a constant on the right.
func compareConstant[A number](op op, d []uint8, a []A, k int64) {
	a = a[:len(d)]
	switch op {
	case opLess:
		for i := range d {
			var r uint8
			if int64(a[i]) < k {
				r = 1
			}
			d[i] = r | r<<1
		}
	case opLessEqual:
		for i := range d {
			var r uint8
			if int64(a[i]) <= k {
				r = 1
			}
			d[i] = r | r<<1
		}
	case opEqual:
		for i := range d {
			var r uint8
			if int64(a[i]) == k {
				r = 1
			}
			d[i] = r | r<<1
		}
	case opNotEqual:
		for i := range d {
			var r uint8
			if int64(a[i]) != k {
				r = 1
			}
			d[i] = r | r<<1
		}
	}
}

// share computes (a·mul + add) / div by reciprocal, then times unit; the planner has proven that it is exact.
func share[A number](d []int64, a []A, r rounder, unit int64) {
	a = a[:len(d)]
	if r.mul == 1 && r.add == 0 && unit == 1 {
		for i := range d {
			q, _ := bits.Mul64(uint64(int64(a[i])), r.reciprocal)
			d[i] = int64(q)
		}
		return
	}
	for i := range d {
		q, _ := bits.Mul64(uint64(int64(a[i])*r.mul+r.add), r.reciprocal)
		d[i] = int64(q) * unit
	}
}

// lessShare computes a minus its share.
func lessShare[A number](d []int64, a []A, r rounder) {
	a = a[:len(d)]
	for i := range d {
		x := int64(a[i])
		q, _ := bits.Mul64(uint64(x*r.mul+r.add), r.reciprocal)
		d[i] = x - int64(q)
	}
}

// roundSlow is share for any sign, by division.
func roundSlow[A number](d []int64, a []A, r rounder, unit int64) {
	a = a[:len(d)]
	for i := range d {
		d[i] = divideRounded(int64(a[i])*r.mul, r.div, r.roundingOf()) * unit
	}
}

// divide computes a/b by a rounding. A row whose divisor is unknown holds 0 there, so it divides by 1 instead.
func divide[A, B number](d []int64, a []A, b []B, r rounder) {
	a, b = a[:len(d)], b[:len(d)]
	for i := range d {
		d[i] = divideRounded(int64(a[i]), max(int64(b[i]), 1), r.roundingOf())
	}
}

// chooseNumber is condition ? a : b without a branch; the condition's high bit says true.
func chooseNumber[A, B number](d []int64, condition []uint8, a []A, b []B) {
	condition, a, b = condition[:len(d)], a[:len(d)], b[:len(d)]
	for i := range d {
		mask := -int64(condition[i] >> 1 & 1)
		d[i] = int64(b[i]) ^ (int64(a[i])^int64(b[i]))&mask
	}
}

// keepWhere is condition ? a : 0.
func keepWhere[A number](d []int64, condition []uint8, a []A) {
	condition, a = condition[:len(d)], a[:len(d)]
	for i := range d {
		d[i] = int64(a[i]) & -int64(condition[i]>>1&1)
	}
}

// chooseConstants is condition ? k : l.
func chooseConstants(d []int64, condition []uint8, k, l int64) {
	condition = condition[:len(d)]
	for i := range d {
		d[i] = l ^ (k^l)&-int64(condition[i]>>1&1)
	}
}
