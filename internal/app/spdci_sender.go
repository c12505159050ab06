package app

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"lianxin/internal/access"
	"lianxin/internal/api/spdci"
	"lianxin/internal/api/spdci/signature"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// spdciCommands are what is done about other systems from the command line.
type spdciCommands struct {
	Sender struct {
		Add    senderAddCommand    `cmd:"" help:"登记一个发送方，或换掉同名的登记；给出它领令牌用的口令，只显示这一次。"`
		List   senderListCommand   `cmd:"" help:"列出发送方和它们能得到什么。"`
		Revoke senderRevokeCommand `cmd:"" help:"停用一个发送方，它的令牌立即失效。"`
	} `cmd:"" help:"发送方：按 SPDCI 来查询的其他系统。"`
	Key struct {
		Rotate exchangeKeyCommand `cmd:"" help:"换用新的应答签名密钥；旧的公钥再公布七天。"`
	} `cmd:"" help:"本系统的应答签名密钥。"`
}

// senderAddCommand enters a sender.
type senderAddCommand struct {
	storeFlags `embed:""`
	actorFlags `embed:""`

	Name      string   `arg:"" help:"发送方标识，与它消息里的 sender_id 相同，如 spp.example.org。"`
	Title     string   `required:"" help:"是哪个单位的什么系统。"`
	Profile   string   `enum:"jcs,openspp,sm" default:"jcs" help:"签名方式：jcs（RFC 8785，Ed25519）、openspp、sm（SM2/SM3）。"`
	Key       []string `required:"" help:"对方的公钥：名称=文件（PEM、JWK 或 base64），可写多次以便换钥时新旧并用。" placeholder:"NAME=FILE"`
	Registry  []string `required:"" help:"开放哪些登记：social、disability、beneficiary。" placeholder:"NAME"`
	Attribute []string `required:"" help:"开放哪些属性，逐个写，见 docs/spdci.md。" placeholder:"NAME"`
	Scope     []string `required:"" help:"开放哪些区划的人。" placeholder:"CODE"`
	Purpose   string   `default:"exchange" help:"查看目的，记入每一次查看。" placeholder:"CODE"`
	Callback  []string `help:"可以回调的地址开头，https。" placeholder:"URL"`
	Network   []string `help:"回调地址可以落在的专用网段，如政务外网的 10.1.0.0/16。" placeholder:"CIDR"`
	Minute    int      `default:"60" help:"每分钟最多几个请求。"`
	Day       int      `default:"20000" help:"每天最多看几个人。"`
	Consent   bool     `help:"每次查询都要写明本人同意。"`
	Test      bool     `help:"演练用：只能在本机使用。"`
}

// Run enters it and prints the secret of its client.
func (c *senderAddCommand) Run(s *session) error {
	o, err := c.openStore(s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	sender := spdci.Sender{
		Name: c.Name, Title: c.Title, Profile: signature.Profile(c.Profile), Registries: c.Registry, Attributes: c.Attribute, Divisions: c.Scope,
		Purpose: access.Purpose(c.Purpose), Callbacks: c.Callback, Networks: c.Network, Minute: c.Minute, Day: c.Day, Consent: c.Consent, Test: c.Test,
	}
	for _, text := range c.Key {
		key, err := readSenderKey(c.Name, text)
		if err != nil {
			return err
		}
		sender.Keys = append(sender.Keys, key)
	}
	secret, err := o.senders().Add(context.Background(), c.actor(), sender)
	if err != nil {
		return err
	}
	if s.json {
		return s.print(map[string]string{"client_id": c.Name, "client_secret": secret})
	}
	fmt.Fprintf(s.Out, "已登记发送方 %s。\nclient_id      %s\nclient_secret  %s\n口令只显示这一次，请用安全的途径交给对方；遗失了就重新登记。\n", c.Name, c.Name, secret)
	return nil
}

// readSenderKey reads one --key.
func readSenderKey(sender, text string) (spdci.Key, error) {
	name, path, ok := strings.Cut(text, "=")
	if !ok || name == "" || strings.ContainsAny(name, `|" `) {
		return spdci.Key{}, civil.Refuse("spdci_key_flag", "--key 应写成 名称=文件，名称里不能有竖线、引号和空格。")
	}
	f, err := os.Open(path)
	if err != nil {
		return spdci.Key{}, &civil.Error{Kind: civil.NotFound, Code: "file_missing", Message: "打不开公钥文件 " + path + "，请检查路径。", Err: err}
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, 1<<20))
	if err != nil {
		return spdci.Key{}, err
	}
	key, err := signature.ParseKey(name, raw)
	if err != nil {
		return spdci.Key{}, err
	}
	return spdci.Key{Name: name, JWK: key.JWK(sender)}, nil
}

// senders is the table of other systems of a store.
func (o *office) senders() *spdci.Senders {
	return &spdci.Senders{Journal: o.journal, Catalogue: func() *pack.Catalogue { return o.law.inForce().catalogue }}
}

// senderListCommand lists senders.
type senderListCommand struct {
	storeFlags `embed:""`
}

// Run lists them.
func (c *senderListCommand) Run(s *session) error {
	o, err := c.openStore(s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	list, err := o.senders().List(context.Background())
	if err != nil {
		return err
	}
	if s.json {
		if list == nil {
			list = []*spdci.Sender{}
		}
		return s.print(list)
	}
	if len(list) == 0 {
		fmt.Fprintln(s.Out, "还没有登记发送方：用 lianxin spdci sender add 登记。")
		return nil
	}
	t := &columns{header: []string{"发送方", "名称", "签名", "登记", "属性", "区划", "回调", "演练"}}
	for _, one := range list {
		test := ""
		if one.Test {
			test = "是"
		}
		t.row(one.Name, one.Title, string(one.Profile), strings.Join(one.Registries, " "), fmt.Sprint(len(one.Attributes)), strings.Join(one.Divisions, " "), strings.Join(one.Callbacks, " "), test)
	}
	return t.write(s.Out)
}

// senderRevokeCommand ends a sender.
type senderRevokeCommand struct {
	storeFlags `embed:""`
	actorFlags `embed:""`

	Name string `arg:"" help:"发送方标识。"`
}

// Run ends it.
func (c *senderRevokeCommand) Run(s *session) error {
	o, err := c.openStore(s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	if err := o.senders().Revoke(context.Background(), c.actor(), c.Name); err != nil {
		return err
	}
	if s.json {
		return s.print(map[string]string{"revoked": c.Name})
	}
	fmt.Fprintf(s.Out, "已停用发送方 %s。\n", c.Name)
	return nil
}

// exchangeKeyCommand changes the key answers are signed with.
type exchangeKeyCommand struct {
	storeFlags `embed:""`
	actorFlags `embed:""`

	Algorithm string `enum:"ed25519,sm2-sm3" default:"ed25519" help:"哪一种密钥：ed25519 或 sm2-sm3。"`
}

// Run draws the new key.
func (c *exchangeKeyCommand) Run(s *session) error {
	o, err := c.openStore(s, nil)
	if err != nil {
		return err
	}
	defer o.close()
	if err := spdci.DrawKey(context.Background(), o.journal, o.keys, c.actor(), c.Algorithm); err != nil {
		return err
	}
	if s.json {
		return s.print(map[string]string{"rotated": c.Algorithm})
	}
	fmt.Fprintf(s.Out, "已换用新的 %s 密钥；正在运行的服务一分钟内换用，旧的公钥在 jwks.json 里再公布七天。\n", c.Algorithm)
	return nil
}
