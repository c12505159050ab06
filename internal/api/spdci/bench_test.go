package spdci

import (
	"fmt"
	"net/http"
	"testing"

	"lianxin/internal/access"
	"lianxin/internal/api/spdci/signature"
	"lianxin/internal/civil"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// town enters families of three, in one act, and gives the numbers of all people.
func (w *world) town(families int) (numbers []string) {
	w.t.Helper()
	born, err := civil.ParseDate("1950-01-01")
	if err != nil {
		w.t.Fatal(err)
	}
	w.act("320613", func(a *journal.Write) error {
		for f := range families {
			home, err := w.register.PutHousehold(w.t.Context(), a, register.Household{Kind: register.Registered, Number: fmt.Sprint("H", f), Division: wenfeng})
			if err != nil {
				return err
			}
			for m := range 3 {
				n := 3*f + m
				day := born.AddDays(n / 900)
				number := civil.MakeID(civil.SampleRegion, day, n%900+1)
				numbers = append(numbers, number)
				p, err := w.register.PutPerson(w.t.Context(), a, register.Person{
					Name: fmt.Sprint("王", n), Sex: "F", Birth: &day, IDType: "resident", IDNumber: access.NewPrivate(access.IDNumber, number), Division: wenfeng, Address: "人民路",
				})
				if err == nil {
					_, err = w.register.PutMember(w.t.Context(), a, register.Member{Household: home.ID, Kind: register.Registered, Person: p, Head: m == 0})
				}
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
	return numbers
}

func BenchmarkABatchOfAThousandItems(b *testing.B) {
	w := newWorld(b, dbtest.Open(b))
	numbers := w.town(10_000)
	o := w.join("a.example", signature.JCS, func(s *Sender) { s.Day, s.Minute = DayMost, MinuteMost })
	b.ResetTimer()
	for n := range b.N {
		b.StopTimer()
		var items []any
		for i := range itemsMost {
			items = append(items, item(fmt.Sprint(i), byNumber("UIN", numbers[(n*itemsMost+i*7)%len(numbers)])))
		}
		body := o.envelope(actSearch, itemsMost, map[string]any{"transaction_id": fmt.Sprint("b", n), "search_request": items})
		b.StartTimer()
		if status, raw := o.raw(syncSearch, "application/json", body, o.token); status != http.StatusOK {
			b.Fatalf("%d %.300s", status, raw)
		}
	}
}

func BenchmarkAPageOfTenThousand(b *testing.B) {
	w := newWorld(b, dbtest.Open(b))
	w.town(10_000)
	o := w.join("a.example", signature.JCS, func(s *Sender) { s.Day, s.Minute = DayMost, MinuteMost })
	b.ResetTimer()
	for n := range b.N {
		b.StopTimer()
		body := o.envelope(actSearch, 1, map[string]any{"transaction_id": fmt.Sprint("p", n), "search_request": []any{
			item("r", byExpression("Member", map[string]any{"disability_level": 0}, map[string]any{"pagination": map[string]any{"page_size": pageMost, "page_number": 1}})),
		}})
		b.StartTimer()
		if status, raw := o.raw(syncSearch, "application/json", body, o.token); status != http.StatusOK || len(raw) < 1<<20 {
			b.Fatalf("%d %.300s", status, raw)
		}
	}
}
