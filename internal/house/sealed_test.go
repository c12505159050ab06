package house

import (
	"fmt"
	"path"
	"regexp"
	"sort"
	"strings"
	"testing"
)

// bytesColumn is a column of bytes in a table of versions, with what is said of it.
var bytesColumn = regexp.MustCompile(`journal\.Bytes\("(\w+)"\)((?:\.\w+\([^)]*\))*)`)

// unsealed are the columns of bytes that hold nothing sealed, by package.
var unsealed = map[string]string{
	"access/account who":          "a blind index",
	"access/account code":         "a blind index",
	"access/account token":        "a hash",
	"access/machine hash":         "a hash",
	"api/once hash":               "a hash",
	"api/spdci secret":            "of a sender it is a hash",
	"assess files":                "packs, which are public",
	"casework digest":             "a hash",
	"casework signature":          "a signature",
	"file source":                 "a hash",
	"file digest":                 "a hash",
	"pay number_index":            "a blind index",
	"pay/handout id_index":        "a blind index",
	"pay/pricelink id_index":      "a blind index",
	"register id_index":           "a blind index",
	"register phone_index":        "a blind index",
	"service/hotline phone_index": "a blind index",
	"verify digest":               "a hash",
	"verify signature":            "a signature",
}

// resealed reports columns of bytes of which nobody says whether they are sealed: what
// is sealed and not said to be is not brought under a new key, and cannot be read when
// the old one is gone.
func resealed(t *tree) []string {
	var found []string
	for name, text := range t.text {
		if path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			continue
		}
		where := strings.TrimPrefix(path.Dir(name), "internal/")
		for _, m := range bytesColumn.FindAllStringSubmatch(text, -1) {
			if !strings.Contains(m[2], ".Sealed(") && unsealed[where+" "+m[1]] == "" {
				found = append(found, fmt.Sprintf("%s: the column %s is of bytes: say .Sealed(\"…\") where it is sealed, or enter in unsealed what else it is", name, m[1]))
			}
		}
	}
	sort.Strings(found)
	return found
}

func TestEverySealedColumnIsBroughtUnderANewKey(t *testing.T) {
	t.Parallel()
	hold(t, resealed)
}

func TestASealedColumnNobodyResealsIsNoticed(t *testing.T) {
	t.Parallel()
	table := func(column string) map[string]string {
		return map[string]string{"internal/pay/a.go": "package pay\n\nvar t = journal.NewTable(\"a\", " + column + ")\n"}
	}
	prove(t, resealed, []example{
		{"sealed", table(`journal.Bytes("words").Personal().Sealed("words")`), ""},
		{"an index", table(`journal.Bytes("number_index").Personal()`), ""},
		{"nothing is said", table(`journal.Bytes("words").Personal()`), "column words"},
		{"not personal, and nothing is said", table(`journal.Bytes("words")`), "column words"},
	})
}
