package fact

import (
	"slices"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// A role says what a column does beside, or instead of, carrying a fact.
type role uint8

const (
	roleNone role = iota
	roleHouseholdID
	rolePersonID
	roleDivision
	roleRelation
	roleIDNumber
	roleName
	roleSex
	roleBirth
)

// A column is one name a header may have.
type column struct {
	name  string
	label string
	role  role
	fact  *rule.Fact // nil for columns that are only carried
	slot  int        // of the fact among the facts of its level
	codes map[string]uint8
}

// A schema is what the file of one level may hold.
type schema struct {
	file    string
	facts   []*rule.Fact // of the level, engine facts included, in declared order
	columns map[string]*column
	names   []string // of all columns, sorted
	keys    []string // columns without which no row can be told from another
	days    dayRange
	regions *civil.RegionHistory
	id      civil.IDOptions
}

type carried struct {
	name, label string
	role        role
}

var householdCarried = []carried{
	{"household_id", "户编号", roleHouseholdID},
	{"division", "行政区划代码", roleDivision},
}

var personCarried = []carried{
	{"person_id", "人员编号", rolePersonID},
	{"household_id", "户编号", roleHouseholdID},
	{"relation", "与户主关系", roleRelation},
	{"id_number", "身份号码", roleIDNumber},
	{"name", "姓名", roleName},
	{"sex", "性别", roleSex},
}

func newSchema(level rule.Level, o Options) *schema {
	s := &schema{
		file: HouseholdsFile, keys: []string{"household_id"}, columns: map[string]*column{},
		days: newDayRange(o.AsOf), regions: o.Regions, id: civil.IDOptions{AsOf: o.AsOf, Sample: o.Sample},
	}
	if s.regions == nil {
		s.regions = new(civil.RegionHistory)
	}
	known := householdCarried
	if level == rule.Person {
		s.file, s.keys, known = PersonsFile, []string{"household_id", "person_id"}, personCarried
	}
	for _, c := range known {
		s.columns[c.name] = &column{name: c.name, label: c.label, role: c.role}
	}
	for i := range o.Facts {
		if o.Facts[i].Level == level {
			s.addFact(&o.Facts[i])
		}
	}
	for name := range s.columns {
		s.names = append(s.names, name)
	}
	slices.Sort(s.names)
	return s
}

func (s *schema) addFact(f *rule.Fact) {
	slot := len(s.facts)
	s.facts = append(s.facts, f)
	if f.Engine {
		return
	}
	c := s.columns[f.Name]
	if c == nil {
		c = &column{name: f.Name}
		s.columns[f.Name] = c
	}
	c.label, c.fact, c.slot = f.Label, f, slot
	if c.label == "" {
		c.label = f.Name
	}
	if f.Kind == rule.Code {
		c.codes = codeTable(f)
	}
	if f.Kind == rule.Date && f.Level == rule.Person && f.Name == "birth_date" {
		c.role = roleBirth
	}
}

// plan finds the column of every header cell; a nil entry is a column nobody
// knows, which is passed over with a warning.
func (s *schema) plan(header [][]byte) ([]*column, []Warning, error) {
	plan := make([]*column, len(header))
	seen := map[string]bool{}
	var unknownNames []string
	for i, cell := range header {
		name := string(cell)
		if seen[name] {
			return nil, nil, civil.Refuse("column_duplicate", "%s 的表头中“%s”出现了两次，请删去一列。", s.file, name)
		}
		seen[name] = true
		if plan[i] = s.columns[name]; plan[i] == nil {
			unknownNames = append(unknownNames, name)
		}
	}
	for _, key := range s.keys {
		if !seen[key] {
			return nil, nil, s.refuseHeader(key, unknownNames)
		}
	}
	var warnings []Warning
	var absent []string
	for _, name := range s.names {
		if !seen[name] {
			absent = append(absent, name)
			warnings = append(warnings, Warning{s.file, name, "column_missing",
				s.file + " 没有“" + name + "”（" + s.columns[name].label + "）这一列，按全部不知道处理。"})
		}
	}
	slices.Sort(unknownNames)
	for _, name := range unknownNames {
		w := Warning{s.file, name, "column_unknown", s.file + " 的“" + name + "”列不认识，没有读取。"}
		if near := nearest(name, absent); near != "" {
			w.Message = s.file + " 的“" + name + "”列不认识，没有读取；是不是“" + near + "”？"
		}
		warnings = append(warnings, w)
	}
	return plan, warnings, nil
}

func (s *schema) refuseHeader(key string, unknownNames []string) error {
	if near := nearest(key, unknownNames); near != "" {
		return civil.Refuse("column_required", "%s 的表头缺少“%s”列，请把“%s”改成“%s”。", s.file, key, near, key)
	}
	return civil.Refuse("column_required", "%s 的第一行应是表头，其中必须有“%s”列，请补上。", s.file, key)
}
