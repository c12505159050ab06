package layout

import (
	"fmt"
	"strings"
	"testing"
)

// shown writes a bar down: entries by themselves, groups with what they keep.
func shown(f Frame) string {
	var words []string
	for _, g := range f.bar() {
		var texts []string
		for _, n := range g.entries {
			texts = append(texts, n.Text)
		}
		if len(texts) > 1 {
			texts[0] = g.name + "(" + texts[0]
			texts[len(texts)-1] += ")"
		}
		words = append(words, strings.Join(texts, " "))
	}
	return strings.Join(words, " ")
}

func TestALongBarKeepsItsPagesInGroups(t *testing.T) {
	t.Parallel()
	entries := []Nav{{Text: "work"}, {Text: "calls", Group: "service"}, {Text: "leads", Group: "help"}, {Text: "seats", Group: "service"}, {Text: "cash", Group: "money"}}
	if got, want := shown(Frame{Nav: entries}), "work calls leads seats cash"; got != want {
		t.Errorf("a short bar: %s, want %s", got, want)
	}
	for i := range flatMost {
		entries = append(entries, Nav{Text: fmt.Sprint(i)})
	}
	got := shown(Frame{Nav: entries})
	if want := "work service(calls seats) leads cash 0 1 2 3 4 5 6 7 8"; got != want {
		t.Errorf("a long bar: %s, want %s", got, want)
	}
}

func TestAGroupSaysThatOneOfItsPagesIsOpen(t *testing.T) {
	t.Parallel()
	g := navGroup{"help", []Nav{{Path: "/leads"}, {Path: "/households"}}}
	if !g.here(Frame{Path: "/households"}) || g.here(Frame{Path: "/work"}) {
		t.Error("the group of the open page is not marked, or another one is")
	}
}
