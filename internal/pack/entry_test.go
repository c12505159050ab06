package pack

import (
	"strings"
	"testing"
)

func TestAnEntryThatLeadsNowhereOrAwayIsRefused(t *testing.T) {
	t.Parallel()
	entry := func(path string) string {
		return "entries:\n  - {name: a, title: 甲, english: A, path: \"" + path + "\", level: open}\n"
	}
	for _, test := range []struct{ name, text, want string }{
		{"a whole one", entry("/guides"), ""},
		{"to another machine", entry("https://example.org"), "entry_path"},
		{"to another machine without a scheme", entry("//example.org"), "entry_path"},
		{"to another machine for some browsers", entry(`/\\example.org`), "entry_path"},
		{"to a page nobody has named", entry("/cases/{county}"), "entry_path"},
		{"a level nobody knows", strings.Replace(entry("/guides"), "open", "strong", 1), "unknown_word"},
		{"without English", strings.Replace(entry("/guides"), "english: A, ", "", 1), "missing_key"},
		{"twice", entry("/guides") + "  - {name: a, title: 乙, english: B, path: /ten, level: open}\n", "duplicate_name"},
		{"a matter nobody can ask for", "entries:\n  - {name: a, english: A, matter: nothing}\n", "entry_matter"},
		{"a matter with a path of its own", "entries:\n  - {name: a, english: A, matter: nothing, path: /x}\n", "entry_matter"},
		{"a register nobody has", "entries: []\nstanding:\n  - {title: 甲, registers: [nothing]}\n", "standing_register"},
		{"a key nobody knows", "entries: []\npages: []\n", "unknown_key"},
	} {
		if codes := problemsOf(served("entries.yaml", test.text)); test.want == "" && codes != "" || !strings.Contains(codes, test.want) {
			t.Errorf("%s: %q, want %s", test.name, codes, test.want)
		}
	}
}
