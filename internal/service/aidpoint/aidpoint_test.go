package aidpoint_test

import (
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/register"
	"lianxin/internal/service/aidpoint"
	"lianxin/packs"
)

// today is the day of the tests, counted from 1970.
const today = civil.Date(20_270)

const (
	county = civil.Area(320613000000)
	town   = civil.Area(320613005000)
)

func at(role access.Role, division civil.Area) casework.Who {
	return casework.Who{Actor: "staff:" + string(role), Staff: string(role), Purpose: "service", Posts: []casework.Post{{Role: role, Division: division}}}
}

// desk is a desk over a fresh store.
func desk(t *testing.T, store *db.DB) (*aidpoint.Desk, *civil.Divisions) {
	t.Helper()
	catalogue, err := pack.Load(packs.FS)
	if err != nil {
		t.Fatal(err)
	}
	file, err := packs.FS.Open("base/data/divisions.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	divisions, err := civil.LoadDivisions(file)
	if err != nil {
		t.Fatal(err)
	}
	store.SetClock(func() time.Time { return time.Date(2025, 7, 1, 1, 0, 0, 0, time.UTC) })
	keys, err := access.NewKeyring(rand.Reader, 20_089)
	if err != nil {
		t.Fatal(err)
	}
	j := journal.New(store, register.Tables()...)
	return aidpoint.New(j, register.New(j, keys, catalogue, nil), func() *pack.Catalogue { return catalogue }, divisions), divisions
}

func codeOf(err error) string {
	var refused *civil.Error
	if errors.As(err, &refused) {
		return refused.Code
	}
	return ""
}

func TestOnlyAPointInUseServesItsDivision(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		d, divisions := desk(t, store)
		clerk := at(casework.Town, town)
		villages := divisions.Under(town, civil.Village, today)
		village := villages[0].Code
		served := func() int {
			t.Helper()
			list, err := d.Covers(t.Context(), county)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range list {
				if c.Division.Township() == town.Township() {
					if c.Parts != len(villages) {
						t.Errorf("%d of %d villages", c.Parts, len(villages))
					}
					return c.Served
				}
			}
			t.Fatal("the town is not among those of its county")
			return 0
		}
		if n := served(); n != 0 {
			t.Fatalf("%d served before anything was said", n)
		}
		p := aidpoint.Point{Division: village, Name: "救助帮扶工作站点", Address: "1号", Telephone: "0513-85000001", Head: "王芳", Workers: 2, OpenedOn: civil.Date(20_000), State: aidpoint.Open}
		if err := d.Save(t.Context(), clerk, p); err != nil {
			t.Fatal(err)
		}
		got, err := d.Point(t.Context(), village)
		if err != nil || served() != 1 {
			t.Fatal(err, served())
		}
		p.Opened = got.Opened
		if *got != p {
			t.Errorf("kept %+v, want %+v", got, p)
		}
		stale := p
		stale.Opened = 0
		if err := d.Save(t.Context(), clerk, stale); codeOf(err) != "point_changed" {
			t.Error("a form from before is taken:", err)
		}
		p.State = aidpoint.Closed
		if err := d.Save(t.Context(), clerk, p); err != nil || served() != 0 {
			t.Error(err, served())
		}
	})
}

func TestAPointIsWrittenDownByWhoLooksAfterIt(t *testing.T) {
	t.Parallel()
	d, divisions := desk(t, dbtest.Open(t))
	p := aidpoint.Point{Division: county, Name: "社会救助中心", Address: "2号", Workers: -1, State: aidpoint.Open}
	if err := d.Save(t.Context(), at(casework.Town, town), p); codeOf(err) != "point_denied" {
		t.Error("a town writes down the centre of its county:", err)
	}
	if err := d.Save(t.Context(), at(casework.County, county), p); err != nil {
		t.Error(err)
	}
	other := divisions.Under(county, civil.Township, today)
	for _, one := range other {
		if one.Code.Township() == town.Township() {
			continue
		}
		p.Division = one.Code
		if err := d.Save(t.Context(), at(casework.Town, town), p); codeOf(err) != "point_denied" {
			t.Error("a town writes down the window of another:", err)
		}
		break
	}
	for code, change := range map[string]func(*aidpoint.Point){
		"point_not_found": func(p *aidpoint.Point) { p.Division = 320600000000 },
		"point_name":      func(p *aidpoint.Point) { p.Name = " " },
		"point_address":   func(p *aidpoint.Point) { p.Address = "" },
		"point_workers":   func(p *aidpoint.Point) { p.Workers = 2000 },
		"point_opened":    func(p *aidpoint.Point) { p.OpenedOn = civil.Date(30_000) },
		"point_state":     func(p *aidpoint.Point) { p.State = "gone" },
	} {
		one := aidpoint.Point{Division: town, Name: "综合服务窗口", Address: "3号", Workers: -1, State: aidpoint.Open}
		change(&one)
		if err := d.Save(t.Context(), at(casework.County, county), one); codeOf(err) != code {
			t.Errorf("want %s, got %v", code, err)
		}
	}
}
