package api_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lianxin/internal/access/account"
	"lianxin/internal/access/machine"
	"lianxin/internal/api"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/pack"
)

// filled is an application of a family whose every required question is answered.
func (h *house) filled(matter string, people []person) api.Application {
	h.t.Helper()
	m, err := h.desk.Matter(matter)
	if err != nil {
		h.t.Fatal(err)
	}
	a := api.Application{
		Matter: matter, Intake: town.String(), Applicant: api.ApplicantKey{IDNumber: people[0].number, Name: people[0].name}, Family: map[string]string{}, Agreed: true,
	}
	for i, p := range people {
		values := map[string]string{}
		fill(m, "member", values, p, i)
		a.Members = append(a.Members, api.MemberForm{Values: values})
	}
	for _, of := range []string{"household", "payee"} {
		fill(m, of, a.Family, people[0], 0)
	}
	return a
}

func fill(m *pack.Matter, of string, values map[string]string, p person, place int) {
	for i := range m.Sections {
		s := &m.Sections[i]
		for k := range s.Fields {
			f := &s.Fields[k]
			if key := s.Name + "." + f.Name; s.Of == of && f.Required && casework.Asked(s, f, values) {
				values[key] = sampleAnswer(&f.Field, p, place)
			}
		}
	}
}

func sampleAnswer(f *pack.Field, p person, place int) string {
	switch f.Type {
	case pack.MoneyField:
		return "0"
	case pack.CountField:
		return fmt.Sprint(max(f.Min, 0))
	case pack.DateField:
		return "1961-04-12"
	case pack.MonthField:
		return "2025-06"
	case pack.BoolField:
		return "no"
	case pack.CodeField:
		if f.Name == "relation" && place > 0 {
			return f.Codes[min(1, len(f.Codes)-1)].Name
		}
		return f.Codes[0].Name
	case pack.IDNumberField:
		return p.number
	case pack.PhoneField:
		return "13812345678"
	case pack.AccountField:
		return "6222021234567890123"
	case pack.DivisionField:
		return home.String()
	}
	if f.Name == "name" || f.Name == "holder" {
		return p.name
	}
	return "同上"
}

func TestAnApplicationIsTakenInWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		h := open(t, store)
		people, _ := h.settle("王秀英", "王小明")
		c := h.admit("hall", account.Town, town, "application")
		a := h.filled("dibao", people)

		wrong := h.filled("dibao", people)
		wrong.Members[1].Values = map[string]string{"nothing.at_all": "=cmd|' /C calc'!A0"}
		got := c.post("/applications", wrong, "Idempotency-Key", "first-try-1").want(http.StatusUnprocessableEntity, "form_faults")
		if !strings.Contains(string(got.body), `"member":1`) || strings.Contains(string(got.body), "cmd|") {
			t.Errorf("%s", got.body)
		}
		before := h.acts(county)
		outside := a
		outside.Intake = another.String()
		c.post("/applications", outside, "Idempotency-Key", "second-try").want(http.StatusForbidden, "intake_denied")
		if h.acts(county) != before {
			t.Error("a refused application left something behind")
		}

		var receipt, again api.Receipt
		c.post("/applications", a, "Idempotency-Key", "first-try-1").want(http.StatusCreated, "").into(&receipt)
		if receipt.Stage != "submitted" || !strings.HasPrefix(receipt.Number, "DB-") {
			t.Errorf("%+v", receipt)
		}
		c.post("/applications", a, "Idempotency-Key", "first-try-1").want(http.StatusCreated, "").into(&again)
		if again != receipt {
			t.Errorf("%+v, the first %+v", again, receipt)
		}
		other := a
		other.Family = map[string]string{}
		c.post("/applications", other, "Idempotency-Key", "first-try-1").want(http.StatusUnprocessableEntity, "idempotency_key_reused")
		if got := c.post("/applications", a); got.status != http.StatusUnprocessableEntity || !strings.Contains(string(got.body), "Idempotency-Key") {
			t.Errorf("without a key: %d %s", got.status, got.body)
		}

		var whole api.WholeCase
		path := "/cases/" + receipt.County + "/" + receipt.ID
		c.get(path).want(http.StatusOK, "").into(&whole)
		if whole.Applicant != "王秀英" || len(whole.Parties) != 2 || whole.Steps[len(whole.Steps)-1].By != "client" || whole.Awaits != "town" {
			t.Errorf("%+v", whole)
		}
		for _, a := range whole.Actions {
			if a.Name == "accept" || a.Name == "refuse" {
				t.Errorf("a program may do %s", a.Name)
			}
		}
		var list api.Page[api.Case]
		c.get("/cases?tab=mine").want(http.StatusOK, "").into(&list)
		if len(list.Items) != 1 || list.Items[0].Number != receipt.Number {
			t.Errorf("%+v", list)
		}
		c.get("/cases/numbered/"+receipt.Number).want(http.StatusOK, "").into(&whole)
		stranger := h.admit("elsewhere", account.Town, another, "application")
		stranger.get(path).want(http.StatusNotFound, "not_found")
		stranger.get("/cases/numbered/"+receipt.Number).want(http.StatusNotFound, "not_found")
		stranger.post(path+"/actions/accept", api.Act{Seen: whole.Version}, "Idempotency-Key", "stranger-1").want(http.StatusNotFound, "not_found")
		if stranger.get("/cases").into(&list); len(list.Items) != 0 {
			t.Errorf("%+v", list)
		}
	})
}

