package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// officeMatter is what is asked for: few questions, four people, and a certificate that
// registers know.
const officeMatter = "disability_care"

// trayMost is how much lies between two desks of a county before the first stops.
const trayMost = 4096

// officeGranted is how the page of a case says that the rules grant it.
const officeGranted = ">符合“重度残疾人护理补贴”"

// officeAnswers are what is answered to a question by its name, where the form does
// not know the answer yet; officeChoices by the name of its field.
var (
	officeAnswers = map[string]string{
		"phone": "13800000002", "by_proxy": "no", "lives_elsewhere": "no", "other_allowance": "no", "relation": "self", "registered_address": "新民村3组12号",
	}
	officeChoices = map[string]string{"f.payee.bank": "江苏农商银行", "f.payee.account": "6230660012340017", "f.payee.capacity": "own"}
)

// tray is what lies between the desks of a county: the paths of cases.
type tray struct{ checking, deciding chan string }

// officeDay is a day of an office under load.
type officeDay struct {
	address  string
	think    time.Duration
	measured *measured
	workers  []*worker
	trays    map[string]*tray
	known    map[string][]candidate // by the code of a county or town
	asking   []candidate
	next     atomic.Int64 // of asking
	begun    atomic.Int64 // drafts that were opened
	fed      time.Duration
	close    func() error // ends the pages and the work behind them
	watch    memoryWatch

	mutex sync.Mutex
	done  map[string][]string // of a case, the actions that were answered as done
}

// work lets everybody do his trade until the day ends.
func (d *officeDay) work(ctx context.Context) {
	var all sync.WaitGroup
	all.Go(func() { d.watch.run(ctx) })
	for _, w := range d.workers {
		all.Go(func() {
			for w.pause(ctx, d.think) {
				w.trade(d, ctx, w)
			}
		})
	}
	all.Wait()
}

// pause thinks, between half and one and a half times the mean, and says whether the
// day goes on.
func (w *worker) pause(ctx context.Context, mean time.Duration) bool {
	if mean <= 0 {
		return ctx.Err() == nil
	}
	wait := time.NewTimer(mean/2 + time.Duration(w.roll(int(mean.Microseconds())))*time.Microsecond)
	defer wait.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-wait.C:
		return true
	}
}

// read searches somebody, opens him and then the file of his family.
func (d *officeDay) read(ctx context.Context, w *worker) {
	page, err := w.browser.send(ctx, "search", "/search?q="+d.query(w), nil)
	if err != nil || !w.pause(ctx, d.think) {
		return
	}
	path, found := page.link("/person/")
	if !found {
		return
	}
	page, err = w.browser.send(ctx, "open a person", path, nil)
	if err != nil || !w.pause(ctx, d.think) {
		return
	}
	if path, found = page.link("/household/"); found {
		_, _ = w.browser.send(ctx, "open a household", path, nil) // a fault is counted where it happened
	}
}

// takeIn takes an application in, from the person's number to the acceptance.
func (d *officeDay) takeIn(ctx context.Context, w *worker) {
	p := d.asking[int(d.next.Add(1)-1)%len(d.asking)]
	page, err := w.browser.send(ctx, "intake page", "/intake", nil)
	if err != nil || !w.pause(ctx, d.think) {
		return
	}
	form, found := page.form("/intake")
	if !found {
		_ = d.measured.fault("intake page", fmt.Errorf("%w: no form, sent to %q", errRefused, page.next))
		return
	}
	for name, value := range map[string]string{"id_number": p.number, "name": p.name, "matter": officeMatter} {
		form.Set(name, value)
	}
	draft := d.post(ctx, w, beginning, "/intake", form)
	if !strings.HasPrefix(draft, "/intake/") {
		return // he has asked before, or the register knows him otherwise
	}
	d.begun.Add(1)
	page, err = w.browser.send(ctx, "form", draft, nil)
	if err != nil || !w.pause(ctx, d.think) {
		return
	}
	if form, found = page.form(draft); !found {
		_ = d.measured.fault("form", fmt.Errorf("%w: no form, sent to %q", errRefused, page.next))
		return
	}
	fillIn(form, page, p)
	file := d.post(ctx, w, "submit", draft, form)
	path, _, _ := strings.Cut(file, "?")
	if !strings.HasPrefix(path, "/case/") {
		if file != "" {
			_ = d.measured.fault("submit", fmt.Errorf("%w: the form of %s led to %s", errRefused, draft, file))
		}
		return
	}
	d.note(path, "submit")
	if w.pause(ctx, d.think) && d.act(ctx, w, "accept", path, nil) {
		d.hand(path, func(t *tray) chan string { return t.checking })
	}
}

