package fact

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"unicode/utf8"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// maxFamily is the longest description of one family, in bytes.
const maxFamily = 4 << 20

// The ids a family gets when its description has none.
const (
	defaultHousehold = "h1"
	defaultMember    = "m" // followed by 1, 2, …
)

// ReadFamily reads one household with its members from JSON: the names of the
// two files as keys, the members in a list under "members". The household's
// own keys may stand beside it or in an object "household". A value that is
// null or absent is unknown; numbers are read as they are written, so an amount
// is exact. A family is described by hand, so nothing is passed over: the first
// thing that is wrong is returned as a [civil.Error] that names its place.
func ReadFamily(r io.Reader, o Options) (*City, error) {
	top, err := readObject(r)
	if err != nil {
		return nil, err
	}
	f := family{options: o, builder: NewBuilder(o.Facts)}
	if err := f.household(top); err != nil {
		return nil, err
	}
	if err := f.membersOf(top); err != nil {
		return nil, err
	}
	return f.builder.Build()
}

// An entry is one key of a JSON object with its value.
type entry struct {
	path  string
	key   string
	value json.RawMessage
}

// readObject reads all of r as one JSON object.
func readObject(r io.Reader) ([]entry, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFamily+1))
	if err != nil {
		return nil, &civil.Error{Kind: civil.Unavailable, Code: "file_unreadable", Message: "家庭情况读取中断，请重试。", Err: err}
	}
	if len(data) > maxFamily {
		return nil, civil.Refuse("file_too_large", "家庭情况超过 4 MiB，请检查文件是否选错。")
	}
	data = bytes.TrimPrefix(data, byteOrderMark)
	if !utf8.Valid(data) {
		return nil, civil.Refuse("file_encoding", "家庭情况不是 UTF-8 编码，请另存为 UTF-8 后重试。")
	}
	var whole json.RawMessage
	if err := json.Unmarshal(data, &whole); err != nil {
		return nil, refuseJSON(data, err)
	}
	return object("", whole)
}

func refuseJSON(data []byte, err error) error {
	line := 1 + bytes.Count(data, []byte("\n"))
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) && syntax.Offset <= int64(len(data)) {
		line = 1 + bytes.Count(data[:max(0, syntax.Offset-1)], []byte("\n"))
	}
	return &civil.Error{Kind: civil.Invalid, Code: "json_form", Err: err,
		Message: fmt.Sprintf("第 %d 行不是正确的 JSON，请检查逗号、引号和括号是否成对。", line)}
}

// object takes a JSON object apart, in its order; a key given twice is refused,
// since it hides one of two values.
func object(path string, raw json.RawMessage) ([]entry, error) {
	if len(raw) == 0 || raw[0] != '{' {
		return nil, refuseAt(path, "json_type", "这里应是一个对象，写成 {…} 的样子。")
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	if _, err := d.Token(); err != nil {
		return nil, refuseJSON(raw, err)
	}
	var list []entry
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, refuseJSON(raw, err)
		}
		key, _ := token.(string)
		e := entry{path: join(path, key), key: key}
		if err := d.Decode(&e.value); err != nil {
			return nil, refuseJSON(raw, err)
		}
		if slices.ContainsFunc(list, func(other entry) bool { return other.key == key }) {
			return nil, refuseAt(e.path, "key_duplicate", "这一项写了两次，请删去一个。")
		}
		list = append(list, e)
	}
	return list, nil
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func refuseAt(path, code, message string) error {
	if path == "" {
		return civil.Refuse(code, "%s", message)
	}
	return civil.Refuse(code, "%s：%s", path, message)
}

// A family is a family being read.
type family struct {
	options Options
	builder *Builder
	id      string
}