func TestAProgramDecidesNothing(t *testing.T) {
	t.Parallel()
	h := fresh(t)
	people, _ := h.settle("王秀英")
	c := h.admit("hall", account.Town, town, "application")
	countyWide := h.admit("bureau", account.County, civil.Area(320613000000), "application")
	var receipt api.Receipt
	c.post("/applications", h.filled("dibao", people), "Idempotency-Key", "first-try-1").want(http.StatusCreated, "").into(&receipt)
	var whole api.WholeCase
	path := "/cases/" + receipt.County + "/" + receipt.ID
	c.get(path).into(&whole)
	m, err := h.desk.Matter("dibao")
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, a := range m.Actions {
		family := slices.Contains(a.Roles, "applicant") || slices.Contains(a.Roles, "member")
		if family && !a.Danger {
			continue
		}
		tried++
		for i, caller := range []*program{c, countyWide} {
			got := caller.post(path+"/actions/"+a.Name, api.Act{Seen: whole.Version, Reason: "理由写得很充分，事实清楚"}, "Idempotency-Key", fmt.Sprintf("%s-key-%d", a.Name, i))
			if got.status != http.StatusForbidden && got.status != http.StatusConflict {
				t.Errorf("%s: %d %s", a.Name, got.status, got.body)
			}
		}
	}
	if c.get(path).into(&whole); whole.Stage != "submitted" || tried < 10 {
		t.Errorf("after %d tries the case is %s", tried, whole.Stage)
	}
}

func TestPapersComeByTheInterface(t *testing.T) {
	t.Parallel()
	h := fresh(t)
	people, _ := h.settle("王秀英")
	c := h.admit("hall", account.Town, town, "application")
	var receipt api.Receipt
	c.post("/applications", h.filled("dibao", people), "Idempotency-Key", "first-try-1").want(http.StatusCreated, "").into(&receipt)
	path := "/cases/" + receipt.County + "/" + receipt.ID
	var file api.Uploaded
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 64, 64))); err != nil {
		t.Fatal(err)
	}
	c.post(path+"/files", map[string]any{"kind": "paper", "name": "收入证明.png", "content": picture.Bytes()}, "Idempotency-Key", "file-key-1").want(http.StatusCreated, "").into(&file)
	if file.ID == "" {
		t.Fatal("no file")
	}
	if got := c.post(path+"/files", map[string]any{"kind": "paper", "content": base64.StdEncoding.EncodeToString([]byte("MZ\x90\x00"))}, "Idempotency-Key", "file-key-2"); got.status != http.StatusUnprocessableEntity {
		t.Errorf("a program as a paper: %d %s", got.status, got.body)
	}
	if got := c.post(path+"/files", map[string]any{"kind": "paper", "content": ""}, "Idempotency-Key", "file-key-3"); got.code() != "file_empty" {
		t.Errorf("%d %s", got.status, got.body)
	}
}

