package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"lianxin/internal/db"
	"lianxin/internal/register"
	"lianxin/internal/verify/simulator"
)

// worldNote keeps what departments of a rehearsal know besides what they delivered.
const worldNote = "departments.json"

// readWorld reads it for a city that is opened again.
func (b *bureau) readWorld(folder string) error {
	file, err := os.Open(filepath.Join(folder, worldNote))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	return b.world.Read(file)
}

// hiddenCar is a family of whom the police still have a car that was sold: the
// books say otherwise when they are asked to look again.
func (l *demoLife) hiddenCar() {
	f := l.withoutIncome()
	l.must(func() error {
		l.b.world.Put(simulator.Known{
			IDNumber: f.people[0].number, Class: "vehicle",
			Record:    simulator.Record{"plate": "苏F8K216", "kind": "小型轿车", "brand": "桑塔纳", "first_registered": "2016-04-12", "state": "正常"},
			Corrected: &simulator.Record{"plate": "苏F8K216", "kind": "小型轿车", "brand": "桑塔纳", "first_registered": "2016-04-12", "state": "转出"},
		})
		return l.b.world.Write(filepath.Join(l.folder, worldNote))
	})
	l.surveyed(f, "丈夫去世后没有收入，孩子在上学。")
	l.resident("核对发现一辆车，可以提出异议", f)
}

// withoutIncome is the next family of whom no department knows any income.
func (l *demoLife) withoutIncome() *demoFamily {
	for {
		f := l.family()
		earns := false
		l.must(func() error {
			return l.b.db.Read(l.ctx, func(q db.Query) error {
				for _, p := range f.people {
					for _, class := range []string{"income_tax", "wage_base", "pension"} {
						records, err := l.b.register.RecordsFor(l.ctx, q, class, p.ref, register.On(l.b.desk.Today()))
						if err != nil {
							return err
						}
						earns = earns || len(records) > 0
					}
				}
				return nil
			})
		})
		if !earns || l.err != nil {
			return f
		}
	}
}
