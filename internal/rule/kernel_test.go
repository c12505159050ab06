package rule

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The property tests here hold every kernel to a plain definition, row by row.
// Whatever stands behind the rows is drawn too: a kernel may read it, and its
// answer may not depend on it.

// column draws values and, at times, extreme ones.
func drawNumbers[A number](t *rapid.T, rows int, name string) []A {
	value := rapid.Custom(func(t *rapid.T) A { return A(rapid.Int32().Draw(t, "value")) })
	return rapid.SliceOfN(value, rows, rows).Draw(t, name)
}

// drawTruths draws three-valued Booleans with a dirty word behind them.
func drawTruths(t *rapid.T, rows int, name string) truths {
	out := newTruths(rows + Pad)
	for i := range out.bytes {
		out.bytes[i] = True
	}
	for i := range rows {
		out.bytes[i] = rapid.SampledFrom([]uint8{False, Unknown, True}).Draw(t, name)
	}
	return out
}

// drawNulls draws null bytes; nothing when no row is to be null.
func drawNulls(t *rapid.T, rows int, name string) truths {
	out := newTruths(rows + Pad)
	some := rapid.Bool().Draw(t, name+" at all")
	for i := range rows {
		out.bytes[i] = uint8(one(some && rapid.Bool().Draw(t, name)))
	}
	return out
}

func plainTruth(b uint8) scalar { return scalar{k: int64(b >> 1), unknown: b == Unknown} }

func plainByte(s scalar) uint8 { return truthByte(s.k != 0, s.unknown) }

// TestTruthKernelsAreTheThreeValuedOperations compares words with the scalar the compiler folds by.
func TestTruthKernelsAreTheThreeValuedOperations(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.IntRange(0, 40).Draw(t, "rows")
		words := (rows + 7) / 8
		a, b, c, d := drawTruths(t, rows, "a"), drawTruths(t, rows, "b"), drawTruths(t, rows, "c"), newTruths(rows)
		for _, k := range []struct {
			name string
			op   op
			run  func()
		}{
			{"and", opAnd, func() { andWords(d.words[:words], a.words, b.words) }},
			{"or", opOr, func() { orWords(d.words[:words], a.words, b.words) }},
			{"not", opNot, func() { notWords(d.words[:words], a.words) }},
			{"same", opSame, func() { sameWords(d.words[:words], a.words, b.words) }},
			{"choose", opIf, func() { chooseWords(d.words[:words], a.words, b.words, c.words) }},
		} {
			k.run()
			n := node{op: k.op}
			for i := range rows {
				args := [3]scalar{plainTruth(a.bytes[i]), plainTruth(b.bytes[i]), plainTruth(c.bytes[i])}
				if k.op == opNot {
					args[1] = scalar{}
				}
				if want := plainByte(n.scalar(args)); d.bytes[i] != want {
					t.Fatalf("%s of %d, %d, %d is %d, want %d", k.name, a.bytes[i], b.bytes[i], c.bytes[i], d.bytes[i], want)
				}
			}
		}
	})
}

func TestNullKernelsFollowTheirRows(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.IntRange(1, 40).Draw(t, "rows")
		words := (rows + 7) / 8
		condition, a, b := drawTruths(t, rows, "condition"), drawNulls(t, rows, "a"), drawNulls(t, rows, "b")
		masked := drawTruths(t, rows, "masked")
		before := slices.Clone(masked.bytes[:rows])
		maskUnknown(masked.words[:words], a.words)
		left, right := a.words, b.words
		if rapid.Bool().Draw(t, "no nulls on the left") {
			left, a = nil, newTruths(rows)
		}
		if rapid.Bool().Draw(t, "no nulls on the right") {
			right, b = nil, newTruths(rows)
		}
		chosen := newTruths(rows)
		chooseNulls(chosen.words[:words], condition.words, left, right)
		for i := range rows {
			if left != nil {
				if want := truthByte(before[i] == True, before[i] == Unknown || a.bytes[i] != 0); masked.bytes[i] != want {
					t.Fatalf("%d masked by null %d is %d, want %d", before[i], a.bytes[i], masked.bytes[i], want)
				}
			}
			var want uint8
			switch condition.bytes[i] {
			case Unknown:
				want = 1
			case True:
				want = a.bytes[i]
			default:
				want = b.bytes[i]
			}
			if chosen.bytes[i] != want {
				t.Fatalf("condition %d, nulls %d and %d: %d, want %d", condition.bytes[i], a.bytes[i], b.bytes[i], chosen.bytes[i], want)
			}
		}
		if got, want := anyWord(b.words[:words]), slices.Contains(b.bytes[:rows], 1); got != want {
			t.Fatalf("anyWord is %v over %v", got, b.bytes[:rows])
		}
	})
}