func TestOfManyAtOnceOneIsDone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		h := open(t, store)
		people, _ := h.settle("王秀英")
		c := h.admit("hall", account.Town, town, "application")
		a := h.filled("dibao", people)
		const callers = 8
		var all sync.WaitGroup
		replies := make([]*reply, callers)
		for i := range callers {
			all.Go(func() { replies[i] = c.post("/applications", a, "Idempotency-Key", "the-same-key") })
		}
		all.Wait()
		done := map[string]bool{}
		for _, r := range replies {
			switch {
			case r.status == http.StatusCreated:
				var receipt api.Receipt
				r.into(&receipt)
				done[receipt.Number] = true
			case r.status == http.StatusConflict && r.code() == "call_running":
			default:
				t.Errorf("%d %s", r.status, r.body)
			}
		}
		if len(done) != 1 {
			t.Errorf("done: %v", done)
		}
		var list api.Page[api.Case]
		if c.get("/cases").into(&list); len(list.Items) != 1 {
			t.Errorf("%d cases", len(list.Items))
		}
	})
}

func TestACallThatBrokeOffIsDoneWhenItIsSentAgain(t *testing.T) {
	t.Parallel()
	h := fresh(t)
	people, _ := h.settle("王秀英")
	c := h.admit("hall", account.Town, town, "application")
	a := h.filled("dibao", people)
	wrong := a
	wrong.Agreed = false
	c.post("/applications", wrong, "Idempotency-Key", "the-same-key").want(http.StatusUnprocessableEntity, "form_faults")
	c.post("/applications", a, "Idempotency-Key", "the-same-key").want(http.StatusCreated, "") // a refused call leaves its key free
	h.pass(48 * time.Hour)
	c.post("/applications", a, "Idempotency-Key", "the-same-key").want(http.StatusCreated, "")
	var list api.Page[api.Case]
	if c.get("/cases").into(&list); len(list.Items) != 1 {
		t.Errorf("%d cases", len(list.Items))
	}
}

func TestDepartmentsDeliverForTheWholeCity(t *testing.T) {
	t.Parallel()
	h := fresh(t)
	c := h.admit("taxes", account.Department, city, "exchange")
	small := h.admit("taxes-small", account.Department, civil.Area(320613000000), "exchange")
	path := "/feeds?name=a.csv&place=3206&kind=income_tax&complete=yes&as_of=2025-06-30"
	path = strings.Replace(path, "place=3206&", "place=320600&", 1)
	head := []string{"Content-Type", "application/octet-stream", "Idempotency-Key", "batch-key-1"}
	var d api.Delivered
	c.post(path, "身份证号,金额\n", head...).want(http.StatusCreated, "").into(&d)
	c.post(path, "身份证号,金额\n", head...).want(http.StatusCreated, "")
	if len(h.taken) != 1 || d.Batch != "b1" || h.taken[0].Actor != "client:taxes" || h.taken[0].Complete == nil || !*h.taken[0].Complete || string(h.taken[0].Content) != "身份证号,金额\n" {
		t.Errorf("%+v %+v", d, h.taken)
	}
	c.post(path, "别的内容", head...).want(http.StatusUnprocessableEntity, "idempotency_key_reused")
	small.post(path, "身份证号,金额\n", head...).want(http.StatusForbidden, "feed_denied")
	reader := h.admit("reader", account.Department, city, "exchange", machine.ReadRegister)
	reader.post(path, "身份证号,金额\n", head...).want(http.StatusForbidden, "scope_denied")
}
