package app

import (
	"cmp"
	"fmt"
	"slices"

	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/fact"
	"lianxin/internal/pack"
	"lianxin/internal/rule"
	"lianxin/internal/sample"
)

// sampleDay is the day the sample city is drawn for unless another is named: a
// fixed one, so that the same seed gives the same city for ever.
const sampleDay = "2025-06-30"

// sampleCommand makes a synthetic city.
type sampleCommand struct {
	City  string `required:"" help:"城市：nantong、taizhou、nanjing、suzhou，或中文名、六位代码。"`
	Scale string `default:"0.01" help:"规模，0.001 到 1.0；1.0 为全市人口。"`
	Seed  uint64 `default:"1" help:"随机种子；同一种子总是同一座城市。"`
	AsOf  string `name:"as-of" help:"样例城市所处的日期，缺省 2025-06-30。" placeholder:"DATE"`
	Out   string `required:"" help:"写入的文件夹，没有就新建。" placeholder:"DIR"`
	Feeds bool   `help:"另在 feeds 文件夹里写出各部门交来的数据，读入后得出同一座城市。"`
	Month int    `help:"把城市往后推几个月（出生、死亡、迁移、工资变动），最多12个月。" placeholder:"N"`
	Dirty bool   `help:"在每个部门的数据里埋几行错的，列在 feeds/planted.csv；与 --feeds 合用。"`
}

// Run makes the city.
func (c *sampleCommand) Run(s *session) error {
	if c.AsOf == "" {
		c.AsOf = sampleDay
	}
	if c.Dirty && !c.Feeds {
		return civil.Refuse("sample_dirty_alone", "--dirty 在部门数据里埋错，请与 --feeds 一起用。")
	}
	work, err := c.prepare(s)
	if err != nil {
		return err
	}
	s.progress("生成 %d 户 …", work.city.Households())
	if err := work.city.WriteCSV(c.Out); err != nil {
		return err
	}
	var files []sample.Delivery
	if c.Feeds {
		if files, err = c.writeFeeds(s, work); err != nil {
			return err
		}
	}
	return c.tell(s, work.city, files)
}

// tell says what was written.
func (c *sampleCommand) tell(s *session, city *sample.City, files []sample.Delivery) error {
	planted, rows := len(city.Truth()), 0
	if c.Month > 0 {
		planted = 0 // what was worked out by hand is of the first day
	}
	for _, f := range files {
		rows += f.Rows
	}
	if s.json {
		m := map[string]any{"city": c.City, "scale": c.Scale, "seed": c.Seed, "as_of": city.Day().String(), "households": city.Households(), "planted": planted, "out": c.Out}
		if c.Feeds {
			m["feeds"], m["feed_rows"] = len(files), rows
		}
		return s.print(m)
	}
	fmt.Fprintf(s.Out, "样例城市已写入 %s：%d 户，人物均属虚构", c.Out, city.Households())
	if c.Month == 0 {
		fmt.Fprintf(s.Out, "；埋设的已知个案 %d 行，见 truth.csv\n", planted)
	} else {
		fmt.Fprintf(s.Out, "；城市的日期是 %s\n", city.Day())
	}
	if c.Feeds {
		fmt.Fprintf(s.Out, "部门数据 %d 个文件、%d 行，读入的次序见 feeds/manifest.csv\n", len(files), rows)
	}
	return nil
}

// sampleWork is what making a city needs.
type sampleWork struct {
	catalogue *pack.Catalogue
	place     pack.City
	day       civil.Date
	city      *sample.City
}

// prepare draws up the synthetic city with the figures of the packs.
func (c *sampleCommand) prepare(s *session) (*sampleWork, error) {
	scale, err := civil.ParseRatio(c.Scale)
	if err != nil {
		return nil, err
	}
	day, err := civil.ParseDate(c.AsOf)
	if err != nil {
		return nil, err
	}
	catalogue, err := pack.Load(s.packs)
	if err != nil {
		return nil, err
	}
	place, err := catalogue.City(c.City)
	if err != nil {
		return nil, err
	}
	o, err := sampleOptions(s, catalogue, place, scale, c.Seed, day)
	if err != nil {
		return nil, err
	}
	o.Month = c.Month
	city, err := sample.New(o)
	return &sampleWork{catalogue: catalogue, place: place, day: day, city: city}, err
}

