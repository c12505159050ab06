package spdci

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"lianxin/internal/api/spdci/signature"
	"lianxin/internal/register"
)

// city is the truth table: two families in one county, one in another.
func (w *world) city() (a, b, c register.Ref, people []*someone) {
	people = []*someone{
		{name: "欧阳甲", sex: "M", born: "1950-01-02"}, {name: "王乙", sex: "F", born: "1990-05-06", grade: 2}, {name: "王丙", sex: "M", born: "2015-07-08", grade: 1},
		{name: "李丁", sex: "F", born: "1960-03-03", grade: 4},
		{name: "𠮷戊", sex: "M", born: "1940-09-09"}, {name: "赵己", sex: "F", born: "1942-10-10", grade: 3},
	}
	a = w.family(wenfeng, "A1", people[0], people[1], people[2])
	b = w.family(hexing, "B1", people[3])
	c = w.family(jinsha, "C1", people[4], people[5])
	return a, b, c, people
}

func sorted(text string) string {
	list := strings.Fields(text)
	slices.Sort(list)
	return strings.Join(list, " ")
}

func TestEveryWayOfAskingFindsTheRightRecords(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		a, b, _, people := w.city()
		o := w.join("spp.example.org", signature.JCS, nil)
		ascending := map[string]any{"sort": []any{map[string]any{"attribute_name": "birth_date", "sort_order": "asc"}}}
		predicate := func(list ...any) map[string]any { return map[string]any{"query_type": "predicate", "query": list} }
		is := func(name, operator, value string) map[string]any {
			return map[string]any{"attribute_name": name, "operator": operator, "attribute_value": value}
		}
		for _, c := range []struct {
			name     string
			criteria map[string]any
			want     string
			ordered  bool
		}{
			{"a number", byNumber("UIN", people[1].id), "王乙", true},
			{"a number nobody has", byNumber("UIN", "320699199001011233"), "", true},
			{"a record", byNumber("MEMBER_ID", people[3].ref.String()), "李丁", true},
			{"a household", byNumber("GROUP_ID", a.String()), "+欧阳甲+王乙+王丙", true},
			{"a household's number", byNumber("HOUSEHOLD_NO", "B1"), "+李丁", true},
			{"the household of a number", merge(byNumber("UIN", people[3].id), map[string]any{"response_entity": "Group"}), "+李丁", true},
			{"an expression", byExpression("Member", map[string]any{"disability_level": map[string]any{"$gte": 1, "$lte": 2}}, nil), "王乙 王丙", false},
			{"known to be none", byExpression("Member", map[string]any{"disability_level": 0}, nil), "欧阳甲 𠮷戊", false},
			{"not", byExpression("Member", map[string]any{"$not": map[string]any{"disability_level": 0}}, nil), "王乙 王丙 李丁 赵己", false},
			{"a word for a code", byExpression("Member", map[string]any{"disability_type": map[string]any{"$in": []string{"physical"}}}, nil), "王乙 王丙 李丁 赵己", false},
			{"a place", byExpression("Member", map[string]any{"place": "320613006000"}, nil), "李丁", false},
			{"sorted by birth", byExpression("Member", map[string]any{"birth_date": map[string]any{"$lt": "1961-01-01"}}, ascending), "𠮷戊 赵己 欧阳甲 李丁", true},
			{"households by size", byExpression("Group", map[string]any{"group_size": map[string]any{"$gte": 3}}, nil), "+欧阳甲+王乙+王丙", true},
			{"members of households by size", byExpression("Group", map[string]any{"group_size": 2}, map[string]any{"response_entity": "Member"}), "𠮷戊 赵己", false},
			{"households of members", byExpression("Member", map[string]any{"disability_level": 4}, map[string]any{"response_entity": "Group"}), "+李丁", true},
			{"predicates", predicate(map[string]any{"seq_num": 1, "expression1": is("birth_date", "ge", "1950-01-01"), "condition": "and", "expression2": is("disability_level", "gt", "1")}), "王乙 李丁", false},
			{"predicates with not", predicate(map[string]any{"seq_num": 1, "expression1": is("disability_level", "ge", "1"), "condition": "not", "expression2": is("disability_level", "le", "3")}), "李丁", false},
			{"the disability registry", merge(byExpression("DisabledPerson", map[string]any{"birth_date": map[string]any{"$gt": "1980-01-01"}}, nil), map[string]any{"reg_type": "ns:org:RegistryType:DR"}), "王乙 王丙", false},
			{"somebody else in it", merge(byNumber("UIN", people[0].id), map[string]any{"reg_type": "DR"}), "", true},
		} {
			got := o.search(item("r", c.criteria))[0]
			text, want := names(got), c.want
			if !c.ordered {
				text, want = sorted(text), sorted(want)
			}
			if got.Status != done || text != want || got.Pagination == nil || got.Pagination.Total != len(strings.Fields(c.want)) {
				t.Errorf("%s: %s %s %q %+v, want %q", c.name, got.Status, got.Text, text, got.Pagination, want)
			}
		}
		_ = b
		// Whoever was shown was looked at, by whom and what for.
		looks, err := w.register.Looks(t.Context(), people[3].ref)
		if err != nil || len(looks) == 0 {
			t.Fatal(looks, err)
		}
		if l := looks[0]; l.Actor != "spdci:spp.example.org" || l.Purpose != "exchange" || !slices.Contains(l.Revealed, "identifier") || !strings.Contains(l.Reason.Reveal(), "SPDCI m-") {
			t.Errorf("%+v", l)
		}
		report, err := w.Journal.Verify(t.Context(), nil)
		if err != nil || len(report.Findings) > 0 {
			t.Error(report, err)
		}
	})
}

