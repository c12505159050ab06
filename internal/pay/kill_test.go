package pay

import (
	"context"
	cryptorand "crypto/rand"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/db/dbtest"
	"lianxin/internal/journal"
	"lianxin/internal/ledger"
)

// asPayer makes the test's own binary be a bureau that pays months, one after the
// other, until it is killed: its value is the name of the store, a blank, and the file
// of the keys.
const asPayer = "LIANXIN_TEST_AS_PAYER"

// TestMain lets the tests start this very program, and kill it. A test that fails says that
// the program changed, never that other months were drawn: those drawn at random are the
// same in each run. To draw others:
//
//	go test ./internal/pay -run Random -rapid.seed=0 -rapid.checks=2000
func TestMain(m *testing.M) {
	if name := os.Getenv(asPayer); name != "" {
		if err := payMonths(name); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if err := flag.Set("rapid.seed", "1"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// The families of the killed bureau, and how many months it pays.
const (
	killedFamilies = 40
	killedMonths   = 4
)

// payer is a bureau whose steps may be cut short anywhere.
type payer struct {
	context.Context
	*Pay
}

func payerOf(name string) (*payer, func(), error) {
	place, file, _ := strings.Cut(name, " ")
	keys, err := access.ReadKeyring(file)
	if err != nil {
		return nil, nil, err
	}
	store, err := db.Open(context.Background(), place)
	if err != nil {
		return nil, nil, err
	}
	packs, err := shipped()
	if err != nil {
		return nil, nil, err
	}
	names := Names{
		Rules: packs.PayRules,
		Unit:  func(string) Unit { return Unit{Name: "崇川区民政局", Code: "32061300001"} }, Programme: func(string) string { return "低保" },
		Shares: func(string, string, civil.Month) []Share { return []Share{{"city", 301}, {"county", 699}} },
	}
	p := &payer{context.Background(), New(journal.New(store, append(Tables(), ledger.Tables()...)...), keys, names)}
	return p, func() { _ = store.Close() }, nil
}

// payMonths goes on from wherever the store stands: every step that was done is refused
// or changes nothing, and the next one is taken.
func payMonths(name string) error {
	p, closed, err := payerOf(name)
	if err != nil {
		return err
	}
	defer closed()
	for m := range killedMonths {
		if err := p.thaw(m); err != nil {
			return fmt.Errorf("thaw before month %d: %w", m, err)
		}
		if err := p.month(modelFirst.Add(m)); err != nil {
			return fmt.Errorf("month %d: %w", m, err)
		}
	}
	return nil
}

// month takes the run of a month as far as it goes, then a supplementary run for what
// came back, and closes the first when all of that has arrived.
func (p *payer) month(m civil.Month) error {
	for _, kind := range []RunKind{Monthly, Supplementary, Monthly} {
		o := Order{County: county, Month: m, Kind: kind}
		for {
			r, err := p.runOf(o)
			if err != nil {
				return err
			}
			done, err := p.next(o, r)
			if err != nil || done {
				if err != nil {
					return err
				}
				break
			}
		}
	}
	return nil
}

// runOf is the run of an order; nil when there is none yet.
func (p *payer) runOf(o Order) (found *Run, err error) {
	err = p.journal.DB().Read(p, func(q db.Query) error {
		list, err := db.Many(p, q, scanRun, selectRunLike, o.County, o.Programme, o.Month.String(), string(o.Kind))
		if len(list) > 0 {
			found = list[0]
		}
		return err
	})
	return found, err
}

// next takes the next step of a run; done says that there is none.
func (p *payer) next(o Order, r *Run) (done bool, err error) {
	if r == nil {
		if r, err = p.Prepare(p, "staff:maker", o); err != nil {
			return false, err
		}
		return r.Lines == 0, nil
	}
	seen := Seen{r.County, r.ID, r.Hash}
	switch r.State {
	case Draft:
		if r.Lines == 0 {
			return true, nil
		}
		if _, err = p.Freeze(p, "staff:maker", r.County, r.ID); code(err) == "pay_run_outdated" {
			// Killed after it was made, and what was held has been let go since.
			_, err = p.Prepare(p, "staff:maker", o)
		}
	case Frozen:
		_, err = p.Approve(p, "staff:fin", seen)
	case Reviewed:
		if r.First == "" {
			_, err = p.Sign(p, "staff:one", seen)
		} else if told, failed := p.happens(r, 1, "10"); told || failed != nil {
			return false, failed
		} else {
			_, err = p.Release(p, "staff:two", seen, r.Total)
		}
	case Approved:
		_, err = p.BankFile(p, "staff:fin", r.County, r.ID, "csv")
	case Sent:
		err = p.sent(r)
	case PartlyReturned:
		return p.mend(r)
	case Matched, MadeGood:
		_, err = p.Close(p, "staff:fin", r.County, r.ID)
	default:
		return true, nil
	}
	return false, err
}

// happens tells, once, that somebody was taken into custody while the run of a month
// was on its way.
func (p *payer) happens(r *Run, m int, id string) (bool, error) {
	if r.Kind != Monthly || r.Month != modelFirst.Add(m) {
		return false, nil
	}
	var known []*Event
	err := p.journal.DB().Read(p, func(q db.Query) (err error) {
		known, err = Events(p, q, county, "")
		return err
	})
	for _, e := range known {
		if e.Person == person(id) {
			return false, nil
		}
	}
	if err == nil {
		_, err = p.Report(p, "staff:town", county, Happening{Person: person(id), Kind: "custody", Day: modelFirst.First(), Source: "clerk", Reference: "通知书"})
	}
	return true, err
}

// sent freezes somebody's money after the file was made, recalls the file, and lets
// the bank answer the next one.
func (p *payer) sent(r *Run) error {
	if _, err := p.happens(r, 2, "11"); err != nil {
		return err
	}
	var frozen int
	err := p.journal.DB().Read(p, func(q db.Query) (err error) {
		frozen, err = r.FrozenSince(p, q)
		return err
	})
	if err != nil {
		return err
	}
	if frozen > 0 {
		_, err = p.Recall(p, "staff:maker", r.County, r.ID, "银行没有收到")
		return err
	}
	return p.answer(r)
}

// thaw finds out, before the third month and those after it, that what was told was a
// mistake: what was held is owed after all.
func (p *payer) thaw(m int) error {
	if m < 2 {
		return nil
	}
	var list []*Event
	err := p.journal.DB().Read(p, func(q db.Query) (err error) {
		list, err = Events(p, q, county, EventOpen)
		return err
	})
	for _, e := range list {
		if err == nil {
			_, err = p.SettleEvent(p, "staff:county", county, e.ID, Ruling{Outcome: Mistake, Words: "同名同姓"})
		}
	}
	return err
}

// answer is the bank's: every seventh line of a month's run comes back.
func (p *payer) answer(r *Run) error {
	answer, err := p.answerOf(r, func(i int) bool { return r.Kind == Monthly && i%7 == 3 })
	if err != nil {
		return err
	}
	format, err := FormatNamed(r.Format)
	if err != nil {
		return err
	}
	raw, err := format.WriteAnswer(answer)
	if err != nil {
		return err
	}
	_, err = p.ReadReturn(p, "staff:fin", r.County, r.ID, raw)
	return err
}

func (p *payer) answerOf(r *Run, comesBack func(int) bool) (*Answer, error) {
	a := &Answer{Run: r.ID, UnitCode: "32061300001"}
	err := p.journal.DB().Read(p, func(q db.Query) error {
		lines, err := Lines(p, q, r)
		if err != nil {
			return err
		}
		accounts, err := p.numbers(p, q, r.County, lines)
		if err != nil {
			return err
		}
		for _, l := range lines {
			if !l.listed() {
				continue
			}
			one := AnswerLine{Seq: int64(len(a.Lines) + 1), Account: accounts[revision{l.Account, l.Revision}].Number.Reveal(), Amount: l.Amount, Code: "成功", Text: "成功"}
			if comesBack(len(a.Lines)) {
				one.Code = "账号不存在"
			}
			a.Lines = append(a.Lines, one)
			a.sum(one.Code == "成功", l.Amount)
		}
		return nil
	})
	return a, err
}

// mend lets what came back be tried again, so that the supplementary run sends it.
func (p *payer) mend(r *Run) (bool, error) {
	var lines []*Line
	err := p.journal.DB().Read(p, func(q db.Query) (err error) {
		lines, err = Lines(p, q, r)
		return err
	})
	for _, l := range lines {
		if err == nil && l.Status == Returned {
			err = p.Retry(p, "staff:fin", r.County, l.ID, "银行已恢复")
		}
	}
	return true, err
}

// killings is how often the bureau is killed: a few times, or as LIANXIN_TEST_KILLS says.
func killings(t *testing.T) int {
	t.Helper()
	text := os.Getenv("LIANXIN_TEST_KILLS")
	if text == "" {
		return 8
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestABureauThatIsKilledPaysEverybodyOnce(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "keys")
	first, err := civil.NewDate(2025, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := access.NewKeyring(cryptorand.Reader, first)
	if err == nil {
		err = keys.Create(file)
	}
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Each(t, func(t *testing.T, store *db.DB) {
		killed := 0
		for round := 1; killed < killings(t); round++ {
			name := filepath.Join(t.TempDir(), "lianxin.db")
			if store.Dialect() == db.PostgreSQL {
				name = dbtest.Postgres(t)
			}
			dbtest.Reopen(t, name)
			killed += payThroughKills(t, name+" "+file, killings(t)-killed)
			t.Logf("round %d: killed %d times so far", round, killed)
		}
	})
}

// payThroughKills grants families, kills the bureau again and again until it comes
// through, and holds everything against what was owed.
func payThroughKills(t *testing.T, name string, most int) (killed int) {
	t.Helper()
	p, closed, err := payerOf(name)
	if err != nil {
		t.Fatal(err)
	}
	defer closed()
	o := &office{t: t, store: p.journal.DB(), Pay: p.Pay}
	var owed civil.Fen
	for i := range killedFamilies {
		amount := civil.Fen(100_01 + i*7)
		owed += amount * killedMonths
		o.family(fmt.Sprint(10+i), amount, modelFirst.String())
	}
	for {
		c := exec.Command(os.Args[0])
		c.Env = append(os.Environ(), asPayer+"="+name)
		var said strings.Builder
		c.Stderr = &said
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		if killed < min(most, 60) {
			patience := time.Duration(rand.IntN(400)) * time.Millisecond
			timer := time.AfterFunc(patience, func() { _ = c.Process.Kill() })
			defer timer.Stop()
		}
		err := c.Wait()
		if err == nil {
			break
		}
		if c.ProcessState.Exited() {
			t.Fatalf("after %d kills the bureau does not go on: %s", killed, said.String())
		}
		killed++
		// Whatever it was killed at, what stands is whole.
		if faults := o.ledgerFaults(county); len(faults) != 0 {
			t.Fatalf("after %d kills: %v", killed, faults)
		}
	}
	o.settledOnce(owed)
	return killed
}

// settledOnce sees that every family has every month once, and nobody more.
func (o *office) settledOnce(owed civil.Fen) {
	o.t.Helper()
	got := map[string]civil.Fen{}
	months := map[string]int{}
	o.read(func(q db.Query) error {
		runs, err := Runs(o.t.Context(), q, county, monthFirst)
		if err != nil {
			return err
		}
		for _, r := range runs {
			lines, err := Lines(o.t.Context(), q, r)
			if err != nil {
				return err
			}
			if r.State != Closed && r.State != Draft {
				o.t.Errorf("the run of %s is %s", r.Month, r.State)
			}
			for _, l := range lines {
				if l.Status == Paid {
					got[l.Household] += l.Amount
					months[l.Household+l.Month.String()]++
				}
			}
		}
		return nil
	})
	var sum civil.Fen
	for _, amount := range got {
		sum += amount
	}
	for at, n := range months {
		if n != 1 {
			o.t.Errorf("%s was paid %d times", at, n)
		}
	}
	sums := o.sums(county)
	if sum != owed || len(months) != killedFamilies*killedMonths || sums["paid"] != owed || sums["fund"] != -owed || sums["run"] != 0 || sums["returned"] != 0 {
		o.t.Errorf("paid are %s in %d months, owed %s; the ledger stands at %v", sum, len(months), owed, sums)
	}
	if faults := o.ledgerFaults(county); len(faults) != 0 {
		o.t.Error(faults)
	}
	if report, err := o.journal.Verify(o.t.Context(), nil); err != nil || len(report.Findings) != 0 {
		o.t.Errorf("the journal says %+v, %v", report, err)
	}
}
