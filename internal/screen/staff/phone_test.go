package staff_test

import (
	"net/url"
	"slices"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/register"
)

// has is who signs in by a number.
func (h *house) has(number string) []register.Ref {
	h.t.Helper()
	list, err := h.stages.Register.Phoned(h.t.Context(), access.NewPrivate(access.Phone, number))
	if err != nil {
		h.t.Fatal(err)
	}
	return list
}

func TestAWindowRegistersTheTelephoneSomebodySignsInBy(t *testing.T) {
	t.Parallel()
	h := crew(t)
	family := h.settle(births, "李秀英", "王芳")
	clerk := h.signIn("clerk")
	path := "/person/" + county + "/" + family[0].ID + "/phone"
	fill := func(path, phone, again string, more ...string) url.Values {
		form := clerk.get(path).form(path)
		form.Set("phone", phone)
		form.Set("again", again)
		for _, name := range more {
			form.Set(name, "yes")
		}
		return form
	}
	clerk.get(path).says("还没有登记手机号", "当面拨打")
	clerk.post(path, fill(path, "1380000", "1380000")).says("请填写11位手机号")
	clerk.post(path, fill(path, "13800000011", "13800000012")).says("两次填的号码不一样", "手机响了再勾选")
	if got := h.has("13800000011"); len(got) != 0 {
		t.Fatalf("a number that was not checked is registered for %v", got)
	}
	stale := fill(path, "13800000019", "13800000019", "rang")
	form := fill(path, "１３８ 0000 0011", "13800000011", "rang")
	for range 2 { // sent twice
		if got := clerk.post(path, form); got.next != "/person/"+county+"/"+family[0].ID {
			t.Fatalf("registered: %d %q", got.status, got.next)
		}
	}
	if got := h.has("13800000011"); !slices.Equal(got, []register.Ref{family[0].Ref}) {
		t.Fatalf("the number is of %v", got)
	}
	clerk.post(path, stale).says("登记已经变动")
	clerk.get(path).says("现在登记的是138****0011")
	clerk.get("/person/" + county + "/" + family[0].ID).says("138****0011")

	other := "/person/" + county + "/" + family[1].ID + "/phone"
	form = fill(other, "13800000011", "13800000011", "rang")
	clerk.post(other, form).says("已经登记给另外1个人")
	form.Set("shared", "yes")
	clerk.post(other, form)
	if got := h.has("13800000011"); len(got) != 2 {
		t.Fatalf("the shared number is of %v", got)
	}

	form = clerk.get(path).form(path)
	form.Set("act", "forget")
	clerk.post(path, form)
	if got := h.has("13800000011"); !slices.Equal(got, []register.Ref{family[1].Ref}) {
		t.Fatalf("the number that was taken away is of %v", got)
	}
}
