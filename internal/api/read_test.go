package api_test

import (
	"net/http"
	"strings"
	"testing"

	"lianxin/internal/access/account"
	"lianxin/internal/api"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
)

func TestAProgramSeesWhatAColleagueSeesMaskedAndWrittenDown(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		h := open(t, store)
		people, family := h.settle("王秀英", "王小明")
		h.index()
		c := h.admit("hall", account.Town, town, "application")
		other := h.admit("elsewhere", account.Town, another, "application")
		path := "/persons/" + people[0].County + "/" + people[0].ID
		var p api.Person
		c.get(path).want(http.StatusOK, "").into(&p)
		if p.Name != "王秀英" || p.Birth != "1961-04-12" || !strings.Contains(p.IDNumber, "****") || strings.Contains(p.IDNumber, people[0].number) || p.Phone != "138****5678" {
			t.Errorf("%+v", p)
		}
		other.get(path).want(http.StatusNotFound, "not_found")
		looks, err := h.register.Looks(t.Context(), people[0].Ref)
		if err != nil || len(looks) != 1 || looks[0].Actor != "client:hall" || looks[0].Purpose != "application" || len(looks[0].Revealed) != 0 {
			t.Errorf("%+v %v", looks, err)
		}
		var found api.Page[api.Person]
		c.post("/persons/search", map[string]any{"text": "王秀英"}).want(http.StatusOK, "").into(&found)
		if len(found.Items) != 1 || found.Items[0].ID != people[0].ID {
			t.Errorf("%+v", found)
		}
		other.post("/persons/search", map[string]any{"text": "王秀英"}).into(&found)
		if len(found.Items) != 0 {
			t.Errorf("another town found %+v", found)
		}
		c.post("/persons/lookup", map[string]any{"id_number": people[1].number, "name": "王小明"}).want(http.StatusOK, "").into(&p)
		if p.ID != people[1].ID {
			t.Errorf("%+v", p)
		}
		c.post("/persons/lookup", map[string]any{"id_number": people[1].number, "name": "王小红"}).want(http.StatusNotFound, "not_found")
		other.post("/persons/lookup", map[string]any{"id_number": people[1].number, "name": "王小明"}).want(http.StatusNotFound, "not_found")
		var home api.Household
		c.get("/households/"+family.County+"/"+family.ID).want(http.StatusOK, "").into(&home)
		if len(home.Members) != 2 || home.Members[0].Name == "" {
			t.Errorf("%+v", home)
		}
		other.get("/households/"+family.County+"/"+family.ID).want(http.StatusNotFound, "not_found")
	})
}

func TestTheCataloguesAnswerWhoeverHasAKey(t *testing.T) {
	t.Parallel()
	h := fresh(t)
	c := h.admit("hall", account.Town, town, "application", "webhook")
	var matters api.Page[api.Matter]
	c.get("/matters").want(http.StatusOK, "").into(&matters)
	if len(matters.Items) == 0 {
		t.Fatal("no matters")
	}
	var m api.Matter
	c.get("/matters/dibao").want(http.StatusOK, "").into(&m)
	if len(m.Sections) == 0 || len(m.Stages) == 0 {
		t.Errorf("%+v", m)
	}
	c.get("/matters/nothing").want(http.StatusNotFound, "matter_unknown")
	var d api.Division
	if got := c.get("/divisions/320613"); got.status != http.StatusOK {
		t.Fatalf("%s", got.body)
	} else {
		got.into(&d)
	}
	if d.Name != "崇川区" || d.Level != "county" {
		t.Errorf("%+v", d)
	}
	c.get("/divisions/999999").want(http.StatusNotFound, "not_found")
	seen, after := map[string]bool{}, ""
	for range 100 {
		var page api.Page[api.Division]
		c.get("/divisions/320613/under?level=village&limit=50&after="+after).want(http.StatusOK, "").into(&page)
		for _, d := range page.Items {
			if seen[d.Code] {
				t.Fatalf("%s twice", d.Code)
			}
			seen[d.Code] = true
		}
		if after = page.Next; after == "" {
			break
		}
	}
	if !seen[home.String()] || len(seen) < 60 {
		t.Errorf("%d villages", len(seen))
	}
	var parameters api.Page[api.Parameter]
	c.get("/parameters?region=320613&day=2025-06-30").want(http.StatusOK, "").into(&parameters)
	if len(parameters.Items) == 0 {
		t.Error("no parameters")
	}
	var registers api.Page[api.Register]
	c.get("/registers").want(http.StatusOK, "").into(&registers)
	if len(registers.Items) == 0 {
		t.Error("no registers")
	}
}

func TestAnAnswerThatDidNotChangeIsNotSentAgain(t *testing.T) {
	t.Parallel()
	h := fresh(t)
	c := h.admit("hall", account.Town, town, "application")
	first := c.get("/matters")
	tag := first.header.Get("ETag")
	if tag == "" {
		t.Fatal("no tag")
	}
	if again := c.get("/matters", "If-None-Match", `"x", W/`+tag); again.status != http.StatusNotModified || len(again.body) != 0 {
		t.Errorf("%d %d bytes", again.status, len(again.body))
	}
	if other := c.get("/matters", "If-None-Match", `"x"`); other.status != http.StatusOK {
		t.Error(other.status)
	}
}

func TestAFamilyIsJudgedAsItIsDescribedAndNothingIsKept(t *testing.T) {
	t.Parallel()
	h := fresh(t)
	c := h.admit("hall", account.Town, town, "application")
	before := h.acts(county)
	var j api.Judgement
	c.post("/judgements", map[string]any{"region": county, "day": "2025-06-30", "facts": map[string]any{"members": []any{map[string]any{"birth_date": "1961-04-12"}}}}).want(http.StatusOK, "").into(&j)
	if len(j.Determinations) == 0 || j.Determinations[0].Outcome == "" || len(j.Determinations[0].Trace) == 0 {
		t.Errorf("%+v", j)
	}
	if after := h.acts(county); after != before {
		t.Errorf("%d acts were written", after-before)
	}
	if got := c.post("/judgements", map[string]any{"region": county, "facts": map[string]any{"colour": "red"}}); got.status != http.StatusUnprocessableEntity {
		t.Errorf("%d %s", got.status, got.body)
	}
}

// acts is how many acts a county has.
func (h *house) acts(county string) (n int64) {
	h.t.Helper()
	if err := h.store.Read(h.t.Context(), func(q db.Query) (err error) {
		n, err = db.Int(q.QueryRow(h.t.Context(), `SELECT count(1) FROM act WHERE county = $1`, county))
		return err
	}); err != nil {
		h.t.Fatal(err)
	}
	return n
}
