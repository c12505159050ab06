package feed

import (
	"strings"
	"testing"
)

func TestAWebPageThatCallsItselfXlsIsRead(t *testing.T) {
	t.Parallel()
	one, two := person(t, 1), person(t, 2)
	page := `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="gb2312"><title>姓名</title><style>td{}</style></head><body>
<table><tr><td colspan=4>某市机动车登记数据</td></tr></table>
<table border=1><thead><tr><th>车主</th><th>身份证<br>号码</th><th>号牌&nbsp;号码</th><th>现值(元)</th><th>备注</th></tr></thead>
<tr><td rowspan="2">张三</td><td style="mso-number-format:'\@'">` + one + `</td><td> 苏F1 </td><td>1,000.00</td><td>甲&amp;乙</td></tr>
<tr><td>` + two + `</td><td>苏F2</td><td>2</td></tr>
<tr><td>李四<td>` + two + `<td>苏F3<td><table><tr><td>3</td></tr></table><td>
<tr><td colspan="3">合计</td><td>1005</td></tr>
</table></body></html>`
	for _, encoding := range []string{encodingUTF8, encodingGBK, encodingUTF16LE} {
		got := read(t, write(t, "车辆.xls", in(t, encoding, page)), options(t))
		same(t, encoding, got.rows, []string{
			"1 name=张三 id_number=" + one + " plate=苏F1 value=1000.00 note=甲&乙",
			"2 id_number=" + two + " plate=苏F2 value=2.00",
			"3 name=李四 id_number=" + two + " plate=苏F3 value=3.00",
		})
		if r := got.report; r.Format != HTML || r.Encoding != encoding || r.HeaderRecord != 2 || r.Truncated || skips(r) != "4 total\n" {
			t.Errorf("%s: report %+v", encoding, r)
		}
	}
}

func TestAWebPageThatBreaksOffSaysSo(t *testing.T) {
	t.Parallel()
	page := `<table><tr><th>身份证号</th><th>号牌号码</th></tr><tr><td>` + person(t, 1) + `</td><td>苏1</td></tr><tr><td>` + person(t, 2)[:9]
	got := read(t, write(t, "a.xls", []byte(page)), options(t))
	if !got.report.Truncated || got.report.Accepted != 1 || !strings.HasPrefix(reasons(got.report), "2  row_truncated") {
		t.Errorf("report %+v", got.report)
	}
}
