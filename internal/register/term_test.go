package register

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestNamesAreFoldedForSearchingOnly(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, in, want string }{
		{"a traditional name", "張偉國", "张伟国"},
		{"a variant character", "李峩", "李峨"},
		{"a compatibility ideograph", "金\uF90A", "金金"},
		{"a radical from a scanned page", "⾦⼭", "金山"},
		{"every middle dot is one", "买买提•吐尔逊", "买买提·吐尔逊"},
		{"Latin letters are small", "John SMITH", "john smith"},
		{"full-width letters", "ＡＢＣ", "abc"},
		{"two different names stay different", "王喆", "王喆"},
		{"blanks between characters", "王 伟", "王伟"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := Fold(c.in); got != c.want {
				t.Errorf("Fold(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestTheVariantTableIsInOrder(t *testing.T) {
	t.Parallel()
	table, seen, kinds := loadVariants(), map[rune]bool{}, map[byte]int{}
	for line := range strings.Lines(variantTable) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "#") {
			continue
		}
		runes := []rune(line)
		if len(runes) != 3 || runes[0] == runes[1] || !strings.ContainsRune("tvn", runes[2]) {
			t.Errorf("the line %q is not two characters and a kind", line)
			continue
		}
		if seen[runes[0]] {
			t.Errorf("%c is there twice", runes[0])
		}
		seen[runes[0]] = true
		kinds[byte(runes[2])]++
		if runes[2] != variantConfusion && table.fold(runes[1]) != runes[1] {
			t.Errorf("%c goes to %c, which goes on to %c", runes[0], runes[1], table.fold(runes[1]))
		}
	}
	if kinds['t'] < 3000 || kinds['v'] < 900 || kinds['n'] < 20 {
		t.Errorf("the table has shrunk: %v", kinds)
	}
}

func TestFoldingTwiceChangesNothingMore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.String().Draw(t, "name")
		once := Fold(name)
		if twice := Fold(once); twice != once {
			t.Fatalf("%q folds to %q and then to %q", name, once, twice)
		}
	})
}

