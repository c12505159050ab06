package app

import (
	"fmt"

	"lianxin/internal/civil"
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
}

// Run makes the city.
func (c *sampleCommand) Run(s *session) error {
	if c.AsOf == "" {
		c.AsOf = sampleDay
	}
	city, err := c.city(s)
	if err != nil {
		return err
	}
	s.progress("生成 %d 户 …", city.Households())
	if err := city.WriteCSV(c.Out); err != nil {
		return err
	}
	if s.json {
		return s.print(map[string]any{"city": c.City, "scale": c.Scale, "seed": c.Seed, "as_of": c.AsOf, "households": city.Households(), "planted": len(city.Truth()), "out": c.Out})
	}
	fmt.Fprintf(s.Out, "样例城市已写入 %s：%d 户，人物均属虚构；埋设的已知个案 %d 行，见 truth.csv\n", c.Out, city.Households(), len(city.Truth()))
	return nil
}

// city prepares the synthetic city with the figures of the packs.
func (c *sampleCommand) city(s *session) (*sample.City, error) {
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
	return newSample(s, catalogue, c.City, scale, c.Seed, day)
}

func newSample(s *session, catalogue *pack.Catalogue, name string, scale civil.Ratio, seed uint64, day civil.Date) (*sample.City, error) {
	place, err := catalogue.City(name)
	if err != nil {
		return nil, err
	}
	policy, _, err := catalogue.Policy(place.Region, day, nil)
	if err != nil {
		return nil, err
	}
	divisions, err := s.divisions()
	if err != nil {
		return nil, err
	}
	return sample.New(sample.Options{
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
	})
}
