package register

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
)

// benchPeople is the size of the store the searches are measured on:
// LIANXIN_BENCH_PERSONS, or small enough for everybody's machine.
func benchPeople(b *testing.B) int {
	if text := os.Getenv("LIANXIN_BENCH_PERSONS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			b.Fatal(err)
		}
		return n
	}
	return 20_000
}

// Ten counties of twenty townships, as a city has.
const (
	benchCounties  = 10
	benchTownships = 20
)

const (
	benchSurnames = "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤单解仇"
	benchGiven    = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰玉红建国华文辉力志新春梅雪琴云飞燕玲萍鹏浩宇轩子涵欣怡佳俊峰海波林森鑫淼晶晨阳光荣富贵福祥瑞宝珍珠玲珑凤凰龙虎彪豹"
	benchRoads    = "人民青年跃龙工农解放建设中山濠河文峰钟秀外环通京长江"
)

// benchWorld fills a store and makes its terms.
func benchWorld(b *testing.B, people int) world {
	b.Helper()
	w := newWorld(b, dbtest.Open(b))
	random := rand.New(rand.NewPCG(1, 2))
	surnames, given, roads := []rune(benchSurnames), []rune(benchGiven), []rune(benchRoads)
	start := time.Now()
	for county := range benchCounties {
		code := fmt.Sprint(320601 + county)
		for from := 0; from < people/benchCounties; from += 2000 {
			w.act(code, func(a *journal.Write) error {
				for i := from; i < min(from+2000, people/benchCounties); i++ {
					// Few surnames are frequent and many rare.
					surname := surnames[min(random.IntN(len(surnames)), random.IntN(len(surnames)), random.IntN(len(surnames)))]
					name := string(surname)
					for range 1 + min(1, random.IntN(5)) {
						name += string(given[random.IntN(len(given))])
					}
					birth := civil.Date(random.IntN(28000) - 10000)
					township, _ := civil.ParseArea(fmt.Sprintf("%s%03d000", code, 1+random.IntN(benchTownships)))
					road := random.IntN(len(roads) - 1)
					p := Person{Name: name, Birth: &birth, Division: township,
						IDNumber: access.NewPrivate(access.IDNumber, civil.MakeID(civil.SampleRegion, birth, random.IntN(1000))),
						Address:  fmt.Sprintf("%s路%d号%d幢%d室", string(roads[road:road+2]), 1+random.IntN(300), 1+random.IntN(30), 101+random.IntN(2000))}
					if _, err := w.PutPerson(b.Context(), a, p); err != nil {
						return err
					}
				}
				return nil
			})
		}
	}
	b.Logf("%d people put into the store in %v", people, time.Since(start))
	start = time.Now()
	w.index()
	b.Logf("their terms made in %v", time.Since(start))
	return w
}

// BenchmarkSearch reports, for every way to search, the time that 95 of 100
// searches stay under; the budget is 50 ms at a million people.
func BenchmarkSearch(b *testing.B) {
	w := benchWorld(b, benchPeople(b))
	random := rand.New(rand.NewPCG(3, 4))
	surnames, given, roads := []rune(benchSurnames), []rune(benchGiven), []rune(benchRoads)
	pick := func(list []rune) string { return string(list[random.IntN(len(list))]) }
	road := func() string { i := random.IntN(len(roads) - 1); return string(roads[i : i+2]) }
	city, township := clerk(320600000000), clerk(320605003000)
	for _, c := range []struct {
		name   string
		viewer access.Viewer
		text   func() string
	}{
		{"name of two", city, func() string { return pick(surnames) + pick(given) }},
		{"name of three", city, func() string { return pick(surnames) + pick(given) + pick(given) }},
		{"two characters of a given name", city, func() string { return pick(given) + pick(given) }},
		{"one character", city, func() string { return pick(surnames) }},
		{"initials", city, func() string { return Initials(pick(surnames) + pick(given))[0] }},
		{"three initials", city, func() string { return Initials(pick(surnames) + pick(given) + pick(given))[0] }},
		{"identity number", city, func() string {
			return civil.MakeID(civil.SampleRegion, civil.Date(random.IntN(28000)-10000), random.IntN(1000))
		}},
		{"last four", city, func() string { return fmt.Sprintf("%04d", random.IntN(10000)) }},
		{"road", city, func() string { return road() + "路" }},
		{"address", city, func() string {
			return fmt.Sprintf("%s路%d号%d室", road(), 10+random.IntN(290), 101+random.IntN(2000))
		}},
		{"name of two in one township", township, func() string { return pick(surnames) + pick(given) }},
		{"road and number in one township", township, func() string { return fmt.Sprintf("%s路%d号", road(), 10+random.IntN(290)) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				text := c.text()
				start := time.Now()
				if _, err := w.Search(b.Context(), c.viewer, text, Page{}); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "ms/p95")
		})
	}
}

func BenchmarkNameTerms(b *testing.B) {
	for b.Loop() {
		if len(NameTerms("单雄信")) == 0 {
			b.Fatal("no terms")
		}
	}
}
