package house

import (
	"fmt"
	"path"
	"sort"
	"testing"
)

// wholePacks reports folders under packs that are no whole pack: each has a
// pack.yaml and a README.md, or holds nothing but packs.
func wholePacks(t *tree) []string {
	var found []string
	var visit func(dir string)
	visit = func(dir string) {
		_, declared := t.text[path.Join(dir, "pack.yaml")]
		_, explained := t.text[path.Join(dir, "README.md")]
		folders := below(t, dir)
		switch {
		case declared && !explained:
			found = append(found, fmt.Sprintf("%s has no README.md; say what the pack reads, and name its reasons and parameters", dir))
		case declared:
		case !holdsPacks(t, folders):
			found = append(found, fmt.Sprintf("%s has no pack.yaml", dir))
		default:
			for _, folder := range folders {
				visit(folder)
			}
		}
	}
	for _, dir := range below(t, "packs") {
		visit(dir)
	}
	return found
}

// below lists the folders directly below a folder.
func below(t *tree, dir string) []string {
	var list []string
	for name := range t.folder {
		if path.Dir(name) == dir && name != "." {
			list = append(list, name)
		}
	}
	sort.Strings(list)
	return list
}

// holdsPacks says whether one of the folders is a pack, so that the folder
// around them is a shelf and not a pack whose declaration was forgotten.
func holdsPacks(t *tree, folders []string) bool {
	for _, folder := range folders {
		if _, ok := t.text[path.Join(folder, "pack.yaml")]; ok {
			return true
		}
	}
	return false
}

func TestEveryFolderOfPacksIsAWholePack(t *testing.T) {
	t.Parallel()
	hold(t, wholePacks)
}

func TestThePackRuleCanFail(t *testing.T) {
	t.Parallel()
	prove(t, wholePacks, []example{
		{"a whole pack", map[string]string{"packs/packs.go": "package packs\n", "packs/elder/pack.yaml": "", "packs/elder/README.md": "", "packs/elder/rules/elder.yaml": ""}, ""},
		{"a pack of a city", map[string]string{"packs/cities/suzhou/pack.yaml": "", "packs/cities/suzhou/README.md": ""}, ""},
		{"nobody explains it", map[string]string{"packs/elder/pack.yaml": ""}, "README.md"},
		{"nobody declares it", map[string]string{"packs/elder/README.md": "", "packs/elder/parameters.yaml": ""}, "pack.yaml"},
		{"nobody declares a pack with rules", map[string]string{"packs/elder/rules/elder.yaml": "", "packs/elder/tests/elder.yaml": ""}, "packs/elder has no pack.yaml"},
		{"one city of two is not declared", map[string]string{"packs/cities/suzhou/pack.yaml": "", "packs/cities/suzhou/README.md": "", "packs/cities/nanjing/README.md": ""}, "packs/cities/nanjing has no pack.yaml"},
		{"a city nobody explains", map[string]string{"packs/cities/suzhou/pack.yaml": ""}, "packs/cities/suzhou"},
	})
}
