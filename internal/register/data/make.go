//go:build ignore

// Command make writes variant.txt, the table of characters that are searched as
// one, from two public sources: the character dictionary of the npm package
// opencc-js 1.4.2 and the Unihan files of Unicode 15.0.0 (Debian's package
// unicode-data has them).
//
// It promises that the same sources give the same bytes, and that no line leads
// to a character that another line leads on from.
//
// It refuses to write when a source has another form. It fetches nothing itself:
//
//	go run internal/register/data/make.go -npm DIR/node_modules -unihan DIR -out internal/register/data/variant.txt
package main

import (
	"bufio"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

const comment = `# 字形归并表：只用于查找和比对，不改动登记的姓名。每行：字、归并到的字、类别。
# t 繁体字→简体字；v 异体字→规范字；n 姓名中常被互相写错、但都是规范字的一对，只用于提示疑似重复，不用于查找
# source t: npm opencc-js@1.4.2, dist/esm-lib/dict/TSCharacters.js (OpenCC dictionaries), Apache License 2.0
# source v: Unicode 15.0.0 Unihan_Variants kSemanticVariant and kZVariant, Unicode License; kept when the character is not
#   in 通用规范汉字表 (kTGH) and exactly one character of that table is its variant
# source n: 通用规范汉字表 (2013) restored variants and pairs met in names; proposed, to be confirmed by a bureau
# regenerate: see make.go beside this file
`

// confused are the pairs of kind n.
const confused = `喆哲 堃坤 淼渺 甦苏 邨村 甯宁 龢和 迺乃 犇奔 仝同 𫖯俯 澂澄 絜洁 锺钟 飏扬 祐佑 珪圭 斌彬 忻欣 曜耀
	翦剪 奕弈 惇敦 皙晰 昪忭 烜晅 崧嵩 弢韬 郄郤 镠鎏 豳邠 蒨茜 祎袆`

func main() {
	npm := flag.String("npm", "", "the node_modules folder with opencc-js")
	unihan := flag.String("unihan", "", "the folder with Unihan_Variants.txt and Unihan_OtherMappings.txt")
	out := flag.String("out", "", "where the table goes")
	flag.Parse()
	if err := run(*npm, *unihan, *out); err != nil {
		fmt.Fprintln(os.Stderr, "make:", err)
		os.Exit(1)
	}
}

func run(npm, unihan, out string) error {
	simple, err := traditional(filepath.Join(npm, "opencc-js", "dist", "esm-lib", "dict", "TSCharacters.js"))
	if err != nil {
		return err
	}
	variants, err := variantForms(unihan, simple)
	if err != nil {
		return err
	}
	lines := map[rune]string{}
	for _, pair := range strings.Fields(confused) {
		one := []rune(pair)
		lines[one[0]] = pair + "n"
	}
	for kind, table := range map[string]map[rune]rune{"v": variants, "t": simple} {
		for from, to := range table {
			lines[from] = string([]rune{from, end(to, simple, variants)}) + kind
		}
	}
	var b strings.Builder
	b.WriteString(comment)
	for _, from := range slices.Sorted(maps.Keys(lines)) {
		b.WriteString(lines[from] + "\n")
	}
	return os.WriteFile(out, []byte(b.String()), 0o644)
}

// end follows a character to where both tables leave it.
func end(r rune, tables ...map[rune]rune) rune {
	for range 4 {
		for _, table := range tables {
			if to, there := table[r]; there {
				r = to
			}
		}
	}
	return r
}

// traditional reads the one string of a JavaScript module: entries between bars,
// each the traditional character, a space and its simplified forms.
func traditional(name string) (map[rune]rune, error) {
	source, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	_, rest, opened := strings.Cut(string(source), `"`)
	body, _, closed := strings.Cut(rest, `"`)
	if !opened || !closed {
		return nil, fmt.Errorf("%s is no dictionary", name)
	}
	table := map[rune]rune{}
	for entry := range strings.SplitSeq(body, "|") {
		from, to, ok := strings.Cut(entry, " ")
		first, size := utf8.DecodeRuneInString(to)
		if one, n := utf8.DecodeRuneInString(from); ok && n == len(from) && size > 0 && one != first {
			table[one] = first
		}
	}
	return table, nil
}

// variantForms are the characters outside the standard list that have exactly
// one variant in it.
func variantForms(folder string, simple map[rune]rune) (map[rune]rune, error) {
	standard := map[rune]bool{}
	err := fields(filepath.Join(folder, "Unihan_OtherMappings.txt"), func(r rune, field, _ string) {
		standard[r] = standard[r] || field == "kTGH"
	})
	if err != nil {
		return nil, err
	}
	related := map[rune]map[rune]bool{}
	relate := func(a, b rune) {
		if related[a] == nil {
			related[a] = map[rune]bool{}
		}
		related[a][end(b, simple)] = true
	}
	err = fields(filepath.Join(folder, "Unihan_Variants.txt"), func(r rune, field, value string) {
		if field != "kSemanticVariant" && field != "kZVariant" {
			return
		}
		for _, word := range strings.Fields(value) {
			if other, ok := codePoint(word); ok {
				relate(r, other)
				relate(other, r)
			}
		}
	})
	table := map[rune]rune{}
	for r, others := range related {
		maps.DeleteFunc(others, func(o rune, _ bool) bool { return !standard[o] })
		// Radicals and compatibility forms are brought together by normalising.
		normalised := r >= 0x2E80 && r < 0x2FE0 || r >= 0xF900 && r < 0xFB00 || r >= 0x2F800 && r < 0x2FA20
		if _, isTraditional := simple[r]; !standard[r] && !isTraditional && !normalised && len(others) == 1 {
			table[r] = slices.Collect(maps.Keys(others))[0]
		}
	}
	return table, err
}

// fields reads a file of Unihan.
func fields(name string, f func(r rune, field, value string)) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if words := strings.SplitN(lines.Text(), "\t", 3); len(words) == 3 {
			if r, ok := codePoint(words[0]); ok {
				f(r, words[1], words[2])
			}
		}
	}
	return lines.Err()
}

// codePoint reads U+4E00, with or without the names of dictionaries behind it.
func codePoint(word string) (rune, bool) {
	word, _, _ = strings.Cut(word, "<")
	hex, ok := strings.CutPrefix(word, "U+")
	n, err := strconv.ParseInt(hex, 16, 32)
	return rune(n), ok && err == nil
}
