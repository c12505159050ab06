package adapter_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/verify"
	"lianxin/internal/verify/adapter"
	"lianxin/internal/verify/simulator"
)

const number = "11010519491231002X"

func question() verify.Question {
	return verify.Question{Key: "k1", Number: "HD-1", Department: "police", Business: "dibao", People: []verify.Subject{
		{N: 1, Name: "人甲", Number: access.NewPrivate(access.IDNumber, number), Letter: "S1", Classes: []string{"vehicle", "pension"}},
	}}
}

func world() *simulator.World {
	w := simulator.NewWorld()
	w.Put(simulator.Known{IDNumber: number, Class: "vehicle", Record: simulator.Record{"plate": "苏F12345", "state": "正常"},
		Corrected: &simulator.Record{"plate": "苏F12345", "state": "转出"}})
	return w
}

// served is an adapter to departments of a manner.
func served(t *testing.T, manner simulator.Manner, slow time.Duration, token string) *adapter.HTTP {
	t.Helper()
	server := httptest.NewServer(simulator.New(world(), manner, slow))
	t.Cleanup(server.Close)
	return &adapter.HTTP{Address: server.URL, Token: token, Timeout: 2 * time.Second}
}

func TestAQuestionIsAnsweredOverTheNet(t *testing.T) {
	t.Parallel()
	h := served(t, simulator.Manner{Token: "secret"}, 0, "secret")
	answer, err := h.Ask(t.Context(), question())
	if err != nil || len(answer.Replies) != 2 || answer.Replies[0].Records[0]["plate"] != "苏F12345" || len(answer.Replies[1].Records) != 0 {
		t.Fatalf("%+v, %v", answer, err)
	}
	q := question()
	q.Recheck, q.Key = true, "k2"
	if answer, err = h.Ask(t.Context(), q); err != nil || answer.Replies[0].Records[0]["state"] != "转出" {
		t.Errorf("asked to look again: %+v, %v", answer, err)
	}
}

func TestAQuestionSentTwiceIsAnsweredTheSame(t *testing.T) {
	t.Parallel()
	h := served(t, simulator.Manner{Seed: 7, Lie: 1000, Twice: 500}, 0, "")
	first, err := h.Ask(t.Context(), question())
	if err != nil {
		t.Fatal(err)
	}
	q := question()
	q.Recheck = true // the key decides, not what else is asked
	second, err := h.Ask(t.Context(), q)
	if err != nil || len(first.Replies) != len(second.Replies) {
		t.Errorf("%d and %d replies, %v", len(first.Replies), len(second.Replies), err)
	}
}

func TestADepartmentThatDoesNotAnswerIsAFailureWithACode(t *testing.T) {
	t.Parallel()
	broken := func(status int, body string) *adapter.HTTP {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}))
		t.Cleanup(server.Close)
		return &adapter.HTTP{Address: server.URL, Timeout: time.Second}
	}
	slow := served(t, simulator.Manner{}, time.Minute, "")
	slow.Timeout = 20 * time.Millisecond
	for name, c := range map[string]struct {
		h    *adapter.HTTP
		want string
	}{
		"a wrong token":  {served(t, simulator.Manner{Token: "secret"}, 0, "other"), "department_status_401"},
		"it fails first": {served(t, simulator.Manner{Fail: 1000}, 0, ""), "department_status_503"},
		"too slow":       {slow, "department_unreachable"},
		"no JSON":        {broken(200, "<html>"), "department_form"},
		"another form":   {broken(200, `{"answers": 3}`), "department_form"},
		"too long":       {broken(200, strings.Repeat(" ", 9<<20)), "department_long"},
		"moved":          {broken(500, "{}"), "department_status_500"},
	} {
		if _, err := c.h.Ask(t.Context(), question()); err == nil || verify.FailureCode(err) != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

func TestADepartmentThatFailedAnswersTheSecondTime(t *testing.T) {
	t.Parallel()
	h := served(t, simulator.Manner{Fail: 1000}, 0, "")
	if _, err := h.Ask(t.Context(), question()); err == nil {
		t.Fatal("it did not fail")
	}
	if _, err := h.Ask(t.Context(), question()); err != nil {
		t.Error(err)
	}
}

// FuzzRead reads answers of any content.
func FuzzRead(f *testing.F) {
	f.Add(`{"answers":[{"n":1,"class":"vehicle","records":[{"plate":"a","value":1.5,"x":null,"y":[1]}]}]}`)
	f.Add(`{"answers":null}`)
	f.Add(`[]`)
	f.Fuzz(func(t *testing.T, body string) {
		answer, err := adapter.Read(strings.NewReader(body))
		if err != nil && len(answer.Replies) > 0 {
			t.Error("an answer that was refused says something")
		}
	})
}
