package civil

import (
	"strings"
	"testing"
)

func TestCheckName(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, in, canonical string
		verdict             Verdict
		code                string
	}{
		{"an ordinary name", "张建国", "张建国", Valid, ""},
		{"blanks around it", " 张建国　", "张建国", Valid, ""},
		{"blanks inside for alignment", "张　三", "张三", Valid, ""},
		{"a bullet for the middle dot", "阿不都\u2022热合曼", "阿不都·热合曼", Valid, ""},
		{"a Japanese dot", "阿不都\u30FB热合曼", "阿不都·热合曼", Valid, ""},
		{"a half-width Japanese dot", "阿不都\uFF65热合曼", "阿不都·热合曼", Valid, ""},
		{"a Greek dot", "阿不都\u0387热合曼", "阿不都·热合曼", Valid, ""},
		{"a full stop between Chinese characters", "阿不都.热合曼", "阿不都·热合曼", Valid, ""},
		{"a full-width full stop", "阿不都．热合曼", "阿不都·热合曼", Valid, ""},
		{"a dot with blanks", "阿不都 · 热合曼", "阿不都·热合曼", Valid, ""},
		{"the canonical dot stays", "阿不都\u00B7热合曼", "阿不都·热合曼", Valid, ""},
		{"a full stop in a Latin name stays", "John Q. Smith", "John Q. Smith", Valid, ""},
		{"full-width Latin", "Ｊｏｈｎ　Ｓｍｉｔｈ", "John Smith", Valid, ""},
		{"an invisible character is removed and noted", "张\u200B建国", "张建国", Valid, "name_invisible"},
		{"a byte order mark is removed and noted", "\uFEFF张建国", "张建国", Valid, "name_invisible"},
		{"a variation selector is removed and noted", "葛\U000E0100城", "葛城", Valid, "name_invisible"},
		{"a rare character is valid and noted", "李\U00020BB7", "李\U00020BB7", Valid, "name_rare"},
		{"a character after GBK is noted", "王\u9FC4", "王\u9FC4", Valid, "name_rare"},
		{"rare and invisible are noted together", "李\u200B\U00020BB7", "李\U00020BB7", Valid, "name_invisible_rare"},
		{"a compatibility character of GBK is kept", "\uFA0E三", "\uFA0E三", Valid, ""},
		{"a compatibility character beyond GBK is kept and noted", "\uF900三", "\uF900三", Valid, "name_rare"},
		{"a replacement character is unsure", "张\uFFFD", "张\uFFFD", Unsure, "name_lost_character"},
		{"broken bytes are unsure", "张\xff", "张\uFFFD", Unsure, "name_lost_character"},
		{"a question mark is unsure", "张?", "张?", Unsure, "name_lost_character"},
		{"a full-width question mark is unsure", "张？", "张?", Unsure, "name_lost_character"},
		{"a private character is unsure", "张\uE000", "张\uE000", Unsure, "name_private_use"},
		{"a digit is unsure", "张三1", "张三1", Unsure, "name_symbol"},
		{"only a dot is unsure", "·", "·", Unsure, "name_symbol"},
		{"nothing is refused", " \u200B", "", Bad, "name_empty"},
		{"a sentence is refused", strings.Repeat("张", 51), strings.Repeat("张", 51), Bad, "name_long"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := CheckName(test.in)
			if got.Verdict != test.verdict || got.Code != test.code || got.Canonical != test.canonical {
				t.Errorf("%q is %s %q %q, want %s %q %q", test.in, got.Verdict, got.Canonical, got.Code, test.verdict, test.canonical, test.code)
			}
		})
	}
}

func FuzzCheckName(f *testing.F) {
	for _, seed := range []string{"张建国", "阿不都•热合曼", "John  Smith", "\xff", "·.·", "张 .\u200B三", " . 张. ", "\t张\n三"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := CheckName(s)
		checkShape(t, s, got)
		if normal := NormalName(s); NormalName(normal) != normal || got.Canonical != normal {
			t.Fatalf("%q becomes %q, then %q; checked as %q", s, normal, NormalName(normal), got.Canonical)
		}
	})
}
