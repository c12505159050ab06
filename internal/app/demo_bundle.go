package app

import (
	"maps"
	"slices"

	"lianxin/internal/casework"
	"lianxin/internal/pack"
)

// spokenFor lets a parent begin to ask for his child on his phone, and a window begin
// one errand that is several matters.
func (l *demoLife) spokenFor() {
	l.parent()
	l.bundle()
}

// parent begins an allowance for a child. It stays a draft: the parent has to fill in
// the certificate.
func (l *demoLife) parent() {
	m, err := l.b.desk.Matter("disability_care")
	l.must(func() error { return err })
	for _, f := range slices.Backward(l.families) {
		if l.err != nil {
			return
		}
		var wards []casework.Ward
		l.must(func() (err error) {
			wards, err = l.b.desk.Wards(l.ctx, f.people[0].ref, m)
			return err
		})
		at := slices.IndexFunc(wards, func(w casework.Ward) bool { return w.Kind.Name == "parent" })
		if at < 0 {
			continue
		}
		child := slices.IndexFunc(f.people, func(p demoPerson) bool { return p.ref == wards[at].Person })
		if child < 0 {
			continue
		}
		p := f.people[child]
		form := casework.Answers{
			Family:  map[string]string{"applicant.name": p.name, "applicant.id_number": p.number, "applicant.phone": demoPhone(f.people[0].ref)},
			Members: []casework.MemberAnswers{{Person: p.ref, Values: map[string]string{"member.name": p.name, "member.id_number": p.number, "member.relation": "self"}}},
		}
		l.must(func() error {
			_, err := l.b.desk.BeginFor(l.ctx, f.resident(), casework.Begin{
				Matter: m.Name, Channel: "phone", County: p.ref.County, Home: f.division, Intake: f.division, Form: form,
			}, casework.Claim{By: f.people[0].ref, Name: f.people[0].name, Ward: wards[at]})
			return err
		})
		l.resident("替孩子办护理补贴，还没有交", &f)
		return
	}
}

// bundle begins both allowances for one who came to the window without his certificate.
func (l *demoLife) bundle() {
	if l.err != nil {
		return
	}
	f := &l.families[1]
	l.must(func() error {
		whole := f.answers("", l.b.desk.Today())
		_, err := l.b.desk.BeginBundle(l.ctx, l.who("xiangzhen"), casework.BundleBegin{
			Bundle: "disabled", Matters: []string{"disability_living", "disability_care"},
			Begin: casework.Begin{Channel: "window", County: f.household.County, Home: f.division, Intake: l.places.town},
			Fill: func(*pack.Matter) casework.Answers {
				return casework.Answers{Family: maps.Clone(whole.Family), Members: slices.Clone(whole.Members[:1])}
			},
		})
		return err
	})
}
