package access

import "lianxin/internal/civil"

// Kind says what sort of personal text something is. It decides the mask, and
// whether the text is sealed in the store and can be looked up.
type Kind uint8

// The kinds of personal text, see [Kind]. The zero value is none of them.
const (
	Name Kind = iota + 1
	IDNumber
	Phone
	Account
	Diagnosis
	Address
	Remark // free text about a person, such as the reason of a look
)

// kinds is what is known of each kind. The codes go into index entries and packs
// and may therefore never change.
var kinds = [...]struct {
	code, label   string
	sealed, index bool
}{
	Name:      {"name", "姓名", false, false},
	IDNumber:  {"id_number", "身份证号", true, true},
	Phone:     {"phone", "电话", true, true},
	Account:   {"account", "银行账号", true, true},
	Diagnosis: {"diagnosis", "诊断", true, false},
	Address:   {"address", "住址", false, false},
	Remark:    {"remark", "说明", false, false},
}

// known says whether k is one of the kinds.
func (k Kind) known() bool { return k >= Name && int(k) < len(kinds) }

// String is the code by which packs name the kind, empty for none.
func (k Kind) String() string {
	if !k.known() {
		return ""
	}
	return kinds[k].code
}

// Label is the word a clerk knows the kind by.
func (k Kind) Label() string {
	if !k.known() {
		return "个人信息"
	}
	return kinds[k].label
}

// Sealed says whether the store keeps such a text only under a key.
func (k Kind) Sealed() bool { return k.known() && kinds[k].sealed }

// Indexed says whether such a text can be looked up by its blind index.
func (k Kind) Indexed() bool { return k.known() && kinds[k].index }

// ParseKind reads the code of a kind; it refuses any other word as Invalid.
func ParseKind(code string) (Kind, error) {
	for k := Name; k.known(); k++ {
		if kinds[k].code == code {
			return k, nil
		}
	}
	return 0, civil.Refuse("private_kind", "没有这种个人信息类别，应为name、id_number、phone、account、diagnosis、address或remark。")
}
