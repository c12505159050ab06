package app

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"lianxin/internal/pack"
	"lianxin/internal/pay"
)

// decidedFolder is where the standards decided in a store stand among the packs.
const decidedFolder = "decided"

// decidedFiles are the packs with one more: the standards decided in a store. So
// whatever hashes, keeps, zips or loads packs has them without knowing of them.
type decidedFiles struct {
	fs.FS         // the packs
	decided fs.FS // the folder of one more pack
	entries []fs.DirEntry
}

// Open implements [fs.FS].
func (f *decidedFiles) Open(name string) (fs.File, error) {
	if name == decidedFolder || strings.HasPrefix(name, decidedFolder+"/") {
		return f.decided.Open(name)
	}
	return f.FS.Open(name)
}

// ReadDir implements [fs.ReadDirFS].
func (f *decidedFiles) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == decidedFolder {
		return fs.ReadDir(f.decided, name)
	}
	list, err := fs.ReadDir(f.FS, name)
	if err != nil || name != "." {
		return list, err
	}
	list = slices.DeleteFunc(slices.Clone(list), func(e fs.DirEntry) bool { return e.Name() == decidedFolder })
	list = append(list, f.entries...)
	slices.SortFunc(list, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return list, nil
}

// withDecided adds standards to packs. Those the packs have no place for, because
// they give that very value themselves or no longer know the parameter, are left
// out and told of; files is nil when none remains.
func withDecided(packs fs.FS, base *pack.Catalogue, standards []*pay.Standard) (files fs.FS, left []string, err error) {
	needs := map[string]bool{}
	var values strings.Builder
	for _, s := range standards {
		one := *s
		if one.Withdrawn != "" {
			continue
		}
		if err := pay.StandardFits(base, &one); err != nil {
			left = append(left, fmt.Sprintf("本库决定的标准“%s”（%s，%s起，%s）没有采用：%v", one.Parameter, one.Region, one.Since, one.Source, err))
			continue
		}
		needs[base.Declaration(one.Parameter).Pack] = true
		value := one.Value
		if one.Rural != "" {
			value = fmt.Sprintf("{urban: %s, rural: %s}", one.Value, one.Rural)
		}
		fmt.Fprintf(&values, "  - {name: %s, region: \"%s\", since: %s, value: %s, status: confirmed, source: %s}\n", one.Parameter, one.Region, one.Since, value, quoted(one.Source))
	}
	if len(needs) == 0 {
		return nil, left, nil
	}
	names := make([]string, 0, len(needs))
	for name := range needs {
		names = append(names, name)
	}
	slices.Sort(names)
	decided, err := zippedFiles([][2]string{
		{decidedFolder + "/pack.yaml", fmt.Sprintf("pack: %s\ntitle: 本库决定的标准\nneeds: [%s]\n", decidedFolder, strings.Join(names, ", "))},
		{decidedFolder + "/parameters.yaml", "values:\n" + values.String()},
	})
	if err != nil {
		return nil, left, err
	}
	entries, err := fs.ReadDir(decided, ".")
	return &decidedFiles{FS: packs, decided: decided, entries: entries}, left, err
}

// quoted is a text between quotes as YAML reads it: its escapes are those of JSON.
func quoted(text string) string {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a text always encodes
	return strings.TrimSpace(out.String())
}

// zippedFiles are files in memory, by name and text.
func zippedFiles(files [][2]string) (fs.FS, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, file := range files {
		f, err := w.Create(file[0])
		if err != nil {
			return nil, err
		}
		if _, err := f.Write([]byte(file[1])); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
}
