package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	ossignal "os/signal"
	"os/user"
	"path/filepath"
	"strings"
	"syscall"

	"lianxin/internal/access"
	"lianxin/internal/access/account"
	"lianxin/internal/access/machine"
	"lianxin/internal/api/once"
	"lianxin/internal/api/spdci"
	"lianxin/internal/assess"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/feed"
	"lianxin/internal/file"
	"lianxin/internal/job/webhook"
	"lianxin/internal/journal"
	"lianxin/internal/ledger"
	"lianxin/internal/pack"
	"lianxin/internal/pay"
	"lianxin/internal/pay/handout"
	"lianxin/internal/pay/pricelink"
	"lianxin/internal/register"
	"lianxin/internal/service/review"
	"lianxin/internal/verify"
	"lianxin/internal/watch"
	"lianxin/internal/watch/conference"
	"lianxin/internal/watch/placement"
	"lianxin/internal/watch/plan"
	"lianxin/internal/watch/referral"
	"lianxin/internal/watch/response"
	"lianxin/internal/watch/risk"
	"lianxin/internal/watch/signal"
	"lianxin/internal/watch/tier"
)

// storeFlags say which store a command works on, and with which keys.
type storeFlags struct {
	DB   string `name:"db" env:"LIANXIN_DB" default:"data/lianxin.db" help:"数据库：SQLite 文件，或 postgres:// 地址。" placeholder:"NAME"`
	Keys string `help:"密钥文件；缺省为数据库旁边的 lianxin.keys，也可以用 LIANXIN_KEYS_FILE 指明。" type:"path" placeholder:"FILE"`
}

// actorFlags say in whose name a command writes.
type actorFlags struct {
	Actor string `help:"以谁的名义记入操作链；缺省为本机的登录名。" placeholder:"NAME"`
}

// office is an open store with everything that works on it.
type office struct {
	db        *db.DB
	folder    string // for files beside the store
	keys      access.Keyring
	journal   *journal.Journal
	law       *law
	catalogue *pack.Catalogue // in force when the store was opened
	register  *register.Register
}

// tables are all tables of versions; a journal that did not know one would not
// verify it.
func tables() []*journal.Table {
	var list []*journal.Table
	for _, more := range [][]*journal.Table{
		account.Tables(), machine.Tables(), webhook.Tables(), ledger.Tables(), file.Tables(), feed.Tables(), register.Tables(), verify.Tables(), assess.Tables(),
		watch.Tables(), signal.Tables(), tier.Tables(), risk.Tables(), plan.Tables(), referral.Tables(), conference.Tables(), response.Tables(), placement.Tables(),
		casework.Tables(), pay.Tables(), pricelink.Tables(), handout.Tables(), serviceTables(), review.Tables(), once.Tables(), spdci.Tables(),
	} {
		list = append(list, more...)
	}
	return list
}

// interruptible ends with an interrupt or a request to end, so that a long
// command stops between two acts.
func interruptible() (context.Context, context.CancelFunc) {
	return ossignal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
}

// openStore opens the store and brings its tables up to date. The catalogue is
// read when none is given; standards decided in the store are added to it.
func (f *storeFlags) openStore(s *session, catalogue *pack.Catalogue) (*office, error) {
	ctx := context.Background()
	d, err := f.database(ctx, s)
	if err != nil {
		return nil, err
	}
	if s.clock != nil {
		d.SetClock(s.clock)
	}
	out := &office{db: d, folder: f.folder(), catalogue: catalogue}
	if err := out.fill(ctx, s, f); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return out, nil
}

// database opens the store alone.
func (f *storeFlags) database(ctx context.Context, s *session) (*db.DB, error) {
	d, err := db.Open(ctx, f.DB)
	if err != nil {
		return nil, err
	}
	upgrade, err := d.Migrate(ctx)
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	if upgrade.Backup != "" {
		fmt.Fprintf(s.Err, "数据库已从第%d版升级到第%d版；升级前的备份：%s\n", upgrade.From, upgrade.To, upgrade.Backup)
	}
	return d, nil
}

func (o *office) fill(ctx context.Context, s *session, f *storeFlags) (err error) {
	if o.keys, err = f.keyring(ctx, s, o.db); err != nil {
		return err
	}
	if o.catalogue == nil {
		if o.catalogue, err = pack.Load(s.packs); err != nil {
			return err
		}
	}
	if o.law, err = openLaw(ctx, o.db, s.packs, o.catalogue); err != nil {
		return err
	}
	now := o.law.inForce()
	now.warn(s.Err)
	o.catalogue = now.catalogue
	o.journal = journal.New(o.db, tables()...)
	o.register = register.New(o.journal, o.keys, o.catalogue, verify.Gate{DB: o.db})
	return o.register.KeysFit(ctx)
}

func (o *office) close() { _ = o.db.Close() }

// actor is the name that stands in the journal.
func (f *actorFlags) actor() string {
	if f.Actor != "" {
		return f.Actor
	}
	name := "unknown"
	if account, err := user.Current(); err == nil {
		name = account.Username
	}
	return "cli:" + name
}

// folder is where files beside the store lie.
func (f *storeFlags) folder() string {
	if strings.Contains(f.DB, "://") {
		return "data"
	}
	return filepath.Dir(f.DB)
}

// keysFile is where the keys of a store lie unless somebody says otherwise.
func (f *storeFlags) keysFile() string {
	if f.Keys != "" {
		return f.Keys
	}
	return filepath.Join(f.folder(), keysName)
}

const keysName = "lianxin.keys"

// keyring reads the keys. A new store gets new ones, and its owner is told; for
// a store with something in it none are ever made up.
func (f *storeFlags) keyring(ctx context.Context, s *session, d *db.DB) (access.Keyring, error) {
	if f.Keys == "" && (os.Getenv(access.TextVariable) != "" || os.Getenv(access.FileVariable) != "") {
		return access.EnvironmentKeyring(os.Getenv)
	}
	path := f.keysFile()
	keys, err := access.ReadKeyring(path)
	var missing *civil.Error
	if err == nil || !errors.As(err, &missing) || missing.Kind != civil.NotFound {
		return keys, err
	}
	used := false
	if err := d.Read(ctx, func(q db.Query) error {
		heads, err := journal.Heads(ctx, q)
		used = len(heads) > 0
		return err
	}); err != nil {
		return keys, err
	}
	if used {
		return keys, &civil.Error{Kind: civil.Unavailable, Code: "keys_file_missing", Err: err,
			Message: fmt.Sprintf("数据库里已有数据，却找不到它的密钥文件 %s：请用 --keys 指明，没有密钥就读不出证件号。", path)}
	}
	return newKeys(s, path)
}

// newKeys makes a key file and says so.
func newKeys(s *session, path string) (access.Keyring, error) {
	keys, err := access.NewKeyring(rand.Reader, s.now)
	if err != nil {
		return keys, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return keys, civil.Refuse("keys_folder", "建不了密钥文件所在的文件夹 %s，请检查权限。", filepath.Dir(path))
	}
	if err := keys.Create(path); err != nil {
		return keys, err
	}
	fmt.Fprintf(s.Err, "已生成密钥文件 %s：请另存一份，与数据库备份分开保管；丢失后证件号等加密内容无法恢复。\n", path)
	return keys, nil
}
