package pack

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// seedRowsMax bounds a table of rows; that of the plans has 319.
const seedRowsMax = 10_000

// The tables about the plans, each with its header.
const (
	moduleFile  = "data/modules.csv"
	systemFile  = "data/systems.csv"
	journeyFile = "data/journeys.csv"
)

var seedHeaders = map[string][]string{
	moduleFile:  {"module", "name"},
	systemFile:  {"row", "module", "name"},
	journeyFile: {"file", "rows"},
}

var moduleCode = regexp.MustCompile(`^M[0-9]{2}$`)

// seedData reads a data file of a pack that is about the plans; of other files
// it knows nothing. One pack brings a table for all.
func (l *loader) seedData(file, inside string) {
	header := seedHeaders[inside]
	if header == nil || !l.claim("seed table", "数据文件", inside, Place{file, 1, 1}) {
		return
	}
	for _, r := range l.seedTable(file, header) {
		switch inside {
		case moduleFile:
			l.seedModule(r)
		case systemFile:
			if !l.seedRow(r) {
				return
			}
		case journeyFile:
			l.seedJourney(r)
		}
	}
}

// seedRecord is one line of such a table.
type seedRecord struct {
	cells []string
	at    Place
}

// seedTable reads a table whose header must stand as it is; none, with a
// problem, when it is broken.
func (l *loader) seedTable(file string, header []string) []seedRecord {
	text, err := l.read(file, fileBytesMax+1)
	if err != nil || len(text) > fileBytesMax {
		l.refuseAt(Place{File: file}, "file_unreadable", "无法读取文件，或文件超过 1 MiB。")
		return nil
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comment, r.FieldsPerRecord = '#', len(header)
	var list []seedRecord
	for first := true; ; first = false {
		cells, err := r.Read()
		var broken *csv.ParseError
		switch {
		case errors.Is(err, io.EOF) && !first:
			return list
		case errors.As(err, &broken):
			l.refuseAt(Place{file, broken.Line, broken.Column}, "table_form", "这一行读不成 %d 列，请核对逗号和引号。", len(header))
			return nil
		case err != nil || first && !slices.Equal(cells, header):
			l.refuseAt(Place{file, 1, 1}, "table_header", "表头应是“%s”。", strings.Join(header, ","))
			return nil
		case !first:
			line, _ := r.FieldPos(0)
			list = append(list, seedRecord{cells, Place{file, line, 1}})
		}
	}
}

func (l *loader) seedModule(r seedRecord) {
	s := &l.catalogue.seeds
	m := SeedModule{Code: r.cells[0], Name: strings.TrimSpace(r.cells[1])}
	switch {
	case !moduleCode.MatchString(m.Code) || m.Name == "":
		l.refuseAt(r.at, "module_form", "一行写模块编号（如 M05）和名称，现在是“%s”。", shorten(m.Code))
	case l.claim("seed module", "模块", m.Code, r.at):
		s.modules = append(s.modules, m)
	}
}

// seedRow takes the rows one after the other: a gap would be a thing forgotten.
// After a mistake there are none, so that it is told once and not in every row
// and every artefact behind it.
func (l *loader) seedRow(r seedRecord) bool {
	s := &l.catalogue.seeds
	row := SeedRow{Number: len(s.rows) + 1, Module: r.cells[1], Name: strings.TrimSpace(r.cells[2]), Place: r.at}
	switch {
	case row.Number > seedRowsMax:
		l.refuseAt(r.at, "too_many_rows", "名目最多 %d 行。", seedRowsMax)
	case r.cells[0] != strconv.Itoa(row.Number):
		l.refuseAt(r.at, "row_order", "行号从 1 起，一行加一；这里应是 %d，现在是“%s”。", row.Number, shorten(r.cells[0]))
	case row.Name == "":
		l.refuseAt(r.at, "value_missing", "第 %d 行没有写名称。", row.Number)
	default:
		s.rows = append(s.rows, row)
		return true
	}
	s.rows = nil
	return false
}

// seedJourney takes one test and the numbers of its rows, with blanks between.
func (l *loader) seedJourney(r seedRecord) {
	s := &l.catalogue.seeds
	j := SeedJourney{File: r.cells[0], Place: r.at}
	for _, word := range strings.Fields(r.cells[1]) {
		row, err := strconv.Atoi(word)
		if err != nil || row < 1 || row > seedRowsMax || len(j.Rows) > 0 && row <= j.Rows[len(j.Rows)-1] {
			l.refuseAt(r.at, "row_order", "行号是从小到大的整数，中间用空格隔开，现在有“%s”。", shorten(word))
			return
		}
		j.Rows = append(j.Rows, row)
		l.seedUses = append(l.seedUses, seedUse{row, r.at})
	}
	switch {
	case j.File == "" || len(j.Rows) == 0:
		l.refuseAt(r.at, "journey_form", "一行写一个测试文件和它走通的行号。")
	case l.claim("seed journey", "测试文件", j.File, r.at):
		s.journeys = append(s.journeys, j)
	}
}
