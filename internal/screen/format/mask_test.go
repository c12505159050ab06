package format

import (
	"testing"

	"lianxin/internal/access"
)

func TestAMaskShowsTheEndsAndIsReadAloudByItsTail(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name                string
		kind                access.Kind
		text, shown, spoken string
	}{
		{"a whole identity number", access.IDNumber, "320613195001011234", "3206**********1234", "身份证号尾号1234"},
		{"one that a stage masked", access.IDNumber, "320613****1234", "3206**********1234", "身份证号尾号1234"},
		{"a mobile number", access.Phone, "13800001234", "138****1234", "电话尾号1234"},
		{"an account", access.Account, "6222020200001234", "账户尾号1234", "银行账号尾号1234"},
		{"an account that a stage masked", access.Account, "****1234", "账户尾号1234", "银行账号尾号1234"},
		{"too short to leave anything", access.IDNumber, "1234", "****", "身份证号不显示"},
		{"a diagnosis", access.Diagnosis, "肺炎", "****", "诊断不显示"},
		{"nothing", access.Phone, "", "", ""},
	} {
		got := Mask(c.kind, c.text)
		if got.Shown != c.shown || got.Spoken != c.spoken {
			t.Errorf("%s: %q, %q; want %q, %q", c.name, got.Shown, got.Spoken, c.shown, c.spoken)
		}
	}
}

func TestADamagedCharacterIsSaidAndARareOneIsShown(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"王䶮": "王䶮", "𠮷田": "𠮷田", "阿卜杜热合曼·买买提艾力": "阿卜杜热合曼·买买提艾力",
		"李\ufffd": "李〔待核字〕", "\ue000明": "〔待核字〕明", "张\U000f0001": "张〔待核字〕",
	} {
		if got := Name(text); got != want {
			t.Errorf("Name(%q) = %q, want %q", text, got, want)
		}
	}
}
