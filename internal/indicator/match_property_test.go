package indicator

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// traditionalForms maps a simplified character to one of its traditional forms.
var traditionalForms = sync.OnceValue(func() map[rune]rune {
	forms := map[rune]rune{}
	for traditional, simple := range simplifiedForms() {
		if old, known := forms[simple]; !known || traditional < old {
			forms[simple] = traditional
		}
	}
	return forms
})

// noises are ways to print the same name differently.
var noises = map[string]func(*rapid.T, string, *pack.Measure) string{
	"the other script": func(_ *rapid.T, s string, _ *pack.Measure) string {
		return strings.Map(func(r rune) rune {
			if traditional, known := traditionalForms()[r]; known {
				return traditional
			}
			return r
		}, s)
	},
	"spaces inside": func(t *rapid.T, s string, _ *pack.Measure) string {
		space := rapid.SampledFrom([]string{" ", "\u3000", "\n", "\u00a0", "\u200b"}).Draw(t, "space")
		return strings.Join(strings.Split(s, ""), space)
	},
	"a line break": func(t *rapid.T, s string, _ *pack.Measure) string {
		text := []rune(s)
		at := rapid.IntRange(0, len(text)).Draw(t, "at")
		return string(text[:at]) + "\n" + string(text[at:])
	},
	"other brackets": func(t *rapid.T, s string, _ *pack.Measure) string {
		pair := rapid.SampledFrom([][2]string{{"(", ")"}, {"〔", "〕"}, {"[", "]"}, {"【", "】"}, {"［", "］"}}).Draw(t, "pair")
		return strings.NewReplacer("（", pair[0], "）", pair[1], "(", pair[0], ")", pair[1]).Replace(s)
	},
	"wide letters": func(_ *rapid.T, s string, _ *pack.Measure) string {
		return strings.Map(func(r rune) rune {
			if r > ' ' && r <= '~' {
				return r - '!' + '！'
			}
			return r
		}, s)
	},
	"its unit behind it": func(t *rapid.T, s string, m *pack.Measure) string {
		return s + strings.Replace(rapid.SampledFrom([]string{"（U）", "(单位：U)", "〔U〕", "，单位:U"}).Draw(t, "form"), "U", m.Unit, 1)
	},
	"its unit after a space": func(_ *rapid.T, s string, m *pack.Measure) string { return s + "　" + m.Unit },
	"its number before it": func(t *rapid.T, s string, _ *pack.Measure) string {
		return rapid.SampledFrom([]string{"12.", "7、", "（三）", "(15)", "五、", "③", "23 ", "4．", "2)"}).Draw(t, "number") + s
	},
	"marks": func(t *rapid.T, s string, _ *pack.Measure) string {
		return rapid.SampledFrom([]string{"“", "*", "·", "「", "—"}).Draw(t, "before") + s + rapid.SampledFrom([]string{"”", "*", "①", "[1]", "；", "（注2）"}).Draw(t, "after")
	},
	"its region": func(t *rapid.T, s string, _ *pack.Measure) string {
		return rapid.SampledFrom([]string{"全市", "全区", "2025年", "到2025年底", "“十四五”末", "2025年全市"}).Draw(t, "region") + s
	},
}

