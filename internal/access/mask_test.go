package access

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestMasks(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		kind     Kind
		in, want string
	}{
		{"a name of two characters", Name, "张三", "张*"},
		{"a name of three", Name, "张建国", "张*"},
		{"a compound surname", Name, "欧阳修", "欧阳*"},
		{"a compound surname and two characters", Name, "司马相如", "司马*"},
		{"a compound surname alone is a surname and a character", Name, "欧阳", "欧*"},
		{"the longest surname", Name, "爱新觉罗溥仪", "爱新觉罗*"},
		{"the longest surname alone", Name, "爱新觉罗", "爱*"},
		{"two surnames joined", Name, "陈王秀英", "陈*"},
		{"a name with a dot", Name, "阿不都·热合曼", "阿*"},
		{"a dot behind what looks like a surname", Name, "东方·红", "东*"},
		{"a Latin name", Name, "John Smith", "J*"},
		{"a rare character outside the first plane", Name, "\U00020BB7野家", "\U00020BB7*"},
		{"blanks for alignment", Name, " 张　三 ", "张*"},
		{"one character is hidden whole", Name, "张", "*"},
		{"invisible characters alone are hidden", Name, "\u200B", "*"},
		{"no name", Name, "", ""},
		{"an identity number", IDNumber, "11010519491231002X", "110105****002X"},
		{"an identity number of 15 digits", IDNumber, "110105491231002", "110105****1002"},
		{"an identity number with blanks", IDNumber, "110105 19491231 002X", "110105****002X"},
		{"a passport is hidden whole", IDNumber, "E12345678", "****"},
		{"no identity number", IDNumber, "", ""},
		{"a mobile number", Phone, "13812341234", "138****1234"},
		{"a mobile number with the country", Phone, "+86 138-1234-1234", "138****1234"},
		{"a number of a city", Phone, "0513-85512345", "****2345"},
		{"a number without its city is hidden whole", Phone, "85512345", "****"},
		{"a short number is hidden whole", Phone, "12345", "****"},
		{"words for a number are hidden", Phone, "无电话", "****"},
		{"two numbers in one field", Phone, "13812341234/13912345678", "****5678"},
		{"a bank card", Account, "6228480000001234", "****1234"},
		{"a bank card in groups of four", Account, "6228 4800 0000 1234", "****1234"},
		{"a short account is hidden whole", Account, "123456789", "****"},
		{"a diagnosis is hidden whole", Diagnosis, "慢性肾脏病5期", "****"},
		{"a kind nobody entered is hidden whole", Kind(0), "320613", "****"},
		{"an address with a community", Address, "江苏省南通市崇川区学田街道学田社区3幢201室", "江苏省南通市崇川区学田街道学田社区****"},
		{"an address with a village", Address, "江苏省南通市如东县掘港镇李庄村5组12号", "江苏省南通市如东县掘港镇李庄村****"},
		{"a residents' committee", Address, "崇川区学田街道学田居委会学田苑3幢", "崇川区学田街道学田居委会****"},
		{"the committee of a community", Address, "崇川区学田街道学田社区居委会3幢", "崇川区学田街道学田社区居委会****"},
		{"a village in a township that is called one", Address, "如东县马村镇李庄村5组", "如东县马村镇李庄村****"},
		{"a township that is called a market", Address, "湖州市德清县新市镇宋市村2号", "湖州市德清县新市镇宋市村****"},
		{"a number in Chinese", Address, "如东县掘港镇李庄村三组十八号", "如东县掘港镇李庄村****"},
		{"a road with a number in its name", Address, "崇川区三元路学田社区3幢", "崇川区三元路学田社区****"},
		{"a house before the community", Address, "崇川区学田街道人民路8号学田社区", "崇川区学田街道****"},
		{"a house in Chinese before the community", Address, "崇川区学田街道人民路八号学田社区", "崇川区学田街道****"},
		{"no community", Address, "江苏省南通市崇川区学田街道人民中路120号", "江苏省南通市崇川区学田街道****"},
		{"no township", Address, "江苏省南通市崇川区人民中路120号", "江苏省南通市崇川区****"},
		{"only a house", Address, "3幢201室", "****"},
		{"nothing that can be cut", Address, "老家", "****"},
		{"nothing to hide", Address, "崇川区学田街道学田社区", "崇川区学田街道学田社区"},
		{"blanks inside", Address, "崇川区 学田街道　学田社区 3幢", "崇川区学田街道学田社区****"},
		{"an entrance with a letter", Address, "崇川区学田街道Ａ座学田社区B座", "崇川区学田街道****"},
		{"no address", Address, "  ", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := Mask(test.kind, test.in); got != test.want {
				t.Errorf("%q is masked %q, want %q", test.in, got, test.want)
			}
		})
	}
}

func TestTheMaskOfPayReports(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"6228480000001234":    "622848****1234",
		"6228480000000001234": "622848****1234",
		"622848000000123":     "****0123",
		"12345":               "****",
		"":                    "",
	} {
		if got := MaskAccountReport(in); got != want {
			t.Errorf("%q is masked %q, want %q", in, got, want)
		}
	}
}

func TestEverySurnameOfTheTableIsKnown(t *testing.T) {
	t.Parallel()
	if len(surnames()) < 80 {
		t.Errorf("the table has %d surnames", len(surnames()))
	}
	for name := range surnames() {
		n := utf8.RuneCountInString(name)
		if n < 2 || n > surnameMax {
			t.Errorf("%q has %d characters, the mask looks for 2 to %d", name, n, surnameMax)
		}
		if got := MaskName(name + "明明"); got != name+"*" {
			t.Errorf("%s明明 is masked %q", name, got)
		}
	}
}

// The middle of a number must never come through, whatever signs stand in it.
func TestAMaskNeverShowsTheMiddleOfANumber(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.StringMatching(`[1-9][0-9]{4,22}`).Draw(t, "digits")
		kind := rapid.SampledFrom([]Kind{IDNumber, Phone, Account}).Draw(t, "kind")
		got := Mask(kind, digits)
		shown := len(strings.ReplaceAll(got, "*", ""))
		if shown > headShown+tailShown || shown > len(digits)-4 || !strings.Contains(got, hidden) {
			t.Fatalf("%s %s is masked %s", kind, digits, got)
		}
	})
}

func FuzzMask(f *testing.F) {
	for _, seed := range []string{"欧阳修", "11010519491231002X", "13812341234", "崇川区学田街道学田社区3幢", "\xff村\xff", "三", "村1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for k := Name; k.known(); k++ {
			got := Mask(k, text)
			if k != Address && len([]rune(text)) > 1 && got == text && !strings.Contains(text, "*") {
				t.Errorf("%s %q is shown as it is", k, text)
			}
		}
		if got := MaskAddress(text); strings.ContainsAny(got, "0123456789") {
			t.Errorf("the address %q is masked %q, with a number", text, got)
		}
	})
}
