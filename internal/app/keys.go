package app

import (
	"crypto/rand"
	"fmt"

	"lianxin/internal/access"
	"lianxin/internal/civil"
)

// keysCreateCommand makes a key file.
type keysCreateCommand struct {
	storeFlags `embed:""`
}

// Run makes it; an existing one is never replaced.
func (c *keysCreateCommand) Run(s *session) error {
	keys, err := newKeys(s, c.keysFile())
	if err != nil {
		return err
	}
	return printKeys(s, c.keysFile(), keys)
}

// keysListCommand tells everything about the keys but the keys.
type keysListCommand struct {
	storeFlags `embed:""`
}

// Run lists them.
func (c *keysListCommand) Run(s *session) error {
	keys, err := access.ReadKeyring(c.keysFile())
	if err != nil {
		return err
	}
	return printKeys(s, c.keysFile(), keys)
}

// keysRotateCommand makes a new key the one that is written with.
type keysRotateCommand struct {
	storeFlags `embed:""`

	Use string `enum:"seal,index,sign,all" default:"all" help:"换哪一种密钥：seal（加密）、index（索引）、sign（签名），或 all（全部）。"`
}

// keyUses are the words of the flag.
var keyUses = []access.Use{access.Sealing, access.Indexing, access.Signing}

// Run rotates. The earlier keys stay in the file: what they sealed opens, and
// what they indexed is found, until it was brought under the new ones.
func (c *keysRotateCommand) Run(s *session) error {
	path := c.keysFile()
	keys, err := access.ReadKeyring(path)
	if err != nil {
		return err
	}
	rotated := false
	for _, use := range keyUses {
		if c.Use != "all" && c.Use != use.String() {
			continue
		}
		if keys, err = keys.Rotate(use, s.now, rand.Reader); err != nil {
			return err
		}
		rotated = true
	}
	if !rotated {
		return civil.Refuse("keys_use", "没有这种密钥：%s。", c.Use)
	}
	if err := keys.Save(path); err != nil {
		return err
	}
	if c.Use != access.Signing.String() {
		ctx, stop := interruptible()
		defer stop()
		if err := c.planReseal(ctx, s, c.Use); err != nil {
			return err
		}
	}
	return printKeys(s, path, keys)
}

// keyLine is what is told of a key.
type keyLine struct {
	Use     string `json:"use"`
	Version int    `json:"version"`
	Created string `json:"created"`
	Current bool   `json:"current"`
}

func printKeys(s *session, path string, keys access.Keyring) error {
	var list []keyLine
	for _, k := range keys.States() {
		list = append(list, keyLine{k.Use.String(), k.Version, k.Created.String(), k.Current})
	}
	var prints []string
	for _, k := range keys.PublicKeys() {
		prints = append(prints, k.Fingerprint)
	}
	if s.json {
		return s.print(map[string]any{"file": path, "keys": list, "sign_fingerprints": prints})
	}
	t := &columns{header: []string{"用途", "生成日期", "版本", "当前"}}
	for _, k := range list {
		current := ""
		if k.Current {
			current = "是"
		}
		t.row(k.Use, k.Created, fmt.Sprint(k.Version), current)
	}
	return t.write(s.Out)
}
