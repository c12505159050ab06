package pack

import (
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// edge is a matter written as its difference from the small tree's one.
const edge = `matters:
  - name: edge
    like: dibao
    title: 边缘家庭认定
    short: 边缘
    number: BY
    words: {DB: BY, 57号: 39号, 收入低的家庭: 收入略高的家庭}
    without: {fields: [applicant.rents, applicant.rent], papers: [contract]}
    sections:
      - name: applicant
        fields:
          - {name: phone, required: true}
          - {name: trade, type: text, label: 职业, ask: 做什么工作？, after: id_number}
    stages:
      - {name: review, title: 认定中}
      - {name: hearing, title: 听取意见, with: family, mark: paused, resident: 请说说您的意见。, after: draft}
    actions:
      - {name: ask, title: 听取意见, from: [review], to: hearing, roles: [county]}
      - {name: reply, title: 说明, from: [hearing], to: review, roles: [applicant]}
      - {name: approve, needs: [judged, second_person]}
`

func TestAMatterLikeAnotherIsWrittenAsItsDifference(t *testing.T) {
	t.Parallel()
	c := loaded(t, txtar.File{Name: "help/matters/edge.yaml", Data: []byte(edge)})
	m, base := c.Matter("edge"), c.Matter("dibao")
	var fields []string
	for _, f := range m.Sections[0].Fields {
		fields = append(fields, f.Name)
	}
	if !slices.Equal(fields, []string{"name", "id_number", "trade", "phone"}) || !m.Sections[0].Fields[3].Required || m.Sections[0].Fields[3].Ask != "电话是多少？" {
		t.Errorf("got the questions %v", fields)
	}
	var stages []string
	for _, s := range m.Stages {
		stages = append(stages, s.Name+" "+s.Title)
	}
	if !slices.Equal(stages, []string{"draft 填写中", "hearing 听取意见", "review 认定中", "approved 同意", "refused 不同意"}) {
		t.Errorf("got the stages %v", stages)
	}
	if a := m.Action("approve"); !slices.Equal(a.Needs, []string{"judged", "second_person"}) || !slices.Equal(a.Stops, []string{"BY-01"}) || a.Letter != "granted" {
		t.Errorf("got %+v", a)
	}
	if len(m.Papers) != 0 || m.Plain != "收入略高的家庭可以申请。" || m.Law != "39号" || m.Letter("granted").Number != "BYQR" || m.Clock("BY-01") == nil {
		t.Errorf("got %+v", m)
	}
	if len(base.Papers) != 1 || len(base.Sections[0].Fields) != 5 || base.Law != "57号" || base.Stage("review").Title != "审核中" {
		t.Errorf("the matter it is like has changed: %+v", base)
	}
}

func TestADifferenceThatMeansNothingIsRefused(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, from, to, code string }{
		{"a word that does not occur", "57号: 39号", "99号: 39号", "words_unused"},
		{"something to leave out that is not there", "papers: [contract]", "papers: [passport]", "without_unknown"},
		{"a place behind nothing", "after: draft", "after: drift", "after_unknown"},
		{"a matter that nobody wrote", "like: dibao", "like: dibau", "unknown_matter"},
		{"a matter like itself", "like: dibao", "like: edge", "unknown_matter"},
		{"words without a matter they are of", "    like: dibao\n", "", "key_not_here"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(edge, tt.from, tt.to, 1)
			if text == edge {
				t.Fatal("the mistake was not made")
			}
			_, err := Load(tree(t, txtar.File{Name: "help/matters/edge.yaml", Data: []byte(text)}))
			if err == nil || !strings.Contains(codesOf(err), tt.code) {
				t.Errorf("got %v, want %s", err, tt.code)
			}
		})
	}
}

func TestMattersThatAreLikeOneAnotherInACircleAreRefused(t *testing.T) {
	t.Parallel()
	a := strings.Replace(strings.Replace(edge, "like: dibao", "like: other", 1), "number: BY", "number: BA", 1)
	b := strings.Replace(strings.Replace(edge, "like: dibao", "like: edge", 1), "name: edge", "name: other", 1)
	_, err := Load(tree(t, txtar.File{Name: "help/matters/a.yaml", Data: []byte(a)}, txtar.File{Name: "help/matters/b.yaml", Data: []byte(b)}))
	if err == nil || !strings.Contains(codesOf(err), "like_too_deep") {
		t.Errorf("got %v", err)
	}
}

// codesOf lists the codes of all problems of a load.
func codesOf(err error) string {
	var list []string
	for _, e := range err.(Errors) {
		list = append(list, e.Code)
	}
	return strings.Join(list, " ")
}
