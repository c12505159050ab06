package pay

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
)

func TestWhatDoesNotFitIsNamedAndKeepsTheRunOpen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		change  func(a *Answer)
		raw     func(b []byte) []byte
		want    string // kinds of findings
		missing int64
	}{
		{"a whole answer", nil, nil, "", 0},
		{"a line nobody sent", func(a *Answer) { a.Lines[2].Seq = 9 }, nil, "unknown_line count_differs sum_differs", 1},
		{"a line without a number", func(a *Answer) { a.Lines[2].Seq = 0 }, nil, "unknown_line count_differs sum_differs", 1},
		{"a line answered twice", func(a *Answer) {
			a.Lines[2].Seq = 1
			a.Lines[2].Account, a.Lines[2].Amount = a.Lines[0].Account, a.Lines[0].Amount
		}, nil, "twice count_differs sum_differs", 1},
		{"a line that is missing", func(a *Answer) { a.Lines = a.Lines[:2] }, nil, "count_differs sum_differs", 1},
		{"a line that is missing and not counted", func(a *Answer) {
			a.PaidCount, a.PaidSum = a.PaidCount-1, a.PaidSum-a.Lines[2].Amount
			a.Lines = a.Lines[:2]
		}, nil, "", 1},
		{"another amount", func(a *Answer) { a.Lines[0].Amount++ }, nil, "amount_differs count_differs sum_differs", 1},
		{"another account", func(a *Answer) { a.Lines[0].Account = number("77") }, nil, "account_differs count_differs sum_differs", 1},
		{"a code nobody knows", func(a *Answer) { a.Lines[0].Code = "X9" }, nil, "code_unknown count_differs sum_differs", 1},
		{"a head with another sum", func(a *Answer) { a.PaidSum++ }, nil, "sum_differs", 0},
		{"a head with another count", func(a *Answer) { a.PaidCount++ }, nil, "count_differs", 0},
		{"a file that breaks off", nil, func(b []byte) []byte { return b[:bytes.LastIndexByte(bytes.TrimSpace(b), '\n')+1] }, "no_trailer", 0},
		{"a file without a head", nil, func(b []byte) []byte { return b[bytes.IndexByte(b, '\n')+1:] }, "no_header", 0},
		{"a line of rubbish", nil, func(b []byte) []byte { return append([]byte("\xff\xfe???\n"), b...) }, "unreadable", 0},
		{"a trailer with another check", nil, func(b []byte) []byte {
			b = bytes.TrimSpace(b)
			b[len(b)-1] = '0' + (b[len(b)-1]-'0'+1)%10
			return b
		}, "check_differs", 0},
	} {
		for _, format := range []string{"fixed", "csv"} {
			t.Run(c.name+" as "+format, func(t *testing.T) {
				t.Parallel()
				o := open(t, dbtest.Open(t))
				for _, id := range []string{"11", "12", "13"} {
					o.family(id, 100_00, "2025-07")
				}
				r, _ := o.send(o.order("2025-07"), format)
				a := o.bank(r)
				if c.change != nil {
					c.change(a)
				}
				raw := must[[]byte](t)(must[*Format](t)(FormatNamed(format)).WriteAnswer(a))
				if c.raw != nil {
					raw = c.raw(raw)
				}
				s := must[*Settled](t)(o.ReadReturn(t.Context(), "staff:fin", county, r.ID, raw))
				var kinds []string
				for _, f := range s.Findings {
					kinds = append(kinds, string(f.Kind))
					if !strings.HasSuffix(f.Told, "。") {
						t.Errorf("no sentence: %q", f.Told)
					}
				}
				if got := strings.Join(kinds, " "); got != c.want || s.Missing != c.missing {
					t.Errorf("found %q, %d missing; want %q, %d", got, s.Missing, c.want, c.missing)
				}
				_, err := o.Close(t.Context(), "staff:fin", county, r.ID)
				if whole := c.want == "" && c.missing == 0; whole != (err == nil) {
					t.Errorf("closing it: %v", err)
				}
				if _, err := o.ReadReturn(t.Context(), "staff:fin", county, r.ID, raw); c.want != "" && code(err) != "return_twice" {
					t.Errorf("the same file again: %v", err)
				}
			})
		}
	}
}

