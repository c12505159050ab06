package app

import (
	"io/fs"

	"lianxin/internal/civil"
)

// Files of the base pack that are tables rather than rules.
const (
	divisionsFile = "base/data/divisions.csv"
	regionsFile   = "base/data/region-codes.csv"
	holidaysFile  = "base/data/holidays.csv"
)

// divisions loads the divisions of the four cities.
func (s *session) divisions() (*civil.Divisions, error) {
	f, err := open(s.packs, divisionsFile)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return civil.LoadDivisions(f)
}

// regions loads the six-digit codes of every year's national list.
func (s *session) regions() (*civil.RegionHistory, error) {
	f, err := open(s.packs, regionsFile)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return civil.LoadRegions(f)
}

func open(fsys fs.FS, name string) (fs.File, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, &civil.Error{Kind: civil.NotFound, Code: "base_data_missing", Message: "业务包里缺少 " + name + "，请补上后再试。", Err: err}
	}
	return f, nil
}
