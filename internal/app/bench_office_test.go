package app

import (
	"errors"
	"testing"
	"time"
)

func TestABenchBrowserSendsAFormAsItStands(t *testing.T) {
	t.Parallel()
	page := benchPage{body: `<form method="get" action="/search"><input name="q"></form>
		<form method="post" action="/intake/1/2?x=1"><input type="hidden" name="once" value="k1"><input name="f.a.phone" value="138">
		<input type="radio" name="yes" value="no"><input type="radio" name="yes" value="yes" checked><input type="checkbox" name="agreed" value="yes">
		<select name="bank"><option value="">请选</option><option value="icbc" selected>工行</option></select><textarea name="words">一句</textarea>
		<input type="file" name="photo"><input type="submit" name="act" value="save"></form><a href="/person/320612/a&amp;b">`}
	form, found := page.form("/intake/1/2")
	if want := "bank=icbc&f.a.phone=138&once=k1&words=%E4%B8%80%E5%8F%A5&yes=yes"; !found || form.Encode() != want {
		t.Errorf("the form is %v %s, want %s", found, form.Encode(), want)
	}
	if _, found := page.form("/search"); found {
		t.Error("a form that asks is taken for one that writes")
	}
	if path, found := page.link("/person/"); !found || path != "/person/320612/a&b" {
		t.Errorf("the link is %v %q", found, path)
	}
}

func TestWaitsAreToldWithTheirLimitsFirst(t *testing.T) {
	t.Parallel()
	m := newMeasured()
	for i := range 100 {
		m.took("search", time.Duration(i+1)*time.Millisecond)
		m.took("form", time.Millisecond)
	}
	_ = m.fault("form", errors.New("gone"))
	list := m.waits()
	if len(list) != 2 || list[0].What != "search" || list[0].P95 != 96_000 || list[0].Most != 100_000 || list[0].Limit != 50_000 {
		t.Errorf("waits: %+v", list)
	}
	if m.faults["form"] != 1 || len(m.said) != 1 {
		t.Errorf("faults: %v %v", m.faults, m.said)
	}
}

func TestMemoryIsComparedBetweenQuarters(t *testing.T) {
	t.Parallel()
	m := memoryWatch{kib: []int64{1, 1, 200 << 10, 210 << 10, 300 << 10, 300 << 10, 220 << 10, 230 << 10}}
	if second, last := m.quarters(); second != 210 || last != 230 {
		t.Errorf("quarters: %d and %d MiB", second, last)
	}
}
