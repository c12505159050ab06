package account

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Themes of the pages.
const (
	ThemeAuto  = "auto" // as the device has it
	ThemeLight = "light"
	ThemeDark  = "dark"
)

// Settings are how somebody wants the pages to be. Staff and residents have them
// alike; a page takes of them what it knows.
type Settings struct {
	Theme      string
	TextSize   int  // 18, 24 or 30
	SingleKeys bool // keys without Ctrl do something
	EnterMoves bool // Enter goes to the next field

	opened int64 // 0: these are the usual ones
}

// Usual are the settings of somebody who chose none.
var Usual = Settings{Theme: ThemeAuto, TextSize: 18, SingleKeys: true}

// check refuses what no page knows.
func (s Settings) check() error {
	if s.Theme != ThemeAuto && s.Theme != ThemeLight && s.Theme != ThemeDark {
		return civil.Refuse("setting_theme", "配色没有选对，请在“跟随设备、浅色、深色”中选一个。")
	}
	if s.TextSize != 18 && s.TextSize != 24 && s.TextSize != 30 {
		return civil.Refuse("setting_size", "字号没有选对，请在“标准、大、特大”中选一个。")
	}
	return nil
}

const selectSetting = `SELECT v.opened, v.theme, v.text_size, v.keys_on, v.enter_on FROM setting v
	WHERE v.county = $1 AND v.id = $2 AND ` + journal.Holds

func scanSetting(row db.Row) (s Settings, err error) {
	return s, row.Scan(&s.opened, &s.Theme, &s.TextSize, &s.SingleKeys, &s.EnterMoves)
}

// settings are those of an actor, the usual ones when none were chosen.
func settings(ctx context.Context, q db.Query, actor string) (Settings, error) {
	s, chosen, err := db.One(ctx, q, scanSetting, selectSetting, home, actor)
	if err != nil || !chosen {
		return Usual, err
	}
	return s, nil
}

// Personalise keeps how the visitor wants the pages to be from now on.
func (a *Accounts) Personalise(ctx context.Context, v *Visitor, s Settings) error {
	if err := s.check(); err != nil {
		return err
	}
	_, err := a.journal.Do(ctx, v.personal("account.setting"), func(w *journal.Write) error {
		held, err := settings(ctx, w, v.Actor)
		if err != nil {
			return err
		}
		if held.opened != 0 {
			if err := w.Close(ctx, settingTable, v.Actor, held.opened); err != nil {
				return err
			}
		}
		return w.Open(ctx, settingTable, v.Actor, journal.Always, s.Theme, s.TextSize, s.SingleKeys, s.EnterMoves)
	})
	if err == nil {
		s.opened = 0
		v.Settings = s
	}
	return err
}

// What the acts of this package are done for.
const (
	purposeSelf     = "self"
	purposeSecurity = "security"
)

// personal begins an act that concerns the visitor alone: whoever is stood in for
// has no part in it.
func (v *Visitor) personal(kind string) journal.Header {
	return journal.Header{County: home, Kind: kind, Actor: v.Actor, Purpose: purposeSelf}
}
