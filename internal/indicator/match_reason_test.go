package indicator

import (
	"strings"
	"testing"

	"lianxin/internal/pack"
)

func TestReasonsSpeakForAndAgainst(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		title   string
		row     MatchRow
		outcome MatchOutcome
		code    string
		score   int
		why     string
	}{
		{"the same name and unit", MatchRow{Name: "主动发现机制建成率", Unit: "％"}, MatchFound, "A05", 1000, "名称与A05的别名一致；单位一致"},
		{"a name in the other script", MatchRow{Name: "困難群眾主動發現機制建成率", Unit: "%", Target: "100"}, MatchFound, "A05", 1000, "名称与A05的名称一致；单位一致；数值在合理范围内"},
		{"a bracket nobody else prints", MatchRow{Name: "困难群众主动发现机制建成率（试点）"}, MatchFound, "A05", 950, "不计括号里的字，名称与A05的名称一致；没有单位可比"},
		{"another unit", MatchRow{Name: "困难群众主动发现机制建成率", Unit: "个"}, MatchFound, "A05", 800, "名称与A05的名称一致；单位不同（个，定义用%）"},
		{"a unit of another kind", MatchRow{Name: "持证社工人数", Unit: "人次"}, MatchFound, "F06", 800, "名称与F06的别名一致；单位不同（人次，定义用人）"},
		{"a larger unit of the same kind", MatchRow{Name: "家庭适老化改造户数", Unit: "万户", Target: "2.6"}, MatchFound, "D18", 1000, "名称与D18的名称一致；单位同类（万户，定义用户）"},
		{"a share above a hundred", MatchRow{Name: "困难群众主动发现机制建成率", Unit: "%", Target: "1,045"}, MatchFound, "A05", 900, "名称与A05的名称一致；单位一致；数值不像这个指标的数值"},
		{"half a centre", MatchRow{Name: "街道老年人日间照料中心", Unit: "个", Target: "2.5"}, MatchFound, "D04", 900, "名称与D04的别名一致；单位一致；数值不像"},
		{"a growth of the same noun", MatchRow{Name: "城乡低保标准年均增长率", Unit: "%"}, MatchUnmatched, "", 0, "把握不够"},
		{"one per head, one in all", MatchRow{Name: "每万人拥有社会工作者总数", Unit: "人"}, MatchUnmatched, "", 0, "把握不够"},
		{"no name", MatchRow{Name: " —— "}, MatchUnmatched, "", 0, "名称是空的"},
		{"a sentence", MatchRow{Name: strings.Repeat("养老", 101)}, MatchUnmatched, "", 0, "名称太长，不像是指标名称"},
		{"nothing alike", MatchRow{Name: "粮食产量"}, MatchUnmatched, "", 0, "没有名称相近的指标定义"},
	} {
		t.Run(test.title, func(t *testing.T) {
			t.Parallel()
			found := shippedMatcher(t).match(test.row)
			if found.Outcome != test.outcome || codeOf(&found) != test.code || test.score > 0 && found.Score != test.score || !strings.Contains(found.Why(), test.why) {
				t.Errorf("got %s %q %d %s", found.Outcome, codeOf(&found), found.Score, found.Why())
			}
		})
	}
}

func TestTiesAreReportedAndNotGuessed(t *testing.T) {
	t.Parallel()
	m, err := NewMatcher([]pack.Measure{
		{Code: "A01", Name: "养老服务中心（站）覆盖率", Unit: "%", Formula: pack.Share},
		{Code: "A02", Name: "养老服务中心（点）覆盖率", Unit: "%", Formula: pack.Share},
		{Code: "A03", Name: "福利彩票销量", Unit: "亿元", Formula: pack.Sum},
	})
	if err != nil {
		t.Fatal(err)
	}
	found := m.match(MatchRow{Name: "养老服务中心覆盖率", Unit: "%"})
	if found.Outcome != MatchTied || found.Measure != nil || len(found.Nearest) != 2 || found.Why() != "A01、A02同样接近，请人工选定" {
		t.Errorf("got %s %s", found.Outcome, found.Why())
	}
	if found = m.match(MatchRow{Name: "养老服务中心(站)覆盖率", Unit: "%"}); codeOf(&found) != "A01" {
		t.Errorf("the whole name must win: got %s %s", found.Outcome, found.Why())
	}
	both := m.Match([]MatchRow{{Name: "福利彩票销量"}, {Name: "福利彩票销量", Unit: "亿元"}})
	if codeOf(&both[0]) != "A03" || codeOf(&both[1]) != "A03" {
		t.Error("one measure serves the rows of two plans")
	}
}

func TestMeasuresThatARowCouldNotTellApartAreRefused(t *testing.T) {
	t.Parallel()
	for want, measures := range map[string][]pack.Measure{
		"measure_names_alike: A02的名称“養老服務 覆蓋率（％）”与A01的“养老服务覆盖率”是同一个写法，请删去一处。": {{Code: "A01", Name: "养老服务覆盖率"}, {Code: "A02", Name: "B", Synonyms: []string{"養老服務 覆蓋率（％）"}}},
		"measure_name: A01的名称“（%）”里没有一个字，请写出名称。":                              {{Code: "A01", Name: "（%）"}},
	} {
		if _, err := NewMatcher(measures); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