func merge(a, b map[string]any) map[string]any {
	for key, value := range b {
		a[key] = value
	}
	return a
}

func TestOnlyPeopleOfTheScopeAreFoundCountedAndShown(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		a, _, _, people := w.city()
		// One of the family lives elsewhere by now; one family has a member there.
		far := &someone{name: "周庚", sex: "F", born: "1991-01-01", grade: 2, at: hexing}
		w.enter(a, far, false)
		for scope, c := range map[string]struct {
			want  string
			total int
		}{
			"320613":       {"王乙 王丙 李丁 周庚", 4},
			"320613005000": {"王乙 王丙", 2},
			"320613006000": {"李丁 周庚", 2},
			"320612":       {"赵己", 1},
			"320602":       {"", 0},
		} {
			o := w.join("s"+scope, signature.JCS, func(s *Sender) { s.Divisions = []string{scope} })
			all := o.search(item("r", byExpression("Member", map[string]any{"disability_level": map[string]any{"$gte": 1}}, map[string]any{"pagination": map[string]any{"page_size": 1, "page_number": 1}})),
				item("s", byExpression("Member", map[string]any{"disability_level": map[string]any{"$gte": 1}}, nil)), item("n", byNumber("UIN", far.id)), item("g", byNumber("GROUP_ID", a.String())))
			if all[0].Pagination.Total != c.total || all[1].Pagination.Total != c.total || sorted(names(all[1])) != sorted(c.want) || len(all[0].Data.Records) > 1 {
				t.Errorf("%s: %d of %q, want %d of %q", scope, all[1].Pagination.Total, names(all[1]), c.total, c.want)
			}
			if found := names(all[2]) != ""; found != slices.Contains(strings.Fields(c.want), "周庚") {
				t.Errorf("%s by number: %q", scope, names(all[2]))
			}
			group := map[string]string{"320613": "+欧阳甲+王乙+王丙+周庚", "320613005000": "+欧阳甲+王乙+王丙"}[scope]
			if names(all[3]) != group {
				t.Errorf("%s: the household is %q, want %q", scope, names(all[3]), group)
			}
		}
		_ = people
	})
}

func TestALaterPageGoesOnInTheListOfTheFirst(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		var people []*someone
		for i := range 7 {
			people = append(people, &someone{name: fmt.Sprint("张", i), sex: "M", born: fmt.Sprintf("19%d0-01-01", i+2)})
		}
		w.family(wenfeng, "A", people...)
		o := w.join("a.example", signature.JCS, nil)
		page := func(n int) itemAnswer {
			return o.search(item("r", byExpression("Member", map[string]any{"disability_level": 0}, map[string]any{
				"sort": []any{map[string]any{"attribute_name": "birth_date", "sort_order": "desc"}}, "pagination": map[string]any{"page_size": 3, "page_number": n}})))[0]
		}
		if got := names(page(1)); got != "张6 张5 张4" {
			t.Fatal(got)
		}
		w.family(wenfeng, "B", &someone{name: "新来", sex: "F", born: "1999-01-01"})
		if got := page(2); names(got) != "张3 张2 张1" || got.Pagination.Total != 7 {
			t.Errorf("while others come: %q of %d", names(got), got.Pagination.Total)
		}
		if got := page(3); names(got) != "张0" {
			t.Errorf("the last page: %q", names(got))
		}
		if got := page(4); got.Status != done || names(got) != "" {
			t.Errorf("behind the last page: %q", names(got))
		}
		if got := page(1); names(got) != "新来 张6 张5" || got.Pagination.Total != 8 {
			t.Errorf("a new first page: %q of %d", names(got), got.Pagination.Total)
		}
		w.family(wenfeng, "C", &someone{name: "又来", sex: "F", born: "2000-01-01"})
		w.pass(11 * time.Minute)
		if got := page(2); got.Pagination.Total != 9 {
			t.Errorf("a list outlives its time: %d", got.Pagination.Total)
		}
	})
}

