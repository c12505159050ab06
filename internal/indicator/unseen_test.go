package indicator

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"lianxin/internal/document"
)

// Documents as offices of other ministries lay them out, each with the rows and the
// unread places a person found in it. A form feed is written ␌, so that it can be seen.
func TestTablesNobodyHasSeen(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob(filepath.Join("testdata", "unseen", "*.txtar"))
	if err != nil || len(paths) < 20 {
		t.Fatalf("%d documents, %v", len(paths), err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			a, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			raw := []byte(strings.ReplaceAll(string(a.Files[0].Data), "␌", "\f"))
			doc, err := document.Open(a.Files[0].Name, bytes.NewReader(raw), int64(len(raw)), document.Options{})
			if err != nil {
				t.Fatal(err)
			}
			got := told(Import(doc))
			if *update {
				a.Files = append(a.Files[:1], txtar.File{Name: "want", Data: []byte(got)})
				if err := os.WriteFile(path, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if want := string(a.Files[1].Data); got != want {
				t.Errorf("read\n%swant\n%s", got, want)
			}
		})
	}
}

// told writes rows and unread places, a line each.
func told(r *Result) string {
	var b strings.Builder
	for _, row := range r.Rows {
		fmt.Fprintf(&b, "%d｜%s", row.Table, plainRow(row))
	}
	for _, u := range r.Unread {
		fmt.Fprintf(&b, "unread %s: %s（%s）\n", u.Place, u.Text, u.Reason)
	}
	return b.String()
}