// fillIn answers what the form of an application still asks.
func fillIn(form url.Values, page benchPage, p candidate) {
	for _, name := range page.names() {
		if answer, known := officeAnswers[name[strings.LastIndex(name, ".")+1:]]; known && form.Get(name) == "" {
			form.Set(name, answer)
		}
	}
	form.Set("agreed", "yes")
	form.Set("f.payee.holder", p.name)
	for name, answer := range officeChoices {
		if form.Get(name) == "" {
			form.Set(name, answer)
		}
	}
}

// check enters what the federation of the disabled says.
func (d *officeDay) check(ctx context.Context, w *worker) {
	path, found := d.take(w, func(t *tray) chan string { return t.checking })
	if !found {
		d.read(ctx, w)
		return
	}
	if d.act(ctx, w, "verify_certificate", path, url.Values{"opinion_of_federation": {"valid"}}) {
		d.hand(path, func(t *tray) chan string { return t.deciding })
	}
}

// decide decides: what the rules grant is confirmed, everything else refused in
// words.
func (d *officeDay) decide(ctx context.Context, w *worker) {
	path, found := d.take(w, func(t *tray) chan string { return t.deciding })
	if !found {
		d.read(ctx, w)
		return
	}
	page, err := w.browser.send(ctx, "open a case", path, nil)
	if err != nil {
		return
	}
	if strings.Contains(page.body, officeGranted) {
		d.act(ctx, w, "approve", path, nil)
		return
	}
	d.act(ctx, w, "refuse", path, url.Values{"reason": {"残疾等级不属于重度，不发护理补贴。"}})
}

// act does an action from the page of the case, and says whether it was done.
func (d *officeDay) act(ctx context.Context, w *worker, action, path string, values url.Values) bool {
	page, err := w.browser.send(ctx, "open a case", path, nil)
	if err != nil || !w.pause(ctx, d.think) {
		return false
	}
	to := path + "/do/" + action
	form, direct := page.form(to)
	if !direct {
		if page, err = w.browser.send(ctx, "action page", to, nil); err != nil || !w.pause(ctx, d.think) {
			return false
		}
		if form, direct = page.form(to); !direct {
			_ = d.measured.fault(action, fmt.Errorf("%w: %s is not open on %s: %s", errRefused, action, path, page.words()))
			return false
		}
	}
	maps.Copy(form, values)
	next := d.post(ctx, w, measuredAs(action), to, form)
	if !strings.Contains(next, "done="+action) {
		if next != "" {
			_ = d.measured.fault(action, fmt.Errorf("%w: %s led to %s", errRefused, to, next))
		}
		return false
	}
	d.note(path, action)
	return true
}

// measuredAs is the name under which an action is measured: confirming and refusing
// are one thing to wait for.
func measuredAs(action string) string {
	if action == "approve" || action == "refuse" {
		return deciding
	}
	return action
}

// doubled: one form in so many is sent twice at once, as by a nervous finger.
const doubled = 20

// post sends a form and gives where it leads; one in twenty is sent twice at once,
// and both must lead to the same place.
func (d *officeDay) post(ctx context.Context, w *worker, what, path string, form url.Values) string {
	if w.roll(doubled) != 0 {
		page, _ := w.browser.send(ctx, what, path, form) // a fault is counted where it happened
		return page.next
	}
	var twice [2]benchPage
	var errs [2]error
	var both sync.WaitGroup
	for i := range twice {
		both.Go(func() { twice[i], errs[i] = w.browser.send(ctx, what+" (twice)", path, form) })
	}
	both.Wait()
	if errors.Join(errs[:]...) == nil && receipt(twice[0].next) != receipt(twice[1].next) {
		_ = d.measured.fault(what, fmt.Errorf("%w: sent twice, %s led to %s and to %s", errRefused, path, twice[0].next, twice[1].next))
	}
	return twice[0].next
}

// receipt is what two answers to one form have in common: where they lead and what
// they say was done. The letter is named only to the first.
func receipt(next string) string {
	path, _, _ := strings.Cut(next, "&")
	return path
}

// note keeps what an answer said was done.
func (d *officeDay) note(path, action string) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.done[path] = append(d.done[path], action)
}

// hand puts a case on a desk of its county.
func (d *officeDay) hand(path string, desk func(*tray) chan string) {
	if t := d.trays[strings.Split(path, "/")[2]]; t != nil {
		select {
		case desk(t) <- path:
		default: // the desk is full; the case waits for another day
		}
	}
}

// take takes the next case of a worker's desk.
func (d *officeDay) take(w *worker, desk func(*tray) chan string) (string, bool) {
	select {
	case path := <-desk(d.trays[w.division.String()[:6]]):
		return path, true
	default:
		return "", false
	}
}
