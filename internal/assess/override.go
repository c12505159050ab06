package assess

import (
	"maps"
	"slices"
	"strings"

	"lianxin/internal/civil"
)

// override is a parameter set to another value, in a region or everywhere.
type override struct {
	name, value string
	region      civil.Area // 0: everywhere
}

type overrides []override

// readOverrides splits NAME@REGION. A value for a county stands before one for
// its city, and that before one for everywhere.
func readOverrides(given map[string]string) (overrides, error) {
	var list overrides
	for _, key := range slices.Sorted(maps.Keys(given)) {
		name, at, regional := strings.Cut(key, "@")
		o := override{name: name, value: given[key]}
		if regional {
			region, err := civil.ParseArea(at)
			if err != nil || region.Level() > civil.County {
				return nil, civil.Refuse("override_region", "“%s”里的地区“%s”不对：请写省、市或县（市、区）的六位代码。", key, at)
			}
			o.region = region
		}
		list = append(list, o)
	}
	slices.SortStableFunc(list, func(a, b override) int { return int(a.level()) - int(b.level()) })
	return list, nil
}

func (o *override) level() civil.Level {
	if o.region == 0 {
		return 0
	}
	return o.region.Level()
}

// within refuses a value for a region that has nothing to do with a city.
func (list overrides) within(city string) error {
	for _, o := range list {
		if o.region == 0 {
			continue
		}
		place, err := civil.ParseArea(city)
		if err != nil || !o.region.Contains(place) && !place.Contains(o.region) {
			return civil.Refuse("override_outside", "“%s@%s”说的地区不在这座城市里，改了也没有作用，请核对。", o.name, o.region)
		}
	}
	return nil
}

// regions are the regions that need a policy of their own: the city first, the
// counties with figures of their own, and those for which a value is set.
func (list overrides) regions(city string, counties []string) []string {
	regions := append([]string{city}, counties...)
	for _, o := range list {
		if code := o.region.String(); o.level() == civil.County && !slices.Contains(regions, code) {
			regions = append(regions, code)
		}
	}
	return regions
}

// in are the values that hold in a region, by parameter.
func (list overrides) in(region string) map[string]string {
	here, err := civil.ParseArea(region)
	values := map[string]string{}
	for _, o := range list {
		if o.region == 0 || err == nil && o.region.Contains(here) {
			values[o.name] = o.value
		}
	}
	return values
}
