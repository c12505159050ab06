package casework

import (
	"context"
	"strconv"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// letterValues is everything a letter of a case can say now. What does not apply
// is empty: a letter never breaks off for want of a value.
func (do *doing) letterValues(ctx context.Context, w *journal.Write, number string) (map[string]any, error) {
	values := map[string]any{}
	for name, v := range pack.LetterValues {
		if v.List {
			values[name] = []string(nil)
		} else {
			values[name] = ""
		}
	}
	today := day(w)
	do.sayWho(values, today)
	do.sayDates(values, today)
	do.sayMoney(values, today)
	do.sayLists(values)
	values["Number"] = number
	if err := do.sayBefore(ctx, w, values, today); err != nil {
		return nil, err
	}
	return values, do.sayRemedy(values, today)
}

func (do *doing) sayWho(values map[string]any, today civil.Date) {
	f, d, c := do.file, do.desk, do.file.Case
	county := d.Place(c.Division.County())
	values["Applicant"], values["Recipient"], values["Family"] = c.Name, c.Name, c.Name+"家"
	values["Village"], values["Town"], values["County"] = d.Place(c.Division), d.Place(c.Division.Township()), county
	values["Office"] = county + "民政局"
	if do.unit != 0 && do.unit.Level() >= civil.Township {
		values["Office"] = d.Place(do.unit)
	}
	values["Officer"], values["Decider"] = do.who.Name, do.who.Name
	values["Phone"] = d.phone(c.Division)
	values["Case"], values["Matter"] = c.Number, f.Matter.Title
	values["Programme"] = f.Matter.Short
	if p := d.catalogue().Programme(f.Matter.Programme); p != nil {
		values["Programme"] = p.Title
	}
	if len(f.Form.Members) > 0 {
		values["Address"] = answer(f.Matter, f.Form.Members[0].Values, "person.address")
	}
	values["Date"] = today.Words()
	values["Members"] = strconv.Itoa(len(f.people()))
	values["People"] = f.people()
	values["Reason"], values["Resolution"] = do.words(), f.Resolution()
	if do.response != nil {
		values["Response"] = do.response.Title
	}
	values["Bank"] = answer(f.Matter, f.Form.Family, "bank")
	if number := answer(f.Matter, f.Form.Family, "account"); len(number) > 4 {
		values["AccountTail"] = number[len(number)-4:]
	}
}

// people are the names of the family.
func (f *File) people() (names []string) {
	for i := range f.Parties {
		if f.Parties[i].Role != proxyRole {
			names = append(names, f.Parties[i].Name)
		}
	}
	return names
}

func (do *doing) sayDates(values map[string]any, today civil.Date) {
	f, c := do.file, do.file.Case
	if c.Submitted != 0 {
		values["Submitted"] = c.Submitted.Date().Words()
	}
	if c.Accepted != 0 {
		values["Accepted"] = c.Accepted.Date().Words()
	}
	if clock := do.toldClock(); clock != nil {
		values["Clock"], values["Days"] = clock.Due.Deadline(), strconv.Itoa(clock.Units)+unitWords[clock.Unit]
	}
	if n := f.Notice("opinion"); n != nil && n.First != 0 {
		values["NoticeFrom"], values["NoticeUntil"] = n.First.Words(), n.Last.Words()
	}
	if decision := f.Decision(); decision != nil {
		values["Decided"] = decision.At.Date().Words()
		if decision.From != 0 {
			values["From"] = decision.From.Words()
		}
		if decision.Until != 0 {
			values["Until"] = decision.Until.Words()
		}
		if decision.FullUntil != 0 {
			values["FullUntil"], values["Reduced"] = decision.FullUntil.Words(), decision.Reduced.Words()
		}
	}
	for i := range f.Letters {
		if f.Letters[i].Body.Remedy {
			values["Decision"] = f.Letters[i].Number
		}
	}
	if review := f.Matter.Review; review != nil {
		if months, err := do.desk.number(c.Division.County(), review.Months, today); err == nil {
			values["Review"] = today.Month().Add(int(months)).Words()
		}
	}
}

// unitWords are the units of time limits.
var unitWords = map[string]string{"workdays": "个工作日", "days": "天", "months": "个月"}

// toldClock is the time limit a letter speaks of: of those the action started,
// or else of all that run, the one that ends last.
func (do *doing) toldClock() (told *Clock) {
	for _, names := range [][]string{do.action.Starts, {"*"}} {
		for i := range do.file.Clocks {
			c := &do.file.Clocks[i]
			if has(names, c.Clock) && c.Stopped == 0 && (told == nil || c.Due > told.Due) {
				told = c
			}
		}
		if told != nil {
			return told
		}
	}
	return nil
}

// sayRemedy says to whom and until when one may object.
func (do *doing) sayRemedy(values map[string]any, today civil.Date) error {
	remedy := do.file.Matter.Remedy
	if remedy == nil {
		return nil
	}
	days, err := do.desk.number(do.file.Case.Division.County(), remedy.Days, today)
	if err != nil {
		return err
	}
	until, _, err := do.desk.calendar.Deadline(today, int(days))
	values["RemedyBody"], values["RemedyDays"], values["RemedyUntil"] = remedy.In(do.desk.Place(do.file.Case.Division.County())), strconv.FormatInt(days, 10), until.Deadline()
	return err
}

// sayBefore says what was before a change, and after it.
func (do *doing) sayBefore(ctx context.Context, w *journal.Write, values map[string]any, today civil.Date) error {
	c := do.file.Case
	if do.values["before"] != "" {
		values["Before"], values["After"] = do.values["before"], do.values["after"]
		return nil
	}
	if do.desk.pays == nil || do.file.Matter.Programme == "" {
		return nil
	}
	amount, _, held, err := do.desk.pays.Entitled(ctx, w, c.County, c.Household, do.file.beneficiary(), do.file.Matter.Programme, today.Month())
	if err != nil || !held {
		return err
	}
	values["Before"] = amount.Words()
	if j := do.file.Judgement(); j != nil && j.Outcome == "grant" {
		values["After"] = j.Amount.Words()
	}
	return nil
}

func (do *doing) sayMoney(values map[string]any, today civil.Date) {
	f, c := do.file, do.file.Case
	values["Amount"], values["Covered"] = c.Amount.Words(), strconv.Itoa(c.Covered)
	if f.Matter.Standard != "" {
		if r, ok := do.desk.catalogue().Parameter(f.Matter.Standard, c.Division.County().String(), today); ok && r.Value != "" {
			if amount, err := civil.ParseYuan(r.Value); err == nil {
				values["Standard"] = amount.Words()
			}
		}
	}
	j := f.Judgement()
	if j == nil {
		return
	}
	if income, err := civil.ParseYuan(j.Result.Values["household.income"]); err == nil {
		values["Income"] = income.Words()
		if members, err := strconv.ParseInt(j.Result.Values["household.members"], 10, 64); err == nil && members > 0 {
			if each, err := income.Div(members, civil.HalfUp); err == nil {
				values["PerCapita"] = each.Words()
			}
		}
	}
}

func (do *doing) sayLists(values map[string]any) {
	f := do.file
	values["Papers"], values["Asked"] = do.paperLines(), do.askedLines()
	if note := answer(f.Matter, f.Form.Family, "change_note"); note != "" {
		values["Changes"] = []string{note}
	}
	if j := f.Judgement(); j != nil {
		values["Reasons"] = do.desk.Reasons(f, j)
		values["Missing"] = do.desk.MissingWords(f, j)
		values["Lines"] = do.desk.Arithmetic(f, j)
		values["Clauses"] = do.desk.Clauses(f, j)
		var lines []string
		for _, d := range j.Result.Differences {
			if d.Verdict == "less" || d.Verdict == "more" {
				lines = append(lines, d.Name+"的"+d.Label+"：申报"+d.Declared+"，核对为"+d.Checked)
			}
		}
		values["Differences"] = lines
	}
}

// paperLines say what is to be brought: what, why, whose.
func (do *doing) paperLines() (lines []string) {
	f := do.file
	for i := range f.Papers {
		p := &f.Papers[i]
		if p.State != Wanted {
			continue
		}
		line := f.paperTitle(p)
		for k := range f.Matter.Papers {
			if f.Matter.Papers[k].Name == p.Paper && f.Matter.Papers[k].Why != "" {
				line += "：" + strings.TrimSuffix(f.Matter.Papers[k].Why, "。")
			}
		}
		if p.Note != "" {
			line += "（" + p.Note + "）"
		}
		lines = append(lines, line)
	}
	return lines
}
