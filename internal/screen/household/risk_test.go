package household

import (
	"context"
	"testing"

	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/pay"
	"lianxin/internal/register"
	"lianxin/internal/screen"
	"lianxin/internal/screen/screentest"
	"lianxin/internal/watch/risk"
)

// nothing more is known of families than their facts.
type nothing struct{}

func (nothing) Known(context.Context, db.Query, string, civil.Date) (risk.Known, error) {
	return risk.Known{}, nil
}

// everyTold is what departments tell, of everybody who lives here.
type everyTold struct{ screentest.Everything }

func (e everyTold) Coverage(ctx context.Context, q db.Query, county string) ([]assess.Coverage, error) {
	list, err := e.Everything.Coverage(ctx, q, county)
	for i := range list {
		list[i].Covers = pack.CoversResident
	}
	return list, err
}

func risks(t *testing.T, s *screen.Stages) *risk.Desk {
	folder := t.TempDir()
	return risk.New(risk.Options{
		Journal: s.Journal, Register: s.Register, Catalogue: s.Catalogue, InPay: pay.InPay{}, Around: nothing{},
		Facts: func(c *pack.Catalogue) risk.Facts {
			return assess.NewCountyFacts(s.Journal, s.Register, c, everyTold{screentest.Everything{Catalogue: c}}, folder, "assistance")
		},
	})
}

// billed lets the medical insurance push what the first of a family has paid himself.
func billed(o *screentest.Office, f screentest.Family) {
	reg := o.Stages.Catalogue().Register("medical_warning")
	values := make([]register.Value, len(reg.Fields))
	values[0], values[1] = register.Value{Known: true, Int: int64(screentest.Day(o.T, "2025-07-01"))}, register.Value{Known: true, Int: 36000_00}
	o.Act(func(w *journal.Write) error {
		_, _, err := o.Stages.Register.SaveRecord(o.T.Context(), w, register.Record{Register: reg.Name, Subject: f.People[0].ID, Division: screentest.Village, Values: values})
		return err
	})
}

func TestTheRegisterOfRisksIsListedSetAndExported(t *testing.T) {
	t.Parallel()
	o := open(t)
	for _, who := range []string{"cun", "town", "xian", "shi"} {
		o.Get(who, "/risks").Says(200, "没有符合条件的家庭")
	}
	o.Get("xian", "/risks/unjudged").Says(200, "还没有运行过")
	f, quiet := o.Settle("阿卜杜热合曼·买买提艾力", "张伟"), o.Settle("李秀英")
	billed(o, f)
	o.Grant(f, "阿卜杜热合曼·买买提艾力", 40000, "2025-05", false)
	if n, err := o.Stages.Risks.Refresh(t.Context(), screentest.Whole, screentest.Day(t, "2025-07-07")); err != nil || n != 1 {
		t.Fatalf("%d came in, %v", n, err)
	}
	at := path("risk", f.Household)
	o.Get("xian", "/risks").Says(200, "共1户", "阿卜杜热合曼", "高风险", "因病负担超过收入", "不得外传").Hides("李秀英")
	o.Get("cun", "/risks?level=high").Says(200, "阿卜杜热合曼").Hides("导出CSV")
	o.Get("xian", "/risks?level=medium").Says(200, "没有符合条件的家庭")
	o.Get("xian", "/risks?condition=illness_over_income&on=2025-07-01").Says(200, "没有符合条件的家庭", "2025年7月1日终了时")
	o.Get("lin", "/risks").Says(200, "没有符合条件的家庭")
	o.Get("lin", at).Says(404)
	o.Get("xian", "/risks/unjudged").Says(200, "不能判断", "多项预警同时出现", "起是这些数")
	o.Get("cun", "/risks/export").Says(404)
	o.Get("cun", at).Says(200, "高风险", "占全家年收入的一半以上", "还没有走访记录", "列入：高风险").Hides("调整等级")
	o.Get("cun", path("household", f.Household)).Says(200, "中高风险", "因病负担超过收入")
	o.Get("cun", at+"/set").Says(404)

	page := o.Get("town", at+"/set").Says(200, "调整为", "到哪一天")
	o.Post("town", at+"/set", "seen", page.Seen(), "level", "medium", "until", "2025-09-30", "words", "好").Says(422, "调整的理由请写")
	o.Post("town", at+"/set", "seen", page.Seen(), "level", "medium", "until", "2025-01-01", "words", "医药费已由工会承担").Says(422, "请写明调整到哪一天", "医药费已由工会承担")
	o.Post("town", at+"/set", "seen", page.Seen(), "level", "medium", "until", "2025-09-30", "words", "=医药费已由工会承担").Goes()
	o.Post("town", at+"/set", "seen", page.Seen(), "level", "high", "until", "2025-09-30", "words", "医药费又涨了").Says(422, "别人已经改过")
	o.Get("xian", at).Says(200, "中风险", "张明调整", "按条件", "撤销调整")
	o.Get("xian", "/risks/export").Says(200, "'=医药费已由工会承担", "中风险,高风险,因病负担超过收入").Hides("李秀英")
	page = o.Get("xian", at+"/undo").Says(200, "撤销人工调整")
	o.Post("xian", at+"/undo", "seen", page.Seen(), "words", "调错了人家").Goes()
	o.Get("xian", at).Says(200, "撤销人工调整，按条件为高风险").Hides("张明调整，到")

	out := path("risk", quiet.Household)
	o.Get("xian", out).Says(200, "不在中高风险家庭登记里", "不等于没有风险", "人工列入")
	o.Post("xian", out+"/set", "level", "high", "until", "2025-08-30", "words", "邻居反映断了粮").Goes()
	o.Get("cun", "/risks").Says(200, "共2户", "李秀英", "人工调整到")
}
