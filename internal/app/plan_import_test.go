package app

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What the reader of a document left out stands beside the rows: nobody looks for a hidden
// line, or for a page that is a picture, of which he was not told.
func TestPlanImportSaysWhatTheDocumentKeptBack(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "plan.html")
	text := `<p hidden>1 旧指标 % 10 20 约束性</p><table><tr><th>序号</th><th>指标名称</th><th>单位</th><th>2020年</th><th>2025年</th><th>属性</th></tr>
<tr><td>1</td><td>森林覆盖率</td><td>%</td><td>23</td><td>24</td><td>约束性</td></tr></table>`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, side bytes.Buffer
	s := &session{Streams: Streams{Out: &out, Err: &side}}
	status := s.status((&planImportCommand{File: file}).Run(s))
	if status != exitDone || !strings.Contains(out.String(), "森林覆盖率") || !strings.Contains(side.String(), "note: 全文：网页中有 1 处不显示的文字，未读取。\n") {
		t.Errorf("status %d\n%s%s", status, out.String(), side.String())
	}
	out.Reset()
	s.json = true
	s.status((&planImportCommand{File: file}).Run(s))
	if !strings.Contains(out.String(), `"text": "网页中有 1 处不显示的文字，未读取。"`) {
		t.Errorf("the JSON says nothing of it:\n%s", out.String())
	}
}
