package verify

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

const somebody = "11010519491231002X"

// normal is a normaliser of a register, on the last day of June 2025.
func normal(t testing.TB, register string) *normaliser {
	t.Helper()
	c, err := catalogues()
	if err != nil {
		t.Fatal(err)
	}
	return newNormaliser(c, c.Register(register), day(t, "2025-06-30"))
}

func TestAmountsBecomeFen(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{
		"12": 1200, "12.5": 1250, "12.50": 1250, "12,345.60元": 1234560, "¥3": 300, "3.5万元": 3500000, "0.0001万": 100, "120分": 120, "１２元": 1200,
		"1亿元": 10_000_000_000, "-5": -500, "12.345": -1, "万元": -1, "": -1, "一百": -1, "1e5": -1, "12.": -1, ".5": -1, "99999999999999": -1, "9223372036854775807": -1,
	} {
		got, ok := money(text, "")
		if !ok {
			got = -1
		}
		if text == "-5" && got != want || text != "-5" && got != want {
			t.Errorf("%q: got %d, want %d", text, got, want)
		}
	}
	if got, ok := money("3.5", pack.InWan); !ok || got != 3500000 {
		t.Errorf("a header in 万元: %d", got)
	}
}

func TestDaysAndMonthsAreReadInEveryForm(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"2020-01-02", "20200102", "2020/1/2", "2020.1.2", "2020年1月2日", "2020-01-02 08:00:00", "20200102150405", "２０２０年１月２日"} {
		if got, ok := dayOf(text); !ok || got != day(t, "2020-01-02") {
			t.Errorf("%q: %s", text, got)
		}
	}
	for _, text := range []string{"", "2020", "2020-13-01", "2020-02-30", "0000-01-01", "1-2-2020", "昨天"} {
		if got, ok := dayOf(text); ok {
			t.Errorf("%q is %s", text, got)
		}
	}
	for _, text := range []string{"2025-06", "202506", "2025年6月", "2025/06", "20250601"} {
		if got, ok := monthOf(text); !ok || got.String() != "2025-06" {
			t.Errorf("%q: %s", text, got)
		}
	}
}

func TestWhatCannotBeTrueIsSetAside(t *testing.T) {
	t.Parallel()
	good := func() Raw {
		return Raw{"bank": "某行", "银行账号": "6230660000001234", "存款种类": "活期", "账户余额": "10.00"}
	}
	for _, c := range []struct {
		name   string
		change func(r Raw)
		want   string
	}{
		{"all is well", func(Raw) {}, ""},
		{"a negative balance", func(r Raw) { r["账户余额"] = "-1" }, "是负数"},
		{"a fraction of a fen", func(r Raw) { r["账户余额"] = "1.234" }, "看不懂，应写成到分的数字"},
		{"a code nobody knows", func(r Raw) { r["存款种类"] = "金条" }, "不在代码表里"},
		{"no bank", func(r Raw) { delete(r, "bank") }, "缺少"},
		{"somebody else's", func(r Raw) { r["身份证号"] = "110101199003074477" }, "不是所问的人"},
		{"his own number", func(r Raw) { r["身份证号"] = strings.ToLower(somebody) }, ""},
		{"two balances", func(r Raw) { r["balance"] = "11.00" }, "两个不同的值"},
		{"a reference day to come", func(r Raw) { r["reference"] = "2025-07-01" }, "在今天以后"},
		{"a text without end", func(r Raw) { r["bank"] = strings.Repeat("行", 5000) }, "太长"},
	} {
		raw := good()
		c.change(raw)
		r := normal(t, "bank_account").read([]Raw{raw}, access.NewPrivate(access.IDNumber, somebody))
		said := strings.Join(r.aside, "；")
		if c.want == "" && (len(r.entries) != 1 || said != "") || c.want != "" && (len(r.entries) != 0 || !strings.Contains(said, c.want)) {
			t.Errorf("%s: %d entries, set aside %q", c.name, len(r.entries), said)
		}
		for _, e := range r.entries {
			if e["tail"] != "1234" || e["balance"] != "10.00" || e["product"] != "current" {
				t.Errorf("%s: %v", c.name, e)
			}
		}
	}
}

