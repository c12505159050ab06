package referral

import (
	"fmt"
	"strings"
	"testing"

	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
)

func TestANeedIsPassedOnAnsweredAndTold(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		o := open(t, store)
		r := o.sentOne(order())
		if got, want := fmt.Sprint(r.Number, " ", r.Due, " ", r.Unit, " ", r.Passes), "ZB-320613-2025-00001 2025-07-15 教育局 [name id_number members]"; got != want {
			t.Errorf("sent %s, want %s", got, want)
		}
		ctx, seen := t.Context(), Seen{Ref: r.Ref}
		o.now = o.now.AddDate(0, 0, 15)
		tab := func(name string) int64 {
			t.Helper()
			n, err := o.Count(ctx, chief.Viewer, Query{Tab: name})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if tab("late") != 1 || tab("ours") != 0 {
			t.Errorf("late %d, ours %d", tab("late"), tab("ours"))
		}
		do := func(name string, _ *Referral, err error) {
			t.Helper()
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		more := func(r *Referral, err error) { t.Helper(); do("more", r, err) }
		more(o.Answer(ctx, chief, seen, Reply{Result: More, Words: "请补学籍证明"}))
		if tab("ours") != 1 {
			t.Error("what the other side wants does not stand with us")
		}
		more(o.Supply(ctx, helper, seen, "学籍证明已送"))
		more(o.Take(ctx, chief, seen))
		more(o.Answer(ctx, chief, seen, Reply{Result: Refused, Words: "非本区学籍"}))
		more(o.Again(ctx, helper, seen, "学籍在本区某中学，请再办"))
		more(o.Answer(ctx, chief, seen, Reply{Result: Granted, Words: "每学期资助1,500元", Day: day(t, "2025-07-16")}))
		more(o.Tell(ctx, helper, seen, "电话告知李秀英"))
		whole, err := o.Open(ctx, helper.Viewer, r.Ref)
		if err != nil {
			t.Fatal(err)
		}
		var notes []string
		for _, p := range whole.Past {
			notes = append(notes, p.Note)
		}
		want := "告知家庭 对方答复：已办理 退回重办 对方答复：未办理 对方接收 补充后再转 对方要求补充 转出"
		if got := strings.Join(notes, " "); got != want || whole.Turn != 3 || whole.Outcome != Granted {
			t.Errorf("history %s, turn %d, outcome %s", got, whole.Turn, whole.Outcome)
		}
		if list, err := o.Of(ctx, family); err != nil || len(list) != 1 || list[0].Body.Answer != "每学期资助1,500元" {
			t.Errorf("of the family %v %v", list, err)
		}
		if tab("ended") != 1 || tab("") != 1 {
			t.Errorf("ended %d, all %d", tab("ended"), tab(""))
		}
	})
}

func TestWhatAReferralIsRefusedFor(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	r := o.sentOne(order())
	ctx, seen := t.Context(), Seen{Ref: r.Ref}
	with := func(change func(x *Order)) func() error {
		return func() error { x := order(); change(&x); _, err := o.Send(ctx, helper, x); return err }
	}
	for _, test := range []struct {
		name, code string
		do         func() error
	}{
		{"a need no pack has", "referral_need", with(func(x *Order) { x.Need = "gold" })},
		{"a target no pack has", "referral_target", with(func(x *Order) { x.Target = "nasa" })},
		{"a target that cannot meet the need", "referral_fits", with(func(x *Order) { x.Target = "housing" })},
		{"the need of nobody", "referral_person", with(func(x *Order) { x.Name = "" })},
		{"a referral without words", "referral_asked", with(func(x *Order) { x.Asked = " " })},
		{"a family of the next town", "help_not_found", with(func(x *Order) { x.Division = 320613006001 })},
		{"an answer without words", "referral_answer", func() error { _, err := o.Answer(ctx, chief, seen, Reply{Result: Granted}); return err }},
		{"an answer of tomorrow", "referral_day", func() error {
			_, err := o.Answer(ctx, chief, seen, Reply{Result: Granted, Words: "已办", Day: day(t, "2025-07-02")})
			return err
		}},
		{"an answer that says nothing", "referral_result", func() error { _, err := o.Answer(ctx, chief, seen, Reply{Result: Told, Words: "已办"}); return err }},
		{"telling what nobody answered", "referral_state", func() error { _, err := o.Tell(ctx, helper, seen, "电话"); return err }},
		{"somebody of the next town", "help_not_found", func() error { _, err := o.Take(ctx, stranger, seen); return err }},
		{"what somebody else has changed", "help_changed", func() error { _, err := o.Take(ctx, chief, Seen{Ref: r.Ref, Opened: 99}); return err }},
		{"a visit of a department", "service_target", func() error {
			return o.Serve(ctx, chief, seen, Service{Day: o.today(), Minutes: 30, Worker: "王", Words: "陪伴"})
		}},
	} {
		if got := codeOf(test.do()); got != test.code {
			t.Errorf("%s: %s, want %s", test.name, got, test.code)
		}
	}
	if _, err := o.Open(ctx, stranger.Viewer, r.Ref); codeOf(err) != "help_not_found" {
		t.Errorf("outside of the division: %v", err)
	}
}

