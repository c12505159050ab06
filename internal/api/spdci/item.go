package spdci

import (
	"encoding/json"
	"slices"
	"strings"

	"lianxin/internal/api/spdci/query"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/rule"
)

// searchMessage is what comes to be searched for. Items are read one by one, so
// that one that cannot be read does not sink the others.
type searchMessage struct {
	Transaction string            `json:"transaction_id"`
	Items       []json.RawMessage `json:"search_request"`
}

type searchItem struct {
	Reference string   `json:"reference_id"`
	Timestamp string   `json:"timestamp"`
	Criteria  criteria `json:"search_criteria"`
	Locale    string   `json:"locale"`
}

type criteria struct {
	RegType    string          `json:"reg_type"`
	RecordType string          `json:"reg_record_type"`
	QueryType  string          `json:"query_type"`
	Entity     string          `json:"response_entity"`
	Query      json.RawMessage `json:"query"`
	Sort       []query.Sort    `json:"sort"`
	Pagination *pagination     `json:"pagination"`
	Consent    *consent        `json:"consent"`
	Authorize  *consent        `json:"authorize"`
}

type pagination struct {
	Size   int `json:"page_size"`
	Number int `json:"page_number"`
	Total  int `json:"total_count"`
}

// consent is by what right something is asked. We keep what it names, and do not
// judge it: whoever asks answers for it.
type consent struct {
	TS      string `json:"ts"`
	Purpose struct {
		Text string `json:"text"`
		Code string `json:"code"`
		Ref  string `json:"ref_uri"`
	} `json:"purpose"`
}

// named is the consent in a word; empty when it names nothing.
func (c *consent) named() string {
	if c == nil {
		return ""
	}
	for _, text := range []string{c.Purpose.Code, c.Purpose.Ref, c.Purpose.Text} {
		if text = strings.TrimSpace(text); text != "" {
			return short(text)
		}
	}
	return ""
}

// Limits of a page.
const (
	pageUsual  = 100
	pageMost   = 10_000
	numberMost = 1_000_000
)

// search is an item understood.
type search struct {
	searchItem
	registry *pack.ExchangeRegistry
	home     bool // households are wanted
	v        shows
	byID     *query.Identifier // idtype-value
	plan     *query.Plan       // expression, predicate
}

// readItem understands an item, or says what is wrong with it.
func (s *Server) readItem(q *request, raw json.RawMessage, now civil.Instant) (*search, error) {
	it := &search{}
	if json.Unmarshal(raw, &it.searchItem) != nil {
		var bare struct {
			Reference string `json:"reference_id"`
		}
		_ = json.Unmarshal(raw, &bare)
		it.Reference = bare.Reference
		return it, &fault{rjctCriteria, "这一项的格式不对，请照接口说明改正。"}
	}
	if it.Reference == "" || len(it.Reference) > idMost {
		return it, &fault{rjctReference, "reference_id 应为1到99字节。"}
	}
	if it.Timestamp != "" {
		if at, ok := readStamp(it.Timestamp); !ok || at > now+messageAhead {
			return it, &fault{rjctTimestamp, "timestamp 应带时区，且不晚于现在。"}
		}
	}
	if err := s.scopeItem(q, it); err != nil {
		return it, err
	}
	if err := it.paginate(); err != nil {
		return it, err
	}
	return it, s.compile(it)
}

// scopeItem finds which registry an item asks, and whether the sender may.
func (s *Server) scopeItem(q *request, it *search) error {
	e := s.Catalogue().Exchange()
	if it.registry = q.registry; it.Criteria.RegType != "" {
		it.registry = e.Registry(it.Criteria.RegType)
	} else if it.registry == nil {
		it.registry = e.Registry("social")
	}
	switch c := &it.Criteria; {
	case it.registry == nil || q.registry != nil && it.registry != q.registry:
		return &fault{rjctCriteria, "没有 reg_type 所说的登记，或与接口地址不符。"}
	case !it.registry.Kept:
		return &fault{rjctCriteria, "本系统不保管“" + it.registry.Title + "”，请向保管单位查询。"}
	case !q.sender.asks(it.registry.Name):
		return &fault{rjctCriteria, "没有对您开放“" + it.registry.Title + "”。"}
	case c.RecordType != "" && !slices.Contains(it.registry.Records, c.RecordType[strings.LastIndex(c.RecordType, ":")+1:]):
		return &fault{rjctCriteria, "“" + it.registry.Title + "”没有这种 reg_record_type。"}
	case c.Entity != "" && c.Entity != "Group" && c.Entity != "Member":
		return &fault{rjctCriteria, "response_entity 应是 Group 或 Member。"}
	}
	named := it.Criteria.Consent.named()
	if named == "" {
		named = it.Criteria.Authorize.named()
	}
	if named == "" && q.sender.Consent {
		return &fault{rjctCriteria, "对您的开放以本人同意为前提：请在 consent 或 authorize 里写明用途。"}
	}
	it.v = shows{sender: q.sender, consent: named != "", of: e}
	if it.registry.Name == disability && !q.sender.may(disabilityLevel) {
		return &fault{rjctCriteria, "查询残疾人登记须开放属性 " + disabilityLevel + "。"}
	}
	return nil
}

