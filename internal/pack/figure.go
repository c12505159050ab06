package pack

import (
	"strconv"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// The readers below give one figure of a region on a day. One that is not there, of
// another kind or different in town and country is Unavailable: nobody guesses it.

// Number is a parameter that counts: a limit, a period, an age.
func (c *Catalogue) Number(name, region string, day civil.Date) (int64, error) {
	text, err := c.figure(name, region, day, rule.Count)
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, figureMissing(name)
	}
	return n, nil
}

// Money is a parameter in money.
func (c *Catalogue) Money(name, region string, day civil.Date) (civil.Fen, error) {
	text, err := c.figure(name, region, day, rule.Money)
	if err != nil {
		return 0, err
	}
	amount, err := civil.ParseYuan(text)
	if err != nil {
		return 0, figureMissing(name)
	}
	return amount, nil
}

// Share is a parameter that is a ratio.
func (c *Catalogue) Share(name, region string, day civil.Date) (civil.Ratio, error) {
	text, err := c.figure(name, region, day, rule.Ratio)
	if err != nil {
		return civil.Ratio{}, err
	}
	return civil.ParseRatio(text)
}

func (c *Catalogue) figure(name, region string, day civil.Date, kind rule.Kind) (string, error) {
	r, ok := c.Parameter(name, region, day)
	if !ok || r.Unknown || r.Kind != kind || r.Value == "" {
		return "", figureMissing(name)
	}
	return r.Value, nil
}

func figureMissing(name string) error {
	return &civil.Error{Kind: civil.Unavailable, Code: "parameter_missing",
		Message: "业务包里没有“" + name + "”在本地的取值，这一步暂时不能办理：请联系管理员补上参数。"}
}
