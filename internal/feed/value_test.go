package feed

import (
	"strings"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// cell reads one cell by a field of a feed; the result is the value as text, or
// the code of why it was refused, in brackets.
func cell(tb testing.TB, feed, field, content string, change ...func(*Field)) string {
	tb.Helper()
	c := catalogue(tb)
	f := c.Feed(feed)
	column := &Field{FeedColumn: f.Columns[f.Find(field)], Unit: pack.InYuan}
	for _, do := range change {
		do(column)
	}
	p := &Plan{Feed: f, catalogue: c, options: options(tb), places: testPlaces(tb)}
	var v Value
	_, problem := v.read([]byte(content), column, p, nil)
	switch {
	case problem != nil:
		if !strings.HasSuffix(problem.Message, "。") {
			tb.Errorf("%q: %q is no sentence", content, problem.Message)
		}
		return "[" + problem.Code + "]"
	case !v.Known:
		return "—"
	}
	return text(column.Field, &v)
}

func testPlaces(tb testing.TB) *places {
	tb.Helper()
	d, err := civil.LoadDivisions(strings.NewReader("code,name,since,until,successors\n32,江苏省,,,\n3206,南通市,,,\n320602,崇川区,,,\n320685,海安市,,,\n320602001,城东街道,,,\n320685001,城东街道,,,\n320602001001,新民社区,,,\n"))
	if err != nil {
		tb.Fatal(err)
	}
	return newPlaces(d, date(tb, "2025-06-30"))
}

type spelling struct{ in, want string }

func spell(t *testing.T, feed, field string, list []spelling, change ...func(*Field)) {
	t.Helper()
	for _, s := range list {
		if got := cell(t, feed, field, s.in, change...); got != s.want {
			t.Errorf("%s %q: got %s, want %s", field, s.in, got, s.want)
		}
	}
}

func TestADateIsReadHoweverOfficesWriteIt(t *testing.T) {
	t.Parallel()
	const d = "2024-01-02"
	spell(t, "vehicle", "first_registered", []spelling{
		{"2024-01-02", d}, {"2024/1/2", d}, {"2024/01/02", d}, {"20240102", d}, {"2024.1.2", d}, {"2024.01.02", d},
		{"2024年1月2日", d}, {"2024年01月02日", d}, {"2024 年 1 月 2 日", d}, {"2024年1月2号", d}, {"２０２４－０１－０２", d}, {"２０２４年１月２日", d},
		{" 2024-01-02 ", d}, {"'2024-01-02", d}, {`="2024-01-02"`, d}, {"2024-01-02 00:00:00", d}, {"2024-01-02T08:30:00.000", d},
		{"2024/1/2 8:05", d}, {"2024-01-02T00:00:00+08:00", d}, {"20240102000000", d}, {"202401021530", d}, {"2024年1月2日星期二", d},
		{"45293", d}, {"45293.5", d}, {"2024-1-2", d}, {"2024-02-29", "2024-02-29"},
		{"长期", "9999-12-31"}, {"", "—"}, {"   ", "—"}, {"-", "—"}, {"/", "—"}, {"无", "—"}, {"NULL", "—"}, {`\N`, "—"}, {"0000-00-00", "—"}, {"0000-00-00 00:00:00", "—"},
		{"2023-02-29", "[date_impossible]"}, {"2024-13-01", "[date_impossible]"}, {"20241301", "[date_impossible]"},
		{"2024-01", "[date_incomplete]"}, {"2024年1月", "[date_incomplete]"}, {"2024", "[date_incomplete]"}, {"202401", "[date_incomplete]"},
		{"24-1-2", "[date_form]"}, {"1/2/2024", "[date_form]"}, {"2024-01/02", "[date_form]"}, {"民国113年1月2日", "[date_form]"}, {"二〇二四年一月二日", "[date_form]"},
		{"2024年1月2日至2025年1月1日", "[date_form]"}, {"1704124800000", "[date_form]"}, {"9999", "[date_incomplete]"}, {"123", "[date_form]"},
		{"2024-01-01T16:00:00Z", "[date_zone]"}, {"2024-01-02 25:00:00", "[date_form]"}, {"2.0240102E+07", "[date_spreadsheet]"}, {"#VALUE!", "[cell_error]"}, {"########", "[cell_error]"},
	})
}

func TestAMonthIsReadHoweverOfficesWriteIt(t *testing.T) {
	t.Parallel()
	const m = "2024-01"
	spell(t, "grant", "month", []spelling{
		{"2024-01", m}, {"202401", m}, {"2024年1月", m}, {"2024年01月份", m}, {"2024/1", m}, {"2024.01", m}, {"２０２４年１月", m}, {"2024-01-15", m}, {"45292", m},
		{"2024.10", "2024-10"}, {"2024.2", "2024-02"}, {"2024.12", "2024-12"}, {"202413", "[month_impossible]"}, {"2024.1", "[month_ambiguous]"},
		{"1月", "[month_form]"}, {"2024年", "[month_form]"}, {"2024-1月", "[month_form]"}, {"Jan-24", "[month_form]"}, {"2024年1", "[month_form]"}, {"", "—"},
	})
}

func TestAnAmountIsReadToTheFenOrNotAtAll(t *testing.T) {
	t.Parallel()
	spell(t, "balance", "amount", []spelling{
		{"710", "710.00"}, {"710.5", "710.50"}, {"710.50", "710.50"}, {"710.5000", "710.50"}, {"0", "0.00"}, {"-3.20", "-3.20"}, {"+3.20", "3.20"},
		{"1,234,567.89", "1234567.89"}, {"１，２３４．５６", "1234.56"}, {"(1,234.00)", "-1234.00"}, {"（1,234.00）", "-1234.00"}, {"¥1,234", "1234.00"}, {"￥1,234", "1234.00"}, {"-¥5", "-5.00"},
		{"1234元", "1234.00"}, {"1.5万元", "15000.00"}, {"1.5万", "15000.00"}, {`="710.00"`, "710.00"}, {"'710", "710.00"}, {" 710 ", "710.00"}, {"人民币 12.30 元", "12.30"},
		{"92233720368547758.07", "92233720368547758.07"}, {"92233720368547758.08", "[money_too_large]"}, {"1.234567万元", "12345.67"}, {"1.2345678万元", "[money_decimals]"},
		{"710.555", "[money_decimals]"}, {"1,23,4.00", "[money_thousands]"}, {"12,34", "[money_thousands]"}, {"1.5E+04", "[money_spreadsheet]"}, {"七百一十", "[money_not_number]"},
		{"710.", "[money_not_number]"}, {".5", "[money_not_number]"}, {"7 10", "[money_not_number]"}, {"1.2.3", "[money_not_number]"}, {"-", "[money_dash]"}, {"无", "[money_dash]"}, {"--5", "[money_not_number]"},
		{"", "—"}, {"NULL", "—"}, {"#DIV/0!", "[cell_error]"}, {"12.3%", "[money_not_number]"}, {"1'000", "[money_not_number]"}, {"5美元", "[money_not_number]"},
	})
	wan := func(f *Field) { f.Unit, f.Told = pack.InWan, true }
	spell(t, "balance", "amount", []spelling{{"12.5", "125000.00"}, {"0.000001", "0.01"}, {"0.0000001", "[money_decimals]"}, {"12.5万元", "125000.00"}, {"12.5元", "[money_unit]"}}, wan)
	fen := func(f *Field) { f.Unit, f.Told = pack.InFen, true }
	spell(t, "balance", "amount", []spelling{{"71000", "710.00"}, {"71000.0", "710.00"}, {"71000.5", "[money_decimals]"}}, fen)
	spell(t, "vehicle", "value", []spelling{{"-1", "[money_range]"}, {"100000000.01", "[money_range]"}, {"100000000", "100000000.00"}})
}

func TestNumbersAreWholeAndInTheirRange(t *testing.T) {
	t.Parallel()
	spell(t, "vehicle", "seats", []spelling{
		{"5", "5"}, {"5.0", "5"}, {"５", "5"}, {"1,00", "[count_thousands]"}, {"5.5", "[count_decimals]"}, {"101", "[count_range]"}, {"-1", "[count_range]"}, {"五", "[count_not_number]"}, {"5人", "[count_not_number]"},
		{"99999999999999999999", "[count_too_large]"}, {"—", "[count_dash]"},
	})
	spell(t, "vehicle", "tonnage", []spelling{{"1.5", "1500"}, {"1.5吨", "1500"}, {"0.0015", "[quantity_decimals]"}, {"1.5kg", "[quantity_not_number]"}})
}

func TestAnIdentityNumberIsCheckedAndALostOneIsNamedAsSuch(t *testing.T) {
	t.Parallel()
	good := person(t, 7)
	last := good[17:]
	wrong := "0"
	if last == "0" {
		wrong = "1"
	}
	spell(t, "vehicle", "id_number", []spelling{
		{good, good}, {" " + good + " ", good}, {"'" + good, good}, {"‘" + good, good}, {`="` + good + `"`, good}, {"\u200e" + good, good}, {"3206991960" + "0101" + "0078", "[id_check_digit]"},
		{good[:17] + wrong, "[id_check_digit]"}, {"3.20613E+17", "[id_spreadsheet]"}, {"3.20613198001012E+17", "[id_spreadsheet]"}, {"320613198001010000", "[id_spreadsheet]"},
		{"3206131980", "[id_length]"}, {"320613198013010012", "[id_birth_date]"}, {"99999919800101001X", "[id_check_digit]"},
		{"320602800101001", "320602800101001?id_15_digits"}, {"", "—"}, {"无", "—"},
	})
	var v Value
	v.Unsure = codeLegacy
	if !v.SearchOnly() {
		t.Error("a 15-digit number may be matched with a person")
	}
}

func TestPhonesAndAccountsComeToTheirDigits(t *testing.T) {
	t.Parallel()
	spell(t, "balance", "phone", []spelling{
		{"13800138000", "13800138000"}, {"138 0013 8000", "13800138000"}, {"138-0013-8000", "13800138000"}, {"+8613800138000", "13800138000"}, {"8613800138000", "13800138000"}, {"0513-85215555", "051385215555"},
		{"(0513)85215555", "051385215555"}, {"85215555", "85215555"}, {"4008123123", "4008123123"}, {"1.38E+10", "[phone_spreadsheet]"}, {"1380013800", "[phone_form]"}, {"13800138000、13900139000", "[phone_form]"}, {"12800138000", "[phone_form]"},
	})
	spell(t, "balance", "account", []spelling{
		{"6222 0210 0111 6245 702", "6222021001116245702"}, {"3206-0101-2345", "320601012345"}, {"6.22202E+18", "[account_spreadsheet]"}, {"6222021001116250000", "[account_spreadsheet]"}, {"6222021001116240000", "6222021001116240000?account_zeros"}, {"12345", "[account_form]"}, {"账号", "[account_form]"},
	})
	spell(t, "balance", "card", []spelling{{"6222021001116245702", "5702"}, {"5702", "5702"}, {"57x2", "57X2"}, {"57!2", "[account_form]"}})
}

func TestYesAndNoAndCodesAreWords(t *testing.T) {
	t.Parallel()
	spell(t, "vehicle", "running", []spelling{{"是", "1"}, {"有", "1"}, {"√", "1"}, {"1", "1"}, {"Y", "1"}, {"TRUE", "1"}, {"否", "0"}, {"无", "0"}, {"0", "0"}, {"no", "0"}, {"", "—"}, {"—", "—"}, {"也许", "[bool_form]"}})
	spell(t, "vehicle", "use", []spelling{{"A", "private"}, {"private", "private"}, {"非营运", "private"}, {"家用", "private"}, {"Ｂ", "hire"}, {"", "—"}, {"-", "—"}, {"出租", "[code_unknown]"}})
	spell(t, "grant", "kinds", []spelling{{"老人", "[0]"}, {"老人、儿童", "[0 1]"}, {"1,2", "[0 1]"}, {"老人 儿童", "[0 1]"}, {"老人、狗", "[code_unknown]"}})
	spell(t, "letter", "classes", []spelling{{"机动车", "vehicle"}, {"机动车、银行", "vehicle+balance"}, {"公安;银行存款", "vehicle+balance"}, {"天气", "[class_unknown]"}})
	spell(t, "club", "uscc", []spelling{{"51320600123456789X", "[uscc_org_check]"}, {"5.132E+17", "[uscc_spreadsheet]"}})
}

func TestTextIsKeptAsPrintedWithoutWhatNobodySees(t *testing.T) {
	t.Parallel()
	spell(t, "vehicle", "note", []spelling{
		{"已抵押", "已抵押"}, {"\u200b已\u00ad抵押\u3000", "已抵押"}, {"第一行\r\n第二行", "第一行 第二行"}, {"'=SUM(A1)", "=SUM(A1)"}, {"A  B", "A  B"}, {"“引”", "“引”"}, {"-", "-"}, {"NULL", "—"},
		{strings.Repeat("字", 20), strings.Repeat("字", 20)}, {strings.Repeat("字", 21), "[text_long]"}, {"乱\ufffd码", "[cell_encoding]"}, {"乱\xff码", "[cell_encoding]"},
	})
	spell(t, "vehicle", "name", []spelling{{"阿不都·热合曼", "阿不都·热合曼"}, {"张?三", "张?三?name_lost_character"}, {strings.Repeat("名", 51), "[text_long]"}})
}

func TestADivisionIsFoundByCodeAndByName(t *testing.T) {
	t.Parallel()
	spell(t, "grant", "division", []spelling{
		{"320602", "320602000000/320602"}, {"320602001001", "320602001001/320602001001"}, {"崇川区", "320602000000/崇川区"}, {"江苏省南通市崇川区", "320602000000/江苏省南通市崇川区"},
		{"崇川区城东街道", "320602001000/崇川区城东街道"}, {"崇川区新民社区", "320602001001/崇川区新民社区"}, {"城东街道", "[division_ambiguous]"}, {"无锡市", "[division_unknown]"}, {"32060", "[division_form]"}, {"海安市崇川区", "[division_unknown]"},
	})
}