// The registries whose records are special, by their names in the packs, and the
// attributes they are made of.
const (
	disability      = "disability"
	beneficiaries   = "beneficiary"
	disabilityLevel = "disability_level"
	disabilityType  = "disability_type"
)

func (it *search) paginate() error {
	p := it.Criteria.Pagination
	if p == nil {
		it.Criteria.Pagination = &pagination{Size: pageUsual, Number: 1}
		return nil
	}
	if p.Number == 0 {
		p.Number = 1
	}
	if p.Size < 1 || p.Size > pageMost || p.Number < 1 || p.Number > numberMost {
		return &fault{rjctPagination, "page_size 应为1到10000，page_number 应从1起。"}
	}
	return nil
}

// compile understands the query.
func (s *Server) compile(it *search) error {
	c := &it.Criteria
	if len(c.Query) == 0 {
		return &fault{rjctCriteria, "缺少 query。"}
	}
	entity := c.Entity
	if entity == "" && strings.HasSuffix(c.RecordType, "Group") {
		entity = "Group"
	}
	var where *query.Node
	var err error
	collection := ""
	switch c.QueryType {
	case "idtype-value":
		id, err := query.ParseIdentifier(c.Query)
		if err != nil {
			return asFault(err, rjctCriteria)
		}
		it.byID, it.home = &id, entity == "Group"
		return nil
	case "expression":
		var e *query.Expression
		if e, err = query.ParseExpression(c.Query); err == nil {
			where, collection = e.Where, e.Collection
		}
	case "predicate":
		where, err = query.ParsePredicate(c.Query)
	default:
		return &fault{rjctCriteria, "query_type 应是 idtype-value、expression 或 predicate；不支持 graphql。"}
	}
	if err != nil {
		return asFault(err, rjctCriteria)
	}
	level := rule.Person
	switch {
	case collection == "Group", collection == "" && entity == "Group":
		level = rule.Household
	case collection != "" && collection != "Member" && !slices.Contains(it.registry.Records, collection):
		return &fault{rjctCriteria, "collection 应是 Group 或 Member。"}
	}
	it.home = entity == "Group" || entity == "" && level == rule.Household
	return s.plan(it, where, level)
}

// plan makes the query of an item ready to run.
func (s *Server) plan(it *search, where *query.Node, level rule.Level) error {
	if it.registry.Name == beneficiaries {
		return &fault{rjctCriteria, "在享人员登记只能按 idtype-value 查询。"}
	}
	allowed := it.v.allowed
	if it.registry.Name == disability {
		if level == rule.Household {
			return &fault{rjctCriteria, "残疾人登记按人（Member）查询。"}
		}
		where = &query.Node{Join: query.And, Parts: []*query.Node{{Attribute: disabilityLevel, Operator: query.GreaterEqual, Values: []string{"1"}}, where}}
	}
	var err error
	if it.plan, err = query.Compile(where, level, it.Criteria.Sort, allowed); err != nil {
		return asFault(err, rjctCriteria)
	}
	return nil
}

// allowed finds an attribute that a sender may ask by.
func (v shows) allowed(name string) (*query.Attribute, error) {
	name = name[strings.LastIndex(name, ".")+1:]
	a := v.of.Attribute(name)
	if a == nil || !a.Search || !v.sender.may(a.Name) {
		return nil, civil.Refuse("spdci_attribute", "不能按“%s”查询：没有这个属性，或没有对您开放。", cut(name))
	}
	if !v.open(a) {
		return nil, civil.Refuse("spdci_consent", "按“%s”查询以本人同意为前提：请在 consent 里写明用途。", a.Name)
	}
	out := &query.Attribute{Name: a.Name, Level: rule.Person, Code: a.Code}
	if a.Record == "Group" {
		out.Level = rule.Household
	}
	switch {
	case a.Fact != nil:
		out.Fact = &a.Fact.Fact
	case a.Core == "division":
		// Where somebody is found is where his family is kept.
		out.Source, out.Level = query.OfDivision, rule.Household
	default:
		out.Source = query.OfSize
	}
	return out, nil
}

func cut(text string) string {
	runes := []rune(text)
	return string(runes[:min(len(runes), 40)])
}

// asFault makes what somebody asked wrongly a fault of his item.
func asFault(err error, code string) error {
	if refused := refusedBy(err); refused != nil && refused.Code == query.Unsortable {
		code = rjctSort
	}
	f, ours := faultOf(err, code)
	if ours != nil {
		return ours
	}
	return f
}
