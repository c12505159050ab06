package casework

import (
	"strconv"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// ceiling refuses an amount above what the matter gives for what was found: so many
// times the standard, or a share of what was spent.
func (do *doing) ceiling(amount civil.Fen, today civil.Date) error {
	for i := range do.action.Ceilings {
		c := &do.action.Ceilings[i]
		if name, want := cut(c.When); c.When != "" && do.values[name] != want {
			continue
		}
		most, how, err := do.most(c, today)
		if err != nil {
			return err
		}
		if amount > most {
			return Faults{{"amount", -1, "这一类最多给" + most.Words() + "（" + how + "）。确需多给的，请一事一议。"}}
		}
		return nil
	}
	return nil
}

// most is what a ceiling comes to, and how, in words.
func (do *doing) most(c *pack.AwardCeiling, today civil.Date) (most civil.Fen, how string, err error) {
	region, catalogue := do.file.Case.Division.County().String(), do.desk.catalogue()
	if c.Times != "" {
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
		if most, err = standard.Share(times, civil.HalfUp); err != nil {
			return 0, "", err
		}
		how = "标准" + standard.Words() + "的" + times.String() + "倍"
	}
	if c.Share == "" {
		return most, how, nil
	}
	share, err := catalogue.Share(c.Share, region, today)
	if err != nil {
		return 0, "", err
	}
	of, err := civil.ParseYuan(do.values[c.Of])
	if err != nil {
		return 0, "", Faults{{c.Of, -1, "请写明金额，上限按它计算。"}}
	}
	part, err := of.Share(share, civil.HalfUp)
	if err == nil && (c.Times == "" || part < most) {
		most, how = part, of.Words()+"的"+share.String()
	}
	return most, how, err
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
