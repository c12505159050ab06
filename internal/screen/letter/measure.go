package letter

// length is a length on paper in thousandths of a point, so that layout is done
// in whole numbers and comes out the same on every machine.
type length int64

// The units of type sizes and of margins.
const (
	pt length = 1000
	mm length = 2835 // 72,000 / 25.4
)

// The paper and where text stands on it.
const (
	paperWidth   = 595_276 * pt / 1000 // A4
	paperHeight  = 841_890 * pt / 1000
	marginSide   = 25 * mm
	marginTop    = 22 * mm
	marginBottom = 26 * mm
	textWidth    = paperWidth - 2*marginSide
	textBottom   = paperHeight - marginBottom
	footBase     = paperHeight - 13*mm // where the line of the foot stands
)

// sizes are the sizes of type of a sheet.
type sizes struct{ title, heading, body, table, foot length }

var (
	ordinary = sizes{20 * pt, 14 * pt, 12 * pt, 10*pt + pt/2, 9 * pt}
	large    = sizes{26 * pt, 20 * pt, 18 * pt, 16 * pt, 12 * pt}
)

// leading is how far apart lines of a size are.
func leading(size length) length { return size * 8 / 5 }

// drop is how far the foot of the letters lies below the top of their line.
func drop(size length) length { return size * 118 / 100 }
