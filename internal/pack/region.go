package pack

import (
	"bytes"
	"strconv"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// nation is the region whose values hold everywhere.
const nation = "000000"

// regionFile is the table of division codes a pack may bring in its data folder.
const regionFile = "data/region-codes.csv"

// data takes in a data file that a load itself needs; other data is for other packages.
func (l *loader) data(file, inside string) {
	if inside != regionFile {
		return
	}
	table, err := l.read(file, dataBytesMax)
	if err != nil {
		l.refuseAt(Place{File: file}, "file_unreadable", "无法读取文件，请检查文件是否存在、是否有权限。")
		return
	}
	regions, err := civil.LoadRegions(bytes.NewReader(table))
	if err != nil {
		message := err.Error()
		if e, ok := err.(*civil.Error); ok {
			message = e.Message
		}
		l.refuseAt(Place{File: file}, "region_table", "%s", message)
		return
	}
	l.catalogue.regions = regions
}

// checkRegions refuses codes no national list ever had. Without the table only their form is known.
func (l *loader) checkRegions() {
	if l.catalogue.regions == nil {
		return
	}
	for _, use := range l.places {
		code, _ := strconv.Atoi(use.region)
		if use.region != nation && !l.catalogue.regions.Known(code) {
			l.refuseAt(use.at, "unknown_region", "历年区划代码里没有 %s，请核对地区代码。", use.region)
		}
	}
}

// regionTitle is the name of a region, or its code where none is known.
func (c *Catalogue) regionTitle(region string) string {
	if region == nation {
		return "全国"
	}
	if c.regions != nil {
		code, _ := strconv.Atoi(region)
		if r, ok := c.regions.Region(code); ok && r.Name != "" {
			return r.Name
		}
	}
	for _, city := range c.cities {
		if city.Region == region {
			return city.Title
		}
	}
	return region
}

// City finds a city by name, title (with or without 市) or region code. The
// error is a [civil.Error] of kind NotFound.
func (c *Catalogue) City(name string) (City, error) {
	var names []string
	for _, city := range c.cities {
		if name == city.Name || name == city.Title || name == city.Title+"市" || name == city.Region {
			return city, nil
		}
		names = append(names, city.Name)
	}
	message := "没有名为“" + shorten(name) + "”的城市，请用城市名称、拼音或六位代码。"
	if near := rule.Nearest(name, names); near != "" {
		message = "没有名为“" + shorten(name) + "”的城市，是不是“" + near + "”？"
	}
	return City{}, &civil.Error{Kind: civil.NotFound, Code: "city_unknown", Message: message}
}

// chain is the regions whose values may hold in a region, the nearest first.
func chain(region string) []string {
	list := []string{region}
	for _, wider := range []string{region[:4] + "00", region[:2] + "0000", nation} {
		if wider != list[len(list)-1] {
			list = append(list, wider)
		}
	}
	return list
}

// checkedRegion refuses what is no region code.
func checkedRegion(region string) error {
	if !sixDigits.MatchString(region) {
		return civil.Refuse("region_form", "地区“%s”应是六位行政区划代码，如 320600；全国写 000000。", shorten(region))
	}
	return nil
}

// ParameterRegions lists the counties inside a city's region in which, on that
// day, some value differs in origin from the city's: each needs its own policy.
func (c *Catalogue) ParameterRegions(city string, asOf civil.Date) []string {
	if checkedRegion(city) != nil || city[4:] != "00" {
		return nil
	}
	found := map[string]bool{}
	for _, values := range c.values {
		for _, v := range values {
			inside := v.Region[:4] == city[:4] && v.Region != city
			if inside && v.Since <= asOf {
				found[v.Region] = true
			}
		}
	}
	return sorted(found)
}