func TestAServiceIsWrittenDownVisitByVisit(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	x := order()
	x.Need, x.Target, x.Unit, x.Asked = "mind", "station", "城东社工站", "孩子不愿说话，请定期疏导。"
	r := o.sentOne(x)
	ctx, seen := t.Context(), Seen{Ref: r.Ref}
	visit := Service{Day: day(t, "2025-07-01"), Minutes: 60, Worker: "社工小陈", Words: "第一次见面，聊了学校的事"}
	if err := o.Serve(ctx, helper, seen, visit); codeOf(err) != "service_state" {
		t.Errorf("a visit before it was taken: %v", err)
	}
	if _, err := o.Take(ctx, helper, seen); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the same form twice
		if err := o.Serve(ctx, helper, Seen{Ref: r.Ref, Once: "k"}, visit); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		name, code string
		change     func(s *Service)
	}{
		{"a visit of tomorrow", "service_day", func(s *Service) { s.Day = day(t, "2025-07-02") }},
		{"a visit of no time", "service_minutes", func(s *Service) { s.Minutes = 0 }},
		{"a visit of more than a day", "service_minutes", func(s *Service) { s.Minutes = minutesMost + 1 }},
		{"a visit of nobody", "service_worker", func(s *Service) { s.Worker = "" }},
		{"a visit without words", "service_words", func(s *Service) { s.Words = "" }},
	} {
		s := visit
		test.change(&s)
		if got := codeOf(o.Serve(ctx, helper, seen, s)); got != test.code {
			t.Errorf("%s: %s, want %s", test.name, got, test.code)
		}
	}
	whole, err := o.Open(ctx, helper.Viewer, r.Ref)
	if err != nil || len(whole.Services) != 1 || whole.Services[0].Words != visit.Words {
		t.Errorf("%+v %v", whole, err)
	}
}

func TestAFileOfAnswersCanComeAgain(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	var numbers []string
	for range 3 {
		numbers = append(numbers, o.sentOne(order()).Number)
	}
	file := "\ufeff答复,转办编号,答复内容,答复日期\n已办理," + numbers[0] + ",已资助,2025/07/01\n需补充," + numbers[1] + ",请补学籍,\n不知道," + numbers[2] + ",,\n已办理,ZB-320613-2025-00099,没有这件,\n\n"
	for _, want := range []string{"2 0 2", "0 2 2"} {
		got, err := o.TakeFile(t.Context(), chief, "education", []byte(file))
		if err != nil || fmt.Sprint(got.Taken, " ", got.Same, " ", len(got.Aside)) != want {
			t.Errorf("%+v %v, want %s", got, err, want)
		}
	}
	got, err := o.TakeFile(t.Context(), chief, "housing", []byte("编号,结果,说明\n"+numbers[2]+",1,已办理\n"))
	if err != nil || got.Taken != 0 || len(got.Aside) != 1 {
		t.Errorf("an answer of another department: %+v %v", got, err)
	}
	for name, bad := range map[string]string{"an empty file": "", "a file without a head": "a,b\n1,2\n"} {
		if _, err := o.TakeFile(t.Context(), chief, "education", []byte(bad)); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

// FuzzAnswers reads arbitrary files: every row is a line or set aside, never both, and
// no line says nothing.
func FuzzAnswers(f *testing.F) {
	f.Add([]byte("转办编号,答复,答复内容,答复日期\nZB-320613-2025-00001,已办理,好,2025-07-01\n"))
	f.Add([]byte("编号,结果\n\"=1+1\",2\n,3\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		list, aside, err := ParseAnswers(raw)
		if err != nil && (len(list) > 0 || len(aside) > 0) {
			t.Fatal("a refused file gave rows")
		}
		seen := map[int]bool{}
		for _, a := range aside {
			if a.Reason == "" || seen[a.Record] {
				t.Fatalf("record %d", a.Record)
			}
			seen[a.Record] = true
		}
		for i := range list {
			if seen[list[i].Record] || list[i].Number == "" || list[i].Result == "" {
				t.Fatalf("line %+v", list[i])
			}
			seen[list[i].Record] = true
		}
	})
}