func TestNoiseDoesNotChangeTheMatch(t *testing.T) {
	t.Parallel()
	m := shippedMatcher(t)
	var kinds []string
	for kind := range noises {
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	rapid.Check(t, func(t *rapid.T) {
		own := &m.measures[rapid.IntRange(0, len(m.measures)-1).Draw(t, "measure")]
		name := rapid.SampledFrom(append([]string{own.Name}, own.Synonyms...)).Draw(t, "name")
		kind := rapid.SampledFrom(kinds).Draw(t, "noise")
		noisy := noises[kind](t, name, own)
		if found := m.match(MatchRow{Name: noisy}); codeOf(&found) != own.Code || found.Score != matchExact {
			t.Fatalf("%s: %q gives %q with %d, want %s: %s", kind, noisy, codeOf(&found), found.Score, own.Code, found.Why())
		}
	})
}

func TestTwoNoisesDoNotChangeTheMatchEither(t *testing.T) {
	t.Parallel()
	m := shippedMatcher(t)
	after := []string{"the other script", "spaces inside", "other brackets", "wide letters"}
	before := []string{"its unit behind it", "its number before it", "its region", "a line break"}
	rapid.Check(t, func(t *rapid.T) {
		own := &m.measures[rapid.IntRange(0, len(m.measures)-1).Draw(t, "measure")]
		name := rapid.SampledFrom(append([]string{own.Name}, own.Synonyms...)).Draw(t, "name")
		first, second := rapid.SampledFrom(before).Draw(t, "first"), rapid.SampledFrom(after).Draw(t, "second")
		noisy := noises[second](t, noises[first](t, name, own), own)
		if found := m.match(MatchRow{Name: noisy}); codeOf(&found) != own.Code {
			t.Fatalf("%s, %s: %q gives %q with %d, want %s: %s", first, second, noisy, codeOf(&found), found.Score, own.Code, found.Why())
		}
	})
}

// Names are put together from nouns of other offices and the words that the names
// of measures begin and end with.
func TestRandomNamesStayUnmatched(t *testing.T) {
	t.Parallel()
	m := shippedMatcher(t)
	draw := func(t *rapid.T, label string, words ...string) string { return rapid.SampledFrom(words).Draw(t, label) }
	rapid.Check(t, func(t *rapid.T) {
		name := draw(t, "before", "", "每万人拥有", "每千名", "乡镇（街道）", "城乡", "农村", "县级", "全市", "标准化", "有意愿的") +
			draw(t, "noun", "森林", "发明专利", "公路", "粮食", "高新技术企业", "中小学", "图书馆", "污水处理厂", "执业医师", "消防站", "宽带用户", "博物馆", "高标准农田", "气象站") +
			draw(t, "second noun", "", "建设", "服务", "管理", "信息", "安全", "质量") +
			draw(t, "end", "覆盖率", "建成率", "达标率", "完成率", "数", "数量", "占比", "比例", "标准", "户数", "")
		row := MatchRow{Name: name, Unit: draw(t, "unit", "", "%", "个", "人", "户"), Target: draw(t, "target", "", "100", "≥95", "1000")}
		if found := m.match(row); found.Outcome != MatchUnmatched || found.Measure != nil {
			t.Fatalf("%q gives %s %q with %d: %s", name, found.Outcome, codeOf(&found), found.Score, found.Why())
		}
	})
}

// checkMatch holds an answer to what every answer promises.
func checkMatch(t *testing.T, m *Matcher, row MatchRow) {
	t.Helper()
	found := m.match(row)
	sound := found.Score >= 0 && found.Score <= matchExact && len(found.Reasons) > 0 && found.Row == row
	switch found.Outcome {
	case MatchFound:
		sound = sound && found.Measure != nil && found.Score >= matchThreshold && len(found.Nearest) == 0
	case MatchTied:
		sound = sound && found.Measure == nil && len(found.Nearest) > 1
	case MatchUnmatched:
		sound = sound && found.Measure == nil && found.Score < matchThreshold && len(found.Nearest) <= 1
	default:
		sound = false
	}
	if !sound {
		t.Errorf("%+v: %+v", row, found)
	}
	if again := m.match(row); again.Outcome != found.Outcome || again.Measure != found.Measure || again.Score != found.Score || again.Why() != found.Why() {
		t.Errorf("%+v: the second answer is %s, the first %s", row, again.Why(), found.Why())
	}
}

func FuzzReadMatchRows(f *testing.F) {
	m := shippedMatcher(f)
	for _, text := range []string{
		"table,no,name,unit,base,target,attribute,note\n1,1,困难群众主动发现机制建成率,%,——,100,预期性,类别=救助\n",
		"\uFEFFname\r\n\"城乡低保\n标准\"\r\n", "name,name\n", "name\na,b\n", "name\n\"", "\xc4\xcf", "", "no\n1\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		rows, err := ReadMatchRows(strings.NewReader(string(data)))
		if err != nil {
			var refusal *civil.Error
			if !errors.As(err, &refusal) || refusal.Kind != civil.Invalid || refusal.Code == "" || rows != nil {
				t.Fatalf("got %v and %d rows, want a civil.Error", err, len(rows))
			}
			return
		}
		line := 1
		for _, row := range rows[:min(len(rows), 20)] {
			if row.Line <= line {
				t.Errorf("line %d after line %d", row.Line, line)
			}
			line = row.Line
			checkMatch(t, m, row)
		}
	})
}

func FuzzMatch(f *testing.F) {
	m := shippedMatcher(f)
	f.Add("困难群众主动发现机制建成率（%）", "％", "——", "≥95")
	f.Add("12．每 千 名 老 人 拥 有 養 老 床 位 數", "張", "9.43（25.4）", "1,000万")
	f.Add("((()))", "元/人·月", "99999999999999999999", "1.0000000001亿")
	f.Add("2021至2035年", "单位：", "-", "92、85")
	f.Fuzz(func(t *testing.T, name, unit, base, target string) {
		checkMatch(t, m, MatchRow{Name: name, Unit: unit, Base: base, Target: target})
	})
}
