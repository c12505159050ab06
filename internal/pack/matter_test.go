package pack

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

func TestAMatterIsReadWhole(t *testing.T) {
	t.Parallel()
	c := loaded(t)
	m := c.Matter("dibao")
	if m == nil || len(c.Matters()) != 1 || c.Matter("tekun") != nil {
		t.Fatalf("got %d matters, dibao %v", len(c.Matters()), m)
	}
	if m.Kind != Applying || m.Subject != OfHousehold || m.Programme != "dibao" || m.InForce != day(t, "2021-07-01") || m.Remedy.Days != "limit" ||
		!slices.Equal(m.Channels, []string{"phone", "window"}) || m.Pack != "help" || m.Place != (Place{"help/matters/dibao.yaml", 2, 5}) || m.Status != Proposed {
		t.Errorf("got %+v", m)
	}
	name, rent := m.Sections[0].Fields[0], m.Sections[0].Fields[4]
	if name.Ask != "叫什么名字？" || name.Prefill != "person.name" || !name.Required || name.Longest != 50 || rent.When != "rents" || rent.Max != 999900 {
		t.Errorf("got %+v and %+v", name, rent)
	}
	if p := m.Papers[0]; !p.Late || p.When != "rents" || !slices.Equal(p.AnsweredBy, []string{"pay"}) {
		t.Errorf("got %+v", p)
	}
	if s := m.Stage("refused"); !s.End || s.Mark != "refused" || m.Stage("lost") != nil {
		t.Errorf("got %+v", s)
	}
	if a := m.Action("refuse"); !a.Danger || a.Where != "home" || a.Letter != "refused" || !slices.Equal(a.Stops, []string{"DB-01"}) || m.Action("go") != nil {
		t.Errorf("got %+v", a)
	}
	if k := m.Clock("DB-01"); k.Unit != "workdays" || k.Warn != 1 || m.Clock("DB-02") != nil || !m.Letter("refused").Remedy || m.Letter("lost") != nil {
		t.Errorf("got %+v", k)
	}
}

func TestACodeOfTheRegisterIsTheCodeOfTheForm(t *testing.T) {
	t.Parallel()
	c := shippedPacks(t)
	member := c.Matter("dibao").Sections[2]
	at := slices.IndexFunc(member.Fields, func(f FormField) bool { return f.Name == "labour_ability" })
	ability, kept := member.Fields[at], c.Register("declared_member").Field("labour_ability")
	if len(ability.Codes) != 3 || !slices.EqualFunc(ability.Codes, kept.Codes, func(a, b FieldCode) bool { return a.Name == b.Name }) {
		t.Errorf("got %+v", ability.Codes)
	}
	if i, ok := ability.Code("部分丧失"); !ok || ability.Codes[i].Name != "partial" {
		t.Errorf("got %d, %t", i, ok)
	}
}

