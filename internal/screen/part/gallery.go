package part

import "github.com/a-h/templ"

// Example is one named way to use a part.
type Example struct {
	Name string
	Show templ.Component
}

// Entry is a part in the gallery, by the name of its templ.
type Entry struct {
	Part     string
	Title    string
	Examples []Example
	Scripts  []string
}

// Gallery lists every part with its examples. The people in it do not exist.
func Gallery() []Entry {
	var list []Entry
	for _, group := range [][]Entry{pageEntries(), formEntries(), recordEntries(), tableEntries(), actEntries()} {
		list = append(list, group...)
	}
	return list
}

// Names that are hard to show: long, rare, outside the basic plane, damaged.
const (
	longName = "阿卜杜热合曼·买买提艾力"
	longUnit = "江苏省南通市海门区三厂街道社会救助与养老服务联合体综合为老服务中心暨残疾人之家日间照料站附属医务室"
	rareName = "王䶮、𠮷田"
	lostName = "李\ufffd"
)
