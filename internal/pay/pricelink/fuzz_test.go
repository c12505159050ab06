package pricelink

import (
	"strings"
	"testing"

	"lianxin/internal/civil"
)

func FuzzParseRise(f *testing.F) {
	for _, text := range []string{"4.4", "-0.3", "3", "+12.5%", "−0.1", "3.14", "", ".", "1e9"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		rise, err := ParseRise(text)
		if err != nil {
			return
		}
		again, err := ParseRise(Percent(rise))
		if err != nil || again != rise {
			t.Errorf("%q is %d, printed %s and read %d, %v", text, rise, Percent(rise), again, err)
		}
	})
}

func FuzzParseMonth(f *testing.F) {
	for _, text := range []string{"2026-09", "2026年9月", "202609", "2026/9", "2026.12", "99", ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := ParseMonth(text)
		if err != nil {
			return
		}
		if again, err := ParseMonth(m.String()); err != nil || again != m {
			t.Errorf("%q is %s, read again %s, %v", text, m, again, err)
		}
	})
}

func FuzzParseIndices(f *testing.F) {
	f.Add([]byte("月份,指数,同比,公布日期,来源\n2026-08,CPI,3.1,2026-09-10,调查队\n"))
	f.Add([]byte("\xff\xfe"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		list, err := ParseIndices(raw)
		if (err == nil) != (len(list) > 0) {
			t.Errorf("%d rows and %v", len(list), err)
		}
	})
}

func FuzzParseRoll(f *testing.F) {
	f.Add([]byte("姓名,身份证号,县区\n王䶮,"+number(1)+",崇川区\n,,\n"), "")
	f.Add([]byte("姓名,身份证号\n王䶮,"+number(2)+"\n"), "320613")
	f.Fuzz(func(t *testing.T, raw []byte, place string) {
		list, refused, err := ParseRoll(raw, Region{Place: place, ByName: map[string]string{"崇川区": "320613"}, Today: civil.LastDate})
		if err != nil && len(list)+len(refused) > 0 {
			t.Errorf("refused as a whole, and %d rows", len(list))
		}
		for _, n := range list {
			if n.Name == "" || n.Number == "" || n.Seq < 2 {
				t.Errorf("taken: %+v", n)
			}
		}
		if strings.Contains(strings.Join(refused, ""), number(1)) {
			t.Error("a number is told")
		}
	})
}
