package feed

import (
	"strings"
	"testing"

	"lianxin/internal/pack"
	"lianxin/packs"
)

func TestASentenceRepeatsOfACellOnlyWhatHelps(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ cell, word, figure string }{
		{"停发", "停发", "停*"},
		{"一百元", "一百元", "一百元"},
		{"2025年06月份", "2025年06月份", "2025年06月份"},
		{"二〇二五年六月", "二〇二五年六月", "二〇二五年六月"},
		{"2025-02-30 08:15:00", "2025-02-30 08:15:00", "2025-02-30 08:15:00"},
		{"12.3.4", "12.3.4", "12.3.4"},
		{"32069919910604001X", "320****", "320****"},
		{"３２０６９９１９９１０６０４００１Ｘ", "320****", "320****"},
		{"320699 19910604 001X", "320****", "320****"},
		{"13800138000、3-2", "138****、3-2", "138****、3-2"},
		{"138 0013 8000", "138****", "138****"},
		{"周晨恒", "周晨恒", "周*"},
		{"苏州市某路12号", "苏州市某路12号", "苏*"},
		{"1234567890 ", "1234567890 ", "1234567890 "},
		{"", "", ""},
	} {
		if got := quoted([]byte(c.cell)); got != c.word {
			t.Errorf("word %q is repeated as %q, want %q", c.cell, got, c.word)
		}
		if got := quotedFigure([]byte(c.cell)); got != "“"+c.figure+"”" {
			t.Errorf("figure %q is repeated as %s, want %q", c.cell, got, c.figure)
		}
	}
}

func TestAReasonNamesNobodyWhenTheColumnsAreShifted(t *testing.T) {
	t.Parallel()
	c, err := pack.Load(packs.FS)
	if err != nil {
		t.Fatal(err)
	}
	const name, home = "周晨恒", "苏州市凤凰里2幢202室"
	number := person(t, 3)
	lines := []string{"姓名,身份证号,救助类别,月保障金,享受人数,开始享受月份,上次复核日期"}
	for _, wrong := range []string{name, number, number + " ", "13800138000", home} {
		for at := 2; at < 7; at++ {
			cells := []string{name, number, "低保", "10", "1", "2024-01", "2024-05-06"}
			if wrong == home && at == 2 {
				continue // a word of a list is repeated, so that it can be added to the list
			}
			cells[at] = wrong
			lines = append(lines, strings.Join(cells, ","))
		}
	}
	o := options(t)
	o.Kind = "in_pay"
	got, err := tryRead(write(t, "a.csv", []byte(strings.Join(lines, "\n")+"\n")), c, o)
	if err != nil {
		t.Fatal(err)
	}
	if got.report.QuarantinedRows < 20 {
		t.Fatalf("only %d of %d rows are set aside", got.report.QuarantinedRows, len(lines)-1)
	}
	for _, q := range got.report.Quarantined {
		for _, secret := range []string{name, number, "13800138000", "凤凰里"} {
			if strings.Contains(q.Reason, secret) {
				t.Errorf("record %d, %s: %s", q.Record, q.Column, q.Reason)
			}
		}
	}
}

func TestAFormThatIsNoTableIsRefusedWithoutANumber(t *testing.T) {
	t.Parallel()
	number := person(t, 3)
	o := options(t)
	refusal := refused(t, write(t, "a.csv", []byte("姓名,周晨恒,身份证号,"+number+"\n住址,某路,电话,13800138000\n")), o)
	if strings.Contains(refusal.Message, number) {
		t.Error(refusal.Message)
	}
}

func TestANumberOfAPersonIsNoAmountOfAPayList(t *testing.T) {
	t.Parallel()
	c, err := pack.Load(packs.FS)
	if err != nil {
		t.Fatal(err)
	}
	o := options(t)
	o.Kind, o.Batch = "payroll", map[string]string{"item": "补贴"}
	number := person(t, 3)
	got, err := tryRead(write(t, "a.csv", []byte("姓名,身份证号,发放月份,金额\n甲乙,"+number+",2025-06,13800138000\n甲乙,"+number+",2025-05,-12.50\n甲乙,"+number+",2025-04,3000000\n")), c, o)
	if err != nil {
		t.Fatal(err)
	}
	if r := reasons(got.report); r != "1 金额 money_range\n" || got.report.Accepted != 2 {
		t.Errorf("accepted %d, set aside %s", got.report.Accepted, r)
	}
}
