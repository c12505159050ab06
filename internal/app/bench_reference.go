package app

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"sync"
	"time"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/rule"
)

// referencePasses is how often each side runs; the fastest counts.
const referencePasses = 12

// referenceTotals are the figures every correct engine finds.
type referenceTotals struct {
	Persons      int    `json:"persons"`
	Households   int    `json:"households"`
	Class        [4]int `json:"class"` // households of class 0 to 3
	DibaoTotal   string `json:"dibao_total"`
	Singles      int    `json:"singles"`
	SinglesTotal string `json:"singles_total"`
}

// referenceResult compares the engine with a loop written by hand for this one policy.
type referenceResult struct {
	EngineSeconds float64         `json:"engine_seconds"`
	LoopSeconds   float64         `json:"loop_seconds"`
	Ratio         float64         `json:"ratio"`
	NullsSeconds  float64         `json:"engine_nulls_seconds"`
	NullsRatio    float64         `json:"nulls_ratio"`
	Workers       int             `json:"workers"`
	Totals        referenceTotals `json:"totals"`
}

// scatterEvery makes one value in so many unknown in every column of the run with nulls.
const scatterEvery = 50

// compileReference reads the reference pack, which stands alone.
func compileReference(packs fs.FS) (*rule.Program, error) {
	catalogue, err := pack.LoadOne(packs, "reference")
	if err != nil {
		return nil, err
	}
	day, err := civil.NewDate(2025, 6, 30)
	if err != nil {
		return nil, err
	}
	policy, _, err := catalogue.Policy("320500", day, nil)
	if err != nil {
		return nil, err
	}
	return rule.Compile(policy)
}

// runReference measures both sides on the same columns in one run.
func runReference(packs fs.FS, persons int) (*referenceResult, error) {
	program, err := compileReference(packs)
	if err != nil {
		return nil, err
	}
	people := newPopulation(persons)
	table, scattered := people.table(0), people.table(scatterEvery)
	result := &referenceResult{Workers: runtime.GOMAXPROCS(0)}
	var engine, loop referenceTotals
	for range referencePasses {
		result.LoopSeconds = fastest(result.LoopSeconds, func() { loop = people.loop(result.Workers) })
		result.EngineSeconds = fastest(result.EngineSeconds, func() { engine, err = judgeReference(program, table) })
		if err != nil {
			return nil, err
		}
		result.NullsSeconds = fastest(result.NullsSeconds, func() { _, err = judgeReference(program, scattered) })
		if err != nil {
			return nil, err
		}
	}
	if engine != loop {
		return nil, fmt.Errorf("runReference: the engine finds %+v and the loop %+v", engine, loop)
	}
	result.Ratio, result.NullsRatio = result.EngineSeconds/result.LoopSeconds, result.NullsSeconds/result.LoopSeconds
	result.Totals = engine
	return result, nil
}

func fastest(best float64, f func()) float64 {
	begin := time.Now()
	f()
	if took := time.Since(begin).Seconds(); best == 0 || took < best {
		return took
	}
	return best
}

// judgeReference runs the engine and adds its grants up.
func judgeReference(program *rule.Program, table *rule.Table) (referenceTotals, error) {
	verdicts, err := program.Judge(table, rule.Options{GrantsOnly: true})
	if err != nil {
		return referenceTotals{}, err
	}
	grants := map[string][]rule.Award{}
	for _, v := range verdicts {
		grants[v.Programme] = v.Grants
	}
	t := referenceTotals{Persons: table.Persons(), Households: table.Households}
	t.Class[1], t.Class[2], t.Class[3] = len(grants["dibao"]), len(grants["edge"]), len(grants["single_family"])
	t.Class[0] = t.Households - t.Class[1] - t.Class[2] - t.Class[3]
	t.Singles = len(grants["single"])
	t.DibaoTotal, t.SinglesTotal = total(grants["dibao"]), total(grants["single"])
	return t, nil
}