// writeFeeds writes what the departments deliver. What is in pay on the first
// day is made up from what the rules grant on it.
func (c *sampleCommand) writeFeeds(s *session, work *sampleWork) ([]sample.Delivery, error) {
	o := sample.FeedOptions{Dirty: c.Dirty}
	if c.Month == 0 {
		var err error
		if o.Judged, err = c.judged(s, work); err != nil {
			return nil, err
		}
	}
	s.progress("写出部门数据 …")
	files, err := work.city.WriteFeeds(c.Out, o)
	if err != nil {
		return nil, err
	}
	homes, err := work.city.WriteHomes(c.Out)
	return append(files, homes), err
}

// judged judges the city from its files, for the list of what is in pay.
func (c *sampleCommand) judged(s *session, work *sampleWork) (func(int) []sample.Judged, error) {
	s.progress("判断在享待遇 …")
	assessor, err := assess.New(work.catalogue, work.place, work.day, nil)
	if err != nil {
		return nil, err
	}
	facts, err := fact.ReadFolder(c.Out, fact.Options{Facts: assess.Facts(work.catalogue), AsOf: work.day, Sample: true})
	if err != nil {
		return nil, err
	}
	settled, err := assessor.Settle(facts, 0)
	if err != nil {
		return nil, err
	}
	start := facts.Table.Start
	return func(household int) []sample.Judged {
		var list []sample.Judged
		for i := range settled.Programmes {
			list = appendJudged(list, &settled.Programmes[i], household, start)
		}
		return list
	}, nil
}

// refusedProgramme is the programme of which some refused families are shown as
// still paid.
const refusedProgramme = "dibao"

// appendJudged adds what one programme says of a household.
func appendJudged(list []sample.Judged, p *assess.SettledProgramme, household int, start []uint32) []sample.Judged {
	from, to, member := uint32(household), uint32(household+1), -1
	if p.Level == rule.Person {
		from, to, member = start[household], start[household+1], 0
	}
	i, _ := slices.BinarySearchFunc(p.Grants, from, func(a rule.Award, row uint32) int { return cmp.Compare(a.Subject, row) })
	for ; i < len(p.Grants) && p.Grants[i].Subject < to; i++ {
		a := &p.Grants[i]
		at := member
		if member == 0 {
			at = int(a.Subject - from)
		}
		list = append(list, sample.Judged{Programme: p.Name, Member: at, Amount: a.Amount, Covered: int(a.Covered)})
	}
	if p.Name == refusedProgramme && p.Level == rule.Household && p.Outcome[from] == rule.Refuse {
		list = append(list, sample.Judged{Programme: p.Name, Member: -1, Refused: true})
	}
	return list
}

func newSample(s *session, catalogue *pack.Catalogue, name string, scale civil.Ratio, seed uint64, day civil.Date) (*sample.City, error) {
	place, err := catalogue.City(name)
	if err != nil {
		return nil, err
	}
	o, err := sampleOptions(s, catalogue, place, scale, seed, day)
	if err != nil {
		return nil, err
	}
	return sample.New(o)
}

// sampleOptions fills in the figures of the packs.
func sampleOptions(s *session, catalogue *pack.Catalogue, place pack.City, scale civil.Ratio, seed uint64, day civil.Date) (sample.Options, error) {
	policy, _, err := catalogue.Policy(place.Region, day, nil)
	if err != nil {
		return sample.Options{}, err
	}
	divisions, err := s.divisions()
	if err != nil {
		return sample.Options{}, err
	}
	return sample.Options{
		City: place.Name, Scale: scale, Seed: seed, AsOf: day, Divisions: divisions,
		Param: func(name string) (rule.Param, bool) {
			for _, p := range policy.Params {
				if p.Name == name && !p.Unknown {
					return p, true
				}
			}
			return rule.Param{}, false
		},
		InForce: func(programme string) bool {
			p := catalogue.Programme(programme)
			return p != nil && p.Runs(day)
		},
	}, nil
}
