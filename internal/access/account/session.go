package account

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"maps"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// tokenSize is the length of a token in bytes.
const tokenSize = 32

// session is a version of a row of the table.
type session struct {
	id      string
	opened  int64
	token   []byte // SM3 of the token
	way     string
	staff   string   // empty: a resident's
	people  []Person // of a resident, the one acted for first
	only    errand
	started civil.Instant
	until   civil.Instant
	address string
	seen    civil.Instant // what the store was told of its use
}

// errand is the one thing an invitation is for.
type errand struct{ county, id, what string }

func (s session) row() []any {
	return []any{s.token, s.way, text(s.staff), text(writePeople(s.people)), text(s.only.county), text(s.only.id), text(s.only.what),
		s.started, s.until, text(short(s.address))}
}

const (
	sessionColumns = `v.id, v.opened, v.token, v.way, v.staff, v.people, v.only_county, v.only_case, v.only_for, v.started, v.until, v.address`
	selectSession  = `SELECT ` + sessionColumns + `, CAST(coalesce(e.seen, 0) AS BIGINT) FROM session v
		LEFT JOIN session_seen e ON e.county = v.county AND e.id = v.id
		WHERE v.county = $1 AND v.token = $2 AND v.until > $3 AND ` + journal.Holds
	selectSessions = `SELECT ` + sessionColumns + `, 0 FROM session v WHERE v.county = $1 AND v.staff = $2 AND ` + journal.Holds
	selectNamed    = `SELECT ` + sessionColumns + `, 0 FROM session v WHERE v.county = $1 AND v.id = $2 AND ` + journal.Holds
	selectOver     = `SELECT ` + sessionColumns + `, 0 FROM session v WHERE v.county = $1 AND v.until <= $2 AND ` + journal.Holds + ` ORDER BY v.until LIMIT $3`

	writeSeen = `INSERT INTO session_seen (county, id, seen) VALUES ($1, $2, $3)
		ON CONFLICT (county, id) DO UPDATE SET seen = excluded.seen WHERE session_seen.seen < excluded.seen`
	forgetSeen = `DELETE FROM session_seen WHERE county = $1 AND id = $2`
)

func scanSession(row db.Row) (s session, err error) {
	var staff, people, county, id, what, address *string
	err = row.Scan(&s.id, &s.opened, &s.token, &s.way, &staff, &people, &county, &id, &what, &s.started, &s.until, &address, &s.seen)
	if err != nil {
		return s, err
	}
	s.staff, s.address, s.only = plain(staff), plain(address), errand{plain(county), plain(id), plain(what)}
	s.people = readPeople(plain(people))
	return s, nil
}

// writePeople and readPeople are how people stand in a row.
func writePeople(people []Person) string {
	words := make([]string, 0, len(people))
	for _, p := range people {
		words = append(words, p.String())
	}
	return strings.Join(words, " ")
}

func readPeople(line string) []Person {
	var people []Person
	for _, word := range strings.Fields(line) {
		county, id, _ := strings.Cut(word, "/")
		people = append(people, Person{county, id})
	}
	return people
}

// openSession draws a token, keeps its hash, and gives the token back.
func openSession(ctx context.Context, w *journal.Write, s session) (token string, err error) {
	secret := make([]byte, tokenSize)
	_, _ = rand.Read(secret) // never fails: the program stops if the system has no randomness
	hash := sm3.Sum(secret)
	s.token = hash[:]
	return base64.RawURLEncoding.EncodeToString(secret), w.Open(ctx, sessionTable, db.NewID(), journal.Always, s.row()...)
}

// hashToken is what the store knows a token by; nothing when it is none.
func hashToken(token string) []byte {
	secret, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(secret) != tokenSize {
		return nil
	}
	hash := sm3.Sum(secret)
	return hash[:]
}

func errSession() error {
	return &civil.Error{Kind: civil.Denied, Code: "session_over", Message: "还没有登录，或登录已经过期，请重新登录；填写的内容会保留。"}
}

// Resolve is the visitor of a token, as of now: what was changed about the account
// since the last request counts already. It refuses a session that is over, that
// staff left unused too long, or whose account was disabled (Denied, session_over).
func (a *Accounts) Resolve(ctx context.Context, now civil.Instant, token string) (v *Visitor, err error) {
	hash := hashToken(token)
	if hash == nil {
		return nil, errSession()
	}
	var s session
	err = a.journal.DB().Read(ctx, func(q db.Query) error {
		var found bool
		if s, found, err = db.One(ctx, q, scanSession, selectSession, home, hash, int64(now)); err != nil {
			return err
		}
		if !found {
			return errSession()
		}
		v, err = visitorOf(ctx, q, now, s)
		return err
	})
	if err != nil {
		return nil, err
	}
	if s.staff != "" && !a.touch(now, s) {
		return nil, errSession()
	}
	a.tell(ctx, now)
	return v, nil
}

// visitorOf puts together who a session is of.
func visitorOf(ctx context.Context, q db.Query, now civil.Instant, s session) (v *Visitor, err error) {
	v = &Visitor{SessionID: s.id, Until: s.until}
	if s.staff != "" {
		err = v.beStaff(ctx, q, now.Date(), s)
	} else {
		err = v.beResident(s)
	}
	if err != nil {
		return nil, err
	}
	v.Settings, err = settings(ctx, q, v.Actor)
	return v, err
}

