package app

import (
	"context"
	"slices"
	"strings"

	"lianxin/internal/assess"
	"lianxin/internal/casework"
	"lianxin/internal/fact"
	"lianxin/internal/pack"
	"lianxin/internal/pay"
	"lianxin/internal/screen/oversight"
)

// trial tries a change of the law on everybody of a city, for the pages. Nothing
// is written.
func (b *bureau) trial(city pack.City) func(context.Context, oversight.WhatIfOrder) (*oversight.WhatIfResult, error) {
	return func(ctx context.Context, o oversight.WhatIfOrder) (*oversight.WhatIfResult, error) {
		catalogue, _ := b.rules()
		name := o.Parameter
		if o.Region != "" {
			name += "@" + o.Region
		}
		what, err := assess.NewWhatIf(catalogue, catalogue, city, o.Day, map[string]string{name: o.Value}, o.Programme)
		if err != nil {
			return nil, err
		}
		counties, err := b.counties(ctx, city)
		if err != nil {
			return nil, err
		}
		out := &oversight.WhatIfResult{}
		err = b.factsOf(catalogue).Each(ctx, counties, o.Day, what.Reads(), func(snapshot *fact.Snapshot) error {
			effects, err := what.County(snapshot.City, 0)
			out.Persons += snapshot.City.Table.Persons()
			out.Towns = append(out.Towns, effects...)
			return err
		})
		if err != nil {
			return nil, err
		}
		out.Total = summed(out.Towns)
		return out, nil
	}
}

// summed sums the towns up by programme.
func summed(towns []assess.Effect) (total []assess.Effect) {
	for _, e := range towns {
		i := slices.IndexFunc(total, func(t assess.Effect) bool { return t.Programme == e.Programme })
		if i < 0 {
			total = append(total, assess.Effect{Programme: e.Programme})
			i = len(total) - 1
		}
		total[i].Add(&e)
	}
	slices.SortFunc(total, func(a, b assess.Effect) int { return strings.Compare(a.Programme, b.Programme) })
	return total
}

// decideStandard makes a standard hold from a day on, for the pages.
func (b *bureau) decideStandard(ctx context.Context, who casework.Who, s oversight.Standard) error {
	_, err := b.standards.Decide(ctx, who, pay.Standard{Parameter: s.Parameter, Region: s.Region, Since: s.Since, Value: s.Value, Source: s.Source})
	return err
}
