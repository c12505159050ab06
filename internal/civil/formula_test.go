package civil

import "testing"

func TestATextThatASpreadsheetWouldRunIsMadePlain(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "张三": "张三", "a=b": "a=b", "12": "12", "-12": "-12", "-12.50": "-12.50",
		"=SUM(A1)": "'=SUM(A1)", "+86": "'+86", "-1+2": "'-1+2", "-": "'-", "-1.2.3": "'-1.2.3", "-1.": "'-1.", "@a": "'@a", "\t=1": "'\t=1", "\r=1": "'\r=1", "\n=1": "'\n=1",
		"＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠a": "'＠a", "'=1": "'=1", "＃": "＃",
	} {
		if got := PlainCell(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
