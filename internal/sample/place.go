package sample

import (
	"strings"

	"lianxin/internal/civil"
)

// place is a real village or residents' committee.
type place struct {
	code  civil.Area
	rural bool
}

// places draws villages: the county by its residents, the village inside it
// evenly.
type places struct {
	sums     []int
	counties [][]place
}

// residentsOfVillage stands in for a county whose census figure we lack.
const residentsOfVillage = 3 // thousand [assumption]

func newPlaces(divisions *civil.Divisions, p plan, day civil.Date) (places, error) {
	var all places
	city, err := civil.ParseArea(p.Region)
	if err != nil {
		return all, err
	}
	var weights []int
	for _, county := range divisions.Under(city, civil.County, day) {
		var villages []place
		for _, v := range divisions.Under(county.Code, civil.Village, day) {
			if strings.HasSuffix(v.Name, "生活区") {
				continue // farms and nurseries that exist in statistics only
			}
			villages = append(villages, place{code: v.Code, rural: isRural(v.Name)})
		}
		if len(villages) == 0 {
			continue
		}
		weight, ok := countyResidents[county.Code.String()]
		if !ok {
			weight = residentsOfVillage * len(villages)
		}
		weights = append(weights, weight)
		all.counties = append(all.counties, villages)
	}
	if len(weights) == 0 {
		return all, civil.Refuse("sample_divisions_missing", "区划表里没有%s在%s的村（社区），无法生成样例城市，请核对区划数据。", p.Title, day)
	}
	all.sums = running(weights...)
	return all, nil
}

// isRural goes by the kind of committee, because the list of divisions has no
// other sign: a 村 has a villagers' committee, everything else a residents'.
func isRural(name string) bool {
	if strings.Contains(name, "社区") || strings.Contains(name, "居委会") || strings.Contains(name, "居民委员会") {
		return false
	}
	return strings.HasSuffix(name, "村") || strings.Contains(name, "村委会") || strings.Contains(name, "村民委员会")
}

// draw gives the village of a household; those in need live in the country more
// often than others.
func (p *places) draw(s *stream, n need) place {
	villages := p.counties[s.pick(p.sums)]
	drawn := villages[s.below(len(villages))]
	if (n == granted || n == destitute) && !drawn.rural {
		drawn = villages[s.below(len(villages))]
	}
	return drawn
}

// inCounty is the villages of the county of a division.
func (p *places) inCounty(at civil.Area) []place {
	for _, villages := range p.counties {
		if villages[0].code.County() == at.County() {
			return villages
		}
	}
	return nil
}

// fixed gives the village of a planted family without any random number: the
// n-th of the wanted kind, in long steps so that they lie apart.
func (p *places) fixed(n int, rural bool) place {
	var fallback place
	for i := range p.counties {
		villages := p.counties[(n+i)%len(p.counties)]
		for j := range villages {
			v := villages[(n*37+j)%len(villages)]
			if v.rural == rural {
				return v
			}
			fallback = v
		}
	}
	// A city without a single village of that kind: the facts decide, not the name.
	fallback.rural = rural
	return fallback
}
