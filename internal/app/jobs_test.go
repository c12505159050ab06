package app

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/access/account/sms"
	"lianxin/internal/db"
	"lianxin/internal/job"
	"lianxin/internal/journal"
	"lianxin/packs"
)

// working is a store with its stages, on a clock that the test moves, and what
// was logged.
type working struct {
	*bureau
	now   time.Time
	log   *bytes.Buffer
	store *storeFlags
	s     *session
}

func openWorking(t *testing.T, gateway account.Gateway) *working {
	t.Helper()
	w := &working{now: time.Date(2025, 7, 7, 1, 0, 0, 0, time.UTC), log: &bytes.Buffer{}}
	w.store = &storeFlags{DB: filepath.Join(t.TempDir(), "lianxin.db")}
	w.s = &session{Streams: Streams{Out: io.Discard, Err: io.Discard}, packs: packs.FS, clock: func() time.Time { return w.now }}
	o, err := w.store.openStore(w.s, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.close)
	if w.bureau, err = o.bureau(w.s, gateway, slog.New(slog.NewTextHandler(w.log, nil))); err != nil {
		t.Fatal(err)
	}
	return w
}

// drain does what is due.
func (w *working) drain(t *testing.T) int {
	t.Helper()
	done, err := w.worker.Drain(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return done
}

const openTasks = `-- across counties
	SELECT kind || ' ' || key FROM task WHERE ended IS NULL ORDER BY kind, key`

// waiting lists the tasks that are open.
func (w *working) waiting(t *testing.T) (list []string) {
	t.Helper()
	err := w.db.Read(t.Context(), func(q db.Query) (err error) {
		list, err = db.Many(t.Context(), q, func(row db.Row) (kind string, err error) { return kind, row.Scan(&kind) }, openTasks)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestACodeThatDidNotLeaveIsSentByTheWorker(t *testing.T) {
	t.Parallel()
	var bodies []string
	status := http.StatusBadGateway
	platform := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		bodies = append(bodies, string(body))
		w.WriteHeader(status)
	}))
	defer platform.Close()
	sends, err := sms.New(sms.Config{URL: platform.URL, Token: "between-us"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	w := openWorking(t, sends)
	phone := access.NewPrivate(access.Phone, "13800138000")
	if err := w.accounts.RequestCode(t.Context(), w.desk.Now(), []account.Person{{County: "320613", ID: "01a"}}, phone); err == nil {
		t.Fatal("the platform breaks, and nobody says so")
	}
	w.drain(t) // it is not due yet
	w.now = w.now.Add(20 * time.Second)
	w.drain(t)
	status = http.StatusOK
	w.now = w.now.Add(time.Minute)
	w.drain(t)
	list, err := w.accounts.Messages(t.Context(), 0)
	if err != nil || len(list) != 1 || list[0].State != account.MessageSent || list[0].Tries != 3 || len(bodies) != 3 || bodies[0] != bodies[2] {
		t.Errorf("after %d tries the messages are %+v (%v)", len(bodies), list, err)
	}
	code := regexp.MustCompile(`\d{6}，`).FindString(bodies[0])
	if code == "" || !strings.Contains(w.log.String(), "sms_silent") || strings.Contains(w.log.String(), strings.TrimSuffix(code, "，")) || strings.Contains(w.log.String(), "13800138000") {
		t.Errorf("the code is %q; the log says %s", code, w.log)
	}
}

func TestAChoreIsPutDownOnceAndComesAgain(t *testing.T) {
	t.Parallel()
	w := openWorking(t, nil)
	for range 2 { // two programs on one store
		if err := w.worker.Schedule(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	first := w.waiting(t)
	kinds := map[string]bool{}
	for _, chore := range first {
		kind, _, _ := strings.Cut(chore, " ")
		if kinds[kind] {
			t.Errorf("%s is put down twice: %q", kind, first)
		}
		kinds[kind] = true
	}
	if !kinds["chore.sweep"] || !kinds["chore.recertify"] {
		t.Fatalf("waiting: %q", first)
	}
	if w.drain(t) == 0 || w.drain(t) != 0 {
		t.Error("the chores are not done, or without end")
	}
	next := w.waiting(t)
	for i := range next {
		if len(next) != len(first) || next[i] <= first[i] {
			t.Errorf("after %q waits %q", first, next)
		}
	}
	w.now = w.now.Add(48 * time.Hour)
	w.drain(t)
	if later := w.waiting(t); len(later) != len(first) || later[0] <= next[0] {
		t.Errorf("two days later waits %q", later)
	}
}

func TestRotatedKeysReachEveryStageThatSeals(t *testing.T) {
	t.Parallel()
	w := openWorking(t, nil)
	if _, err := w.journal.Do(t.Context(), systemHeader("320613", "test"), func(*journal.Write) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if err := (&keysRotateCommand{storeFlags: *w.store}).planReseal(t.Context(), w.s, "all"); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{sealTask, resealTask, payResealTask} {
		if !slices.ContainsFunc(w.waiting(t), func(task string) bool { return strings.HasPrefix(task, kind+" ") }) {
			t.Errorf("%s is not put down: %q", kind, w.waiting(t))
		}
	}
	w.drain(t)
	if left := w.waiting(t); len(left) != 0 {
		t.Errorf("left: %q", left)
	}
}

func TestResealingGoesOnBehindTheLastOne(t *testing.T) {
	t.Parallel()
	w := openWorking(t, nil)
	var asked []string
	broken := errors.New("broken")
	handle := w.resealing("test.reseal", func(_ context.Context, _ *journal.Write, after string, _ int) (string, error) {
		asked = append(asked, after)
		return map[string]string{"": "b", "b": "d", "x": "y"}[after], map[string]error{"y": broken}[after]
	})
	if err := handle(t.Context(), job.Task{County: "320613", Body: `{}`}); err != nil || !slices.Equal(asked, []string{"", "b", "d"}) {
		t.Errorf("asked behind %q: %v", asked, err)
	}
	if err := handle(t.Context(), job.Task{County: "320613", Body: `{"after":"x"}`}); !errors.Is(err, broken) {
		t.Errorf("a broken step ends with %v", err)
	}
}