func TestOneBadItemSinksNoOther(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		_, _, _, people := w.city()
		o := w.join("a.example", signature.JCS, func(s *Sender) {
			s.Registries = []string{"social"}
			s.Attributes = []string{"name", "disability_level", "birth_date", "severe_illness"}
		})
		var items []any
		var wants []string
		for _, c := range badItems(people) {
			items, wants = append(items, c.item), append(wants, c.name+": "+c.want)
		}
		a := o.post("/spdci/registry/sync/search", actSearch, len(items), map[string]any{"transaction_id": "t1", "search_request": items})
		var m searchAnswer
		if err := json.Unmarshal(a.Message, &m); err != nil || a.status != http.StatusOK || len(m.Items) != len(items) {
			t.Fatalf("%d %v %s", a.status, err, a.raw)
		}
		for i, got := range m.Items {
			name, want, _ := strings.Cut(wants[i], ": ")
			if got.Reason != want || (got.Status == done) != (want == "") || want != "" && got.Text == "" {
				t.Errorf("%s: %s %s %s, want %q", name, got.Status, got.Reason, got.Text, want)
			}
		}
	})
}

// badItem is an item of a batch with the reason it gets.
type badItem struct {
	name string
	item any
	want string
}

func badItems(people []*someone) []badItem {
	good := byNumber("UIN", people[0].id)
	return []badItem{
		{"good", item("a1", good), ""},
		{"no JSON object", "nothing", rjctCriteria},
		{"twice the same reference", item("a1", good), rjctReferences},
		{"no reference", item("", good), rjctReference},
		{"no zone", merge(item("a3", good), map[string]any{"timestamp": "2026-03-02T09:00:00"}), rjctTimestamp},
		{"from the future", merge(item("a4", good), map[string]any{"timestamp": "2026-03-02T19:00:00+08:00"}), rjctTimestamp},
		{"graphql", item("a5", map[string]any{"query_type": "graphql", "query": map[string]any{"type": "x", "value": "{}"}}), rjctCriteria},
		{"a forbidden attribute in an expression", item("a6", byExpression("Member", map[string]any{"disability_type": "physical"}, nil)), rjctCriteria},
		{"a forbidden attribute in a predicate", item("a7", map[string]any{"query_type": "predicate", "query": []any{map[string]any{"expression1": map[string]any{"attribute_name": "disability_type", "operator": "eq", "attribute_value": "physical"}}}}), rjctCriteria},
		{"a forbidden attribute in the order", item("a8", byExpression("Member", map[string]any{"disability_level": 1}, map[string]any{"sort": []any{map[string]any{"attribute_name": "group_size"}}})), rjctSort},
		{"an attribute no pack opens", item("a9", byExpression("Member", map[string]any{"wage": map[string]any{"$lt": 100}}, nil)), rjctCriteria},
		{"a name is no condition", item("a10", byExpression("Member", map[string]any{"name": "王乙"}, nil)), rjctCriteria},
		{"an attribute that needs consent", item("a11", byExpression("Member", map[string]any{"severe_illness": true}, nil)), rjctCriteria},
		{"the same with consent", item("a12", byExpression("Member", map[string]any{"severe_illness": true}, map[string]any{"consent": map[string]any{"ts": "2026-03-01T00:00:00Z", "purpose": map[string]any{"code": "benefit"}}})), ""},
		{"a registry of others", item("a13", merge(byNumber("UIN", "1"), map[string]any{"reg_type": "ns:org:RegistryType:Civil"})), rjctCriteria},
		{"a registry that is not open", item("a14", merge(byNumber("UIN", people[0].id), map[string]any{"reg_type": "DR"})), rjctCriteria},
		{"a page of nothing", item("a15", merge(byNumber("UIN", people[0].id), map[string]any{"pagination": map[string]any{"page_size": 0, "page_number": 1}})), rjctPagination},
		{"a page of too many", item("a16", merge(byNumber("UIN", people[0].id), map[string]any{"pagination": map[string]any{"page_size": 10001, "page_number": 1}})), rjctPagination},
		{"a type of number there is none of", item("a17", byNumber("FARMER_ID", "1")), rjctCriteria},
		{"good again", item("a18", byNumber("UIN", people[1].id)), ""},
	}
}
