package feed

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
)

// vehicles is a vehicle table with titles above and a signature below.
func vehicles(tb testing.TB, delimiter string) string {
	tb.Helper()
	lines := [][]string{
		{"某市机动车登记数据"},
		{"序号", "车主", "公民身份号码", "号牌号码", "初次登记日期", "现值(万元)", "核定载客", "使用性质", "备注"},
		{"1", "张三", person(tb, 1), "苏F00001", "2019-03-05", "12.5", "5", "非营运", ""},
		{"2", "李四", person(tb, 2), "苏F00002", "2020/1/2", "0.85", "7", "B", "已抵押"},
	}
	var b strings.Builder
	for _, cells := range lines {
		b.WriteString(strings.Join(cells, delimiter) + "\r\n")
	}
	return b.String()
}

func wantVehicles(tb testing.TB) []string {
	tb.Helper()
	return []string{
		"1 name=张三 id_number=" + person(tb, 1) + " plate=苏F00001 first_registered=2019-03-05 value=125000.00 seats=5 use=private",
		"2 name=李四 id_number=" + person(tb, 2) + " plate=苏F00002 first_registered=2020-01-02 value=8500.00 seats=7 use=hire note=已抵押",
	}
}

func same(tb testing.TB, what string, got, want []string) {
	tb.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		tb.Errorf("%s: got\n%s\nwant\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestTheSameTableIsReadAlikeInEveryEncodingAndWithEveryDelimiter(t *testing.T) {
	t.Parallel()
	for _, encoding := range []string{encodingUTF8, encodingGBK, encodingUTF16LE, encodingUTF16BE} {
		for _, d := range delimiters {
			text := vehicles(t, d)
			got := read(t, write(t, "a.csv", in(t, encoding, text)), options(t))
			what := encoding + " with " + d
			same(t, what, got.rows, wantVehicles(t))
			if r := got.report; r.Encoding != encoding || got.plan.Delimiter != d || r.HeaderRecord != 2 || r.Kind != "vehicle" || r.Rows != 2 || r.Accepted != 2 || r.Truncated {
				t.Errorf("%s: report %+v", what, r)
			}
		}
	}
}

func TestTheByteOrderMarkOfUTF8IsNoPartOfTheFirstHeader(t *testing.T) {
	t.Parallel()
	text := vehicles(t, ",")
	text = text[strings.Index(text, "\n")+1:]
	got := read(t, write(t, "a.csv", append([]byte("\xef\xbb\xbf"), text...)), options(t))
	same(t, "with a mark", got.rows, wantVehicles(t))
	if got.report.HeaderRecord != 1 || got.report.Encoding != encodingUTF8 {
		t.Errorf("report %+v", got.report)
	}
}

func TestRareCharactersMakeAFileGB18030(t *testing.T) {
	t.Parallel()
	text := strings.Replace(vehicles(t, ","), "张三", "张𠮷䶮", 1)
	got := read(t, write(t, "a.csv", in(t, encodingGB18030, text)), options(t))
	if got.report.Encoding != encodingGB18030 || len(got.rows) != 2 || !strings.Contains(got.rows[0], "name=张𠮷䶮") {
		t.Errorf("%s: %q", got.report.Encoding, got.rows)
	}
}

func TestOldMacintoshLineEndsAreLineEnds(t *testing.T) {
	t.Parallel()
	text := strings.ReplaceAll(vehicles(t, ","), "\r\n", "\r")
	got := read(t, write(t, "a.csv", in(t, encodingGBK, text)), options(t))
	same(t, "CR", got.rows, wantVehicles(t))
}

func TestBig5IsRefusedUnlessSomebodySaysSo(t *testing.T) {
	t.Parallel()
	text := "姓名,身份證號,號牌號碼,備註\n張志強," + person(t, 1) + ",蘇F00001,無\n陳淑華," + person(t, 2) + ",蘇F00002,無\n"
	path := write(t, "a.csv", in(t, encodingBig5, text))
	if e := refused(t, path, options(t)); e.Code != "feed_big5" || !strings.Contains(e.Message, "--encoding big5") {
		t.Errorf("got %v", e)
	}
	text = "name,id_number,plate\n張志強," + person(t, 1) + ",蘇F00001\n"
	o := options(t)
	o.Encoding = "big5"
	got := read(t, write(t, "a.csv", in(t, encodingBig5, text)), o)
	same(t, "said to be Big5", got.rows, []string{"1 name=張志強 id_number=" + person(t, 1) + " plate=蘇F00001"})
}

func TestAnEncodingFarDownTheFileIsSeen(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("id_number,plate,note\n")
	for i := range 20000 {
		b.WriteString(person(t, i) + ",F0000" + string(rune('0'+i%10)) + ",\n")
	}
	b.WriteString(person(t, 30000) + ",苏F1,已抵押的车辆\n")
	for i := range 3000 {
		b.WriteString(person(t, 40000+i) + ",苏F2,备注内容\n")
	}
	got := read(t, write(t, "a.csv", in(t, encodingGBK, b.String())), options(t))
	if got.report.Encoding != encodingGBK || got.report.Accepted != 23001 || !strings.HasSuffix(got.rows[20000], "note=已抵押的车辆") {
		t.Errorf("%s, %d accepted, %q", got.report.Encoding, got.report.Accepted, got.rows[20000])
	}
}

func TestABadRowNeverStopsAFile(t *testing.T) {
	t.Parallel()
	good := person(t, 3)
	text := strings.Join([]string{
		"姓名,身份证号,号牌号码,初次登记日期,现值",
		"一," + good + ",苏1,2024-02-30,1",
		"二,3.20613E+17,苏2,,1",
		"三," + good[:15] + "000,苏3,,1",
		"四," + good[:17] + "Q,苏4,,1",
		"五,,苏5,,1",
		"六," + good + ",,,abc",
		"七," + good + ",\"苏7\"x,,1",
		"八," + good + ",苏8,,1,,多",
		"九," + good,
		"十," + good + ",苏10,,#REF!",
		"够," + good + ",苏11,,1,,",
		"够," + good + ",苏12",
		"\"换\n行\"," + good + ",苏13,,1",
		"未闭,\"" + good + ",苏14,,1",
		"够," + good + ",苏15,,1",
	}, "\n") + "\n"
	got := read(t, write(t, "a.csv", []byte(text)), options(t))
	const want = `1 初次登记日期 date_impossible
2 身份证号 id_spreadsheet
3 身份证号 id_spreadsheet
4 身份证号 id_character
5 身份证号 cell_required
6 号牌号码 cell_required
6 现值 money_not_number
7  row_quotes
8  row_fields
9  row_fields
10 现值 cell_error
14  row_quotes
`
	if r := reasons(got.report); r != want {
		t.Errorf("set aside\n%swant\n%s", r, want)
	}
	same(t, "accepted", got.rows, []string{
		"11 name=够 id_number=" + good + " plate=苏11 value=1.00",
		"12 name=够 id_number=" + good + " plate=苏12",
		"13 name=换 行 id_number=" + good + " plate=苏13 value=1.00",
		"15 name=够 id_number=" + good + " plate=苏15 value=1.00",
	})
	if r := got.report; r.Rows != 15 || r.Accepted != 4 || r.QuarantinedRows != 11 || r.Truncated {
		t.Errorf("rows %d, accepted %d, set aside %d, truncated %v", r.Rows, r.Accepted, r.QuarantinedRows, r.Truncated)
	}
	for _, q := range got.report.Quarantined {
		if !strings.HasSuffix(q.Reason, "。") {
			t.Errorf("%s: %q is no sentence", q.Code, q.Reason)
		}
	}
}

func TestLinesThatAreNoRecordsAreCountedApart(t *testing.T) {
	t.Parallel()
	row := "1,张三," + person(t, 1) + ",苏F00001,10"
	text := strings.Join([]string{
		"序号,姓名,身份证号,号牌号码,现值",
		row,
		",,,,",
		"",
		"小计,,,,10",
		"序号,姓名,身份证号,号牌号码,现值",
		"2" + row[1:],
		"3,李四," + person(t, 2) + ",苏F00002,20",
		"合 计（元）,,,,30",
		"共2条记录,,,,",
		"制表人：王五,,审核：,,",
		"说明：本表不含摩托车,,,,",
	}, "\n") + "\n"
	got := read(t, write(t, "a.csv", []byte(text)), options(t))
	const want = "2 blank\n3 total\n4 header_again\n5 duplicate\n7 total\n8 total\n9 signature\n10 signature\n"
	if s := skips(got.report); s != want {
		t.Errorf("passed over\n%swant\n%s", s, want)
	}
	if r := got.report; r.Rows != 2 || r.Accepted != 2 || len(r.Quarantined) != 0 {
		t.Errorf("report %+v", r)
	}
	if !strings.Contains(got.report.Skipped[3].Reason, "第1条") {
		t.Errorf("the duplicate does not name the first: %q", got.report.Skipped[3].Reason)
	}
}

func TestATruncatedFileSaysSo(t *testing.T) {
	t.Parallel()
	head := "姓名,身份证号,号牌号码,现值\n张三," + person(t, 1) + ",苏1,1\n"
	for _, c := range []struct {
		why, text string
		truncated bool
		code      string // of what is set aside
	}{
		{"whole", head, false, ""},
		{"whole without the last line end", strings.TrimSuffix(head, "\n"), false, ""},
		{"half a row", head + "李四,32061", true, "row_truncated"},
		{"half a quoted cell", head + "李四," + person(t, 2) + ",\"苏", true, "row_truncated"},
		{"half a character", head + "李四," + person(t, 2) + ",苏2,1\xe5\x85", true, "row_truncated"},
		{"a closing count that is right", head + "共1条,,,\n", false, ""},
		{"a closing count that is not", head + "总记录数：12,,,\n", true, ""},
		{"a count of people is no count of lines", head + "共12人,,,\n", false, "cell_required"},
		{"a count before more rows is a part's", head + "共9条,,,\n李四," + person(t, 2) + ",苏2,2\n", false, ""},
	} {
		got := read(t, write(t, "a.csv", []byte(c.text)), options(t))
		code := ""
		if len(got.report.Quarantined) > 0 {
			code = got.report.Quarantined[0].Code
		}
		if got.report.Truncated != c.truncated || code != c.code {
			t.Errorf("%s: truncated %v, set aside %q: %q", c.why, got.report.Truncated, code, got.report.Remarks)
		}
		if c.truncated && !strings.Contains(strings.Join(got.report.Remarks, ""), "传完") {
			t.Errorf("%s: remarks %q do not say so", c.why, got.report.Remarks)
		}
	}
}

func TestReadingGoesOnBehindAnyRecordAndTheReportStaysTheSame(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("姓名,身份证号,号牌号码\n")
	for i := range 200 {
		if i%7 == 0 {
			b.WriteString("坏,1,苏\n")
		}
		b.WriteString("好," + person(t, i%150) + ",苏" + string(rune('A'+i%26)) + "\n")
	}
	path := write(t, "a.csv", []byte(b.String()))
	whole := read(t, path, options(t))
	for _, after := range []int{0, 1, 50, 110, 500} {
		var rows []string
		var set int
		report, err := whole.plan.Read(context.Background(), Reading{After: after,
			Row:        func(r *Row) error { rows = append(rows, line(whole.plan, r)); return nil },
			Quarantine: func(q Quarantine) error { set++; return nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, r := range whole.rows {
			n := 0
			for _, c := range strings.Fields(r)[0] {
				n = n*10 + int(c-'0')
			}
			if n > after {
				want = append(want, r)
			}
		}
		same(t, "behind", rows, want)
		late := 0
		for _, q := range whole.report.Quarantined {
			if q.Record > after {
				late++
			}
		}
		if report.Accepted != whole.report.Accepted || reasons(report) != reasons(whole.report) || set != late {
			t.Errorf("after %d: %d accepted, %d set aside now; want %d and %d", after, report.Accepted, set, whole.report.Accepted, late)
		}
	}
}

func TestACancelledReadingEnds(t *testing.T) {
	t.Parallel()
	path := write(t, "a.csv", []byte("姓名,身份证号,号牌号码\n"+strings.Repeat("好,1,苏\n", 3*checkEvery)))
	p, err := Inspect(path, catalogue(t), options(t))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := p.Read(ctx, Reading{}); err != context.Canceled {
		t.Errorf("got %v", err)
	}
}

func TestTheReportIsTheJSONOfTheCommand(t *testing.T) {
	t.Parallel()
	text := "机动车登记数据,,,\n序号,身份证号,号牌号码,现值(万元)\n1," + person(t, 1) + ",苏1,1.5\n2,3.20613E+17,苏2,1\n合计,,,2.5\n"
	got := read(t, write(t, "a.csv", in(t, encodingGBK, text)), options(t))
	raw, err := json.Marshal(got.report)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"kind":"vehicle","title":"机动车数据","format":"csv","encoding":"GBK","header_record":2,` +
		`"columns":[{"header":"身份证号","field":"id_number"},{"header":"号牌号码","field":"plate"},{"header":"现值(万元)","field":"value","unit":"wan"}],"ignored":["序号"],` +
		`"population":"本市户籍人口","complete":true,"rows":2,"accepted":1,"quarantined_rows":1,` +
		`"quarantined":[{"record":2,"column":"身份证号","code":"id_spreadsheet","reason":"号码被电子表格转成了数字，末几位已经丢失，请把该列设为文本后从原始资料重新填写。"}],` +
		`"skipped_rows":{"total":1},"skipped":[{"record":3,"code":"total","reason":"合计行，不是记录。"}],"unsure":{},"truncated":false,"remarks":[]}`
	if string(raw) != want {
		t.Errorf("got\n%s\nwant\n%s", raw, want)
	}
}
