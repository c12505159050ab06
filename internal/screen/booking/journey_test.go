package booking_test

import (
	"testing"
	"time"

	"lianxin/internal/access/account"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/screen"
	pages "lianxin/internal/screen/booking"
	"lianxin/internal/screen/screentest"
	"lianxin/internal/service/booking"
)

// open is the pages of appointments over a fresh store, with its people.
func open(t *testing.T) (*screentest.Office, screentest.Family) {
	t.Helper()
	o := screentest.Open(t, screentest.Setup{
		Tables: booking.Tables(),
		Stages: func(s *screen.Stages) {
			s.Booking = booking.New(s.Journal, s.Keys, account.New(s.Journal, s.Keys), s.Catalogue, s.Calendar, func(a civil.Area) string { return s.Desk.Place(a) })
		},
	}, func(s *screen.Stages) []screen.Route { return pages.New(s).Routes() })
	o.Hire("clerk", "张明", casework.Town, screentest.Town)
	o.Hire("agent", "徐慧", casework.Hotline, screentest.City)
	o.Hire("far", "王霞", casework.Town, 320612100000)
	f := o.Settle("李秀英")
	for i, login := range []string{"own", "other"} {
		person := f.People[0]
		if i > 0 {
			person = o.Settle("陈桂兰").People[0]
		}
		o.People[login] = &screen.Visitor{Side: screen.Resident, Actor: "resident:" + person.String(), Name: "李秀英",
			Persons: []screen.Person{{County: person.County, ID: person.ID, Name: "李秀英", Chosen: true}}}
	}
	return o, f
}

func TestAFamilyBooksMovesAndCancelsOnItsPhone(t *testing.T) {
	t.Parallel()
	o, _ := open(t)
	o.Get("own", "/booking").Says(200, "您还没有预约")
	o.Get("own", "/booking/new").Says(200, "办什么", "对决定有意见", "请带：")
	page := o.Get("own", "/booking/new?errand=apply").Says(200, "虹桥街道窗口", "7月8日（周二） 09:00").Hides("7月12日")
	action := "/booking/new?errand=apply&office=" + screentest.Town.String()
	page.Says(200, "errand=apply&amp;office="+screentest.Town.String())
	o.Post("own", action, "time", "").Says(422, "请从列出的时间里选择")
	o.Post("own", action, "time", "2025-07-08 540", "phone", "12").Says(422, "电话应是11位")
	o.Post("own", action, "time", "2025-07-12 540").Says(422, "这个时间不接待")
	o.Post("own", action, "time", "2025-07-08 540", "phone", "13800000001").Goes()
	o.Post("own", action, "time", "2025-07-08 570").Says(422, "改时间请用")
	at := "/booking/" + o.Get("own", "/booking?done=book").Says(200, "7月8日", "已预约", "YY-320613-2025-00001").After(`href="/booking/320613`)[1:]
	at = "/booking/320613/" + at[len("/booking/"):]
	o.Get("other", at).Says(404)
	seen := o.Get("own", at).Says(200, "改到什么时候").Seen()
	o.Post("own", at, "seen", seen, "time", "2025-07-09 840").Goes()
	o.Post("own", at, "seen", seen, "time", "2025-07-10 840").Says(422, "刚刚被改过")
	o.Get("own", at).Says(200, "7月9日（周三） 14:00")
	o.Post("own", at, "act", "cancel").Goes()
	o.Get("own", "/booking").Says(200, "已取消")
}

func TestAWindowSeesItsDayAndWhoCame(t *testing.T) {
	t.Parallel()
	o, f := open(t)
	o.Post("own", "/booking/new?errand=apply&office="+screentest.Town.String(), "time", "2025-07-08 540", "phone", "13800000001").Goes()
	o.Get("clerk", "/bookings/new").Says(200, "替人预约")
	o.Post("clerk", "/bookings/new", "errand", "ask", "time", "2025-07-08 540", "name", "").Says(422, "请填写来的人的姓名")
	o.Post("clerk", "/bookings/new", "errand", "ask", "time", "2025-07-08 540", "name", "阿卜杜热合曼·买买提艾力").Goes()
	o.Post("agent", "/bookings/new?office="+screentest.Town.String(), "errand", "ask", "time", "2025-07-08 540", "name", "王强").Says(422, "刚刚约满")
	o.Get("far", "/bookings?office="+screentest.Town.String()).Says(404)
	o.Now = o.Now.Add(26 * time.Hour)
	page := o.Get("clerk", "/bookings?day=2025-07-08").Says(200, "李秀英", "138****0001", "到了", "没来").Hides("13800000001")
	at := "/bookings/320613/" + page.After(`action="/bookings/320613/`)
	o.Post("far", at, "act", "arrived").Says(404)
	o.Post("clerk", at, "act", "arrived", "seen", page.Seen(at)).Goes()
	o.Get("clerk", "/bookings?day=2025-07-08").Says(200, "已到")
	if looks, err := o.Stages.Register.Looks(t.Context(), f.People[0]); err != nil || len(looks) == 0 {
		t.Errorf("%d looks, %v", len(looks), err)
	}
}

func TestAnOfficeSetsItsHoursOnAPage(t *testing.T) {
	t.Parallel()
	o, _ := open(t)
	page := o.Get("clerk", "/bookings/hours").Says(200, "12345", "09:00", "现在按平常的时间")
	fields := []string{"slot-0-days", "24", "slot-0-opens", "08:00", "slot-0-closes", "09:00", "slot-0-minutes", "20", "slot-0-seats", "1", "ahead", "7", "most", "1"}
	o.Post("clerk", "/bookings/hours", append(fields, "seen", page.Seen(), "slot-0-opens", "8点")...).Says(422, "时间请写成09:00", "8点")
	o.Post("clerk", "/bookings/hours", append(fields, "seen", page.Seen())...).Goes()
	o.Post("clerk", "/bookings/hours", append(fields, "seen", page.Seen())...).Says(422, "刚刚被别人改过")
	o.Get("own", "/booking/new?errand=apply").Says(200, "08:40").Hides("09:30")
	o.Post("clerk", "/bookings/closed", "day", "", "reason", "培训").Says(422, "请选择是哪一天")
	o.Post("clerk", "/bookings/closed", "day", "2025-07-08", "reason", "培训").Goes()
	o.Get("clerk", "/bookings/hours").Says(200, "培训")
	o.Get("own", "/booking/new?errand=apply").Hides("7月8日")
	o.Get("agent", "/bookings/hours").Says(404)
}
