package assess

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"

	"lianxin/internal/fact"
	"lianxin/internal/pack"
	"lianxin/internal/rule"
)

// Problem is something wrong with the packs.
type Problem struct {
	Place   string `json:"place"` // file:line:column
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Report is what checking packs found.
type Report struct {
	Cases      int       `json:"cases"`
	Programmes int       `json:"programmes"`
	Conditions int       `json:"conditions"` // scopes and clauses
	Covered    int       `json:"covered"`    // of these seen both true and false
	Problems   []Problem `json:"problems"`
}

// condition is one scope or clause that the tests must show true and false.
type condition struct{ programme, code string }

// checker runs test cases.
type checker struct {
	catalogue *pack.Catalogue
	report    *Report
	assessors map[string]*Assessor
	seen      map[condition][2]bool
	facts     []rule.Fact
	broken    bool // some policy does not compile
}

// CheckPacks compiles the packs for every city and runs their test cases with
// conflicts applied. Every clause, and every scope but a plain true, must have
// been seen true and false.
func CheckPacks(c *pack.Catalogue) *Report {
	k := &checker{
		catalogue: c, report: &Report{Problems: []Problem{}}, assessors: map[string]*Assessor{},
		seen: map[condition][2]bool{}, facts: Facts(c),
	}
	for _, test := range c.Tests() {
		k.report.Cases++
		k.run(&test)
	}
	if !k.broken { // conditions of a policy that does not compile were not seen, for a reason already told
		k.coverage()
	}
	return k.report
}

func (k *checker) problem(place fmt.Stringer, code, format string, args ...any) {
	k.report.Problems = append(k.report.Problems, Problem{Place: place.String(), Code: code, Message: fmt.Sprintf(format, args...)})
}

// assessor compiles the policy a test asks for, once for all tests that share it.
func (k *checker) assessor(test *pack.TestCase) (*Assessor, error) {
	var key strings.Builder
	fmt.Fprint(&key, test.Region, test.AsOf)
	names := make([]string, 0, len(test.Parameters))
	for name := range test.Parameters {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Fprintf(&key, " %s=%s", name, test.Parameters[name])
	}
	if a, ok := k.assessors[key.String()]; ok {
		return a, nil
	}
	a, err := New(k.catalogue, pack.City{Name: test.City, Region: test.Region}, test.AsOf, test.Parameters)
	if err == nil {
		k.assessors[key.String()] = a
	}
	return a, err
}

func (k *checker) run(test *pack.TestCase) {
	a, err := k.assessor(test)
	if err != nil {
		k.refused(test, err)
		return
	}
	city, err := k.family(test)
	if err != nil {
		k.problem(test.Place, "test_facts", "“%s”：事实填写有误：%v", test.Name, err)
		return
	}
	family, err := a.Family(city, 0)
	if err != nil {
		k.problem(test.Place, "test_failed", "“%s”：%v", test.Name, err)
		return
	}
	family.counter.Conditions(func(programme, code string, holds bool) {
		at := condition{programme, code}
		seen := k.seen[at]
		seen[0], seen[1] = seen[0] || !holds, seen[1] || holds
		k.seen[at] = seen
	})
	for i := range test.Expect {
		k.expect(test, &test.Expect[i], family, city)
	}
}

// refused reports a policy that does not compile, each refusal at its own place.
func (k *checker) refused(test *pack.TestCase, err error) {
	var refusals rule.CompileErrors
	if !errors.As(err, &refusals) {
		k.problem(test.Place, "test_failed", "“%s”：%v", test.Name, err)
		return
	}
	k.broken = true
	for _, r := range refusals {
		p := Problem{Place: fmt.Sprintf("%s:%d:%d", r.File, r.Line, r.Column), Code: r.Code, Message: r.Message}
		if r.Excerpt != "" {
			p.Message += "\n" + r.Show()
		}
		if !slices.Contains(k.report.Problems, p) {
			k.report.Problems = append(k.report.Problems, p)
		}
	}
}

// family reads a test's facts the way files of families are read.
func (k *checker) family(test *pack.TestCase) (*fact.City, error) {
	households := table([]string{"household_id"}, [][]pack.Cell{test.Household}, func(int) []string { return []string{"h"} }, k.inputs(rule.Household))
	var members [][]pack.Cell
	for _, m := range test.Members {
		members = append(members, m.Cells)
	}
	persons := table([]string{"household_id", "person_id"}, members, func(i int) []string { return []string{"h", test.Members[i].ID} }, k.inputs(rule.Person))
	city, err := fact.ReadCity(households, persons, fact.Options{Facts: k.facts, AsOf: test.AsOf})
	if err != nil {
		return nil, err
	}
	if len(city.Rejections) > 0 {
		r := city.Rejections[0]
		return nil, fmt.Errorf("%s 第%d条 %s：%s", r.File, r.Record, r.Column, r.Message)
	}
	return city, nil
}

// table lays cells out as a CSV file with the columns that occur.
func table(keys []string, rows [][]pack.Cell, key func(i int) []string, input func(pack.Cell) string) *bytes.Buffer {
	column := map[string]int{}
	header := slices.Clone(keys)
	for _, cells := range rows {
		for _, c := range cells {
			if _, ok := column[c.Fact]; !ok {
				column[c.Fact] = len(header)
				header = append(header, c.Fact)
			}
		}
	}
	out := &bytes.Buffer{}
	w := csv.NewWriter(out)
	_ = w.Write(header) // a buffer takes everything
	for i, cells := range rows {
		record := make([]string, len(header))
		copy(record, key(i))
		for _, c := range cells {
			if !c.Unknown {
				record[column[c.Fact]] = input(c)
			}
		}
		_ = w.Write(record)
	}
	w.Flush()
	return out
}

// inputs gives what files write for a code that tests call by name ("4" for limb).
func (k *checker) inputs(level rule.Level) func(pack.Cell) string {
	return func(c pack.Cell) string {
		for i := range k.facts {
			if k.facts[i].Level != level || k.facts[i].Name != c.Fact {
				continue
			}
			for _, code := range k.facts[i].Codes {
				if code.Name == c.Text {
					return code.Input
				}
			}
		}
		return c.Text
	}
}

// expect compares what a programme answered with what the test says.
func (k *checker) expect(test *pack.TestCase, e *pack.Expectation, family *Family, city *fact.City) {
	got := "none"
	for i := range family.Determinations {
		d := &family.Determinations[i]
		person := ""
		if d.Member >= 0 {
			person = city.PersonID.At(d.Member)
		}
		if d.Programme == e.Programme && person == e.PersonID {
			got = d.text(e.HasCovered)
		}
	}
	if want := expected(e); got != want {
		k.problem(e.Place, "test_failed", "“%s”：%s 应为 %s，实为 %s", test.Name, e.Programme, want, got)
	}
}

func expected(e *pack.Expectation) string {
	switch {
	case e.None:
		return "none"
	case e.Outcome == pack.Grant && e.HasCovered:
		return fmt.Sprintf("grant %s %d人", e.Amount, e.Covered)
	case e.Outcome == pack.Grant:
		return "grant " + e.Amount.String()
	case e.Outcome == pack.Refuse:
		return "refuse " + strings.Join(e.Reasons, ";")
	}
	return "cannot_decide " + strings.Join(e.Missing, ";")
}

// text is a determination as expected writes it.
func (d *Determination) text(covered bool) string {
	switch {
	case d.Outcome == rule.Grant && covered:
		return fmt.Sprintf("grant %s %d人", d.Amount, d.Covered)
	case d.Outcome == rule.Grant:
		return "grant " + d.Amount.String()
	case d.Outcome == rule.Refuse:
		return "refuse " + strings.Join(d.Reasons, ";")
	}
	return "cannot_decide " + strings.Join(d.Missing, ";")
}

// coverage reports conditions the tests did not show both ways.
func (k *checker) coverage() {
	for _, p := range k.catalogue.Programmes() {
		k.report.Programmes++
		codes := make([]string, 0, len(p.Clauses)+1)
		if strings.TrimSpace(p.Scope.Text) != "true" {
			codes = append(codes, "scope")
		}
		for _, clause := range p.Clauses {
			codes = append(codes, clause.Code)
		}
		for _, code := range codes {
			k.report.Conditions++
			seen := k.seen[condition{p.Name, code}]
			switch {
			case seen[0] && seen[1]:
				k.report.Covered++
			case seen[1]:
				k.problem(p.Place, "never_false", "“%s”的条件 %s 在测试里从未为假，请补一个不符合它的例子。", p.Name, code)
			case seen[0]:
				k.problem(p.Place, "never_true", "“%s”的条件 %s 在测试里从未为真，请补一个符合它的例子。", p.Name, code)
			default:
				k.problem(p.Place, "never_seen", "“%s”的条件 %s 没有被任何测试用到。", p.Name, code)
			}
		}
	}
}

// Add joins another report to this one.
func (r *Report) Add(o *Report) {
	r.Cases += o.Cases
	r.Programmes += o.Programmes
	r.Conditions += o.Conditions
	r.Covered += o.Covered
	r.Problems = append(r.Problems, o.Problems...)
}