func TestALetterSaysWhatItIsGivenAndLeavesOutWhatIsEmpty(t *testing.T) {
	t.Parallel()
	letter := loaded(t).Matter("dibao").Letter("refused")
	values := map[string]any{"Reasons": []string{"收入不低于标准。", "房屋超过限额。"}, "Reason": "", "PerCapita": "", "RemedyDays": "60", "RemedyBody": "<市>政府"}
	got, err := letter.Write(values)
	if want := []string{"收入不低于标准。房屋超过限额。", "可在60日内向<市>政府申请复议。"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
	values["Reasons"], values["Reason"], values["PerCapita"] = []string{}, "未能核实。", "780.00 元"
	got, err = letter.Write(values)
	if want := []string{"未能核实。", "人均780.00 元。", "可在60日内向<市>政府申请复议。"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
	delete(values, "RemedyBody")
	if _, err := letter.Write(values); err == nil || !strings.Contains(err.Error(), "不同意通知书") {
		t.Errorf("a value that is not given must refuse the letter, got %v", err)
	}
}

// filled are all values, each by its name, and empty ones.
func filled() (full, empty map[string]any) {
	full, empty = map[string]any{}, map[string]any{}
	for name, v := range LetterValues {
		full[name], empty[name] = "〔"+name+"〕", ""
		if v.List {
			full[name], empty[name] = []string{"〔" + name + "〕", "〔二〕"}, []string(nil)
		}
	}
	return full, empty
}

func TestEveryShippedLetterCanBeWritten(t *testing.T) {
	t.Parallel()
	full, empty := filled()
	for _, m := range shippedPacks(t).Matters() {
		for _, letter := range m.Letters {
			for _, values := range []map[string]any{full, empty} {
				got, err := letter.Write(values)
				if text := strings.Join(got, "\n"); err != nil || len(got) < 2 || strings.Contains(text, "no value") || strings.Contains(text, "{{") {
					t.Errorf("%s %s: got %q, %v", m.Name, letter.Name, text, err)
				}
			}
			got, _ := letter.Write(full)
			text := strings.Join(got, "\n")
			for _, value := range []string{"〔RemedyDays〕", "〔RemedyBody〕", "〔RemedyUntil〕", "〔Decider〕"} {
				missing := letter.Remedy && !strings.Contains(text, value)
				if missing && !(value == "〔Decider〕" && strings.Contains(text, "〔Officer〕")) {
					t.Errorf("%s %s: a letter with a remedy does not say %s", m.Name, letter.Name, value)
				}
			}
		}
	}
}

func TestADecisionAgainstTheFamilyIsAPersonsWithReasonLetterAndRemedy(t *testing.T) {
	t.Parallel()
	for _, m := range shippedPacks(t).Matters() {
		against := 0
		for _, a := range m.Actions {
			if slices.Contains(a.Roles, "machine") {
				t.Errorf("%s %s may be done by a machine", m.Name, a.Name)
			}
			if !a.Danger || strings.HasPrefix(a.Name, "uphold") {
				continue
			}
			against++
			if letter := m.Letter(a.Letter); letter == nil || !letter.Remedy || !slices.Contains(a.Needs, "reason") {
				t.Errorf("%s %s goes against the family without letter, remedy or reason", m.Name, a.Name)
			}
			if m.Kind == Changing && !slices.Contains(a.Needs, "heard") {
				t.Errorf("%s %s is decided before the family was heard", m.Name, a.Name)
			}
		}
		if against == 0 && (m.Programme != "" || m.Pays != "") { // one that only passes on decides nothing
			t.Errorf("%s has no decision against a family", m.Name)
		}
	}
}

func TestNoticesShowOnlyWhatTheLawAllows(t *testing.T) {
	t.Parallel()
	notice := shippedPacks(t).Matter("dibao").Notice
	if !slices.Equal(notice.Shows, []string{"name", "opinion", "village"}) || !slices.Equal(notice.Standing, []string{"name", "members", "amount"}) || notice.Days != "dibao_notice_days" {
		t.Errorf("got %+v", notice)
	}
}

func TestTheStatutoryTimersOfDibaoAreClocks(t *testing.T) {
	t.Parallel()
	c := shippedPacks(t)
	m := c.Matter("dibao")
	for name, want := range map[string]struct{ unit, limit, delegated, extended string }{
		"DB-01": {"workdays", "3", "", ""}, "DB-02": {"workdays", "3", "", ""}, "DB-03": {"days", "7", "", ""},
		"DB-04": {"workdays", "10", "", ""}, "DB-05": {"workdays", "3", "", ""}, "DB-06": {"workdays", "30", "20", "45"},
	} {
		k := m.Clock(name)
		for parameter, days := range map[string]string{k.Limit: want.limit, k.Delegated: want.delegated, k.Extended: want.extended} {
			if got := valueOf(t, c, parameter); got != days {
				t.Errorf("%s: %s is %q, want %q", name, parameter, got, days)
			}
		}
		if k.Unit != want.unit {
			t.Errorf("%s counts %s", name, k.Unit)
		}
	}
	for parameter, want := range map[string]string{m.Remedy.Days: "60", m.Review.Months: "12", m.Review.Unstable: "6", m.Delegated: "no", c.Matter("dibao_change").Grace: "6"} {
		if got := valueOf(t, c, parameter); got != want {
			t.Errorf("%s is %q, want %q", parameter, got, want)
		}
	}
}

// valueOf is a parameter in Nantong at the end of 2025; empty for no name.
func valueOf(t *testing.T, c *Catalogue, parameter string) string {
	t.Helper()
	for _, p := range c.Parameters("320600", day(t, "2025-12-31")) {
		if p.Name == parameter {
			return p.Value
		}
	}
	return ""
}

// Words that blame people or that only offices understand.
var harsh = regexp.MustCompile(`非法|无效|造假|不得|违规|瞒报|骗取|[A-Za-z]{3,}`)

func TestWhatResidentsReadIsPlain(t *testing.T) {
	t.Parallel()
	for _, m := range shippedPacks(t).Matters() {
		texts := []string{m.Plain}
		for _, s := range m.Stages {
			texts = append(texts, s.Resident)
		}
		for _, s := range m.Sections {
			for _, f := range s.Fields {
				texts = append(texts, f.Ask, f.Hint)
				if !strings.HasSuffix(f.Ask, "？") && !strings.HasSuffix(f.Ask, "。") || len([]rune(f.Ask)) > 45 {
					t.Errorf("%s %s: %q is no short question", m.Name, f.Name, f.Ask)
				}
			}
		}
		for _, text := range texts {
			if word := harsh.FindString(text); word != "" {
				t.Errorf("%s: %q in %q", m.Name, word, text)
			}
		}
	}
}

// The page that explains matters lists every word they may use; it is written
// by hand and must not fall behind.
func TestThePageOfMattersListsEveryWord(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/matters.md")
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	for name, v := range LetterValues {
		values["."+name] = v.Means
	}
	for _, words := range []map[string]string{NeedWords, EffectWords, values} {
		for name, means := range words {
			if !strings.Contains(string(page), "| `"+name+"` | "+means+" |") {
				t.Errorf("the page does not list %s as %s", name, means)
			}
		}
	}
}

// FuzzParagraph reads paragraphs of letters: what is accepted can be written,
// whether there is much to say or nothing.
func FuzzParagraph(f *testing.F) {
	for _, text := range []string{"{{.Amount}}", "{{range .Reasons}}{{.}}{{else}}无{{end}}", "{{if .Reasons}}{{$.Amount}}{{end}}", "{{.}}", "{{range", "{{/* x */}}", "{{- .Amount -}}", "{{break}}", "{{if .Amount}}{{else if .Reason}}{{end}}", "{{$}}", "{{nil}}"} {
		f.Add(text)
	}
	full, empty := filled()
	f.Fuzz(func(t *testing.T, text string) {
		d := &document{file: "a.yaml", to: &problems{}}
		parsed := paragraph(d.at0(), text, map[string]bool{})
		if (parsed == nil) != (len(d.to.list) > 0) {
			t.Fatalf("%q: parsed %t with %d problems", text, parsed != nil, len(d.to.list))
		}
		if parsed == nil {
			return
		}
		letter := Letter{Title: "甲", Body: []string{text}}
		letter.parsed = append(letter.parsed, parsed)
		for _, values := range []map[string]any{full, empty} {
			if _, err := letter.Write(values); err != nil {
				t.Errorf("%q was accepted and cannot be written: %v", text, err)
			}
		}
	})
}

// at0 is a node at the beginning of a file, for problems of a text alone.
func (d *document) at0() *node { return &node{doc: d, form: scalarForm, line: 1, column: 1} }

func TestTheExampleOnThePageOfMattersLoads(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/matters.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```yaml\n")
	example, _, found := strings.Cut(rest, "```")
	if !found {
		t.Fatal("the page has no example")
	}
	c := loaded(t, txtar.File{Name: "help/matters/dibao.yaml", Data: []byte(example)})
	if m := c.Matter("dibao"); m == nil || len(m.Stages) != 3 || len(m.Letters) != 1 {
		t.Errorf("got %+v", m)
	}
}
