package verify

import (
	"context"

	"lianxin/internal/access"
	"lianxin/internal/civil"
)

// Question is what one department is asked at once. It has what the department
// needs to find the people, and nothing else of them.
type Question struct {
	Key        string // the same for every time this is sent
	Number     string // of the inquiry
	Department string
	Business   string
	Reference  civil.Date
	Recheck    bool   // it was answered before, and the family objects
	Note       string // what an officer asks the department to look at; nothing the family said
	People     []Subject
}

// Subject is somebody a department is asked about.
type Subject struct {
	N       int // his place in the question, by which the answer names him
	Name    string
	Number  access.Private
	Letter  string // number of the authorisation
	Classes []string
	item    map[string]*Item // by class
}

// Answer is what a department says, as it says it: nothing of it is believed yet.
type Answer struct {
	Replies []Reply
	Paper   string // number of the letter it came by; empty when it came over a line
}

// Reply is what a department says of one person in one data class.
type Reply struct {
	N       int
	Class   string
	Records []Raw
	Held    bool // it was read from the registers, where it stands already
}

// Raw is one record by whatever names and in whatever forms the department has.
type Raw map[string]string

// Asker asks one department. It may be called again with the same question, and
// must then not ask for something else to be done.
type Asker interface {
	Ask(ctx context.Context, q Question) (Answer, error)
}

// Order is an inquiry somebody wants.
type Order struct {
	County    string
	Business  string
	Classes   []string // none: all that departments are asked for
	Members   []Person
	Household string
	Division  civil.Area
	Reference civil.Date // 0: today
	Cause     Cause
	Origin    string // the case, the feed, the paper of who ordered
	Orderer   string // the department that ordered
	Actor     string
	Asker     string // name of the actor
	Note      string // to the departments, of a recheck
	Once      string // key of the form that was sent
	previous  string
}