func TestASecondFileCompletesTheFirst(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	for _, id := range []string{"11", "12", "13"} {
		o.family(id, 100_00, "2025-07")
	}
	r, _ := o.send(o.order("2025-07"), "csv")
	whole := o.bank(r)
	part := *whole
	part.Lines = part.Lines[:1]
	if s := o.reply(r, &part); s.Paid != 1 || s.Missing != 2 || len(s.Findings) != 2 {
		t.Fatalf("the first brings %+v", s)
	}
	if s := o.reply(r, whole); s.Paid != 2 || s.Missing != 0 || len(s.Findings) != 0 || s.Run.State != Matched {
		t.Fatalf("the second brings %+v", s)
	}
	if _, err := o.Close(t.Context(), "staff:fin", county, r.ID); code(err) != "pay_findings_open" {
		t.Fatalf("closed with open findings: %v", err)
	}
	var findings []Finding
	o.read(func(q db.Query) (err error) {
		findings, err = Findings(t.Context(), q, county, r.ID)
		return err
	})
	for _, f := range findings {
		if err := o.Resolve(t.Context(), "staff:fin", county, f.ID, "银行已补传"); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.Resolve(t.Context(), "staff:fin", county, findings[0].ID, "再来"); code(err) != "finding_resolved" {
		t.Errorf("resolved twice: %v", err)
	}
	must[*Run](t)(o.Close(t.Context(), "staff:fin", county, r.ID))
}

func TestAFileOfAnotherRunIsRefused(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	o.family("11", 100_00, "2025-07")
	r, _ := o.send(o.order("2025-07"), "csv")
	a := o.bank(r)
	a.Run = "0000000000000000"
	raw := must[[]byte](t)(must[*Format](t)(FormatNamed("csv")).WriteAnswer(a))
	for want, raw := range map[string][]byte{"return_other_run": raw, "return_format": []byte("hello\n")} {
		if _, err := o.ReadReturn(t.Context(), "staff:fin", county, r.ID, raw); code(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestMoneyThatCameBackIsSentAgainOrForgone(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	ctx := t.Context()
	for _, id := range []string{"11", "12", "13"} {
		o.family(id, 100_00, "2025-07")
	}
	r, _ := o.send(o.order("2025-07"), "fixed")
	o.reply(r, o.bank(r))
	// What was credited may come back days later.
	o.reply(r, o.bank(r, "11", "12", "13"))
	back := func() (list []*Line) {
		o.read(func(q db.Query) (err error) {
			list, err = ToReissue(ctx, q, county, "")
			return err
		})
		return list
	}
	if list := back(); len(list) != 3 || list[0].Reason != "账号不存在" {
		t.Fatalf("to be sent again: %+v", list)
	}
	// 11: as it was. 12: died meanwhile. 13: a lower amount, another account.
	lines := back()
	if err := o.Retry(ctx, "staff:fin", county, lines[0].ID, "账户已解冻"); err != nil {
		t.Fatal(err)
	}
	if err := o.Forgo(ctx, "staff:fin", county, lines[1].ID, "死亡"); code(err) != "pay_still_owed" {
		t.Errorf("what is owed is forgone: %v", err)
	}
	o.decide(Decision{Household: "12", Effect: EffectEnd, From: month(t, "2025-07"), Reason: "死亡"}, false)
	o.decide(Decision{Household: "13", Effect: EffectChange, Amount: 60_00, From: month(t, "2025-07"), Reason: "更正"}, false)
	if err := o.Forgo(ctx, "staff:fin", county, lines[1].ID, "死亡"); err != nil {
		t.Fatal(err)
	}
	o.act(func(w *journal.Write) error {
		_, err := o.SetAccount(ctx, w, o.account("13", number("97")))
		return err
	})
	next, _ := o.send(o.order("2025-08"), "fixed")
	var told []string
	for _, l := range o.lines(next) {
		told = append(told, fmt.Sprint(l.Household, " ", l.Kind, " ", l.Month, " ", l.Amount))
	}
	want := "11 reissue 2025-07 100.00, 11 regular 2025-08 100.00, 13 reissue 2025-07 60.00, 13 regular 2025-08 60.00"
	if got := strings.Join(told, ", "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if o.run(r).State != MadeGood || len(o.overpaid()) != 0 {
		t.Errorf("the first run is %s, overpaid are %v", o.run(r).State, o.overpaid())
	}
	o.reply(next, o.bank(next))
	must[*Run](t)(o.Close(ctx, "staff:fin", county, r.ID))
}

func TestAFileHasTheLayoutOfItsFormat(t *testing.T) {
	t.Parallel()
	offer := &Offer{
		Unit: Unit{Name: "崇川区民政局", Code: "32061300001"}, Run: "01abcdefghjkmnpq", Month: month(t, "2025-07"), Day: month(t, "2025-07").First(),
		Lines: []OfferLine{
			{Account: "6217000000000011", Holder: "王䶮", BankCode: "102306000015", Amount: 1143_00, Memo: "低保2025年7月"},
			{Account: "6217000000000012", Holder: "阿卜杜热合曼·买买提艾力", BankCode: "102306000015", Amount: 5, Memo: "低保2025年7月"},
		},
	}
	csv := must[[]byte](t)(must[*Format](t)(FormatNamed("csv")).WriteOffer(offer))
	f := must[*Format](t)(FormatNamed("csv"))
	text := plain(t, csv)
	want := "汇总,崇川区民政局,32061300001,01abcdefghjkmnpq,202507,20250701,2,1143.05\r\n" +
		"明细,1,王䶮,6217000000000011,102306000015,1143.00,低保2025年7月\r\n" +
		"明细,2,阿卜杜热合曼·买买提艾力,6217000000000012,102306000015,0.05,低保2025年7月\r\n" +
		"校验,2,1143.05,23\r\n"
	if text != want {
		t.Errorf("got\n%s", text)
	}
	fixed := must[[]byte](t)(must[*Format](t)(FormatNamed("fixed")).WriteOffer(offer))
	lines := bytes.Split(fixed, []byte("\r\n"))
	if len(lines) != 5 || len(lines[0]) != 130 || len(lines[1]) != 250 || len(lines[2]) != 250 || len(lines[3]) != 34 {
		t.Errorf("the lines have %d, %d, %d, %d bytes", len(lines[0]), len(lines[1]), len(lines[2]), len(lines[3]))
	}
	if got, want := string(lines[3]), "900000002"+"000000000114305"+"0000000023"; got != want {
		t.Errorf("the trailer is %s, want %s", got, want)
	}
	offer.Lines[0].Holder = strings.Repeat("长", 61)
	if _, err := must[*Format](t)(FormatNamed("fixed")).WriteOffer(offer); code(err) != "pay_file_width" {
		t.Errorf("a name too long is written: %v", err)
	}
	offer.Lines[0].Holder = "人\n甲"
	if _, err := f.WriteOffer(offer); code(err) != "pay_file_text" {
		t.Errorf("a name of two lines is written: %v", err)
	}
}

// plain is a file as text.
func plain(t testing.TB, body []byte) string {
	t.Helper()
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestEveryFormatIsWhole(t *testing.T) {
	t.Parallel()
	list := must[[]*Format](t)(Formats())
	if len(list) < 2 {
		t.Fatalf("there are %d formats", len(list))
	}
	for _, f := range list {
		reasons := map[string]bool{}
		for _, c := range f.Codes() {
			reasons[c.Reason] = true
		}
		for _, reason := range []string{"已到账", "账号不存在", "户名不符", "账户冻结或注销", "账户状态异常", "其他"} {
			if !reasons[reason] {
				t.Errorf("%s has no code for %s", f.Name, reason)
			}
		}
		if f.Source == "" || f.Region == "" || f.Effective == "" || f.Status != "proposed" && f.Status != "confirmed" {
			t.Errorf("%s does not say where it is from", f.Name)
		}
		for _, layout := range []Layout{f.Offer, f.Answer} {
			for _, fields := range [][]Field{layout.Header, layout.Line, layout.Trailer} {
				for _, field := range fields {
					if f.Shape == fixedShape && field.Width == 0 || fields[0].Value == "" {
						t.Errorf("%s: the field %s has no width, or its record no mark", f.Name, field.Name)
					}
				}
			}
		}
	}
}

func FuzzParseAnswer(f *testing.F) {
	a := &Answer{UnitCode: "32061300001", Run: "01abcdefghjkmnpq", PaidCount: 1, PaidSum: 100, Lines: []AnswerLine{
		{Seq: 1, Account: "6217000000000011", Amount: 100, Code: "成功", Text: "成功"},
	}}
	for _, name := range []string{"fixed", "csv"} {
		format := must[*Format](f)(FormatNamed(name))
		f.Add(must[[]byte](f)(format.WriteAnswer(a)))
	}
	f.Add([]byte("汇总,,,,,,\n明细,1,\"\n校验,99999999999999999999,-1,\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, name := range []string{"fixed", "csv"} {
			format := must[*Format](t)(FormatNamed(name))
			a, err := ParseAnswer(format, raw)
			if err != nil {
				continue
			}
			var sum civil.Fen
			for _, l := range a.Lines {
				if sum += l.Amount; l.Amount < 0 || l.Amount > amountMost || l.Seq < 0 || l.Place < 1 {
					t.Fatalf("read as %+v", l)
				}
			}
			// What was read without a fault is written and read again as it was.
			if len(a.Faults) > 0 {
				continue
			}
			written, err := format.WriteAnswer(a)
			if err != nil {
				t.Fatalf("what was read cannot be written: %v", err)
			}
			if again, err := ParseAnswer(format, written); err != nil || len(again.Lines) != len(a.Lines) || len(again.Faults) != 0 {
				t.Fatalf("read again it is %+v, %v", again, err)
			}
		}
	})
}

func TestOfWhatCameBackForOneMonthTheFirstIsSentAgainFirst(t *testing.T) {
	t.Parallel()
	o := open(t, dbtest.Open(t))
	o.family("11", 25, "2025-07")
	r, _ := o.send(o.order("2025-07"), "csv")
	o.reply(r, o.bank(r, "11")) // the regular line
	o.decide(Decision{Household: "11", Effect: EffectChange, Amount: 65_05, From: month(t, "2025-07"), Reason: "收入减少"}, false)
	r, _ = o.send(o.order("2025-08"), "csv")
	o.reply(r, o.bank(r, "11")) // what was raised, and the new month
	o.decide(Decision{Household: "11", Effect: EffectChange, Amount: 2, From: month(t, "2025-07"), Reason: "收入增加"}, false)
	o.act(func(w *journal.Write) error {
		_, err := o.SetAccount(t.Context(), w, o.account("11", number("12")))
		return err
	})
	r, _ = o.send(o.order("2025-09"), "csv")
	var again []civil.Fen
	o.read(func(q db.Query) error {
		for _, l := range o.lines(r) {
			if l.Kind == Reissue && l.Month == month(t, "2025-07") {
				first, err := GetLine(t.Context(), q, county, l.Origin)
				if err != nil {
					return err
				}
				again = append(again, first.Amount)
			}
		}
		return nil
	})
	if fmt.Sprint(again) != "[0.25]" {
		t.Errorf("sent again are lines of %v", again)
	}
}
