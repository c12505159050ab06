package household

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/screentest"
	"lianxin/internal/watch/placement"
)

// longName is what the home of these tests is called: names are long in life.
const longName = "通州区和兴镇区域性养老服务中心暨失能（失智）特困人员集中供养服务中心"

// homely is one home with two free beds, and everybody of the register old enough for it.
func homely(s *screen.Stages) placement.Sources {
	home := placement.Home{Ref: register.Ref{County: screentest.County, ID: "lodge"}, Name: longName, Division: screentest.Village, Beds: 10, Nursing: -1, Residents: 8, Running: true}
	return placement.Sources{
		Homes: func(context.Context, civil.Area, civil.Date) ([]placement.Home, error) {
			return []placement.Home{home}, nil
		},
		Home: func(context.Context, db.Query, register.Ref, civil.Date) (*placement.Home, error) {
			copied := home
			return &copied, nil
		},
		Person: func(ctx context.Context, q db.Query, household register.Ref, person string, day civil.Date) (*placement.Person, error) {
			h, people, err := s.Register.FamilyNow(ctx, q, household, day)
			if err != nil {
				return nil, err
			}
			p := &placement.Person{Division: h.Division, Born: day - 70*366}
			for _, one := range people {
				if one.Person.ID == person {
					p.Name = one.Name
				}
			}
			return p, nil
		},
		Dead: func(context.Context, db.Query, string, []string) (map[string]bool, error) { return nil, nil },
		Provided: func(context.Context, *journal.Write, register.Ref, civil.Area, string, civil.Date) error {
			return nil
		},
	}
}

func TestSomebodyIsPlacedOnThePages(t *testing.T) {
	t.Parallel()
	o := open(t)
	f, at := settled(o, "阿卜杜热合曼·买买提艾力", "李小平")
	o.Get("cun", "/placements").Says(http.StatusOK, "这里没有人")
	o.Get("cun", "/placements/new").Says(http.StatusNotFound)
	o.Get("cun", "/homes").Says(http.StatusOK, longName)
	o.Get("town", at).Says(http.StatusOK, "安排入住养老机构")
	household := f.Household.County + "/" + f.Household.ID
	o.Get("town", "/placements/new?household="+household).Says(http.StatusOK, "空床2张", "没有子女，或者子女没有赡养能力", "给谁安排")
	o.Get("lin", "/placements/new?household="+household).Says(http.StatusNotFound)
	propose := func(rest string) screentest.Answer {
		form := url.Values{
			"once": {screen.NewOnce()}, "household": {household}, "person": {f.People[0].ID}, "ground": {"elder"}, "confirmed": {"elder1", "elder2", "elder3"}, "care": {"half"},
			"home": {"lodge"}, "fee": {"2,600"}, "income": {"1000"}, "rest": {rest}, "words": {"一个人住，起居要人照料。"},
		}
		return o.Send("town", "/placements/new", "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
	}
	propose("").Says(http.StatusUnprocessableEntity, "还差300.00元，谁来出", "一个人住，起居要人照料。")
	one := strings.TrimSuffix(propose("侄子").Goes(), "?done=propose")
	o.Get("town", one).Says(http.StatusOK, "待本人同意", longName, "300.00", "侄子", "登记本人同意", "建议，待本地文件确认", "家庭档案", "打印入住协议").Hides("批准入住")
	o.Get("lin", one).Says(http.StatusNotFound)
	o.Get("town", one+"/agreement").Says(http.StatusOK, "入住养老机构协议", "入住人（监护人）", "阿卜杜热合曼·买买提艾力").Hides("本系统")
	o.Get("cun", one+"/agree").Says(http.StatusNotFound)
	seen := o.Get("town", one+"/agree").Says(http.StatusOK, "谁同意的").Seen()
	o.Post("town", one+"/agree", "signer", "guardian", "day", "2025-07-07", "words", "读给他听过", "seen", seen).Says(http.StatusUnprocessableEntity, "监护人姓名", "读给他听过")
	o.Post("town", one+"/agree", "signer", "self", "day", "2025-07-07", "words", "读给他听过", "seen", seen).Goes()
	o.Get("town", one+"/approve").Says(http.StatusNotFound)
	o.Get("xian", one).Says(http.StatusOK, "批准入住", "不予批准")
	step := func(login, act string, pairs ...string) {
		t.Helper()
		o.Post(login, one+"/"+act, append(pairs, "seen", o.Get(login, one+"/"+act).Says(http.StatusOK).Seen())...).Goes()
	}
	step("xian", "approve", "words", "符合条件，同意。")
	step("town", "enter", "day", "2025-07-07")
	step("cun", "visit", "day", "2025-07-07", "words", "住得惯。")
	step("town", "review", "care", "full", "fee", "2800", "income", "1000", "rest", "侄子", "words", "下不了床。")
	o.Get("xian", "/homes/"+screentest.County+"/lodge").Says(http.StatusOK, "安排在住", "阿卜杜热合曼·买买提艾力", "没有人等候")
	o.Get("cun", "/homes/"+screentest.County+"/lodge?on=2025-07-06").Says(http.StatusOK, "这一天没有安排的人在住")
	o.Get("lin", "/homes/"+screentest.County+"/lodge").Says(http.StatusNotFound)
	o.Get("xian", "/homes/"+screentest.County+"/lodge/month?month=2025-08").Says(http.StatusOK, "1,500.00", "2,800.00", "1人")
	o.Get("xian", "/homes/"+screentest.County+"/lodge/month?month=2025-07").Says(http.StatusOK, "这个月没有应付的")
	o.Get("town", "/homes/"+screentest.County+"/lodge/month").Says(http.StatusNotFound)
	o.Get("town", at).Says(http.StatusOK, "入住养老机构", "在住")
	step("town", "leave", "day", "2025-07-07", "reason", "home", "words", "侄子接回家。")
	o.Get("town", one+"/undo").Says(http.StatusNotFound)
	step("xian", "undo", "words", "记错了人。")
	o.Get("xian", "/placements?tab=living").Says(http.StatusOK, "阿卜杜热合曼·买买提艾力", "全护理")
	o.Get("xian", one+"/other").Says(http.StatusNotFound)
}
