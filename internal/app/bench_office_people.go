package app

import (
	"bufio"
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
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
		w.login = fmt.Sprintf("bench-%s-%d", mark, i) // everybody is new each time
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
type candidate struct{ number, name string }

// Columns of persons.csv and households.csv that the day needs.
const (
	columnHome   = 1
	columnNumber = 3
	columnName   = 4
	columnType   = 16
	columnGrade  = 17
	columnAlive  = 24

	columnHousehold = 0
	columnDivision  = 1
)

// Lengths of the codes by which people are kept: of a county and of a town.
const (
	countyCode = 6
	townCode   = 9
)

// eachRow gives the rows of a file of the sample city, without its head.
func eachRow(path string, do func(n int, cells []string)) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for n := 0; lines.Scan(); n++ {
		if cells := strings.Split(lines.Text(), ","); n > 0 && len(cells) > columnDivision {
			do(n, cells)
		}
	}
	return lines.Err()
}

// readPeople reads who may be searched, by county and by town, and who may ask.
func (d *officeDay) readPeople(folder string) error {
	divisions := map[string]string{}
	err := eachRow(filepath.Join(folder, "households.csv"), func(_ int, cells []string) {
		divisions[cells[columnHousehold]] = cells[columnDivision]
	})
	if err != nil {
		return err
	}
	err = eachRow(filepath.Join(folder, "persons.csv"), func(n int, cells []string) {
		if len(cells) <= columnAlive || cells[columnAlive] != "true" {
			return
		}
		p := candidate{number: cells[columnNumber], name: cells[columnName]}
		if division := divisions[cells[columnHome]]; n%searchedOf == 0 && len(division) > townCode {
			for _, area := range []string{division[:countyCode], division[:townCode]} {
				d.known[area] = append(d.known[area], p)
			}
		}
		if grade, err := strconv.Atoi(cells[columnGrade]); err == nil && cells[columnType] != "none" && grade > 0 {
			d.asking = append(d.asking, p)
		}
	})
	if err != nil {
		return err
	}
	if len(d.known) == 0 || len(d.asking) == 0 {
		return civil.Refuse("no_people", "“%s”里没有可以用的人，请用 lianxin sample 生成。", folder)
	}
	d.next.Store(time.Now().UnixNano() % int64(len(d.asking))) // not those of the last run again
	return nil
}

// searchedOf: one person in so many is searched for.
const searchedOf = 37

// query is what somebody types into the search: a name of his own town or county, its
// beginning, a number.
func (d *officeDay) query(w *worker) string {
	known := d.known[w.division.String()]
	if len(known) == 0 {
		return url.QueryEscape("王")
	}
	p := known[w.roll(len(known))]
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
