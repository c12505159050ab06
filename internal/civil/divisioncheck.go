package civil

import "strings"

// The findings on division codes that name no other division.
var (
	divisionShape   = finding{"division_form", "区划代码应为6、9或12位数字，请核对是否漏位或混入了其他字符。"}
	divisionScope   = finding{"division_outside", "该代码不在已装载的城市范围内，无法核对，请与民政部公布的代码表比对。"}
	divisionCounty  = finding{"division_county", "该市没有这个县（市、区）代码，请核对前6位。"}
	divisionVillage = finding{"division_unlisted", "县级代码存在，但该乡镇或村（居）不在2023年6月30日的统计代码表中，可能是新设或已撤并，请人工核对。"}
)

// CheckDivision says whether a code of 6, 9 or 12 digits named a division on a day.
// A retired code is refused with its successors; a township or village that the
// list, which is of one day, does not have is unsure as long as its county exists.
func CheckDivision(s string, divisions *Divisions, day Date) Check {
	text := plainASCII(s)
	code, err := ParseArea(text)
	if err != nil || len(text) < 6 {
		return divisionShape.bad(text)
	}
	if len(text) != 6 && code.Level() <= County {
		text = code.String() // twelve digits padded with zeros
	}
	if _, ok := divisions.Lookup(code, day); ok {
		return divisions.checkCounty(text, code, day)
	}
	if divisions.byCode[code.City()] == nil {
		return divisionScope.unsure(text)
	}
	if code.Level() > County && divisions.byCode[code.County()] != nil {
		if check := divisions.checkCounty(text, code, day); check.Verdict != Valid {
			return check
		}
		return divisionVillage.unsure(text)
	}
	if latest, ok := divisions.Latest(code); ok {
		return divisions.notInForce(text, latest, day)
	}
	return divisionCounty.bad(text)
}

// checkCounty judges a code by its county, whose dates are known, because towns and
// villages carry the county's code and moved with it.
func (d *Divisions) checkCounty(text string, code Area, day Date) Check {
	if _, ok := d.Lookup(code.County(), day); ok {
		return Check{Verdict: Valid, Canonical: text}
	}
	county, _ := d.Latest(code.County())
	return d.notInForce(text, county, day)
}

func (d *Divisions) notInForce(text string, division Division, day Date) Check {
	if day < division.Since {
		// Old cases are often kept under today's codes, so this is for a person.
		year, _, _ := division.Since.YMD()
		return Check{Unsure, text, "division_later", "代码" + division.Code.String() + "（" + division.Name + "）" +
			string(appendDigits(nil, year, 4)) + "年才启用，而核对日期更早，请确认是否应使用当时的代码。"}
	}
	names := make([]string, 0, len(division.Successors))
	for _, successor := range division.Successors {
		latest, _ := d.Latest(successor)
		names = append(names, successor.String()+latest.Name)
	}
	year, _, _ := division.Until.YMD()
	reason := "代码" + division.Code.String() + "（" + division.Name + "）已于" + string(appendDigits(nil, year, 4)) + "年停用"
	if len(names) > 0 {
		reason += "，现为" + strings.Join(names, "、")
	}
	return Check{Bad, text, "division_retired", reason + "，请按现行代码填写。"}
}
