package casework

import (
	"strconv"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
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

// selectLately are other cases of a matter on which a family, or the same applicant,
// was given something since an instant.
const selectLately = `SELECT DISTINCT c.county, c.id FROM case_decision v JOIN act a ON a.county = v.county AND a.seq = v.opened
	JOIN casefile c ON c.county = v.county AND c.id = v.casefile AND c.closed IS NULL
	WHERE v.county = $1 AND (c.household = $2 OR c.applicant = $6) AND c.matter = $3 AND c.id <> $4
		AND v.effect IN ('award', 'advance') AND a.at >= $5 AND ` + journal.Holds

// needNotLately asks for a reason where a family was helped for the same cause not
// long ago: it is no bar, but somebody has to say what is new.
func needNotLately(n *needing) string {
	f, d := n.file, n.desk
	if f.Case.Household == "" || len([]rune(n.values["reason"])) >= reasonShortest {
		return ""
	}
	months, err := d.number(f.Case.Division.County(), f.Matter.Again, d.Today())
	if err != nil {
		return messageOf(err)
	}
	since := startOf(d.Today().Month().Add(-int(months)).First())
	count := 0
	err = d.journal.DB().Read(n.ctx, func(q db.Query) error {
		list, err := db.Many(n.ctx, q, scanRef, selectLately, f.Case.County, f.Case.Household, f.Case.Matter, f.Case.ID, since, f.Case.Applicant.ID)
		for _, ref := range list {
			same, err := d.sameCause(n, q, ref)
			if err != nil {
				return err
			}
			if same {
				count++
			}
		}
		return err
	})
	switch {
	case err != nil:
		return messageOf(err)
	case count == 0 || n.values == nil:
		return ""
	}
	return "这家人" + strconv.FormatInt(months, 10) + "个月内已经得到过这项救助：有新的情况、确需再给的，请在理由里写明。"
}

// sameCause says whether another case gives the same answers to the questions that
// tell one cause from another; where none do, every case does.
func (d *Desk) sameCause(n *needing, q db.Query, other register.Ref) (bool, error) {
	if len(n.file.Matter.AgainFor) == 0 {
		return true, nil
	}
	form, err := d.answers(n.ctx, q, other)
	if err != nil {
		return false, err
	}
	for _, name := range n.file.Matter.AgainFor {
		if form.Family[name] != n.file.Form.Family[name] {
			return false, nil
		}
	}
	return true, nil
}
