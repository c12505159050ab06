package casework

import (
	"context"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/register"
)

// Prospect is what a programme would say of a family that has asked for nothing,
// in words. It is no verdict: nobody has looked, and much is not known before
// somebody asks and lets departments be asked.
type Prospect struct {
	Programme string
	Title     string
	Person    register.Ref // whose, where it is a person's; zero: the family's
	Name      string
	Outcome   string   // grant, refuse, cannot_decide
	Reasons   []string // of a refusal, sentences
	Missing   []string // what is not known, in words
	Matter    string   // by which it can be asked for; empty: by none yet
}

// Prospects judges a registered family of the visitor as it is known today.
func (d *Desk) Prospects(ctx context.Context, who Who, home register.Home) ([]Prospect, error) {
	list, _, err := d.Outlook(ctx, who, home)
	return list, err
}

// Outlook is the same with the facts it rests on, by “household:NAME” or “PERSON:NAME”;
// facts that are not known are absent.
func (d *Desk) Outlook(ctx context.Context, who Who, home register.Home) ([]Prospect, map[string]string, error) {
	county, err := civil.ParseArea(home.Ref.County)
	if err != nil {
		return nil, nil, err
	}
	judged, err := d.judge.Judge(ctx, county, home.Ref.ID, d.Today(), who.Actor)
	if err != nil {
		return nil, nil, err
	}
	names := &File{} // of the people, for words
	refs := map[string]register.Ref{}
	for _, p := range home.People {
		names.Parties = append(names.Parties, Party{Person: p.Person, Name: p.Name, Role: memberRole})
		refs[p.Person.ID] = p.Person
	}
	var list []Prospect
	for _, one := range judged.Determinations {
		p := Prospect{Programme: one.Programme, Title: one.Programme, Outcome: outcomeName(one.Outcome), Matter: d.matterFor(one.Programme)}
		if programme := d.catalogue().Programme(one.Programme); programme != nil {
			p.Title = programme.Title
		}
		if id := judged.Person(one.Member); id != "" {
			p.Person, p.Name = refs[id], names.partyName(id)
		}
		j := &Judgement{Programme: one.Programme, Result: Result{Reasons: one.Reasons, Missing: one.Missing}}
		p.Reasons, p.Missing = d.Reasons(names, j), d.knownWords(names, j)
		list = append(list, p)
	}
	return list, judged.Known, nil
}

// knownWords are the words for what is missing of which there are words.
func (d *Desk) knownWords(names *File, j *Judgement) (lines []string) {
	for _, name := range j.Result.Missing {
		if strings.Contains(name, ":") {
			lines = append(lines, d.missing(names, name))
		}
	}
	return lines
}

// matterFor is the matter by which a programme is asked for on a phone.
func (d *Desk) matterFor(programme string) string {
	for _, m := range d.Applications() {
		if m.Programme == programme {
			return m.Name
		}
	}
	return ""
}
