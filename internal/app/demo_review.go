package app

import (
	"fmt"

	"lianxin/internal/casework"
	"lianxin/internal/service/review"
)

// demoGrades are what people thought of the windows of a demonstration's towns, the
// last of them badly.
var demoGrades = []int64{5, 5, 4, 5, 3, 4, 5, 2}

// reviews lets people rate the windows and say what went wrong: one is looked into
// and answered, one is late.
func (l *demoLife) reviews() {
	for i, grade := range demoGrades {
		l.must(func() error {
			_, err := l.b.review.RateVisit(l.ctx, casework.Public(), review.Rated{
				Division: l.places.town, Channel: review.AtWindow, Grade: grade, Words: "", Once: fmt.Sprintf("demo-%d", i),
			})
			return err
		})
	}
	said := review.Said{Kind: review.Grievance, Channel: review.OnPhone, Division: l.places.town, Words: "上周四下午去窗口，等了一个多小时没有人。", Once: "demo-complaint"}
	l.must(func() error {
		receipt, err := l.b.review.Complain(l.ctx, casework.Public(), said)
		if err != nil || receipt.Again {
			return err
		}
		who, h := l.who("quxian"), review.Handling{Complaint: receipt.Ref, Finding: review.Founded, Words: "当天一人请假，没有安排顶岗，已改为两人轮班。"}
		if err := l.b.review.Verify(l.ctx, who, h); err != nil {
			return err
		}
		return l.b.review.Reply(l.ctx, who, review.Handling{Complaint: receipt.Ref, Words: "对不起，让您久等了。窗口已改为两人轮班。"})
	})
	l.must(func() error {
		_, err := l.b.review.Complain(l.ctx, casework.Public(), review.Said{
			Kind: review.Suggestion, Channel: review.AtWindow, Division: l.places.town, Words: "希望窗口中午也有人，我们下班才有空来。", Once: "demo-suggestion",
		})
		return err
	})
}
