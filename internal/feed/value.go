package feed

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// A Value is what one cell says. It is valid until the next row is read.
type Value struct {
	Known   bool   // the cell is filled; all else is zero when it is not
	Int     int64  // money in fen, count, units of a quantity, date, month, bool (0 or 1), position of a code, area of a division
	Text    []byte // text, numbers of documents, phones and accounts in canonical form; of a division as printed
	List    []int  // positions of codes, where a cell may hold several
	Classes []string
	Unsure  string // code of why a person should look; empty when all is well
	Reason  string // the sentence to it

	own     []byte              // memory of Text, used again for the next row
	codes   map[string]int      // codes seen in this column
	letters map[string][]string // data classes by what a cell says, seen in this column
}

// A Row is one accepted line of a file; Values stand in the order of
// [Plan.Fields]. It is valid until the next row is read.
type Row struct {
	Record int // from 1 after the header
	Values []Value
}

// SearchOnly says whether a value may only be searched for: an identity number
// of the first generation finds no person by itself.
func (v *Value) SearchOnly() bool { return v.Unsure == codeLegacy }

// maxCodes bounds how many spellings of codes a column remembers.
const maxCodes = 4096

// read reads a cell into a value. Room is memory for cells that have to be
// mended; it is used again for the next cell.
func (v *Value) read(c []byte, f *Field, p *Plan, room []byte) ([]byte, *civil.Error) {
	v.Known, v.Int, v.Text, v.Unsure, v.Reason = false, 0, nil, "", ""
	v.List, v.Classes = v.List[:0], v.Classes[:0]
	if len(c) == 0 {
		return room, nil
	}
	c = unwrap(trim(c))
	switch {
	case absent(c) || zeroDay(c) && f.Field.Type == pack.DateField:
		return room, nil
	case isSheetError(c):
		return room, civil.Refuse("cell_error", "单元格是电子表格的错误值“%s”，请改正公式或补上数据。", quoted(c))
	case bytes.Contains(c, []byte(replacement)):
		return room, civil.Refuse("cell_encoding", "单元格里有字无法识别，请对照原始资料补正后重新导出。")
	}
	var problem *civil.Error
	if c, room, problem = v.shape(c, f, room[:0]); problem != nil || len(c) == 0 {
		return room, problem
	}
	v.Known = true
	return room, v.take(c, f, p)
}

// shape brings the text of a cell into the form its type is read from; an empty
// one says nothing.
func (v *Value) shape(c []byte, f *Field, room []byte) (text, grown []byte, problem *civil.Error) {
	switch f.Field.Type {
	case pack.TextField, pack.DiagnosisField:
		c, room = tidy(c, room)
		return c, room, nil
	case pack.MoneyField, pack.CountField, pack.QuantityField:
	default:
		if dash(c) && f.Field.Type != pack.BoolField && f.Field.Type != pack.CodeField {
			return nil, room, nil
		}
	}
	if !utf8.Valid(c) {
		return nil, room, civil.Refuse("cell_encoding", "单元格里有字无法识别，请对照原始资料补正后重新导出。")
	}
	c, room = plain(c, room)
	return trim(c), room, nil
}

// take reads the text of a cell by the type of its field.
func (v *Value) take(c []byte, f *Field, p *Plan) (problem *civil.Error) {
	switch f.Field.Type {
	case pack.TextField, pack.DiagnosisField:
		return v.takeText(c, f)
	case pack.MoneyField:
		v.Int, problem = readMoney(c, f)
	case pack.CountField:
		v.Int, problem = readCount(c)
	case pack.QuantityField:
		v.Int, problem = readQuantity(c, f.Field)
	case pack.DateField:
		var d civil.Date
		d, problem = readDay(c)
		v.Int = int64(d)
	case pack.MonthField:
		var m civil.Month
		m, problem = readMonth(c)
		v.Int = int64(m)
	case pack.BoolField:
		problem = v.takeBool(c, f)
	case pack.CodeField:
		return v.takeCodes(c, f)
	case pack.ClassesField:
		return v.takeClasses(c, p)
	case pack.DivisionField:
		return v.takeDivision(c, p)
	case pack.USCCField:
		return readUSCC(c, v)
	case pack.IDNumberField:
		return readID(c, v, p)
	case pack.PhoneField:
		return readPhone(c, v)
	case pack.AccountField:
		return readAccount(c, v)
	case pack.TailField:
		return readTail(c, v)
	}
	if problem != nil {
		return problem
	}
	return inRange(v.Int, f.Field)
}