func TestNumberKernelsOfEveryWidth(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.IntRange(0, 33).Draw(t, "rows")
		narrow, narrow2 := drawNumbers[int32](t, rows, "narrow"), drawNumbers[int32](t, rows, "narrow too")
		wide, wide2 := drawNumbers[int64](t, rows, "wide"), drawNumbers[int64](t, rows, "wide too")
		k := int64(rapid.Int32().Draw(t, "k"))
		numbersOf(t, narrow, narrow2, k)
		numbersOf(t, narrow, wide, k)
		numbersOf(t, wide, narrow, k)
		numbersOf(t, wide, wide2, k)
	})
}

// numbersOf holds the integer kernels for one pair of widths to node.apply.
func numbersOf[A, B number](t *rapid.T, a []A, b []B, k int64) {
	d := make([]int64, len(a))
	truth := make([]uint8, len(a))
	check := func(name string, got func(i int) int64, want func(i int) int64) {
		for i := range a {
			if got(i) != want(i) {
				t.Fatalf("%s of %d, %d and %d is %d, want %d", name, a[i], b[i], k, got(i), want(i))
			}
		}
	}
	number := func(i int) int64 { return d[i] }
	for _, op := range []op{opAdd, opSub, opMul, opLarger, opSmaller} {
		n := node{op: op}
		arithmetic(op, d, a, b)
		check(fmt.Sprint("operation ", op), number, func(i int) int64 { return n.apply(int64(a[i]), int64(b[i])) })
		arithmeticConstant(op, d, a, k)
		check(fmt.Sprint("operation with a constant ", op), number, func(i int) int64 { return n.apply(int64(a[i]), k) })
	}
	for _, op := range []op{opLess, opLessEqual, opEqual, opNotEqual} {
		n := node{op: op}
		byte3 := func(i int) int64 { return int64(truth[i]) }
		compare(op, truth, a, b)
		check(fmt.Sprint("comparison ", op), byte3, func(i int) int64 { return 3 * n.apply(int64(a[i]), int64(b[i])) })
		compareConstant(op, truth, a, k)
		check(fmt.Sprint("comparison with a constant ", op), byte3, func(i int) int64 { return 3 * n.apply(int64(a[i]), k) })
		constantFirst(op, truth, vectorOf(a), k)
		check(fmt.Sprint("a constant compared ", op), byte3, func(i int) int64 { return 3 * n.apply(k, int64(a[i])) })
	}
	subtractFrom(d, k, a)
	check("subtraction from a constant", number, func(i int) int64 { return k - int64(a[i]) })
	divide(d, a, b, rounder{add: int64(roundings[0])})
	check("division", number, func(i int) int64 { return floorDivide(int64(a[i]), max(int64(b[i]), 1)) })
	choices(a, b, k, d, check)
}

// choices holds the kernels of conditionals; every third row is unknown, which must take the branch of false.
func choices[A, B number](a []A, b []B, k int64, d []int64, check func(name string, got, want func(i int) int64)) {
	condition := make([]uint8, len(a))
	for i := range condition {
		condition[i] = []uint8{False, True, Unknown}[(i+int(k&1))%3]
	}
	pick := func(i int, yes, no int64) int64 {
		if condition[i] == True {
			return yes
		}
		return no
	}
	number := func(i int) int64 { return d[i] }
	chooseNumber(d, condition, a, b)
	check("choice", number, func(i int) int64 { return pick(i, int64(a[i]), int64(b[i])) })
	keepWhere(d, condition, a)
	check("choice of a or nothing", number, func(i int) int64 { return pick(i, int64(a[i]), 0) })
	keepOr(d, condition, vectorOf(a), k)
	check("choice of a or a constant", number, func(i int) int64 { return pick(i, int64(a[i]), k) })
	overlay(d, condition, b, k)
	check("choice of a constant or b", number, func(i int) int64 { return pick(i, k, int64(b[i])) })
	chooseConstants(d, condition, k, ^k)
	check("choice of constants", number, func(i int) int64 { return pick(i, k, ^k) })
}

