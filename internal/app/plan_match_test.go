package app

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lianxin/packs"
)

// matched runs the command on a file and returns what it printed.
func matched(t *testing.T, text string, asJSON bool) (status int, out, side string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "rows.csv")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return matchedFile(file, asJSON)
}

func matchedFile(file string, asJSON bool) (status int, out, side string) {
	var first, second bytes.Buffer
	s := &session{Streams: Streams{Out: &first, Err: &second}, json: asJSON, packs: packs.FS}
	status = s.status((&planMatchCommand{File: file}).Run(s))
	return status, first.String(), second.String()
}

const planRows = `table,no,name,unit,base,target,attribute,note
1,1,"困难群众主动
发现机制建成率",%,——,100,预期性,类别=大救助体系
1,2,森林覆盖率,%,23,24,约束性,
`

func TestPlanMatchPrintsOneLineForEachRow(t *testing.T) {
	t.Parallel()
	status, out, side := matched(t, planRows, false)
	want := "line\ttable\tno\tname\tcode\tmeasure\tscore\treasons\n" +
		"2\t1\t1\t困难群众主动 发现机制建成率\tA05\t困难群众主动发现机制建成率\t1000\t名称与A05的名称一致；单位一致；数值在合理范围内\n" +
		"4\t1\t2\t森林覆盖率\t-\t未匹配\t"
	if status != exitDone || !strings.HasPrefix(out, want) || side != "指标 2 行，匹配 1 行，并列 0 行，未匹配 1 行\n" {
		t.Errorf("got %d\n%s%s", status, out, side)
	}
}

func TestPlanMatchPrintsJSON(t *testing.T) {
	t.Parallel()
	status, out, _ := matched(t, planRows, true)
	var list []matchedRow
	if err := json.Unmarshal([]byte(out), &list); err != nil || status != exitDone || len(list) != 2 {
		t.Fatalf("got %d, %v\n%s", status, err, out)
	}
	if first := list[0]; first.Outcome != "matched" || first.Code != "A05" || first.Score != 1000 || len(first.Reasons) == 0 || len(first.Nearest) != 0 {
		t.Errorf("got %+v", first)
	}
	if second := list[1]; second.Outcome != "unmatched" || second.Code != "" || second.Measure != "" || len(second.Reasons) == 0 {
		t.Errorf("got %+v", second)
	}
}

func TestPlanMatchRefusesAFileItCannotRead(t *testing.T) {
	t.Parallel()
	for title, test := range map[string]struct{ text, code string }{
		"an empty file":         {"", "rows_empty: "},
		"no column of names":    {"no,unit\n1,%\n", "rows_no_name: "},
		"a column given twice":  {"name,Name\na,b\n", "rows_column_twice: "},
		"cells that do not fit": {"no,name\n1,a\n2\n", "rows_cells: 指标文件第 3 行"},
		"an open quote":         {"no,name\n1,\"a\n", "rows_form: "},
		"another encoding":      {"name\n\xb5\xcd\xb1\xa3\n", "rows_not_utf8: "},
	} {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			if status, out, side := matched(t, test.text, false); status != exitUsage || out != "" || !strings.HasPrefix(side, test.code) {
				t.Errorf("got %d %q %q", status, out, side)
			}
		})
	}
	if status, _, side := matchedFile(filepath.Join(t.TempDir(), "none.csv"), false); status != exitUsage || !strings.HasPrefix(side, "rows_missing: ") {
		t.Errorf("got %d %q", status, side)
	}
	if status, _, side := matchedFile(t.TempDir(), false); status != exitUsage || !strings.HasPrefix(side, "rows_unreadable: ") {
		t.Errorf("a folder: got %d %q", status, side)
	}
}
