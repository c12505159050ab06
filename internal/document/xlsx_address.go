package document

import (
	"errors"
	"strconv"
	"strings"
)

// The size of a sheet, as every program has it.
const (
	sheetRows    = 1 << 20
	sheetColumns = 1 << 14
)

// area is a block of cells; rows and columns count from 1.
type area struct{ row, col, lastRow, lastCol int }

// parseRef reads an address such as B7.
func parseRef(s string) (row, col int, err error) {
	i := 0
	for ; i < len(s) && i < 4; i++ {
		c := s[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		col = col*26 + int(c-'A') + 1
	}
	row, err = strconv.Atoi(s[i:])
	if err != nil || i == 0 || row < 1 || row > sheetRows || col > sheetColumns {
		return 0, 0, errors.New("no address of a cell")
	}
	return row, col, nil
}

// parseArea reads an area such as A1:C3.
func parseArea(s string) (area, error) {
	first, last, found := strings.Cut(s, ":")
	if !found {
		last = first
	}
	r1, c1, err := parseRef(first)
	if err != nil {
		return area{}, err
	}
	r2, c2, err := parseRef(last)
	if err != nil {
		return area{}, err
	}
	return area{row: min(r1, r2), col: min(c1, c2), lastRow: max(r1, r2), lastCol: max(c1, c2)}, nil
}

// address writes an address such as B7.
func address(row, col int) string {
	name := ""
	for ; col > 0; col = (col - 1) / 26 {
		name = string(rune('A'+(col-1)%26)) + name
	}
	return name + strconv.Itoa(row)
}
