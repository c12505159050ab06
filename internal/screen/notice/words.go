package notice

import (
	"lianxin/internal/screen/format"
	"lianxin/internal/screen/part"
)

// noticePairs are the lines of a notice; what the law does not show has no line.
func noticePairs(n part.Posted, opinion string) []part.Pair {
	all := []part.Pair{
		{Key: "申请人", Value: format.Name(n.Name)}, {Key: "所在地", Value: n.Place}, {Key: "人数", Value: n.Counted},
		{Key: "金额", Value: n.Amount}, {Key: "初审意见", Value: opinion}, {Key: "公示时间", Value: n.From + "至" + n.Until},
	}
	shown := all[:0]
	for _, pair := range all {
		if pair.Value != "" {
			shown = append(shown, pair)
		}
	}
	return shown
}

// whereWords says where else a notice hangs.
func whereWords(where string) string {
	if where == "" {
		return ""
	}
	return "，同时张贴在" + where + "。"
}
