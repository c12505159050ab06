// Command journeys makes packs/planning/data/journeys.csv, the index by which
// `lianxin coverage` knows which test proves which row of the plans. Tests are
// not in the program, so what they say of themselves is carried along as a table.
//
// It promises that the same tests give the same bytes: one line for each file
// whose heading comment names rows, by path. A script of testdata/script names
// them as `# rows: 12, 87`, a journey of e2e/journeys as `// rows: 12, 87`.
//
// It refuses to write when such a line cannot be read, stands twice, or stands
// below the heading, where somebody would take it for counted.
//
//	go run ./tools/journeys
package main

import (
	"bytes"
	"encoding/csv"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// comment heads the table.
const comment = "# 哪个测试走通了哪些名目；由 go run ./tools/journeys 按各测试开头的 rows 一行生成，不要手改\n"

// kinds are the tests that walk through the whole program, and how their
// comments begin.
var kinds = []struct{ pattern, mark string }{
	{"e2e/journeys/*.test.mjs", "//"},
	{"testdata/script/*.txtar", "#"},
}

func main() {
	root := flag.String("root", ".", "the repository")
	out := flag.String("out", "packs/planning/data/journeys.csv", "where the table goes, below the repository")
	flag.Parse()
	if flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	table, err := index(os.DirFS(*root))
	if err == nil {
		err = os.WriteFile(filepath.Join(*root, *out), table, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "journeys:", err)
		os.Exit(1)
	}
}

// index is the whole table.
func index(repository fs.FS) ([]byte, error) {
	var table bytes.Buffer
	table.WriteString(comment)
	w := csv.NewWriter(&table)
	if err := w.Write([]string{"file", "rows"}); err != nil {
		return nil, err
	}
	for _, kind := range kinds {
		names, err := fs.Glob(repository, kind.pattern) // sorted
		if err != nil {
			return nil, err
		}
		if len(names) == 0 {
			return nil, fmt.Errorf("%s: no such test, is -root the repository?", path.Dir(kind.pattern))
		}
		for _, name := range names {
			text, err := fs.ReadFile(repository, name)
			if err != nil {
				return nil, err
			}
			rows, err := named(string(text), kind.mark)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			if rows == "" {
				continue
			}
			if err := w.Write([]string{name, rows}); err != nil {
				return nil, err
			}
		}
	}
	w.Flush()
	return table.Bytes(), w.Error()
}

// claim recognises a line that means to name rows, however badly; list one that
// does it well.
var (
	claim = regexp.MustCompile(`^\s*(?:#|//)\s*rows?\s*:`)
	list  = regexp.MustCompile(`^[1-9][0-9]*(?:, [1-9][0-9]*)*$`)
)

// named are the rows a test names in its heading, with blanks between; empty
// when it names none.
func named(text, mark string) (string, error) {
	found, heading := "", true
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimRight(line, "\r")
		heading = heading && strings.HasPrefix(line, mark)
		if !claim.MatchString(line) {
			continue
		}
		rest, whole := strings.CutPrefix(line, mark+" rows: ")
		switch {
		case !whole || !list.MatchString(rest):
			return "", fmt.Errorf("line %d: %q should read %q", i+1, line, mark+" rows: 12, 87")
		case !heading:
			return "", fmt.Errorf("line %d: rows are named in the comment at the top of the file", i+1)
		case found != "":
			return "", fmt.Errorf("line %d: rows are named once", i+1)
		}
		if err := ascending(rest); err != nil {
			return "", fmt.Errorf("line %d: %w", i+1, err)
		}
		found = strings.ReplaceAll(rest, ",", "")
	}
	return found, nil
}

// ascending refuses numbers that stand twice or out of order.
func ascending(rows string) error {
	last := 0
	for _, word := range strings.Split(rows, ", ") {
		row, err := strconv.Atoi(word)
		if err != nil || row <= last {
			return fmt.Errorf("%s stands behind %d; rows are named in order, each once", word, last)
		}
		last = row
	}
	return nil
}