func (v *Value) takeText(c []byte, f *Field) *civil.Error {
	if !utf8.Valid(c) {
		return civil.Refuse("cell_encoding", "单元格里有字无法识别，请对照原始资料补正后重新导出。")
	}
	if most := f.Field.Longest; most > 0 && len(c) > most && utf8.RuneCount(c) > most {
		return civil.Refuse("text_long", "“%s”超过%d个字，请核对是否串了列。", f.Field.Label, most)
	}
	v.own = append(v.own[:0], c...)
	v.Text = v.own
	if f.Subject && f.Field.Name == "name" {
		check := civil.CheckName(string(c))
		if check.Verdict == civil.Bad {
			return civil.Refuse(check.Code, "%s", check.Reason)
		}
		if check.Verdict == civil.Unsure {
			v.Unsure, v.Reason = check.Code, check.Reason
		}
	}
	return nil
}

// The words for yes and no; blank is neither.
var (
	yes = map[string]bool{"是": true, "有": true, "√": true, "✓": true, "✔": true, "☑": true, "1": true, "y": true, "yes": true, "t": true, "true": true, "对": true}
	no  = map[string]bool{"否": true, "无": true, "没有": true, "不是": true, "×": true, "✗": true, "✘": true, "0": true, "n": true, "no": true, "f": true, "false": true}
)

func (v *Value) takeBool(c []byte, f *Field) *civil.Error {
	word := strings.ToLower(string(c))
	switch {
	case yes[word]:
		v.Int = 1
	case no[word]:
		v.Int = 0
	case dash(c):
		v.Known = false
	default:
		return civil.Refuse("bool_form", "“%s”只能填是或否，不知道就留空。", f.Field.Label)
	}
	return nil
}

// takeCodes reads a code, or several where the field allows it.
func (v *Value) takeCodes(c []byte, f *Field) *civil.Error {
	i, ok := v.code(c, f.Field)
	if !f.Field.Several {
		if ok {
			v.Int = int64(i)
			return nil
		}
		if dash(c) {
			v.Known = false
			return nil
		}
		return refuseCode(c, f.Field)
	}
	if ok {
		v.List = append(v.List, i)
		return nil
	}
	for part := range bytes.FieldsFuncSeq(c, between) {
		i, ok := v.code(part, f.Field)
		if !ok {
			return refuseCode(part, f.Field)
		}
		v.List = append(v.List, i)
	}
	v.Known = len(v.List) > 0
	return nil
}

// between are the signs that stand between several values in one cell.
func between(r rune) bool { return strings.ContainsRune("、,，;；/| +", r) }

// code finds the position of a code, remembering the spellings seen.
func (v *Value) code(c []byte, f *pack.Field) (int, bool) {
	if i, seen := v.codes[string(c)]; seen {
		return i, i >= 0
	}
	if v.codes == nil || len(v.codes) >= maxCodes {
		v.codes = map[string]int{}
	}
	text := string(c)
	i, ok := f.Code(text)
	if !ok {
		i = -1
	}
	v.codes[text] = i
	return i, ok
}

func refuseCode(c []byte, f *pack.Field) *civil.Error {
	const most = 12
	var labels []string
	for i, code := range f.Codes {
		if i == most {
			labels = append(labels, "……")
			break
		}
		labels = append(labels, code.Label)
	}
	return civil.Refuse("code_unknown", "“%s”不认识“%s”，可以填：%s。", f.Label, quoted(c), strings.Join(labels, "、"))
}

// takeClasses reads which data a letter of authorisation names.
func (v *Value) takeClasses(c []byte, p *Plan) *civil.Error {
	if seen, again := v.letters[string(c)]; again {
		v.Classes, v.Known = append(v.Classes, seen...), true
		return nil
	}
	for part := range bytes.FieldsFuncSeq(c, between) {
		names := p.catalogue.DataClasses(string(part))
		if len(names) == 0 {
			return civil.Refuse("class_unknown", "授权书里的数据“%s”不知道是哪一类，请写成登记的名称。", quoted(part))
		}
		v.Classes = append(v.Classes, names...)
	}
	if v.Known = len(v.Classes) > 0; v.Known {
		if v.letters == nil || len(v.letters) >= maxCodes {
			v.letters = map[string][]string{}
		}
		v.letters[string(c)] = slices.Clone(v.Classes)
	}
	return nil
}
