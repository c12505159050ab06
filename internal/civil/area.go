package civil

import "strconv"

// Area is the code of an administrative division, from province to village. It is
// the 12-digit statistical code as a number, so 崇川区 is 320613000000; the level
// follows from the zeros at its end. The zero Area is no division.
type Area int64

// Level says how deep a division lies.
type Level uint8

// The levels, see [Level].
const (
	Province Level = iota + 1 // 省
	City                      // 市
	County                    // 县（市、区）
	Township                  // 乡镇（街道）
	Village                   // 村（居）
)

// String is the level in Chinese.
func (l Level) String() string {
	switch l {
	case Province:
		return "省"
	case City:
		return "市"
	case County:
		return "县（市、区）"
	case Township:
		return "乡镇（街道）"
	case Village:
		return "村（居）"
	}
	return "未知层级"
}

// unit is the distance between two neighbouring codes of a level.
func (l Level) unit() Area {
	switch l {
	case Province:
		return 10_000_000_000
	case City:
		return 100_000_000
	case County:
		return 1_000_000
	case Township:
		return 1_000
	}
	return 1
}

// ParseArea reads a code of 2, 4, 6, 9 or 12 ASCII digits. Whether such a division
// exists is a question for [CheckDivision].
func ParseArea(s string) (Area, error) { return parseArea(s) }

// ParseAreaBytes is [ParseArea] for a field that is still bytes of a file.
func ParseAreaBytes(b []byte) (Area, error) { return parseArea(b) }

func parseArea[T string | []byte](s T) (Area, error) {
	var unit Area
	switch len(s) {
	case 2:
		unit = Province.unit()
	case 4:
		unit = City.unit()
	case 6:
		unit = County.unit()
	case 9:
		unit = Township.unit()
	case 12:
		unit = Village.unit()
	default:
		return 0, refuseArea(string(s))
	}
	code := Area(0)
	for i := range len(s) {
		if s[i]-'0' > 9 {
			return 0, refuseArea(string(s))
		}
		code = code*10 + Area(s[i]-'0')
	}
	if s[0] == '0' {
		return 0, refuseArea(string(s))
	}
	return code * unit, nil
}

func refuseArea(s string) error {
	return Refuse("division_form", "区划代码%s无法识别，应为6、9或12位数字，例如320613。", quoteShort(s))
}

// Level is how deep the division lies; 0 for no division.
func (a Area) Level() Level {
	switch {
	case a <= 0:
		return 0
	case a%1_000 != 0:
		return Village
	case a%1_000_000 != 0:
		return Township
	case a%100_000_000 != 0:
		return County
	case a%10_000_000_000 != 0:
		return City
	}
	return Province
}

// At is the division of that level which a lies in; a itself when it is not deeper.
func (a Area) At(level Level) Area { return a - a%level.unit() }

// Province is the province a lies in.
func (a Area) Province() Area { return a.At(Province) }

// City is the city a lies in.
func (a Area) City() Area { return a.At(City) }

// County is the county a lies in, the city itself for a code that is no deeper.
func (a Area) County() Area { return a.At(County) }

// Township is the township a lies in.
func (a Area) Township() Area { return a.At(Township) }

// Parent is the division one level up; 0 for a province.
func (a Area) Parent() Area {
	level := a.Level()
	if level <= Province {
		return 0
	}
	return a.At(level - 1)
}

// Contains says whether b is a or lies in it.
func (a Area) Contains(b Area) bool {
	level := a.Level()
	return level != 0 && b > 0 && b.At(level) == a
}

// String is the usual form: six digits down to the county, nine for a township,
// twelve for a village, empty for no division.
func (a Area) String() string {
	switch a.Level() {
	case 0:
		return ""
	case Township:
		return strconv.FormatInt(int64(a/Township.unit()), 10)
	case Village:
		return strconv.FormatInt(int64(a), 10)
	}
	return strconv.FormatInt(int64(a/County.unit()), 10)
}
