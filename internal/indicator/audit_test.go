package indicator

import (
	"strings"
	"testing"
)

// What the check after reading is for: a mark of two cells in one makes the row unread.
func TestCellsThatRanIntoEachOtherAreSeen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		seen bool
		want bool
	}{
		{"a unit", gluedUnit("万个"), false},
		{"a unit nobody has heard of", gluedUnit("当量"), false},
		{"a heading in front of a unit", gluedUnit("学前教育万个"), true},
		{"a goal in words", gluedValue("基本建成"), false},
		{"a goal with a figure", gluedValue("提高1岁"), false},
		{"the end of a name with its unit", gluedValue("度,分"), true},
		{"a unit in front of words", gluedValue("吨/万元进入第一方阵"), true},
		{"a named figure and the beginning of the next", gluedValue("城市80农"), true},
		{"an office in a column of figures", gluedValue("市教育局"), true},
		{"a note that begins as a bracket ends", gluedNote(")市教育局"), true},
		{"a piece that would have had room", hasRoom("学前教育", "毛入学率", 12), true},
		{"a piece that had none", hasRoom("学前教育毛入", "学率", 12), false},
		{"a sign that no line begins with", hasRoom("学前教育毛", "率，%", 12), false},
	} {
		if c.seen != c.want {
			t.Errorf("%s: %v, want %v", c.name, c.seen, c.want)
		}
	}
}

// A heading set in the middle of the page stands where units do, and the last name goes on
// below the last figures: neither may become a part of a row.
func TestARowThatDoesNotStandTheCheckIsUnread(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, never, listed string }{
		{
			"a heading over the column of units",
			"编号   指标内容         计量单位   2020年   2025年\n                  经济发展\n1    充电桩数量        万个     1.73     1623\n" +
				"     沿海港口万吨级及以上\n2                 个      〔26〕     42\n     泊位数\n                  学前教育\n" +
				"     知识产权保护社会满意\n3                 分      16       48.6\n     度\n4    城市供水管网漏损率    %      72.7     4.8\n",
			"学前教育分", "知识产权保护社会满意",
		},
		{
			"the unit of the last name on a line of its own",
			"序号  指标内容  现状值  目标值\n1  城乡居民最低生活  —  ［8］\n保障标准（元/\n月）\n2  重点河湖基本生态  36  6.7\n流量达标率(%)\n3  跨境电商进出口额  36.9  593/501\n(亿元)\n",
			"3｜跨境电商进出口额｜｜", "跨境电商进出口额",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := Import(textDocument(beforeTable + "表1 “十四五”主要指标\n" + c.text + afterTable))
			listed := ""
			for _, u := range r.Unread {
				listed += u.Text
			}
			if rows := plainRows(r.Rows); strings.Contains(rows, c.never) || !strings.Contains(rows+listed, c.listed) {
				t.Errorf("read\n%sunread %v", rows, r.Unread)
			}
		})
	}
}
