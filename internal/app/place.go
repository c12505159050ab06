package app

import (
	"lianxin/internal/assess"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// placeFlags say for which city and day a command speaks.
type placeFlags struct {
	City string `required:"" help:"城市：nantong、taizhou、nanjing、suzhou，或中文名、六位代码。"`
	AsOf string `name:"as-of" help:"以哪一天为准，如 2025-06-30；缺省为今天。" placeholder:"DATE"`
}

// place is a city on a day, with the packs that hold there.
type place struct {
	catalogue *pack.Catalogue
	city      pack.City
	day       civil.Date
}

// place loads the packs and finds the city in them.
func (f *placeFlags) place(s *session) (*place, error) {
	day, err := s.day(f.AsOf)
	if err != nil {
		return nil, err
	}
	catalogue, err := pack.Load(s.packs)
	if err != nil {
		return nil, err
	}
	city, err := catalogue.City(f.City)
	if err != nil {
		return nil, err
	}
	return &place{catalogue: catalogue, city: city, day: day}, nil
}

// assessor compiles the programmes in force.
func (p *place) assessor() (*assess.Assessor, error) {
	return assess.New(p.catalogue, p.city, p.day, nil)
}
