package app

import (
	"bufio"
	"context"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
)

// Of a hundred people at work so many do each trade: half of them write, and of
// these as many decide as what the clerks take in needs.
const (
	clerksOf   = 50
	checkersOf = 25
	decidersOf = 25
)

// worker is somebody at work in a county.
type worker struct {
	login    string
	role     access.Role
	division civil.Area
	trade    func(d *officeDay, ctx context.Context, w *worker)
	browser  *benchBrowser
	rolls    uint64 // his own stream of chance
}

// staff opens an account for each, spread over the counties, and signs them in by
// the page everybody signs in by.
func (d *officeDay) staff(ctx context.Context, b *bureau, city pack.City, people int) error {
	region, err := civil.ParseArea(city.Region)
	if err != nil {
		return err
	}
	counties := b.divisions.Under(region, civil.County, b.desk.Today())
	if len(counties) == 0 {
		return civil.Refuse("no_county", "“%s”没有县（市、区）。", city.Name)
	}
	writers, mark := people/2, strconv.FormatInt(time.Now().UnixMilli(), 36)
	for i := range people {
		county := counties[i%len(counties)].Code
		towns := b.divisions.Under(county, civil.Township, b.desk.Today())
		w := &worker{role: casework.Town, division: county, rolls: uint64(i)*2 + 1}
		if len(towns) > 0 {
			w.division = towns[i/len(counties)%len(towns)].Code
		}
		w.trade = (*officeDay).read
		switch at := i * 100 / writers; {
		case i >= writers:
		case at < clerksOf:
			w.trade = (*officeDay).takeIn
		case at < clerksOf+checkersOf:
			w.trade, w.role, w.division = (*officeDay).check, casework.County, county
		default:
			w.trade, w.role, w.division = (*officeDay).decide, casework.County, county
		}
		// Everybody is new each time: a store that was loaded today is gone back from, and
		// whoever was hired later in its day could not sign in earlier.
		w.login = fmt.Sprintf("bench-%s-%d", mark, i)
		if w.browser, err = newBenchBrowser(d.address, i+1, d.measured); err != nil {
			return err
		}
		d.workers = append(d.workers, w)
	}
	for _, c := range counties {
		d.trays[c.Code.String()[:6]] = &tray{checking: make(chan string, trayMost), deciding: make(chan string, trayMost)}
	}
	return d.hire(ctx, b)
}

// hire opens the accounts and signs everybody in.
func (d *officeDay) hire(ctx context.Context, b *bureau) error {
	errs := make([]error, len(d.workers))
	turn := make(chan struct{}, 2)
	var all sync.WaitGroup
	for i, w := range d.workers {
		all.Go(func() {
			turn <- struct{}{}
			defer func() { <-turn }()
			if errs[i] = w.open(ctx, b); errs[i] == nil {
				errs[i] = w.signIn(ctx)
			}
		})
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err // the first says it; the others say the same
		}
	}
	return nil
}

func (w *worker) open(ctx context.Context, b *bureau) error {
	password, err := b.accounts.NewPassword(ctx, w.login, demoPassword)
	if err != nil {
		return err
	}
	h := journal.Header{County: journal.Nowhere, Kind: "account.create", Actor: "system:bench", Purpose: "security"}
	var id string
	_, err = b.journal.Do(ctx, h, func(j *journal.Write) (err error) {
		post := account.Post{Role: w.role, Division: w.division}
		id, err = b.accounts.Create(ctx, j, account.Account{Login: w.login, Name: "样例" + w.login, Posts: []account.Post{post}}, password)
		return err
	})
	if err != nil {
		return err
	}
	_, err = b.journal.Do(ctx, h, func(j *journal.Write) error { return b.accounts.SetPassword(ctx, j, id, password, false) })
	return err
}

func (w *worker) signIn(ctx context.Context) error {
	page, err := w.browser.send(ctx, "sign-in page", signInDoor, nil)
	if err != nil {
		return err
	}
	form, found := page.form(signInDoor)
	if !found {
		return fmt.Errorf("%w: no form at %s", errRefused, signInDoor)
	}
	form.Set("login", w.login)
	form.Set("password", demoPassword)
	page, err = w.browser.send(ctx, "sign-in", signInDoor, form)
	if err == nil && page.next == "" {
		err = fmt.Errorf("%w: %s was not let in: %s", errRefused, w.login, page.words())
	}
	return err
}

// roll is the next of a worker's chances, below n.
func (w *worker) roll(n int) int {
	w.rolls = w.rolls*6364136223846793005 + 1442695040888963407
	return int((w.rolls >> 33) % uint64(n))
}

// candidate is somebody with a certificate of disability, who may ask.
type candidate struct {
	number, name string
	severe       bool
}

// Columns of persons.csv that the day needs.
const (
	columnNumber = 3
	columnName   = 4
	columnType   = 16
	columnGrade  = 17
	columnAlive  = 24
)

// readPeople reads who may be searched and who may ask.
func (d *officeDay) readPeople(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for n := 0; lines.Scan(); n++ {
		cell := strings.Split(lines.Text(), ",")
		if n == 0 || len(cell) <= columnAlive || cell[columnAlive] != "true" {
			continue
		}
		if n%searchedOf == 0 {
			d.known = append(d.known, candidate{number: cell[columnNumber], name: cell[columnName]})
		}
		if grade, err := strconv.Atoi(cell[columnGrade]); err == nil && cell[columnType] != "none" && grade > 0 {
			d.asking = append(d.asking, candidate{number: cell[columnNumber], name: cell[columnName], severe: grade <= 2})
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	if len(d.known) == 0 || len(d.asking) == 0 {
		return civil.Refuse("no_people", "“%s”里没有可以用的人，请用 lianxin sample 生成。", path)
	}
	d.next.Store(time.Now().UnixNano() % int64(len(d.asking))) // not those of the last run again
	return nil
}

// searchedOf: one person in so many is searched for.
const searchedOf = 37

// query is what somebody types into the search: a name, its beginning, a number.
func (d *officeDay) query(w *worker) string {
	p := d.known[w.roll(len(d.known))]
	text := p.name
	switch w.roll(4) {
	case 0:
		text = p.number
	case 1:
		if runes := []rune(p.name); len(runes) > 2 {
			text = string(runes[:2])
		}
	}
	return url.QueryEscape(text)
}