func vectorOf[A number](a []A) vector {
	switch a := any(a).(type) {
	case []int32:
		return vector{narrow: a}
	case []int64:
		return vector{wide: a}
	}
	return vector{}
}

func TestColumnsAreAddedInOnePass(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.IntRange(0, 20).Draw(t, "rows")
		a, b, c, e := drawNumbers[int64](t, rows, "a"), drawNumbers[int32](t, rows, "b"), drawNumbers[int32](t, rows, "c"), drawNumbers[int32](t, rows, "e")
		three, four, slow := make([]int64, rows), make([]int64, rows), make([]int64, rows)
		addColumns(three, a, b, c, nil)
		addColumns(four, a, b, c, e)
		addSlowly(slow, []vector{{wide: a}, {narrow: b}, {narrow: c}, {narrow: e}})
		for i := range rows {
			want := a[i] + int64(b[i]) + int64(c[i])
			if three[i] != want || four[i] != want+int64(e[i]) || slow[i] != four[i] {
				t.Fatalf("%d + %d + %d (+ %d): %d, %d, %d", a[i], b[i], c[i], e[i], three[i], four[i], slow[i])
			}
		}
	})
}

func TestTablesAreLookedUpByTheByte(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "bytes")
		var yes [256]uint8
		var table numberTable
		for v := range 256 {
			yes[v], table.value[v], table.null[v] = []uint8{False, Unknown, True}[v%3], int64(v)*1_000_003, uint8(v%2)
		}
		truth, values, nulls := make([]uint8, len(a)), make([]int64, len(a)), make([]uint8, len(a))
		truthTable(truth, a, &yes)
		lookUp(values, nulls, a, &table)
		for i, v := range a {
			if truth[i] != yes[v] || values[i] != table.value[v] || nulls[i] != table.null[v] {
				t.Fatalf("byte %d gives %d, %d, %d", v, truth[i], values[i], nulls[i])
			}
		}
	})
}

// TestMemberKernelsOverHouseholdsOfEverySize covers the word boundaries, the
// empty household and the greatest, on a block that begins inside a table.
func TestMemberKernelsOverHouseholdsOfEverySize(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.OneOf(rapid.SampledFrom([]int{0, 0, 1, 2, 7, 8, 9, 15, 16, 17}), rapid.IntRange(0, 5), rapid.SampledFrom([]int{3, MaxMembers}))
		sizes := rapid.SliceOfN(size, 1, 9).Draw(t, "sizes")
		base := uint32(rapid.IntRange(0, 3000).Draw(t, "base"))
		start := []uint32{base}
		for _, s := range sizes {
			start = append(start, start[len(start)-1]+uint32(s))
		}
		rows := int(start[len(sizes)] - base)
		seed := rapid.Uint64().Draw(t, "seed")
		b := &memberBlock{start: start, base: base, values: make([]int64, rows), narrow: make([]int32, rows), condition: newTruths(rows + Pad), nulls: newTruths(rows + Pad)}
		b.scatter(seed)
		b.check(t)
	})
}

// memberBlock is a block of households with values of their members.
type memberBlock struct {
	start     []uint32
	base      uint32
	values    []int64
	narrow    []int32
	condition truths
	nulls     truths
}

