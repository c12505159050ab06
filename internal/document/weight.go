package document

// weight is how a file would read in each double-byte encoding.
type weight struct {
	pairs   int // double-byte characters, read as GB18030
	gbk     int // of these, in the everyday part: first-level hanzi, punctuation, digits
	four    int // four-byte characters of GB18030
	gbkBad  int // bytes that GB18030 does not have
	big5    int // characters in Big5's everyday part
	big5Bad int // bytes that Big5 does not have
}

// weigh reads a file in both encodings without decoding it. Simplified text in
// GBK lies almost wholly in the first level; traditional text in GBK about half
// there, and the rest on bytes that Big5 does not have.
func weigh(raw []byte) weight {
	var w weight
	for i := 0; i < len(raw); {
		switch n := gbLength(raw[i:]); n {
		case 1:
			i++
		case 2:
			w.pairs++
			if everydayGB(raw[i], raw[i+1]) {
				w.gbk++
			}
			i += 2
		case 4:
			w.four++
			i += 4
		default:
			w.gbkBad++
			i++
		}
	}
	for i := 0; i < len(raw); {
		if raw[i] < 0x80 {
			i++
			continue
		}
		if i+1 >= len(raw) || !big5Pair(raw[i], raw[i+1]) {
			w.big5Bad++
			i++
			continue
		}
		if c := raw[i]; c <= 0xc6 {
			w.big5++
		}
		i += 2
	}
	return w
}

// gbLength is the length of the GB18030 character in front; 0 when there is none.
func gbLength(b []byte) int {
	switch c := b[0]; {
	case c < 0x80:
		return 1
	case c == 0x80 || c == 0xff || len(b) < 2:
		return 0
	}
	switch t := b[1]; {
	case t >= 0x40 && t <= 0xfe && t != 0x7f:
		return 2
	case t >= 0x30 && t <= 0x39 && len(b) >= 4 && b[2] >= 0x81 && b[2] <= 0xfe && b[3] >= 0x30 && b[3] <= 0x39:
		return 4
	}
	return 0
}

// everydayGB says whether a pair is in the rows that everyday text uses.
func everydayGB(lead, trail byte) bool {
	return trail >= 0xa1 && (lead >= 0xb0 && lead <= 0xd7 || lead >= 0xa1 && lead <= 0xa3)
}

// big5Pair says whether Big5 has the pair.
func big5Pair(lead, trail byte) bool {
	return lead >= 0xa1 && lead <= 0xf9 && (trail >= 0x40 && trail <= 0x7e || trail >= 0xa1 && trail <= 0xfe)
}
