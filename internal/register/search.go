package register

import (
	"context"
	"strconv"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
)

// Page asks for a part of a list: how many, and where to go on.
type Page struct {
	Size  int    // 1 to 100; zero: 20
	After string // Next of the page before; empty: from the beginning
}

// Limits of a page of a search.
const (
	pageUsual = 20
	pageMax   = 100
)

// FoundPersons is a page of persons. Next is empty when there are no more.
type FoundPersons struct {
	Persons []*Person
	Next    string
}

// Search finds persons by what somebody typed, see [Ask], among those whom the
// viewer's divisions are responsible for today: the closest matches first, then
// by division. Everybody who is shown is written down as looked at, with masked
// number; a merged record is shown as the one it was merged into.
func (r *Register) Search(ctx context.Context, viewer access.Viewer, text string, page Page) (FoundPersons, error) {
	question, err := Ask(text)
	if err != nil {
		return FoundPersons{}, err
	}
	s, err := r.search(ctx, viewer, question, page, PersonKind, readPerson)
	if err != nil {
		return FoundPersons{}, err
	}
	found := FoundPersons{Next: s.next}
	subjects := make([]subject, len(s.found))
	for i, h := range s.found {
		p, _ := h.value.(*Person)
		if err := r.unseal(p, IDNumberField); err != nil {
			return FoundPersons{}, err
		}
		found.Persons = append(found.Persons, p)
		subjects[i] = subject{PersonKind, p.Ref, p.Division}
	}
	show := Show{Fields: []string{"name", "sex", "birth_date", IDNumberField, "address", "division"}}
	return found, r.write(ctx, viewer, show, subjects...)
}

// SearchOrganisations finds organisations by name, pinyin initials or address
// among those of the viewer's divisions.
func (r *Register) SearchOrganisations(ctx context.Context, viewer access.Viewer, text string, page Page) (list []*Organisation, next string, err error) {
	question, err := askUnit(text)
	if err != nil {
		return nil, "", err
	}
	s, err := r.search(ctx, viewer, question, page, OrganisationKind, readOrganisation)
	if err != nil {
		return nil, "", err
	}
	for _, h := range s.found {
		o, _ := h.value.(*Organisation)
		list = append(list, o)
		if err := r.readExtra(OrganisationKind, o.Ref, &o.More); err != nil {
			return nil, "", err
		}
	}
	return list, s.next, nil
}

// SearchFacilities finds facilities as [Register.SearchOrganisations] does.
func (r *Register) SearchFacilities(ctx context.Context, viewer access.Viewer, text string, page Page) (list []*Facility, next string, err error) {
	question, err := askUnit(text)
	if err != nil {
		return nil, "", err
	}
	s, err := r.search(ctx, viewer, question, page, FacilityKind, readFacility)
	if err != nil {
		return nil, "", err
	}
	for _, h := range s.found {
		f, _ := h.value.(*Facility)
		list = append(list, f)
		if err := r.readExtra(FacilityKind, f.Ref, &f.More); err != nil {
			return nil, "", err
		}
	}
	return list, s.next, nil
}

// askUnit is [Ask] for what has no identity number and no telephone to be found by.
func askUnit(text string) (Question, error) {
	question, err := Ask(text)
	if err == nil && len(question.Steps) == 0 {
		err = civil.Refuse("search_unclear", "看不出要查什么：请输入名称、至少两个拼音首字母，或带路名的地址。")
	}
	return question, err
}

// search finds one page.
func (r *Register) search(ctx context.Context, viewer access.Viewer, question Question, page Page, kind string, read readHit) (*search, error) {
	if err := viewer.Check(); err != nil {
		return nil, err
	}
	s := &search{r: r, kind: kind, read: read, scope: viewer.Scope(), question: question, size: page.Size, shown: map[Ref]bool{}}
	if s.size == 0 {
		s.size = pageUsual
	}
	if s.size < 1 || s.size > pageMax {
		return nil, civil.Refuse("page_size", "每页应为1到%d条。", pageMax)
	}
	var err error
	if s.from, err = parsePosition(page.After); err != nil {
		return nil, err
	}
	return s, r.db.Read(ctx, func(q db.Query) error { return s.run(ctx, q) })
}

// position is where a page begins: the step of the question, and behind which
// line of the table of terms.
type position struct {
	step     int
	county   string
	division string
	id       string
}

func (p position) String() string {
	return strings.Join([]string{strconv.Itoa(p.step), p.county, p.division, p.id}, ".")
}