// scatter fills the block from a seed: drawing a thousand members one by one is slow to shrink.
func (b *memberBlock) scatter(seed uint64) {
	next := func() uint64 { // a multiplicative generator is scattered enough
		seed = seed*6364136223846793005 + 1442695040888963407
		return seed >> 33
	}
	sparse := next()%2 == 0 // whole households true, false or known make any and all differ
	for i := range b.condition.bytes {
		b.condition.bytes[i] = []uint8{False, Unknown, True}[next()%3]
		if sparse && next()%16 != 0 {
			b.condition.bytes[i] = []uint8{False, True}[seed>>62&1]
		}
		b.nulls.bytes[i] = uint8(one(next()%8 == 0))
	}
	for i := range b.values {
		b.narrow[i] = int32(next()) - 1<<30
		b.values[i] = int64(b.narrow[i]) * 7
	}
}

func (b *memberBlock) check(t *rapid.T) {
	households := len(b.start) - 1
	sum, where, narrowSum, least, most, count := make([]int64, households), make([]int64, households), make([]int64, households), make([]int64, households), make([]int64, households), make([]int64, households)
	countNulls, some, every, null := make([]uint8, households), make([]uint8, households), make([]uint8, households), make([]uint8, households)
	running := make([]int64, len(b.values)+1)
	sumMembers(sum, running, b.values, b.start, b.base)
	sumMembers(narrowSum, running, b.narrow, b.start, b.base)
	sumMembersWhere(where, running, b.condition.bytes, b.values, b.start, b.base)
	extreme(true, least, b.values, b.start, b.base)
	extreme(false, most, b.narrow, b.start, b.base)
	unsure := countMembers(count, countNulls, b.condition.bytes, b.start, b.base)
	anyMember(some, b.condition.bytes, b.start, b.base)
	allMembers(every, b.condition.bytes, b.start, b.base)
	anyNull(null, b.nulls.bytes, b.start, b.base)
	for h := range households {
		want := b.plain(h)
		got := memberResult{sum[h], narrowSum[h], where[h], least[h], most[h], count[h], countNulls[h], some[h], every[h], null[h]}
		if got != want {
			t.Fatalf("household of %d: got %+v, want %+v", b.start[h+1]-b.start[h], got, want)
		}
	}
	if unsure != slices.Contains(countNulls, 1) {
		t.Fatalf("countMembers says %v of %v", unsure, countNulls)
	}
	b.checkSpread(t)
}

// memberResult is what the aggregates give for one household.
type memberResult struct {
	sum, narrowSum, where, least, most, count int64
	countNull, some, every, null              uint8
}

// plain computes the aggregates one member at a time.
func (b *memberBlock) plain(h int) memberResult {
	r := memberResult{every: True}
	for i := b.start[h] - b.base; i < b.start[h+1]-b.base; i++ {
		first := i == b.start[h]-b.base
		condition := b.condition.bytes[i]
		r.sum += b.values[i]
		r.narrowSum += int64(b.narrow[i])
		if first || b.values[i] < r.least {
			r.least = b.values[i]
		}
		if first || int64(b.narrow[i]) > r.most {
			r.most = int64(b.narrow[i])
		}
		if condition == True {
			r.where += b.values[i]
			r.count++
		}
		if condition == Unknown {
			r.countNull = 1
		}
		r.some, r.every = max(r.some, condition), min(r.every, condition) // False < Unknown < True
		r.null = max(r.null, b.nulls.bytes[i])
	}
	return r
}

func (b *memberBlock) checkSpread(t *rapid.T) {
	households := len(b.start) - 1
	bytes, values := newTruths(len(b.values)+Pad), make([]int64, len(b.values)+Pad)
	of, ofValues := make([]uint8, households), make([]int32, households)
	for h := range households {
		of[h], ofValues[h] = []uint8{False, Unknown, True}[h%3], int32(h*31-7)
	}
	spreadBytes(bytes.bytes, of, b.start, b.base)
	spreadNumbers(values, ofValues, b.start, b.base)
	for h := range households {
		for i := b.start[h] - b.base; i < b.start[h+1]-b.base; i++ {
			if bytes.bytes[i] != of[h] || values[i] != int64(ofValues[h]) {
				t.Fatalf("member %d of household %d got %d and %d, want %d and %d", i, h, bytes.bytes[i], values[i], of[h], ofValues[h])
			}
		}
	}
}
