package api

import (
	"context"

	"lianxin/internal/api/token"
	"lianxin/internal/casework"
)

// WholeCase is a case with everything that was done.
type WholeCase struct {
	Case
	Parties   []Party      `json:"parties"`
	Steps     []Step       `json:"steps" doc:"最早的在前。"`
	Papers    []Paper      `json:"papers"`
	Clocks    []Clock      `json:"clocks"`
	Decisions []Decision   `json:"decisions"`
	Letters   []LetterHead `json:"letters"`
	Actions   []Open       `json:"actions" doc:"这个系统现在可以办的。"`
}

// Party is somebody a case is about.
type Party struct {
	Person *Ref   `json:"person,omitempty"`
	Role   string `json:"role"`
	Name   string `json:"name"`
	Signed string `json:"signed,omitempty" doc:"哪一天签的授权。"`
}

// Step is something that was done.
type Step struct {
	ID     string `json:"id"`
	N      int64  `json:"n"`
	Action string `json:"action"`
	Title  string `json:"title"`
	From   string `json:"from,omitempty"`
	To     string `json:"to,omitempty"`
	By     string `json:"by" doc:"谁办的：staff、resident、client、machine、public。"`
	At     string `json:"at"`
}

// Paper is a paper of a case.
type Paper struct {
	ID     string   `json:"id"`
	Paper  string   `json:"paper" doc:"事项里的哪一件。"`
	Person string   `json:"person,omitempty"`
	State  string   `json:"state"`
	Files  []string `json:"files,omitempty"`
}

// Clock is a time limit.
type Clock struct {
	Clock   string `json:"clock"`
	Title   string `json:"title"`
	Started string `json:"started"`
	Due     string `json:"due"`
	Sure    bool   `json:"sure" doc:"false是跨过了还没有公布放假安排的日子。"`
	Paused  string `json:"paused,omitempty"`
	Stopped string `json:"stopped,omitempty"`
}

// Decision is what was decided.
type Decision struct {
	ID          string `json:"id"`
	Effect      string `json:"effect"`
	Amount      int64  `json:"amount_fen"`
	Covered     int    `json:"covered"`
	From        string `json:"from,omitempty"`
	Until       string `json:"until,omitempty"`
	Words       string `json:"words,omitempty" doc:"理由。"`
	Office      string `json:"office"`
	RemedyUntil string `json:"remedy_until,omitempty" doc:"复议期限。"`
	At          string `json:"at"`
}

// LetterHead is a letter in a list.
type LetterHead struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Number string `json:"number"`
	At     string `json:"at"`
}

// Open is an action that is open to the caller.
type Open struct {
	Name    string     `json:"name"`
	Title   string     `json:"title"`
	Form    []Question `json:"form,omitempty"`
	Lacking []string   `json:"lacking,omitempty" doc:"还缺什么；空着就可以办。"`
}

func headOf(l *casework.Letter) LetterHead {
	return LetterHead{l.ID, l.Title, l.Number, instant(l.At)}
}

func (s *Server) wholeOf(ctx context.Context, c *token.Caller, f *casework.File) WholeCase {
	out := WholeCase{
		Case: s.caseOf(f.Case), Parties: []Party{}, Steps: []Step{}, Papers: []Paper{}, Clocks: []Clock{}, Decisions: []Decision{}, Letters: []LetterHead{}, Actions: []Open{},
	}
	for i := range f.Parties {
		p := &f.Parties[i]
		one := Party{Role: p.Role, Name: p.Name, Signed: dayText(p.Signed)}
		if !p.Person.Zero() {
			one.Person = &Ref{p.Person.County, p.Person.ID}
		}
		out.Parties = append(out.Parties, one)
	}
	for i := range f.Steps {
		t := &f.Steps[i]
		out.Steps = append(out.Steps, Step{t.ID, t.N, t.Action, t.Title, t.From, t.To, sort(t.Actor), instant(t.At)})
	}
	for i := range f.Papers {
		p := &f.Papers[i]
		out.Papers = append(out.Papers, Paper{p.ID, p.Paper, p.Person, p.State, p.Files})
	}
	for i := range f.Clocks {
		k := &f.Clocks[i]
		out.Clocks = append(out.Clocks, Clock{k.Clock, k.Title, dayText(k.Started), dayText(k.Due), k.Sure, dayText(k.Paused), dayText(k.Stopped)})
	}
	for i := range f.Decisions {
		d := &f.Decisions[i]
		out.Decisions = append(out.Decisions, Decision{d.ID, d.Effect, int64(d.Amount), d.Covered, monthText(d.From), monthText(d.Until), d.Words, d.Office, dayText(d.RemedyUntil), instant(d.At)})
	}
	for i := range f.Letters {
		out.Letters = append(out.Letters, headOf(&f.Letters[i]))
	}
	out.Actions = s.openTo(ctx, c, f)
	return out
}

// openTo are the actions a caller may do, with what each still needs.
func (s *Server) openTo(ctx context.Context, c *token.Caller, f *casework.File) []Open {
	list := []Open{}
	for _, a := range s.Desk.Allowed(f, c.Who()) {
		one := Open{Name: a.Name, Title: a.Title}
		for i := range a.Form {
			q := &a.Form[i]
			one.Form = append(one.Form, Question{fieldOf(&q.Field), q.Ask, q.Hint, q.When})
		}
		for _, l := range s.Desk.Lacking(ctx, f, c.Who(), a, nil) {
			one.Lacking = append(one.Lacking, l.Message)
		}
		list = append(list, one)
	}
	return list
}

// sort is what sort of actor did something; who it was is for the pages.
func sort(actor string) string {
	for i := range actor {
		if actor[i] == ':' {
			return actor[:i]
		}
	}
	return actor
}