// parsePosition reads what String wrote. It goes through the hands of a
// browser, so that anything else is refused.
func parsePosition(text string) (position, error) {
	if text == "" {
		return position{}, nil
	}
	parts := strings.Split(text, ".")
	if len(parts) == 4 && len(parts[0]) == 1 && digits(parts[0]) && len(parts[1]) == 6 && digits(parts[1]) &&
		len(parts[2]) == 12 && digits(parts[2]) && len(parts[3]) == db.IDLength && len(text) == len(parts[0])+6+12+db.IDLength+3 {
		return position{int(parts[0][0] - '0'), parts[1], parts[2], parts[3]}, nil
	}
	return position{}, civil.Refuse("page_after", "翻页位置无效，请重新查找。")
}

// search is one page being found.
type search struct {
	r        *Register
	kind     string
	read     readHit
	scope    access.Scope
	question Question
	size     int
	from     position
	last     position // of the line that was looked at last
	found    []*hit
	shown    map[Ref]bool
	next     string
}

const (
	selectPlaces = `-- across counties
		SELECT county, division FROM search_place WHERE subject = $1 ORDER BY county, division`
	selectCounties = `-- across counties
		SELECT county FROM chain ORDER BY county`
	countTerm = `SELECT count(1) FROM (SELECT a.id FROM search_term a
		WHERE a.county = $1 AND a.subject = $2 AND a.kind = $3 AND a.term = $4 LIMIT $5) t`
	byTerm = `SELECT a.division, a.id FROM search_term a
		WHERE a.county = $1 AND a.subject = $2 AND a.kind = $3 AND a.term = $4
		AND (a.division, a.id) > ($5, $6) AND a.division <= $7 ORDER BY a.division, a.id LIMIT $8`
	byTwoTerms = `SELECT a.division, a.id FROM search_term a
		WHERE a.county = $1 AND a.subject = $2 AND a.kind = $3 AND a.term = $4
		AND (a.division, a.id) > ($5, $6) AND a.division <= $7
		AND EXISTS (SELECT 1 FROM search_term b WHERE b.county = a.county AND b.subject = a.subject AND b.kind = a.kind
			AND b.term = $9 AND b.division = a.division AND b.id = a.id)
		ORDER BY a.division, a.id LIMIT $8`
	byThreeTerms = `SELECT a.division, a.id FROM search_term a
		WHERE a.county = $1 AND a.subject = $2 AND a.kind = $3 AND a.term = $4
		AND (a.division, a.id) > ($5, $6) AND a.division <= $7
		AND EXISTS (SELECT 1 FROM search_term b WHERE b.county = a.county AND b.subject = a.subject AND b.kind = a.kind
			AND b.term = $9 AND b.division = a.division AND b.id = a.id)
		AND EXISTS (SELECT 1 FROM search_term c WHERE c.county = a.county AND c.subject = a.subject AND c.kind = a.kind
			AND c.term = $10 AND c.division = a.division AND c.id = a.id)
		ORDER BY a.division, a.id LIMIT $8`
	selectByNumber = `-- across counties
		SELECT v.county, v.id FROM person v WHERE v.id_index = $1`
	selectByPhone = `-- across counties
		SELECT v.county, v.id FROM person v WHERE v.phone_index = $1`
)

// run finds the page.
func (s *search) run(ctx context.Context, q db.Query) error {
	switch {
	case s.question.ID != "":
		return s.byIndex(ctx, q, access.IDNumber, s.question.ID, selectByNumber)
	case s.question.Phone != "":
		return s.byIndex(ctx, q, access.Phone, s.question.Phone, selectByPhone)
	}
	steps := s.question.Steps
	if s.question.Tail != "" {
		tails, err := s.r.entries(access.IDNumber, s.question.Tail, true)
		if err != nil {
			return err
		}
		for _, tail := range tails {
			steps = append(steps, Step{Kind: TermTail, Terms: []string{tail}, text: s.question.Tail})
		}
	}
	places, err := db.Many(ctx, q, scanPlace, selectPlaces, s.kind)
	if err != nil {
		return err
	}
	counties := placesWithin(places, s.scope)
	for at := s.from.step; at < len(steps); at++ {
		if steps[at].fallback && at > s.from.step && (len(s.found) > 0 || s.from != position{}) {
			break
		}
		for _, county := range counties {
			if at == s.from.step && county < s.from.county {
				continue
			}
			if done, err := s.inCounty(ctx, q, steps, at, county); err != nil || done {
				return err
			}
		}
	}
	return nil
}
