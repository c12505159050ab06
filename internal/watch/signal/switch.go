package signal

import (
	"context"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
	"lianxin/internal/pack"
	"lianxin/internal/watch"
)

// Switch says whether a signal runs in a region, and who said so.
type Switch struct {
	Region string // county or city
	Signal string
	Opened int64
	Runs   bool
	Day    civil.Date
	By     string
	Words  string
	Trial  string
}

const (
	switchColumns  = `v.county, v.id, v.opened, v.runs, v.day, v.by_name, v.words, v.trial`
	switchesOf     = `SELECT ` + switchColumns + ` FROM signal_switch v WHERE v.county = $1 AND ` + journal.Holds + ` ORDER BY v.id`
	switchOf       = `SELECT ` + switchColumns + ` FROM signal_switch v WHERE v.county = $1 AND v.id = $2 AND ` + journal.Holds
	switchesBefore = `SELECT ` + switchColumns + ` FROM signal_switch v WHERE v.county = $1 AND v.id = $2 ORDER BY v.opened DESC`
)

func scanSwitch(row db.Row) (s Switch, err error) {
	var day string
	var by, words *string
	if err := row.Scan(&s.Region, &s.Signal, &s.Opened, &s.Runs, &day, &by, &words, &s.Trial); err != nil {
		return s, err
	}
	if by != nil {
		s.By = *by
	}
	if words != nil {
		s.Words = *words
	}
	s.Day, err = civil.ParseDate(day)
	return s, err
}

// Limits of the words with which a signal is switched.
const (
	wordsLeast = 4
	wordsMost  = 200
)

// Turn is a decision to let a signal run, or to let it run no longer.
type Turn struct {
	Region civil.Area // a county, or a city for all its counties
	Signal string
	Runs   bool
	Words  string
	Seen   int64 // version the form was made from; 0: none
}

// Turn switches a signal. Whoever switches one on has tried it there before.
func (d *Desk) Turn(ctx context.Context, who watch.Who, t Turn) error {
	t.Words = strings.TrimSpace(t.Words)
	if n := len([]rune(t.Words)); n < wordsLeast || n > wordsMost {
		return civil.Refuse("signal_words", "请写明为什么启用或停用，%d到%d个字。", wordsLeast, wordsMost)
	}
	if d.catalogue().Signal(t.Signal) == nil {
		return &civil.Error{Kind: civil.NotFound, Code: "signal_unknown", Message: "没有这一条预警，请从列表中选择。"}
	}
	if !mayTurn(who, t.Region) {
		return &civil.Error{Kind: civil.Denied, Code: "signal_denied", Message: "预警由县（市、区）或市民政局在本辖区启用、停用。"}
	}
	region := regionText(t.Region)
	h := journal.Header{County: region, Kind: "signal.turn", Actor: who.Actor, Purpose: string(who.Purpose), Note: who.OnBehalf, Durable: true}
	_, err := d.journal.Do(ctx, h, func(w *journal.Write) error {
		before, known, err := db.One(ctx, w, scanSwitch, switchOf, region, t.Signal)
		switch {
		case err != nil:
			return err
		case known && before.Runs == t.Runs:
			return nil
		case known && t.Seen != 0 && t.Seen != before.Opened:
			return &civil.Error{Kind: civil.Stale, Code: "signal_changed", Message: "这一条预警刚刚由别人启用或停用过，请看最新情况。"}
		}
		tried, _, err := db.One(ctx, w, scanTrial, trialOf, region, t.Signal)
		if err != nil {
			return err
		}
		if t.Runs && (tried.ID == "" || tried.Packs != d.catalogue().Hash()) {
			return civil.Refuse("signal_untried", "请先试算：看过这条预警现在会找出多少户、准不准，再启用。")
		}
		if known {
			if err := w.Close(ctx, switchTable, t.Signal, before.Opened); err != nil {
				return err
			}
		}
		return w.Open(ctx, switchTable, t.Signal, journal.Always, t.Runs, w.At().Date().String(), orNull(who.Name), t.Words, tried.ID)
	})
	return err
}

// mayTurn says whether somebody decides about signals of a region.
func mayTurn(who watch.Who, region civil.Area) bool {
	for _, p := range who.Posts {
		if (p.Role == access.Role("county") || p.Role == access.Role("city")) && p.Division.Contains(region) && region.Level() <= civil.County {
			return true
		}
	}
	return false
}

// On are the signals that run in a county: what the county says goes before what
// its city says.
func (d *Desk) On(ctx context.Context, q db.Query, county civil.Area) (list []*pack.Signal, err error) {
	state, err := d.Switches(ctx, q, county)
	for _, s := range d.catalogue().Signals() {
		if state[s.Name].Runs {
			list = append(list, s)
		}
	}
	return list, err
}

// Switches are the switches that hold in a county or city, by signal.
func (d *Desk) Switches(ctx context.Context, q db.Query, region civil.Area) (map[string]Switch, error) {
	state := map[string]Switch{}
	for _, place := range []civil.Area{region.At(civil.City), region} {
		list, err := db.Many(ctx, q, scanSwitch, switchesOf, regionText(place))
		if err != nil {
			return nil, err
		}
		for _, s := range list {
			state[s.Signal] = s
		}
	}
	return state, nil
}

// History are all switches of a signal in a region, the newest first.
func (d *Desk) History(ctx context.Context, q db.Query, region civil.Area, signal string) ([]Switch, error) {
	return db.Many(ctx, q, scanSwitch, switchesBefore, regionText(region), signal)
}

// regionText is a county or city as chains are called.
func regionText(area civil.Area) string {
	const digits = 6
	text := area.String()
	for len(text) < digits {
		text += "0"
	}
	return text[:digits]
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}
