package site

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/civil"
	"lianxin/internal/screen"
	"lianxin/internal/screen/oversight"
)

// writeRoles writes the list anew, to be read line by line before it is committed.
var writeRoles = flag.Bool("write-roles", false, "write testdata/roles.txt anew")

// rolesFile says, for every page, to whom it is open. Whoever changes a page reads
// its line: one that opens to somebody else shows as a line that changed.
const rolesFile = "testdata/roles.txt"

// doors lets one visitor of every sort in, by the name of his role.
type doors map[string]*screen.Visitor

func (d doors) Resolve(_ context.Context, _ civil.Instant, token string) (*screen.Visitor, error) {
	return d[token], nil
}

func everybody(t *testing.T) (d doors, names []string) {
	t.Helper()
	scope, err := access.NewScope(320613000000)
	if err != nil {
		t.Fatal(err)
	}
	d = doors{"resident": {Side: screen.Resident, Actor: "resident:320613/p1", Name: "李秀英", Persons: []screen.Person{{County: "320613", ID: "p1", Name: "李秀英", Chosen: true}}}}
	names = []string{"nobody", "resident"}
	for _, e := range account.Roles() {
		d[string(e.Role)] = &screen.Visitor{Side: screen.Staff, Actor: "staff:1", Name: "张明", Roles: []access.Role{e.Role}, Scope: scope, Staff: "1"}
		names = append(names, string(e.Role))
	}
	return d, names
}

// reached are all pages of the product, each of which says that it was reached and
// does nothing else.
func reached() []screen.Route {
	list := All(&screen.Stages{}, nil, func(*oversight.Pages) {})
	for i := range list {
		list[i].Serve = func(*screen.Request) (screen.Answer, error) {
			return screen.Answer{}, errReached
		}
	}
	return list
}

// errReached is what every page answers in this test.
var errReached = &civil.Error{Kind: civil.Unavailable, Code: "reached", Message: "到了。"}

func TestEveryPageIsOpenToThoseItIsMeantFor(t *testing.T) {
	t.Parallel()
	people, names := everybody(t)
	routes := reached()
	pages, err := screen.New(screen.Config{Doorman: people, Routes: routes, Now: func() civil.Instant { return 1 }, Log: slog.New(slog.DiscardHandler), SignIn: "/sign-in", OfficeSignIn: "/staff/sign-in"})
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, r := range routes {
		open := []string{}
		for _, name := range names {
			status := ask(pages, &r, name)
			switch {
			case status == http.StatusServiceUnavailable:
				open = append(open, name)
			case name == "nobody" && status == http.StatusSeeOther: // to the sign-in
			case status == http.StatusNotFound:
			default:
				t.Errorf("%s %s for %s: %d", r.Method, r.Pattern, name, status)
			}
		}
		lines = append(lines, fmt.Sprintf("%-4s %s: %s", r.Method, r.Pattern, strings.Join(open, " ")))
	}
	slices.Sort(lines)
	text := strings.Join(lines, "\n") + "\n"
	if *writeRoles {
		if err := os.WriteFile(rolesFile, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(rolesFile)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) == text {
		return
	}
	before := strings.Split(string(want), "\n")
	for _, line := range lines {
		if !slices.Contains(before, line) {
			t.Errorf("not as it was read last: %s\nread it, then: go test ./internal/screen/site -run MeantFor -write-roles", line)
		}
	}
	for _, line := range before {
		if line != "" && !slices.Contains(lines, line) {
			t.Errorf("no longer there: %s", line)
		}
	}
}

// ask asks for a page as somebody does, with a name in the place of every part.
func ask(pages http.Handler, r *screen.Route, name string) int {
	path := r.Pattern
	for strings.Contains(path, "{") {
		begin, end := strings.Index(path, "{"), strings.Index(path, "}")
		path = path[:begin] + "320613" + path[end+1:]
	}
	q := httptest.NewRequest(r.Method, "http://lianxin.test"+path, nil)
	q.Header.Set("Sec-Fetch-Site", "same-origin")
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if name != "nobody" {
		q.AddCookie(&http.Cookie{Name: "lianxin", Value: name})
	}
	w := httptest.NewRecorder()
	pages.ServeHTTP(w, q)
	return w.Code
}