func total(awards []rule.Award) string {
	var sum civil.Fen
	for _, a := range awards {
		sum += a.Amount
	}
	return sum.String()
}

// The reference policy's figures, in fen.
const (
	loopStandard   = 1045 * yuan
	loopSupplement = loopStandard / 5
)

// loop is the yardstick: the reference policy written out by hand for these
// columns, without branches, each worker on its share of the households.
func (p *population) loop(workers int) referenceTotals {
	households := len(p.start) - 1
	sums := make([]loopSums, workers)
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			sums[w] = p.loopRange(households*w/workers, households*(w+1)/workers)
		})
	}
	wait.Wait()
	var all loopSums
	for _, s := range sums {
		for k := range all.class {
			all.class[k] += s.class[k]
		}
		all.dibao, all.singles = all.dibao+s.dibao, all.singles+s.singles
	}
	return referenceTotals{
		Persons: len(p.age), Households: households,
		Class:      [4]int{households - int(all.class[1]+all.class[2]+all.class[3]), int(all.class[1]), int(all.class[2]), int(all.class[3])},
		DibaoTotal: civil.Fen(all.dibao).String(), Singles: int(all.singles), SinglesTotal: civil.Fen(all.singles * loopStandard).String(),
	}
}

type loopSums struct {
	class   [4]int64
	dibao   int64
	singles int64
}

func (p *population) loopRange(from, to int) loopSums {
	var s loopSums
	for h := from; h < to; h++ {
		first, last := p.start[h], p.start[h+1]
		age, disability, severe := p.age[first:last], p.disability[first:last], p.severe[first:last]
		wage, pension := p.wage[first:last], p.pension[first:last]
		property, transfer := p.property[first:last], p.transfer[first:last]
		disability, severe, wage = disability[:len(age)], severe[:len(age)], wage[:len(age)]
		pension, property, transfer = pension[:len(age)], property[:len(age)], transfer[:len(age)]
		var income, supplements, alone int64
		for i := range age {
			w := int64(wage[i])
			income += max(0, w-w/5) + int64(pension[i]) + int64(property[i]) + int64(transfer[i])
			weak := bit(disability[i]-1 < 2)
			supplements += bit(age[i] >= 70) | bit(age[i] < 18) | weak
			alone += weak | bit(severe[i] != 0)
		}
		n := int64(len(age))
		assets := bit(int64(p.financial[h]) <= 24*loopStandard*n) & bit(p.vehicle[h] == 0) & bit(p.housing[h] <= 2)
		dibao := bit(p.local[h] != 0) & bit(income < loopStandard*n) & assets
		edge := (1 - dibao) & bit(2*income < 3*loopStandard*n) & assets
		singles := alone & -((1 - dibao) & bit(income < 2*loopStandard*n))
		s.class[1] += dibao
		s.class[2] += edge
		s.class[3] += (1 - dibao) & (1 - edge) & bit(singles > 0)
		s.dibao += (loopStandard*n - income + loopSupplement*supplements) & -dibao
		s.singles += singles
	}
	return s
}

// bit is 1 for true; the compiler makes it a flag, not a branch.
func bit(v bool) int64 {
	var b int64
	if v {
		b = 1
	}
	return b
}

// printReference writes the result for people or machines.
func printReference(w io.Writer, r *referenceResult, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(w).Encode(r)
	}
	_, err := fmt.Fprintf(w, `标尺政策：%d 人，%d 户，%d 个核
  规则引擎      %.4f 秒
  手写循环      %.4f 秒
  比值          %.2f
  散布缺项      %.4f 秒，比值 %.2f
  各类户数      %v
  低保金额      %s 元
  单人保        %d 人，%s 元
`, r.Totals.Persons, r.Totals.Households, r.Workers, r.EngineSeconds, r.LoopSeconds, r.Ratio, r.NullsSeconds, r.NullsRatio,
		r.Totals.Class, r.Totals.DibaoTotal, r.Totals.Singles, r.Totals.SinglesTotal)
	return err
}
