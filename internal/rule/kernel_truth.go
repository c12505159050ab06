package rule

// Three-valued Booleans are bytes 00 false, 01 unknown, 11 true, eight to a
// word, so that && and || are plain AND and OR, unknowns included. Bytes of
// nulls of integer vectors are 0 or 1.
const (
	lowBits  = 0x0101010101010101
	bothBits = 0x0303030303030303
)

// unknowns has 1 in every byte that is unknown.
func unknowns(w uint64) uint64 { return (w ^ w>>1) & lowBits }

func andWords(d, a, b []uint64) {
	a, b = a[:len(d)], b[:len(d)]
	for i := range d {
		d[i] = a[i] & b[i]
	}
}

func orWords(d, a, b []uint64) {
	a, b = a[:len(d)], b[:len(d)]
	for i := range d {
		d[i] = a[i] | b[i]
	}
}

// notWords swaps false and true: an unknown byte is flipped back.
func notWords(d, a []uint64) {
	a = a[:len(d)]
	for i := range d {
		d[i] = a[i] ^ bothBits ^ unknowns(a[i])*3
	}
}

// sameWords is a == b, unknown where either is.
func sameWords(d, a, b []uint64) {
	a, b = a[:len(d)], b[:len(d)]
	for i := range d {
		u := unknowns(a[i]) | unknowns(b[i])
		d[i] = ^(a[i]^b[i])&bothBits&^(u*3) | u
	}
}

// chooseWords is condition ? a : b, unknown where the condition is.
func chooseWords(d, condition, a, b []uint64) {
	condition, a, b = condition[:len(d)], a[:len(d)], b[:len(d)]
	for i := range d {
		mask := condition[i] >> 1 & lowBits * 0xFF
		u := unknowns(condition[i])
		d[i] = (a[i]&mask|b[i]&^mask)&^(u*3) | u
	}
}

// maskUnknown makes rows with a null unknown.
func maskUnknown(d, nulls []uint64) {
	nulls = nulls[:len(d)]
	for i := range d {
		d[i] = d[i]&^(nulls[i]*3) | nulls[i]
	}
}

// chooseNulls is the nulls of a conditional: those of its condition and of the branch taken. a and b may be nil.
func chooseNulls(d, condition, a, b []uint64) bool {
	var seen uint64
	for i := range d {
		mask := condition[i] >> 1 & lowBits * 0xFF
		n := unknowns(condition[i])
		if a != nil {
			n |= a[i] & mask
		}
		if b != nil {
			n |= b[i] &^ mask &^ (unknowns(condition[i]) * 0xFF)
		}
		d[i] = n
		seen |= n
	}
	return seen != 0
}

// anyWord says whether a word of the vector is not zero.
func anyWord(a []uint64) bool {
	var seen uint64
	for _, w := range a {
		seen |= w
	}
	return seen != 0
}

// truthTable looks a byte column up.
func truthTable(d []uint8, a []uint8, table *[256]uint8) {
	a = a[:len(d)]
	for i := range d {
		d[i] = table[a[i]]
	}
}

// lookUp widens a byte column to integers and their nulls.
func lookUp(d []int64, nulls []uint8, a []uint8, table *numberTable) {
	a, nulls = a[:len(d)], nulls[:len(d)]
	for i := range d {
		d[i] = table.value[a[i]]
		nulls[i] = table.null[a[i]]
	}
}
