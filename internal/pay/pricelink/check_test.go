package pricelink

import (
	"strings"
	"sync"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/packs"
)

// shipped are the packs of the product, read once for all tests.
var shipped = sync.OnceValues(func() (*pack.Catalogue, error) { return pack.Load(packs.FS) })

func catalogue(t testing.TB) *pack.Catalogue {
	t.Helper()
	c, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func month(t testing.TB, text string) civil.Month {
	t.Helper()
	m, err := civil.ParseMonth(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// of is a series of one month.
func of(m civil.Month, rises map[pack.IndexKind]int64) Series {
	s := Series{}
	for kind, rise := range rises {
		s[Point{m, kind}] = rise
	}
	return s
}

// What cities are known to have paid: the months, the indices, and the amounts for
// the lowest and the highest standard it may have been paid by.
func TestTheAmountsOfTheDocumentsAreFound(t *testing.T) {
	t.Parallel()
	type rises = map[pack.IndexKind]int64
	for name, one := range map[string]struct {
		region, month string
		rises         rises
		standards     []civil.Fen
		want          civil.Fen
	}{
		"扬州2023年1月发65元，SCPI到3%":  {"321000", "2023-01", rises{pack.CPI: 29, pack.SCPI: 30}, []civil.Fen{769_00, 774_50, 780_00}, 65_00},
		"扬州2023年1月发65元，SCPI不到5%": {"321000", "2023-01", rises{pack.CPI: 29, pack.SCPI: 49}, []civil.Fen{769_00, 780_00}, 65_00},
		"南通2019年10月市区发85元":       {"320600", "2019-10", rises{pack.CPI: 44, pack.SCPI: 67}, []civil.Fen{673_00, 680_00}, 85_00},
		"南通2019年10月启东、海门发84元":    {"320681", "2019-10", rises{pack.CPI: 44, pack.SCPI: 67}, []civil.Fen{665_00, 672_00}, 84_00},
		"南通2019年10月海安、如皋、如东发82元": {"320623", "2019-10", rises{pack.CPI: 44, pack.SCPI: 67}, []civil.Fen{649_00, 656_00}, 82_00},
		"南京2016年10月发62.5元，不取整":   {"320100", "2016-10", rises{pack.CPI: 32, pack.SCPI: 32}, []civil.Fen{750_00}, 62_50},
		"南通2020年3月发放加倍，四分之一":     {"320600", "2020-02", rises{pack.CPI: 52, pack.SCPI: 71}, []civil.Fen{680_00}, 170_00},
		"国家办法按标准乘涨幅，没有SCPI时按CPI": {"330100", "2023-05", rises{pack.CPI: 36, pack.FoodCPI: 20}, []civil.Fen{700_00}, 25_20},
		"国家办法有SCPI时按SCPI":        {"330100", "2023-05", rises{pack.CPI: 36, pack.FoodCPI: 20, pack.SCPI: 41}, []civil.Fen{700_00}, 28_70},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := month(t, one.month)
			test := Try(catalogue(t).PriceLink, of(m, one.rises), one.region, m)
			if test.Verdict != Launch || len(test.Paid) != 1 {
				t.Fatalf("verdict %s, months %v: %s", test.Verdict, test.Paid, strings.Join(test.Words, " "))
			}
			for _, standard := range one.standards {
				got, err := Amount(test.Profile, standard, test.Paid[0].Rise)
				if err != nil || got != one.want {
					t.Errorf("standard %s: got %s, %v, want %s", standard, got, err, one.want)
				}
			}
		})
	}
	t.Run("南通2020年10月不发，上月发过的自然中止", func(t *testing.T) {
		t.Parallel()
		m := month(t, "2020-10")
		s := of(m, rises{pack.CPI: 3, pack.SCPI: 16})
		s[Point{m - 1, pack.CPI}], s[Point{m - 1, pack.SCPI}] = 30, 28
		test := Try(catalogue(t).PriceLink, s, "320600", m)
		if test.Verdict != NoLaunch || !test.Ended || !strings.Contains(strings.Join(test.Words, ""), "自然中止") {
			t.Errorf("verdict %s, ended %v: %v", test.Verdict, test.Ended, test.Words)
		}
	})
}

func TestAProfileIsThatOfTheNearestRegionAndTheLatestBeginning(t *testing.T) {
	t.Parallel()
	for _, one := range []struct{ region, pay, want string }{
		{"320613", "2019-11", "jiangsu_2011"}, {"320600", "2020-03", "jiangsu_2020_doubled"}, {"320600", "2020-06", "jiangsu_2020_doubled"},
		{"320600", "2020-07", "jiangsu_2011"}, {"320600", "2022-08", "jiangsu_2021"}, {"320600", "2022-09", "jiangsu_2022_extended"},
		{"320600", "2023-03", "jiangsu_2022_extended"}, {"320600", "2023-04", "jiangsu_2021"}, {"320100", "2008-06", "nanjing_2008"},
		{"320100", "2016-11", "nanjing_2011"}, {"320100", "2020-04", "nanjing_2020_doubled"}, {"320100", "2025-01", "jiangsu_2021"}, {"330100", "2022-10", "national_2022_extended"},
		{"330100", "2024-01", "national_2021"}, {"330100", "2012-01", ""}, {"32", "2020-01", ""},
	} {
		got := ""
		if p := catalogue(t).PriceLink(one.region, month(t, one.pay)); p != nil {
			got = p.Name
		}
		if got != one.want {
			t.Errorf("%s in %s: got %q, want %q", one.region, one.pay, got, one.want)
		}
	}
}

func TestTheConditionsOfALaunch(t *testing.T) {
	t.Parallel()
	type rises = map[pack.IndexKind]int64
	for name, one := range map[string]struct {
		region, month string
		rises         rises
		want          Verdict
		rise          int64
	}{
		"3%包含在内":                 {"320600", "2025-01", rises{pack.CPI: 30, pack.SCPI: 10}, Launch, 30},
		"两个都是2.9%不启动":            {"320600", "2025-01", rises{pack.CPI: 29, pack.SCPI: 29}, NoLaunch, 0},
		"只有SCPI达到也启动":            {"320600", "2025-01", rises{pack.CPI: -3, pack.SCPI: 31}, Launch, 31},
		"5%包含在高一档":               {"320600", "2025-01", rises{pack.CPI: 50, pack.SCPI: 10}, Launch, 50},
		"缺SCPI而CPI不到，不能判定":       {"320600", "2025-01", rises{pack.CPI: 29}, Open, 0},
		"缺SCPI，CPI达到但可能高一档，不能判定": {"320600", "2025-01", rises{pack.CPI: 35}, Open, 0},
		"缺SCPI，CPI已在最高一档，可以判定":   {"320600", "2025-01", rises{pack.CPI: 52}, Launch, 52},
		"什么都不知道":                 {"320600", "2025-01", rises{}, Open, 0},
		"全国：CPI到3.5%":            {"330100", "2025-01", rises{pack.CPI: 35, pack.FoodCPI: 0}, Launch, 35},
		"全国：CPI到3.4%":            {"330100", "2025-01", rises{pack.CPI: 34, pack.FoodCPI: 59}, NoLaunch, 0},
		"全国：食品到6%":               {"330100", "2025-01", rises{pack.CPI: 12, pack.FoodCPI: 60}, Launch, 12},
		"全国2022年9月发放：CPI到3%":     {"330100", "2022-08", rises{pack.CPI: 30, pack.FoodCPI: 0}, Launch, 30},
		"全国2022年7月指数：CPI3%不够":    {"330100", "2022-07", rises{pack.CPI: 30, pack.FoodCPI: 0}, NoLaunch, 0},
		"没有办法的年代":                {"330100", "2012-01", rises{pack.CPI: 90}, NoRule, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := month(t, one.month)
			test := Try(catalogue(t).PriceLink, of(m, one.rises), one.region, m)
			if test.Verdict != one.want {
				t.Fatalf("got %s, want %s: %v", test.Verdict, one.want, test.Words)
			}
			if one.want == Launch && (len(test.Paid) != 1 || test.Paid[0].Rise != one.rise) {
				t.Errorf("paid %v, want the rise %d", test.Paid, one.rise)
			}
		})
	}
}

