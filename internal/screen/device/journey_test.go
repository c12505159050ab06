package device_test

import (
	"strings"
	"testing"
	"time"

	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/ledger"
	"lianxin/internal/screen"
	pages "lianxin/internal/screen/device"
	"lianxin/internal/screen/screentest"
	"lianxin/internal/service/rental"
	"lianxin/internal/service/station"
)

// open is the pages over a fresh store, with the people at work and a family.
func open(t *testing.T) (o *screentest.Office, f screentest.Family, number string) {
	t.Helper()
	o = screentest.Open(t, screentest.Setup{
		Tables: append(station.Tables(), rental.Tables()...),
		Stages: func(s *screen.Stages) {
			s.Stations = station.New(s.Journal, s.Register, s.Keys, s.Catalogue, s.Divisions)
			s.Rental = rental.New(s.Journal, s.Keys, s.Catalogue)
		},
	}, func(s *screen.Stages) []screen.Route { return pages.New(s).Routes() })
	o.Hire("officer", "李敏", casework.County, screentest.Whole)
	o.Hire("clerk", "张明", casework.Town, screentest.Town)
	o.Hire("far", "王霞", casework.Town, 320612100000)
	f = o.Settle("李秀英")
	birth := screentest.Day(t, "1971-02-03")
	number = civil.MakeID(civil.SampleRegion, birth, 100+len("李秀英"))
	o.People["own"] = &screen.Visitor{Side: screen.Resident, Actor: "resident:" + f.People[0].String(), Name: "李秀英",
		Persons: []screen.Person{{County: f.People[0].County, ID: f.People[0].ID, Name: "李秀英", Chosen: true}}}
	return o, f, number
}

func TestAStationIsEnteredAndSomebodyTakesPart(t *testing.T) {
	t.Parallel()
	o, f, number := open(t)
	o.Get("officer", "/stations").Says(200, "还没有登记站点", "0个有服务点", "还没有指导中心")
	fields := []string{"form", "save", "name", "虹桥康复驿站", "level", "point", "division", screentest.Town.String(), "capacity", "1", "meets", "yes", "telephone", "0513-1"}
	o.Post("officer", "/stations", append(fields, "capacity", "0")...).Says(422, "能服务的人数", "虹桥康复驿站")
	o.Post("officer", "/stations", append(fields, "division", "320612100000")...).Says(409, "请选择本县")
	o.Post("clerk", "/stations", fields...).Says(404)
	o.Post("officer", "/stations", fields...).Goes()
	at := "/stations/320613/" + o.Get("clerk", "/stations").Says(200, "1个有服务点，其中1个达到标准").After(`href="/stations/320613/`)
	o.Get("far", at).Says(404)
	enrol := []string{"form", "enrol", "name", "李秀英", "id_number", number, "consent", "guardian", "guardian", "李强", "signed", "2025-07-01", "needs", "按时服药、与人相处"}
	o.Post("clerk", at, append(enrol, "consent", "")...).Says(422, "没有本人或监护人同意", "按时服药、与人相处")
	o.Post("clerk", at, append(enrol, "id_number", "1")...).Says(422, "身份证号应有18位")
	o.Post("clerk", at, append(enrol, "signed", "2025-08-01")...).Says(422, "不能晚于今天")
	o.Post("clerk", at, enrol...).Goes()
	o.Post("clerk", at, enrol...).Says(409, "已经在一个站点参加")
	file := "/stations/people/320613/" + o.Get("clerk", at).Says(200, "李秀英", "参加中").After(`href="/stations/people/320613/`)
	o.Get("far", file).Says(404)
	o.Get("clerk", file).Says(200, "监护人李强", "按时服药")
	o.Post("clerk", file, "form", "session", "day", "2025-07-07", "activity", "").Says(422, "请选择做了什么活动")
	o.Post("clerk", file, "form", "session", "day", "2025-07-07", "activity", "medicine", "words", "按时服药").Goes()
	points := []string{"form", "assessment", "day", "2025-07-07"}
	for _, item := range o.Stages.Catalogue().StationWork().Scale {
		points = append(points, "points-"+item.Name, "3")
	}
	o.Post("clerk", file, append(points, "points-work", "9")...).Says(422, "请打0到4分")
	o.Post("clerk", file, points...).Goes()
	o.Get("clerk", file).Says(200, "服药训练", "评估：18分，满分24分")
	o.Get("own", "/rehab").Says(200, "虹桥康复驿站", "参加中", "0513-1").Hides("还有名额")
	o.Post("clerk", file, "form", "end", "ending", "").Says(422, "请选择为什么结束")
	o.Post("clerk", file, "form", "end", "ending", "recovered").Goes()
	o.Post("clerk", file, "form", "session", "day", "2025-07-07", "activity", "medicine").Says(409, "已经结束的")
	if looks, err := o.Stages.Register.Looks(t.Context(), f.People[0]); err != nil || len(looks) == 0 {
		t.Errorf("%d looks, %v", len(looks), err)
	}
}

