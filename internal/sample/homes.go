package sample

import (
	"fmt"
	"os"
	"path/filepath"

	"lianxin/internal/civil"
)

// homesFile is the list of homes for the elderly, beside the files of the departments.
const homesFile = "facility.csv"

// homeKinds are the homes of a made-up county, one after the other through its towns: what
// they are called behind the name of the place, how many beds they have, for nursing, and
// in use, and the most care they give.
var homeKinds = []struct {
	named, kind            string
	beds, nursing, livedIn int
	accepts                string
}{
	{"区域性养老服务中心暨失能（失智）特困人员集中供养服务中心", "特困人员供养服务机构", 160, 96, 131, "失能"},
	{"敬老院", "敬老院", 60, 12, 41, "半失能"},
	{"春晖颐养院", "养老院", 90, 40, 90, "失能"},
	{"邻里护理院", "护理院", 48, 48, 44, "失能"},
	{"农村互助养老院", "养老院", 24, 0, 9, "自理"},
}

// homeEvery is how many towns there are to a home.
const homeEvery = 2

// WriteHomes writes the homes for the elderly into the folder of the feeds, which is there
// already, and adds them to its list.
func (c *City) WriteHomes(dir string) (Delivery, error) {
	d := Delivery{File: homesFile, Kind: "facility", From: c.Day(), To: c.Day()}
	text := []byte("单位名称,类型,备案编号,地址,行政区划,床位数,其中护理型床位,在院老人数,收住对象,运营状态,联系电话\n")
	for _, villages := range c.places.counties {
		towns := c.divisions.Under(villages[0].code.County(), civil.Township, c.asOf)
		for i := 0; i < len(towns); i += homeEvery {
			k, place := homeKinds[i/homeEvery%len(homeKinds)], towns[i]
			text = fmt.Appendf(text, "%s%s,%s,YL%s,%s,%s,%d,%d,%d,%s,运营,0513-85%06d\n", place.Name, k.named, k.kind, place.Code.String(),
				c.divisions.FullName(place.Code, c.asOf)+"养老路1号", place.Code, k.beds, k.nursing, k.livedIn, k.accepts, d.Rows+1)
			d.Rows++
		}
	}
	path := filepath.Join(dir, FeedsFolder, homesFile)
	if err := os.WriteFile(path, text, 0o644); err != nil {
		return d, unwritable(path, err)
	}
	path = filepath.Join(dir, FeedsFolder, "manifest.csv")
	list, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return d, unwritable(path, err)
	}
	_, err = fmt.Fprintf(list, "%s,%s,false,listed,%s,%s,%d\n", d.File, d.Kind, d.From, d.To, d.Rows)
	if closed := list.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return d, unwritable(path, err)
	}
	return d, nil
}
