package casework

import (
	"context"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/verify"
)

// answer is what a member's or the family's form says of a thing, wherever the
// matter asks for it: by the place the registers would answer it from
// (“person.name”), or by the name of a field.
func answer(m *pack.Matter, values map[string]string, what string) string {
	for i := range m.Sections {
		s := &m.Sections[i]
		for k := range s.Fields {
			f := &s.Fields[k]
			if f.Prefill != what && f.Name != what {
				continue
			}
			if text := values[s.Name+"."+f.Name]; text != "" {
				return text
			}
		}
	}
	return ""
}

// declare registers the family as it is declared: its members, and what they say
// of themselves. Members that were there before stay, those no longer named leave.
func declare(ctx context.Context, do *doing, w *journal.Write) error {
	f := do.file
	if err := do.identify(ctx, w); err != nil {
		return err
	}
	if err := do.household(ctx, w); err != nil {
		return err
	}
	if err := do.notTwice(ctx, w); err != nil {
		return err
	}
	if err := do.members(ctx, w); err != nil {
		return err
	}
	if err := do.parties(ctx, w); err != nil {
		return err
	}
	for i := range f.Form.Members {
		if err := do.declaration(ctx, w, &f.Form.Members[i]); err != nil {
			return err
		}
	}
	if err := do.papers(ctx, w); err != nil {
		return err
	}
	return do.desk.writeForm(ctx, w, f.Case.Ref, &f.Form)
}

// identify finds every member in the register, or opens a record for who is in none.
func (do *doing) identify(ctx context.Context, w *journal.Write) error {
	f, d := do.file, do.desk
	for i := range f.Form.Members {
		m := &f.Form.Members[i]
		if !m.Person.Zero() {
			continue
		}
		number := access.NewPrivate(access.IDNumber, answer(f.Matter, m.Values, "person.id_number"))
		name := civil.NormalName(answer(f.Matter, m.Values, "person.name"))
		found, err := d.register.ByNumber(ctx, w, number)
		if err != nil {
			return err
		}
		for _, p := range found {
			if civil.NormalName(p.Name) != name {
				return Faults{{"", i, name + "的姓名与身份证号在登记里对不上：请对照证件再填；确实改过姓名的，请到窗口办理。"}}
			}
			m.Person = p.Ref
		}
		if m.Person.Zero() {
			if m.Person, err = d.register.PutPerson(ctx, w, register.Person{
				Name: name, IDType: "resident", IDNumber: number, Division: f.Case.Division,
			}); err != nil {
				return err
			}
		}
		if i == 0 {
			f.Case.Applicant = m.Person
		}
	}
	return nil
}

// household finds the family declared before, or declares it.
func (do *doing) household(ctx context.Context, w *journal.Write) error {
	f, d := do.file, do.desk
	if f.Case.Household != "" {
		return nil
	}
	held, err := d.register.MembershipsOf(ctx, f.Case.Applicant, register.On(day(w)))
	if err != nil {
		return err
	}
	kinds := []register.Relation{register.Declared}
	if f.Matter.Alone() {
		kinds = append(kinds, register.Registered) // one person's benefit declares no new family
	}
	for _, kind := range kinds {
		for _, m := range held {
			if m.Kind == kind && m.County == w.County() {
				f.Case.Household = m.Household
				return nil
			}
		}
	}
	ref, err := d.register.PutHousehold(ctx, w, register.Household{
		Kind: register.Declared, Number: f.Case.Number, Division: f.Case.Division,
		Address: answer(f.Matter, f.Form.Members[0].Values, "person.address"),
		Version: register.Version{Valid: register.Since(day(w))},
	})
	f.Case.Household = ref.ID
	return err
}