func (v *Visitor) beStaff(ctx context.Context, q db.Query, today civil.Date, s session) error {
	own, account, err := ownPosts(ctx, q, s.staff)
	if err != nil {
		return err
	}
	if account == nil {
		return errSession()
	}
	c, err := credentialOf(ctx, q, s.staff)
	if err != nil {
		return err
	}
	v.Kind, v.ID, v.Actor, v.Login, v.Name = Staff, account.ID, account.Actor(), account.Login, account.Name
	v.MustChange, v.Authenticator = c.must && s.way == byPassword, c.confirmed
	v.Posts, err = postsOn(ctx, q, s.staff, own, today)
	return err
}

func (v *Visitor) beResident(s session) error {
	if len(s.people) == 0 {
		return errSession()
	}
	v.Kind, v.Persons, v.Acting = Resident, s.people, s.people[0]
	v.Actor = ResidentActor + v.Acting.String()
	v.OnlyCounty, v.Only, v.OnlyFor = s.only.county, s.only.id, s.only.what
	return nil
}

// touch notes that staff use a session and says whether it was not left too long.
func (a *Accounts) touch(now civil.Instant, s session) bool {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	last := max(s.started, s.seen, a.seen[s.id])
	if now-last > StaffIdle {
		delete(a.seen, s.id)
		return false
	}
	a.seen[s.id] = max(last, now)
	return true
}

// tell tells the store now and then which sessions were used, so that neither a
// restart nor another server takes them for idle. When that fails, what is lost is
// some minutes of somebody's half hour, and the next telling makes up for it.
func (a *Accounts) tell(ctx context.Context, now civil.Instant) {
	fresh := a.fresh(now)
	if len(fresh) == 0 {
		return
	}
	_, err := a.journal.Do(ctx, atTheDoor("account.session_seen"), func(w *journal.Write) error {
		for id, seen := range fresh {
			if _, err := w.Tx().Exec(ctx, writeSeen, home, id, int64(seen)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return
	}
	a.mutex.Lock()
	defer a.mutex.Unlock()
	maps.Copy(a.told, fresh)
}

// fresh are the sessions the store has to be told of, none while it was told a
// short time ago. It forgets those that ended by being left.
func (a *Accounts) fresh(now civil.Instant) map[string]civil.Instant {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	if a.written == 0 {
		a.written = now
	}
	if now-a.written < seenEvery {
		return nil
	}
	a.written = now
	fresh := map[string]civil.Instant{}
	for id, seen := range a.seen {
		switch {
		case now-seen > StaffIdle:
			delete(a.seen, id)
			delete(a.told, id)
		case seen > a.told[id]:
			fresh[id] = seen
		}
	}
	return fresh
}

// forget drops a session that has ended from memory.
func (a *Accounts) forget(id string) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	delete(a.seen, id)
	delete(a.told, id)
}

// end closes sessions.
func (a *Accounts) end(ctx context.Context, w *journal.Write, list []session) error {
	for _, s := range list {
		if err := w.Close(ctx, sessionTable, s.id, s.opened); err != nil {
			return err
		}
		if _, err := w.Tx().Exec(ctx, forgetSeen, home, s.id); err != nil {
			return err
		}
		a.forget(s.id)
	}
	return nil
}

// endAll closes all sessions of an account.
func (a *Accounts) endAll(ctx context.Context, w *journal.Write, staff string) error {
	list, err := db.Many(ctx, w, scanSession, selectSessions, home, staff)
	if err != nil {
		return err
	}
	return a.end(ctx, w, list)
}

// SignOut ends the visitor's session.
func (a *Accounts) SignOut(ctx context.Context, v *Visitor) error {
	_, err := a.journal.Do(ctx, v.personal("account.sign_out"), func(w *journal.Write) error {
		list, err := db.Many(ctx, w, scanSession, selectNamed, home, v.SessionID)
		if err != nil {
			return err
		}
		return a.end(ctx, w, list)
	})
	return err
}

// SignOutEverywhere ends all sessions of the visitor's account; of a resident, who
// has no account, it ends this one.
func (a *Accounts) SignOutEverywhere(ctx context.Context, v *Visitor) error {
	if v.Kind != Staff {
		return a.SignOut(ctx, v)
	}
	_, err := a.journal.Do(ctx, v.personal("account.sign_out_everywhere"), func(w *journal.Write) error {
		return a.endAll(ctx, w, v.ID)
	})
	return err
}

// Sweep closes sessions and codes that are over and what is known of messages of
// long ago, at most limit of each, and says how many there were. They let nobody in
// before either; it keeps the lists short.
func (a *Accounts) Sweep(ctx context.Context, w *journal.Write, limit int) (closed int, err error) {
	if w, err = w.In(ctx, home); err != nil {
		return 0, err
	}
	list, err := db.Many(ctx, w, scanSession, selectOver, home, int64(w.At()), limit)
	if err != nil {
		return 0, err
	}
	if err := a.end(ctx, w, list); err != nil {
		return 0, err
	}
	codes, err := db.Many(ctx, w, scanCode, selectCodesOver, home, int64(w.At()), limit)
	if err != nil {
		return 0, err
	}
	for _, c := range codes {
		if err := w.Close(ctx, codeTable, c.id, c.opened); err != nil {
			return 0, err
		}
	}
	messages, err := forgetMessages(ctx, w, limit)
	return len(list) + len(codes) + messages, err
}