func (f *family) household(top []entry) error {
	var own []entry
	for _, e := range top {
		switch e.key {
		case "members":
		case "household":
			inner, err := object(e.path, e.value)
			if err != nil {
				return err
			}
			own = append(own, inner...)
		default:
			own = append(own, e)
		}
	}
	var r row
	if err := f.decode(&r, newSchema(rule.Household, f.options), own, defaultHousehold); err != nil {
		return err
	}
	f.id = string(r.id)
	f.builder.row(&f.builder.homes, &r)
	f.builder.homes.division = r.division
	return nil
}

func (f *family) membersOf(top []entry) error {
	i := slices.IndexFunc(top, func(e entry) bool { return e.key == "members" })
	if i < 0 {
		return nil
	}
	var list []json.RawMessage
	if raw := top[i].value; raw[0] != '[' || json.Unmarshal(raw, &list) != nil {
		return refuseAt("members", "json_type", "这里应是家庭成员的列表，写成 [{…}, {…}] 的样子。")
	}
	if len(list) > MaxMembers {
		return refuseAt("members", "household_too_large", messageTooLarge)
	}
	s := newSchema(rule.Person, f.options)
	seen := map[string]bool{}
	for i, raw := range list {
		path := "members[" + strconv.Itoa(i) + "]"
		own, err := object(path, raw)
		if err != nil {
			return err
		}
		var r row
		if err := f.decode(&r, s, own, defaultMember+strconv.Itoa(i+1)); err != nil {
			return err
		}
		if r.home != nil && string(r.home) != f.id {
			return refuseAt(path+".household_id", "unknown_household", "户编号与这一户的不同，请改正或删去。")
		}
		if seen[string(r.id)] {
			return refuseAt(path+".person_id", "duplicate_person", "人员编号与前面的成员重复，请改正。")
		}
		seen[string(r.id)] = true
		f.builder.row(&f.builder.people, &r)
		f.builder.settle()
	}
	return nil
}

// decode reads the entries of one household or member. The last key column of
// the schema names the row; without it the row gets a name of its own.
func (f *family) decode(r *row, s *schema, own []entry, id string) error {
	var plan []*column
	var cells [][]byte
	paths := map[string]string{}
	for _, e := range own {
		c := s.columns[e.key]
		if c == nil {
			return refuseKey(s, e)
		}
		if _, twice := paths[e.key]; twice {
			return refuseAt(e.path, "key_duplicate", "这一项写了两次，请删去一个。")
		}
		paths[e.key] = e.path
		text, err := c.text(e)
		if err != nil {
			return err
		}
		if len(text) > 0 {
			plan, cells = append(plan, c), append(cells, text)
		}
	}
	key := s.columns[s.keys[len(s.keys)-1]]
	if !slices.Contains(plan, key) {
		plan, cells = append(plan, key), append(cells, []byte(id))
	}
	s.decode(r, plan, cells)
	if len(r.problems) > 0 {
		p := r.problems[0]
		return &civil.Error{Kind: p.err.Kind, Code: p.err.Code, Message: paths[p.column] + "：" + p.err.Message, Err: p.err.Err}
	}
	return nil
}

func refuseKey(s *schema, e entry) error {
	if near := nearest(e.key, s.names); near != "" {
		return refuseAt(e.path, "key_unknown", "没有这一项，是不是“"+near+"”？")
	}
	return refuseAt(e.path, "key_unknown", "没有这一项，请删去或改成规定的名称。")
}

// text is a JSON value as the cell of a file would have it.
func (c *column) text(e entry) ([]byte, error) {
	switch first := e.value[0]; {
	case first == 'n':
		return nil, nil
	case first == '"':
		var s string
		if err := json.Unmarshal(e.value, &s); err != nil {
			return nil, refuseJSON(e.value, err)
		}
		return []byte(s), nil
	case first == '-' || first >= '0' && first <= '9':
		return e.value, nil
	case (first == 't' || first == 'f') && c.fact != nil && c.fact.Kind == rule.Bool:
		return e.value, nil
	}
	return nil, refuseAt(e.path, "json_type", "“"+c.label+"”的值类型不对，请写成文字、数字、true、false 或 null。")
}