// members makes the register's members those of the form. Where somebody asks for
// himself alone, the family he lives in stays as it is.
func (do *doing) members(ctx context.Context, w *journal.Write) error {
	f, d := do.file, do.desk
	today := day(w)
	held, err := d.register.Members(ctx, register.Ref{County: w.County(), ID: f.Case.Household}, register.On(today))
	if err != nil {
		return err
	}
	if f.Matter.Alone() && len(held) > 0 {
		return nil
	}
	for _, m := range held {
		if slices.ContainsFunc(f.Form.Members, func(a MemberAnswers) bool { return a.Person == m.Person }) {
			continue
		}
		m.Valid.To = today.AddDays(-1)
		if m.Valid.From > m.Valid.To {
			err = d.register.StrikeMember(ctx, w, m.Version)
		} else {
			err = d.register.ChangeMember(ctx, w, *m)
		}
		if err != nil {
			return err
		}
	}
	for i := range f.Form.Members {
		a := &f.Form.Members[i]
		if slices.ContainsFunc(held, func(m *register.Member) bool { return m.Person == a.Person }) {
			continue
		}
		_, err := d.register.PutMember(ctx, w, register.Member{
			Household: f.Case.Household, Kind: register.Declared, Person: a.Person,
			Relation: answer(f.Matter, a.Values, "relation"), Head: i == 0,
			Version: register.Version{Valid: register.Since(today)},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// parties makes the case's parties those of the form. Who has signed stays signed.
func (do *doing) parties(ctx context.Context, w *journal.Write) error {
	f := do.file
	var adult int64
	signing := f.Matter.Authorise != nil && slices.Contains(do.action.Does, "authorise")
	if signing {
		var err error
		if adult, err = do.desk.number(f.Case.Division.County(), f.Matter.Authorise.From, day(w)); err != nil {
			return err
		}
	}
	var kept []Party
	for _, p := range f.Parties {
		still := p.Role == proxyRole || slices.ContainsFunc(f.Form.Members, func(a MemberAnswers) bool { return a.Person == p.Person })
		if still {
			kept = append(kept, p)
			continue
		}
		if err := w.Close(ctx, partyTable, p.ID, p.Opened); err != nil {
			return err
		}
	}
	for i := range f.Form.Members {
		a := &f.Form.Members[i]
		if slices.ContainsFunc(kept, func(p Party) bool { return p.Person == a.Person && p.Role != proxyRole }) {
			continue
		}
		p := Party{ID: db.NewID(), Opened: w.Seq(), Person: a.Person, Role: memberRole, Name: answer(f.Matter, a.Values, "person.name")}
		if i == 0 {
			p.Role = applicantRole
		}
		if signing && do.signsFor(&p, adult, day(w)) {
			p.Signed = day(w)
		}
		kept = append(kept, p)
		if err := w.Open(ctx, partyTable, p.ID, journal.Always, p.row(f.Case.ID)...); err != nil {
			return err
		}
	}
	f.Parties = kept
	f.Case.Name = answer(f.Matter, f.Form.Members[0].Values, "person.name")
	return nil
}

// declaration keeps what a member says of himself in the registers the matter names.
func (do *doing) declaration(ctx context.Context, w *journal.Write, a *MemberAnswers) error {
	f := do.file
	kept := keeping{desk: do.desk, person: a.Person, division: f.Case.Division, since: day(w)}
	for i := range f.Matter.Sections {
		s := &f.Matter.Sections[i]
		if s.Of != "member" {
			continue
		}
		for k := range s.Fields {
			field := &s.Fields[k]
			text := a.Values[s.Name+"."+field.Name]
			if !Asked(s, field, a.Values) {
				text = field.Otherwise
			}
			if err := kept.add(field, text); err != nil {
				return err
			}
		}
	}
	// Who asks for himself alone is not asked about everything: the rest of what he
	// once declared stays.
	return kept.save(ctx, w, f.Matter.Alone())
}

// authorise registers that somebody lets departments be asked: the one the
// action names, or else the applicant and the children he signs for.
func authorise(ctx context.Context, do *doing, w *journal.Write) error {
	f, d := do.file, do.desk
	rule := f.Matter.Authorise
	if rule == nil {
		return nil
	}
	adult, err := d.number(f.Case.Division.County(), rule.From, day(w))
	if err != nil {
		return err
	}
	if err := do.signer(); err != nil {
		return err
	}
	if err := do.numbered(ctx, w); err != nil { // the letters of authorisation name it
		return err
	}
	for i := range f.Parties {
		p := &f.Parties[i]
		switch {
		case p.Opened == w.Seq() && p.Signed == 0, p.Opened != w.Seq() && p.Signed != 0, p.Role == proxyRole:
			continue
		case p.Opened == w.Seq(): // this very act has taken him in, signed
		case !do.signsFor(p, adult, day(w)):
			continue
		default:
			if err := w.Close(ctx, partyTable, p.ID, p.Opened); err != nil {
				return err
			}
			p.Signed, p.Opened = day(w), w.Seq()
			if err := w.Open(ctx, partyTable, p.ID, journal.Always, p.row(f.Case.ID)...); err != nil {
				return err
			}
		}
		if err := do.letterOfAuthority(ctx, w, p, adult); err != nil {
			return err
		}
	}
	return nil
}

// signer says whose signature it is. A resident signs for himself, and the
// applicant for the children; nobody signs for another grown member but an office
// that has his signature on paper.
func (do *doing) signer() error {
	who := do.who
	if who.Staff != "" || do.in.Person.Zero() && (who.speaksFor(do.file.Case, do.file.Parties, applicantRole) || do.file.Guards(who)) {
		return nil
	}
	if do.in.Person.Zero() && len(who.Persons) > 0 {
		do.in.Person = who.Persons[0]
	}
	if slices.Contains(who.Persons, do.in.Person) {
		return nil
	}
	return &civil.Error{Kind: civil.Denied, Code: "sign_other", Message: "授权要由本人签署：请把签署的邀请发给他本人，或带着他签好的授权书到窗口。"}
}

// signsFor says whether the signature of this action holds for a party.
func (do *doing) signsFor(p *Party, adult int64, today civil.Date) bool {
	if !do.in.Person.Zero() {
		return do.in.Person == p.Person
	}
	if p.Role == applicantRole {
		return true
	}
	birth, known := do.birth(p)
	return known && int64(civil.Age(birth, today)) < adult
}

// birth is the day of birth in the number of a party.
func (do *doing) birth(p *Party) (civil.Date, bool) {
	for i := range do.file.Form.Members {
		a := &do.file.Form.Members[i]
		if a.Person != p.Person {
			continue
		}
		number := answer(do.file.Matter, a.Values, "person.id_number")
		if len(number) != 18 {
			return 0, false
		}
		birth, err := civil.ParseDate(number[6:10] + "-" + number[10:12] + "-" + number[12:14])
		return birth, err == nil
	}
	return 0, false
}

// letterOfAuthority registers a party's letter where the person is at home.
func (do *doing) letterOfAuthority(ctx context.Context, w *journal.Write, p *Party, adult int64) error {
	f, d := do.file, do.desk
	rule := f.Matter.Authorise
	letter := verify.Authorisation{
		Person: p.Person, Number: f.Case.Number + "-" + p.ID[len(p.ID)-6:], Business: rule.Business, Classes: rule.Classes,
		Signed: day(w), Capacity: "self",
	}
	if birth, known := do.birth(p); known && int64(civil.Age(birth, day(w))) < adult {
		letter.Capacity, letter.Signer = "guardian", f.Case.Name
	}
	if rule.Months != "" {
		months, err := d.number(f.Case.Division.County(), rule.Months, day(w))
		if err != nil {
			return err
		}
		if letter.Ends, _, err = d.end("months", day(w), int(months)); err != nil {
			return err
		}
	}
	part, err := w.In(ctx, p.Person.County)
	if err != nil {
		return err
	}
	_, err = verify.Sign(ctx, part, letter)
	return err
}

// papers lists what the case needs: what registers answer is not asked for, what
// came with the form is here.
func (do *doing) papers(ctx context.Context, w *journal.Write) error {
	f := do.file
	for i := range f.Matter.Papers {
		paper := &f.Matter.Papers[i]
		if paper.Of != "member" {
			if err := do.paper(ctx, w, paper, "", f.Form.Family); err != nil {
				return err
			}
			continue
		}
		for k := range f.Form.Members {
			a := &f.Form.Members[k]
			if err := do.paper(ctx, w, paper, a.Person.ID, a.Values); err != nil {
				return err
			}
		}
	}
	return nil
}

// paperKey is where the attachments of a paper stand among the answers.
func paperKey(name string) string { return "paper." + name }

func (do *doing) paper(ctx context.Context, w *journal.Write, paper *pack.Paper, person string, values map[string]string) error {
	f := do.file
	if !wantedBy(f.Matter, paper, values) {
		return nil
	}
	files := strings.Fields(values[paperKey(paper.Name)])
	for i := range f.Papers {
		p := &f.Papers[i]
		if p.Paper != paper.Name || p.Person != person {
			continue
		}
		if len(files) == 0 || p.State == Here {
			return nil
		}
		return do.changePaper(ctx, w, p, Here, files, "")
	}
	covered, err := do.desk.answered(ctx, w, f.Case.County, paper.AnsweredBy)
	if err != nil || covered {
		return err
	}
	p := Paper{ID: db.NewID(), Opened: w.Seq(), Paper: paper.Name, Person: person, State: Wanted, Files: files}
	switch {
	case len(files) > 0:
		p.State = Here
	case seekable(f.Matter, paper):
		p.State = Sought
	case paper.Late:
		p.State = Late
	}
	f.Papers = append(f.Papers, p)
	return w.Open(ctx, paperTable, p.ID, journal.Always, p.row(f.Case.ID)...)
}

// wantedBy says whether a paper is wanted, given the answers.
func wantedBy(m *pack.Matter, paper *pack.Paper, values map[string]string) bool {
	if paper.When == "" {
		return true
	}
	name, want := cut(paper.When)
	return answer(m, values, name) == want
}

// answered says whether some register answers instead of a paper.
func (d *Desk) answered(ctx context.Context, q db.Query, county string, registers []string) (bool, error) {
	if d.covers == nil {
		return false, nil
	}
	for _, name := range registers {
		if covered, err := d.covers(ctx, q, county, name); err != nil || covered {
			return covered, err
		}
	}
	return false, nil
}

func (do *doing) changePaper(ctx context.Context, w *journal.Write, p *Paper, state string, files []string, note string) error {
	if p.Opened == w.Seq() {
		return nil
	}
	if err := w.Close(ctx, paperTable, p.ID, p.Opened); err != nil {
		return err
	}
	p.State, p.Opened = state, w.Seq()
	if len(files) > 0 {
		p.Files = append(p.Files, files...)
	}
	if note != "" {
		p.Note = note
	}
	return w.Open(ctx, paperTable, p.ID, journal.Always, p.row(do.file.Case.ID)...)
}

// listPapers does what a clerk says of each paper: “paper:ID” is wanted, late,
// here or waived, “note:ID” says why. Attachments that came are of “paper”; where
// several papers came at once, “files:ID” has the ids of each, blanks between.
func listPapers(ctx context.Context, do *doing, w *journal.Write) error {
	for i := range do.file.Papers {
		p := &do.file.Papers[i]
		state := do.in.Values["paper:"+p.ID]
		files := strings.Fields(do.in.Values["files:"+p.ID])
		if do.in.Values["paper"] == p.ID {
			files = append(files, do.in.Files...)
		}
		if len(files) > 0 {
			state = Here
		}
		if state == "" || state == p.State && len(files) == 0 {
			continue
		}
		if !slices.Contains([]string{Wanted, Late, Sought, Here, Waived}, state) {
			return civil.Refuse("paper_state", "材料的状态不对，请从列出的选项里选。")
		}
		note := strings.TrimSpace(do.in.Values["note:"+p.ID])
		if state == Waived && note == "" {
			return Faults{{"note:" + p.ID, -1, "请写明" + do.file.paperTitle(p) + "为什么不用交。"}}
		}
		if err := do.changePaper(ctx, w, p, state, files, note); err != nil {
			return err
		}
	}
	return nil
}

// signedBefore is the day on which somebody has signed a letter that still lets
// departments be asked for a matter; 0 when there is none.
func (d *Desk) signedBefore(ctx context.Context, q db.Query, m *pack.Matter, person register.Ref) (civil.Date, error) {
	if m.Authorise == nil {
		return 0, nil
	}
	letters, err := verify.Of(ctx, q, person)
	if err != nil {
		return 0, err
	}
	for _, l := range letters {
		for _, business := range m.Authorise.Business {
			if slices.ContainsFunc(m.Authorise.Classes, func(class string) bool { return l.Live(class, business, d.Today()) }) {
				return l.Signed, nil
			}
		}
	}
	return 0, nil
}