func TestNanjingOf2008StartsAfterThreeMonthsAndPaysThemBack(t *testing.T) {
	t.Parallel()
	s, first := Series{}, month(t, "2008-01")
	rises := []int64{31, 35, 52, 29, 20, 33, 10, 11, 12, 40, 40, 40}
	for i, rise := range rises {
		s[Point{first.Add(i), pack.CPI}] = rise
	}
	want := []string{"", "", "2008-01 2008-02 2008-03", "2008-04", "2008-05", "2008-06", "2008-07", "2008-08", "", "", "", "2008-10 2008-11 2008-12"}
	for i := range rises {
		test := Try(catalogue(t).PriceLink, s, "320100", first.Add(i))
		var paid []string
		for _, m := range test.Paid {
			paid = append(paid, m.Month.String())
		}
		if got := strings.Join(paid, " "); got != want[i] {
			t.Errorf("%s: paid %q, want %q", first.Add(i), got, want[i])
		}
		if test.Ended != (i == 8) {
			t.Errorf("%s: ended %v", first.Add(i), test.Ended)
		}
	}
	p := catalogue(t).PriceLink("320100", month(t, "2008-05"))
	for rise, want := range map[int64]civil.Fen{31: 12_50, 52: 25_00, 20: 12_50} {
		if got, err := Amount(p, 300_00, rise); err != nil || got != want {
			t.Errorf("by %d permille: got %s, %v, want %s", rise, got, err, want)
		}
	}
}