func TestInitialsKnowHowSurnamesAreRead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		want []string
	}{
		{"张伟", []string{"zw"}}, {"单田芳", []string{"stf", "dtf"}}, {"解晓东", []string{"xxd", "jxd"}},
		{"仇英", []string{"qy", "cy"}}, {"查良镛", []string{"zly", "cly"}}, {"曾国", []string{"zg"}},
		{"任重", []string{"rc", "rz"}}, {"华罗庚", []string{"hlg"}}, {"区小明", []string{"oxm", "qxm"}},
		{"盖叫天", []string{"gjt"}}, {"尉迟敬德", []string{"ycjd"}}, {"万俟卨", []string{"mqx"}},
		{"尉健行", []string{"wjx", "yjx", "wjh", "yjh"}}, {"欧阳修", []string{"oyx"}}, {"单", []string{"d"}},
		{"买买提·吐尔逊", []string{"mmttex"}}, {"吕布", []string{"lb"}}, {"smith", nil}, {"", nil},
	} {
		t.Run("the initials of "+c.name, func(t *testing.T) {
			t.Parallel()
			if got := Initials(c.name); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestANameIsFoundUnderItsPieces(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		want string
	}{
		{"张伟", "n:张伟 c:张 c:伟 b:张伟 i:zw"},
		{"單雄信", "n:单雄信 c:单 c:雄 b:单雄 c:信 b:雄信 i:sx i:sxx i:dx i:dxx"},
		{"阿卜杜拉·艾力", "n:阿卜杜拉·艾力 c:阿 c:卜 b:阿卜 c:杜 b:卜杜 c:拉 b:杜拉 c:艾 c:力 b:艾力 i:ab i:abd i:abdl i:abdlal"},
		{"John O'Neil", "n:john o'neil w:john w:o w:neil"},
		{"", ""},
	} {
		t.Run("the terms of "+c.name, func(t *testing.T) {
			t.Parallel()
			var words []string
			for _, term := range NameTerms(c.name) {
				words = append(words, string(term.Kind)+":"+term.Text)
			}
			if got := strings.Join(words, " "); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestAnAddressIsFoundUnderWhatTellsItFromOthers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, in, want string }{
		{"province, city and county are left out", "江苏省南通市崇川区人民中路88号3幢502室", "人民 民中 中路 88 502"},
		{"a compound keeps its name", "文峰小区12栋", "文峰 峰小 小区 12"},
		{"a village", "通州区金沙街道新三园村五组", "金沙 沙街 道新 新三 三园 园村 村五 五组"},
		{"full-width digits", "青年西路１６号", "青年 年西 西路 16"},
		{"traditional characters", "人民東路", "人民 民东 东路"},
		{"nothing", "", ""},
		{"only the city", "南通市", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var words []string
			for _, term := range AddressTerms(c.in) {
				words = append(words, term.Text)
			}
			if got := strings.Join(words, " "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestAQuestionIsUnderstood(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, in, want string }{
		{"a name", "张伟", "n张伟 b张伟 a张伟?"},
		{"one character", "张", "n张 c张"},
		{"three characters", "张伟国", "n张伟国 b张伟+伟国 a张伟+伟国?"},
		{"a road", "人民中路", "n人民中路 b人民+民中+中路 a人民+民中+中路"},
		{"an address", "人民中路88号", "a人民+民中+中路+88"},
		{"initials", "zwg", "izwg wzwg"},
		{"initials in capitals", "ZW", "izw wzw"},
		{"a Latin name", "John Smith", "wjohn+smith"},
		{"an identity number", " 32069919800101001x ", "id 32069919800101001X"},
		{"fifteen digits", "320106800101001", "id 320106800101001"},
		{"a tail", "001x", "tail 001X"},
		{"a mobile number", "13800001234", "phone 13800001234"},
		{"nothing", "　 ", "search_empty"},
		{"one letter", "z", "search_unclear"},
		{"signs", "%_", "search_unclear"},
		{"three digits", "123", "search_unclear"},
		{"too much", strings.Repeat("张", queryMax+1), "search_long"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := spell(Ask(c.in)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// spell writes a question as one line.
func spell(q Question, err error) string {
	switch {
	case err != nil:
		return code(err)
	case q.ID != "":
		return "id " + q.ID
	case q.Phone != "":
		return "phone " + q.Phone
	case q.Tail != "":
		return "tail " + q.Tail
	}
	var words []string
	for _, s := range q.Steps {
		word := string(s.Kind) + strings.Join(s.Terms, "+")
		if s.fallback {
			word += "?"
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

func TestWhoeverHasTheTermsOfAQuestionMatchesIt(t *testing.T) {
	t.Parallel()
	characters := rapid.SampledFrom([]rune("张王李单解伟国芳秀英欧阳買·乐行長"))
	rapid.Check(t, func(t *rapid.T) {
		name := string(rapid.SliceOfN(characters, 1, 6).Draw(t, "name"))
		from := rapid.IntRange(0, utf8.RuneCountInString(name)-1).Draw(t, "from")
		to := rapid.IntRange(from+1, utf8.RuneCountInString(name)).Draw(t, "to")
		question, err := Ask(string([]rune(name)[from:to]))
		if err != nil {
			return // only dots
		}
		terms := NameTerms(name)
		for _, step := range question.Steps {
			if step.Kind == TermPlace {
				continue
			}
			if step.matches(name, "") && !holdsAll(terms, step.Kind, step.Terms) {
				t.Fatalf("%q matches %+v and is not found under it: %v", name, step, terms)
			}
		}
	})
}

func FuzzAsk(f *testing.F) {
	for _, seed := range []string{"张伟", "zw", "人民中路88号", "32069919800101001X", "\xff", "%", "⼈⺠"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		question, err := Ask(text)
		if err != nil && code(err) == err.Error() {
			t.Fatalf("the refusal %v has no code", err)
		}
		for _, step := range question.Steps {
			if len(step.Terms) == 0 {
				t.Fatalf("a step without terms would find everybody: %q", text)
			}
		}
		_ = AddressTerms(text)
		_ = NameTerms(text)
	})
}

func FuzzPosition(f *testing.F) {
	f.Add("0.320613.320613005000.0123456789abcdef")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := parsePosition(text)
		if err == nil && text != "" && p.String() != text {
			t.Fatalf("%q is read as %q", text, p)
		}
	})
}