func TestWhatIsSaidTwiceCountsOnce(t *testing.T) {
	t.Parallel()
	a := Raw{"plate": "苏F1", "state": "正常"}
	other := Raw{"plate": "苏F2", "state": "正常"}
	contrary := Raw{"plate": "苏F1", "state": "报废"}
	n := normal(t, "vehicle")
	for _, c := range []struct {
		name    string
		records []Raw
		kept    int
		aside   int
	}{
		{"twice the same", []Raw{a, a, a}, 1, 0},
		{"two cars", []Raw{a, other}, 2, 0},
		{"twice and differently", []Raw{a, contrary, other}, 1, 1},
		{"twice, differently and once more", []Raw{a, contrary, a, other}, 1, 1},
		{"too many", slices.Repeat([]Raw{a}, recordsMost+1), 0, 1},
	} {
		r := n.read(c.records, access.NewPrivate(access.IDNumber, somebody))
		if len(r.entries) != c.kept || len(r.values) != c.kept || len(r.aside) != c.aside {
			t.Errorf("%s: kept %d, set aside %v", c.name, len(r.entries), r.aside)
		}
	}
}

func TestAWageOfLongAgoIsNoIncome(t *testing.T) {
	t.Parallel()
	p := &pack.TallyPart{Take: pack.TallyLatest, Field: "base", Months: 3}
	june := civil.Date(day(t, "2025-06-30")).Month()
	for name, c := range map[string]struct {
		entries []Entry
		want    int64
	}{
		"none":                      {nil, 0},
		"this month":                {[]Entry{{"month": "2025-06", "base": "100.00"}}, 10000},
		"two employers in a month":  {[]Entry{{"month": "2025-05", "base": "100.00"}, {"month": "2025-05", "base": "50.00"}, {"month": "2025-04", "base": "900.00"}}, 15000},
		"three months ago":          {[]Entry{{"month": "2025-03", "base": "100.00"}}, 10000},
		"four months ago":           {[]Entry{{"month": "2025-02", "base": "100.00"}}, 0},
		"a month that has not come": {[]Entry{{"month": "2025-07", "base": "100.00"}}, 0},
	} {
		if got := take(p, c.entries, june); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

// The score against a model that counts in another way: with rationals over a
// common denominator, rounded down at the end.
func TestPointsGrowWithTheDifferenceAndNeverPassTheWeight(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		tally := &pack.Tally{
			Declared: "x", Weight: rapid.Int64Range(1, 100).Draw(r, "weight"), Full: rapid.Int64Range(1, 1_000_000).Draw(r, "full"),
			Slack: rapid.Int64Range(0, 1000).Draw(r, "slack"),
		}
		said, found := rapid.Int64Range(0, 2_000_000).Draw(r, "said"), rapid.Int64Range(0, 2_000_000).Draw(r, "found")
		d, differs := difference(tally, Amount{Known: true, Value: found}, map[string]int64{"x": said})
		beyond := found - said
		switch {
		case beyond > tally.Slack && (!differs || d.Points < 1 || d.Points > tally.Weight):
			r.Fatalf("beyond %d: %+v", beyond, d)
		case beyond <= tally.Slack && d.Points != 0:
			r.Fatalf("within the slack: %+v", d)
		case beyond > max(tally.Full, tally.Slack) && d.Points != tally.Weight:
			r.Fatalf("beyond what is full: %+v", d)
		}
		more, _ := difference(tally, Amount{Known: true, Value: found + 1}, map[string]int64{"x": said})
		if more.Points < d.Points {
			r.Fatalf("one more gives fewer points: %d after %d", more.Points, d.Points)
		}
	})
}

// FuzzAnswer reads records of any content: what is kept reads the same again.
func FuzzAnswer(f *testing.F) {
	for _, seed := range [][2]string{{"账户余额（万元）", "3.5"}, {"balance", "-1"}, {"查询基准日", "2025年6月1日"}, {"存款种类", "活期"}, {"", ""}, {"银行账号", "6230 6600 0000 1234"}} {
		f.Add(seed[0], seed[1])
	}
	n := normal(f, "bank_account")
	f.Fuzz(func(t *testing.T, name, value string) {
		raw := Raw{"bank": "某行", "tail": "1234", "product": "current", "balance": "1"}
		raw[name] = value
		first := n.read([]Raw{raw}, access.NewPrivate(access.IDNumber, somebody))
		if len(first.entries)+len(first.aside) == 0 {
			t.Fatalf("%q=%q: neither kept nor set aside", name, value)
		}
		for _, e := range first.entries {
			if len([]rune(e["tail"])) > tailLength {
				t.Fatalf("more than the tail is kept: %q", e["tail"])
			}
			again := n.read([]Raw{Raw(e)}, access.NewPrivate(access.IDNumber, somebody))
			if len(again.entries) != 1 || !same(again.entries[0], e) {
				t.Fatalf("%v reads as %v, %v", e, again.entries, again.aside)
			}
		}
	})
}
