package app

import (
	"context"
	"errors"
	"slices"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/register"
	"lianxin/internal/screen"
)

// doorman tells pages who holds a token.
type doorman struct{ b *bureau }

// Resolve implements screen.Doorman.
func (d doorman) Resolve(ctx context.Context, now civil.Instant, token string) (*screen.Visitor, error) {
	v, err := d.b.accounts.Resolve(ctx, now, token)
	if err != nil || v == nil {
		return nil, strangers(err)
	}
	out := &screen.Visitor{
		Actor: v.Actor, Name: v.Name, Only: v.Only, Session: v,
		Settings: screen.Settings{Theme: v.Theme, TextSize: v.TextSize, KeysOff: !v.SingleKeys, EnterMoves: v.EnterMoves},
	}
	if v.Kind == account.Resident {
		out.Side = screen.Resident
		return out, d.people(ctx, v, out)
	}
	out.Side, out.Staff, out.Scope = screen.Staff, v.ID, v.Scope()
	for _, p := range v.Posts {
		out.Posts = append(out.Posts, casework.Post{Role: p.Role, Division: p.Division})
		if !slices.Contains(out.Roles, p.Role) {
			out.Roles = append(out.Roles, p.Role)
		}
		if !p.Own() && !strings.Contains(out.OnBehalf, p.Whose) {
			out.OnBehalf = strings.TrimPrefix(out.OnBehalf+"、代"+account.StaffActor+p.Whose, "、")
		}
	}
	return out, nil
}

// strangers turns a session that has ended into no session.
func strangers(err error) error {
	var refused *civil.Error
	if errors.As(err, &refused) && (refused.Kind == civil.NotFound || refused.Kind == civil.Denied) {
		return nil
	}
	return err
}

// people are the persons a resident's phone acts for, with their names.
func (d doorman) people(ctx context.Context, v *account.Visitor, out *screen.Visitor) error {
	return d.b.db.Read(ctx, func(q db.Query) error {
		for _, p := range v.Persons {
			name, err := d.b.register.NameOf(ctx, q, register.Ref{County: p.County, ID: p.ID})
			if err != nil {
				return err
			}
			one := screen.Person{County: p.County, ID: p.ID, Name: name, Chosen: p == v.Acting}
			if one.Chosen {
				out.Name = name
			}
			out.Persons = append(out.Persons, one)
		}
		return nil
	})
}

// slipGateway is the gateway of a rehearsal: it keeps the last message to each
// telephone in memory, for whoever rehearses to read, and sends nothing.
type slipGateway struct{ said chan<- message }

// message is one that a rehearsal would have sent.
type message struct {
	Phone string // masked
	Text  string
}

// Send implements account.Gateway.
func (g slipGateway) Send(_ context.Context, phone access.Private, text string) error {
	select {
	case g.said <- message{phone.Masked(), text}:
	default:
	}
	return nil
}

// keeper keeps what somebody chose for his own eyes and hands.
type keeper struct{ b *bureau }

// KeepSettings implements public.Keeper.
func (k keeper) KeepSettings(ctx context.Context, _ civil.Instant, v *screen.Visitor, s screen.Settings) error {
	signed, ok := v.Session.(*account.Visitor)
	if !ok {
		return nil
	}
	chosen := signed.Settings
	chosen.Theme, chosen.TextSize, chosen.SingleKeys, chosen.EnterMoves = s.Theme, s.TextSize, !s.KeysOff, s.EnterMoves
	return k.b.accounts.Personalise(ctx, signed, chosen)
}
