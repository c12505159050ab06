package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"lianxin/internal/app"
)

// TestMain lets scripts call this very program by its name.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"lianxin": func() { os.Exit(app.Run(os.Args[1:], app.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr})) },
	})
}

// TestJourneysThroughTheProgram runs every script of testdata/script. Each is
// what somebody types, and what must come out, to the byte.
func TestJourneysThroughTheProgram(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": status,
			"marked": marked,
			"truth":  truth,
			"rows":   rows,
		},
	})
}

// status runs a program and demands one exit status: status 2 lianxin assess.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N PROGRAM ARGUMENT…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	got := 0
	switch {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("the status is %d, want %d", got, want)
	}
}

// marked puts a byte order mark in front of a file, as spreadsheets do.
func marked(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: marked FILE")
	}
	text := ts.ReadFile(args[0])
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte("\uFEFF"+text), 0o600))
}

// rows demands how many lines of results a programme has with an outcome, or
// any: rows results.csv dibao cannot_decide 3.
func rows(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: rows FILE PROGRAMME OUTCOME|any N")
	}
	n := 0
	for _, row := range records(ts, args[0]) {
		if row[2] == args[1] && (args[2] == "any" || row[3] == args[2]) {
			n++
		}
	}
	if fmt.Sprint(n) != args[3] {
		ts.Fatalf("%s has %d rows of %s %s, want %s", args[0], n, args[1], args[2], args[3])
	}
}

// records reads a file of results or of truth without its header.
func records(ts *testscript.TestScript, name string) [][]string {
	all, err := csv.NewReader(bytes.NewReader([]byte(ts.ReadFile(name)))).ReadAll()
	ts.Check(err)
	if len(all) == 0 {
		ts.Fatalf("%s has no header", name)
	}
	return all[1:]
}

// truth holds results against what is known of the planted families: truth
// truth.csv results.csv. Where the truth says none there must be no row. It
// demands that every outcome was compared at least once.
func truth(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: truth TRUTH RESULTS")
	}
	found := map[string]string{}
	for _, row := range records(ts, args[1]) {
		found[strings.Join(row[:3], " ")] = strings.Join(row[3:8], ",")
	}
	seen := map[string]int{}
	wrong := 0
	for _, row := range records(ts, args[0]) {
		key, want := strings.Join(row[:3], " "), strings.Join(row[3:8], ",")
		seen[row[3]]++
		if row[3] == "none" {
			want = ""
		}
		if found[key] != want {
			wrong++
			ts.Logf("%s (%s): got %q, want %q", key, row[8], found[key], want)
		}
	}
	for _, outcome := range []string{"grant", "refuse", "cannot_decide", "none"} {
		if seen[outcome] == 0 {
			ts.Fatalf("%s plants nothing with the outcome %s", args[0], outcome)
		}
	}
	if wrong > 0 {
		ts.Fatalf("%d planted rows came out otherwise", wrong)
	}
}
