package civil

import (
	"io"
	"strconv"
	"strings"
)

// Region is a six-digit code with the first and the last year in which a dated
// national list had it; both are 0 when only undated lists name it.
type Region struct {
	Code        int
	Name        string
	First, Last int
}

// RegionHistory is every six-digit code that ever stood in a national list. An
// identity number keeps the code of the place and time it was issued, so codes
// abolished decades ago stay right. It is read-only after loading.
type RegionHistory struct {
	known   [1_000_000 / 64]uint64 // a bit for each code: one load for each identity number
	regions map[int]Region
}

var regionHeader = []string{"code", "name", "first", "last"}

// LoadRegions reads a table with the columns code,name,first,last.
func LoadRegions(table io.Reader) (*RegionHistory, error) {
	h := &RegionHistory{regions: map[int]Region{}}
	err := readTable(table, "历年区划代码表", regionHeader, func(fields []string) error {
		region, err := parseRegion(fields)
		if err != nil {
			return err
		}
		if h.Known(region.Code) {
			return Refuse("region_twice", "代码%06d出现了两次。", region.Code)
		}
		h.known[region.Code/64] |= 1 << (region.Code % 64)
		h.regions[region.Code] = region
		return nil
	})
	if err != nil {
		return nil, err
	}
	return h, nil
}

func parseRegion(fields []string) (Region, error) {
	code, ok := parseDigits(fields[0])
	if !ok || len(fields[0]) != 6 {
		return Region{}, Refuse("region_code", "代码%s应为6位数字。", quoteShort(fields[0]))
	}
	region := Region{Code: int(code), Name: strings.Clone(fields[1])}
	for i, year := range []*int{&region.First, &region.Last} {
		text := fields[2+i]
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 1949 || n > 9999 {
			return region, Refuse("region_year", "代码%s的年份%s无效。", fields[0], quoteShort(text))
		}
		*year = n
	}
	if (region.First == 0) != (region.Last == 0) || region.First > region.Last {
		return region, Refuse("region_year", "代码%s的起止年份不成对或颠倒。", fields[0])
	}
	return region, nil
}

// Known says whether any list had the code.
func (h *RegionHistory) Known(code int) bool {
	return code >= 0 && code < 1_000_000 && h.known[code/64]>>(code%64)&1 == 1
}

// Region is what the lists say about a code.
func (h *RegionHistory) Region(code int) (Region, bool) {
	region, ok := h.regions[code]
	return region, ok
}

// Len is the number of codes.
func (h *RegionHistory) Len() int { return len(h.regions) }
