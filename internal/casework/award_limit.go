package casework

import (
	"strconv"
	"strings"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// ceiling refuses an amount above what the matter gives for what was found: an amount,
// so many times the standard, or a share of what was spent.
func (do *doing) ceiling(amount civil.Fen, today civil.Date) error {
	for i := range do.action.Ceilings {
		c := &do.action.Ceilings[i]
		if c.When != "" && !do.answered(c.When) {
			continue
		}
		most, how, err := do.most(c, today)
		if err != nil {
			return err
		}
		if amount > most {
			return Faults{{"amount", -1, "这一类最多给" + most.Words() + "（" + how + "）。" + do.beyondCeiling()}}
		}
		return nil
	}
	return nil
}

// answered says whether a question of the action, or SECTION.NAME of the form of the
// family, has a code for its answer.
func (do *doing) answered(when string) bool {
	name, want := cut(when)
	if strings.Contains(name, ".") {
		return do.file.Form.Family[name] == want
	}
	return do.values[name] == want
}

// beyondCeiling says what to do where more is needed: a meeting, if one may give more
// than a class.
func (do *doing) beyondCeiling() string {
	if do.meetingGives() {
		return "确需多给的，请一事一议。"
	}
	return "请改少。"
}

// most is the least of what the limits of a ceiling come to, and how, in words.
func (do *doing) most(c *pack.AwardCeiling, today civil.Date) (most civil.Fen, how string, err error) {
	for _, limit := range []func(*pack.AwardCeiling, civil.Date) (civil.Fen, string, error){do.mostYuan, do.mostTimes, do.mostShare} {
		one, words, err := limit(c, today)
		if err != nil {
			return 0, "", err
		}
		if words != "" && (how == "" || one < most) {
			most, how = one, words
		}
	}
	return most, how, nil
}

// mostYuan is a ceiling that is an amount; no words where there is none.
func (do *doing) mostYuan(c *pack.AwardCeiling, today civil.Date) (civil.Fen, string, error) {
	if c.Amount == "" {
		return 0, "", nil
	}
	most, err := do.desk.catalogue().Money(c.Amount, do.file.Case.Division.County().String(), today)
	return most, "本地上限", err
}

// mostTimes is a ceiling of so many times the standard.
func (do *doing) mostTimes(c *pack.AwardCeiling, today civil.Date) (civil.Fen, string, error) {
	if c.Times == "" {
		return 0, "", nil
	}
	region, catalogue := do.file.Case.Division.County().String(), do.desk.catalogue()
	standard, err := catalogue.Money(do.file.Matter.Standard, region, today)
	if err != nil {
		return 0, "", err
	}
	times, err := catalogue.Share(c.Times, region, today)
	if err != nil {
		return 0, "", err
	}
	if c.Members {
		if standard, err = standard.Mul(int64(max(1, len(do.file.people())))); err != nil {
			return 0, "", err
		}
	}
	most, err := standard.Share(times, civil.HalfUp)
	return most, "标准" + standard.Words() + "的" + times.String() + "倍", err
}

// mostShare is a ceiling that is a share of an amount of the form.
func (do *doing) mostShare(c *pack.AwardCeiling, today civil.Date) (civil.Fen, string, error) {
	if c.Share == "" {
		return 0, "", nil
	}
	share, err := do.desk.catalogue().Share(c.Share, do.file.Case.Division.County().String(), today)
	if err != nil {
		return 0, "", err
	}
	of, err := civil.ParseYuan(do.values[c.Of])
	if err != nil {
		return 0, "", Faults{{c.Of, -1, "请写明金额，上限按它计算。"}}
	}
	most, err := of.Share(share, civil.HalfUp)
	return most, of.Words() + "的" + share.String(), err
}

// instalmentsMost is over how many months one approval may be paid.
const instalmentsMost = 12

// instalments spreads what is given over the months that were decided, from the
// month of the decision on.
func (do *doing) instalments(decision *Decision) error {
	text := do.values["instalments"]
	if text == "" {
		return nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > instalmentsMost {
		return Faults{{"instalments", -1, "分几个月给写1到" + strconv.Itoa(instalmentsMost) + "。"}}
	}
	if n > 1 {
		decision.Until = decision.From.Add(n - 1)
	}
	return nil
}
