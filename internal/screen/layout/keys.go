package layout

// keyTable is what keys do on staff pages; keys.js does it, and a test holds the
// two together.
var keyTable = []struct {
	keys []string
	does string
}{
	{[]string{"/"}, "搜索"},
	{[]string{"g", "w"}, "今日工作"},
	{[]string{"g", "q"}, "办件列表"},
	{[]string{"n"}, "新受理"},
	{[]string{"j"}, "下一行"},
	{[]string{"k"}, "上一行"},
	{[]string{"Enter"}, "打开所在的行"},
	{[]string{"x"}, "选中所在的行"},
	{[]string{"["}, "上一件"},
	{[]string{"]"}, "下一件"},
	{[]string{"t"}, "判断依据"},
	{[]string{"p"}, "打印"},
	{[]string{"Ctrl+S"}, "保存草稿"},
	{[]string{"Ctrl+Enter"}, "提交"},
	{[]string{"Esc"}, "关闭，不丢内容"},
	{[]string{"?"}, "这张表"},
}