func TestADeviceIsAskedForLentExtendedAndSettled(t *testing.T) {
	t.Parallel()
	o, _, _ := open(t)
	o.Post("clerk", "/devices", "form", "add", "device", "wheelchair", "serial", "", "division", screentest.Town.String()).Says(422, "请填写辅具上的编号")
	o.Post("clerk", "/devices", "form", "add", "device", "wheelchair", "serial", "W-1", "division", screentest.Town.String()).Goes()
	o.Post("clerk", "/devices", "form", "add", "device", "wheelchair", "serial", "W-1", "division", screentest.Town.String()).Says(409, "已经登记过")
	o.Get("own", "/equipment").Says(200, "轮椅", "每月租金60.00", "押金300.00", "现在有", "现在没有")
	o.Post("own", "/equipment", "form", "ask", "device", "wheelchair", "need", "").Says(422, "请写明为什么需要")
	o.Post("own", "/equipment", "form", "ask", "device", "wheelchair", "need", "腿摔断了，出不了门。", "phone", "13800000001").Goes()
	at := "/devices/320613/" + o.Get("clerk", "/devices").Says(200, "李秀英", "待评估").After(`href="/devices/320613/`)
	o.Get("far", at).Says(404)
	o.Post("clerk", at, "form", "lend", "item", "x").Says(409, "不能领取")
	assess := []string{"form", "assess", "fits", "yes", "group", "poor", "months", "2", "words", "右腿骨折，家里有坡道。"}
	o.Post("clerk", at, append(assess, "months", "7")...).Says(422, "租期应是1到6个月", "家里有坡道")
	o.Post("clerk", at, assess...).Goes()
	o.Get("own", "/equipment").Says(200, "请带押金300.00")
	page := o.Get("clerk", at).Says(200, "每月60.00", "补贴80%")
	item := page.After(`name="item"`, `<option value="`, `<option value="`)
	o.Post("clerk", at, "form", "lend", "item", item).Goes()
	o.Get("own", "/equipment").Says(200, "租用中", "现在没有")
	o.Post("clerk", "/devices", "form", "mark", "item", "320613/"+item, "to", "retired").Says(409, "还租在外面")
	o.Post("clerk", at, "form", "extend", "months", "5").Says(422, "一共最多租6个月")
	o.Post("clerk", at, "form", "extend", "months", "1").Goes()
	o.Now = o.Now.Add(91 * 24 * time.Hour)
	o.Get("clerk", at).Says(200, "超期未还")
	o.Post("clerk", at, "form", "return", "damage", "很多", "words", "").Says(422, "请填数字")
	o.Post("clerk", at, "form", "return", "damage", "20", "words", "").Says(422, "请写明坏在哪里")
	o.Post("clerk", at, "form", "return", "damage", "20", "words", "坐垫破了").Goes()
	// Four months are begun: 240.00 of rent, 192.00 of it paid for him; 48.00 and 20.00 are his.
	o.Get("clerk", at).Says(200, "本人付", "68.00", "192.00", "232.00")
	o.Get("officer", "/devices/statement?month=2025-10").Says(200, "1笔", "192.00")
	o.Get("clerk", "/devices").Says(200, "维修")
	err := o.Stages.Journal.DB().Read(t.Context(), func(q db.Query) error {
		found, err := ledger.New(o.Stages.Journal).Verify(t.Context(), q, screentest.County)
		if len(found) > 0 {
			t.Errorf("the ledger is not whole: %+v", found)
		}
		for account, want := range map[string]int64{"rental.deposits": 0, "rental.income": 26000, "rental.claims": -19200, "rental.payers": -6800} {
			if now, err := ledger.New(o.Stages.Journal).Now(t.Context(), q, screentest.County, account); err != nil || now != want {
				t.Errorf("%s has %d, want %d, %v", account, now, want, err)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatDoesNotFitIsNotLentAndOnesOwnIsCancelled(t *testing.T) {
	t.Parallel()
	o, _, number := open(t)
	o.Post("clerk", "/devices/new", "form", "ask", "name", "李秀英", "id_number", number, "device", "bed", "division", screentest.Town.String(), "need", "卧床。").Goes()
	at := "/devices/320613/" + o.Get("clerk", "/devices").After(`href="/devices/320613/`)
	o.Post("clerk", at, "form", "assess", "fits", "no", "words", "房间太小，放不下。").Goes()
	o.Get("own", "/equipment").Says(200, "不适合", "房间太小")
	o.Post("own", "/equipment", "form", "ask", "device", "walker", "need", "走不稳。").Goes()
	action := "/equipment/320613/" + o.Get("own", "/equipment").After(`action="/equipment/320613/`)
	o.Post("own", action).Goes()
	if page := o.Get("own", "/equipment"); !strings.Contains(page.Words(), "已取消") {
		t.Error("the order still stands")
	}
}
