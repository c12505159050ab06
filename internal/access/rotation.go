package access

import (
	"fmt"
	"io"

	"lianxin/internal/civil"
)

// KeyState is what may be told of a key: everything but its secret.
type KeyState struct {
	Use     Use
	Version int
	Created civil.Date
	Current bool
}

// States lists the keys by use and version.
func (k Keyring) States() []KeyState {
	if k.held == nil {
		return nil
	}
	var list []KeyState
	for _, one := range k.held.keys {
		list = append(list, KeyState{one.use, int(one.version), one.created, one.current})
	}
	return list
}

// Add draws the next version for a use and keeps it in reserve: it opens, finds and
// verifies, but nothing is written under it yet. Several servers that share a store
// first all receive the ring with the new key and only then promote it, so that
// none of them ever meets a value it cannot open.
func (k Keyring) Add(use Use, day civil.Date, random io.Reader) (Keyring, error) {
	keys, err := k.copied(use)
	if err != nil {
		return Keyring{}, err
	}
	last := 0
	for _, one := range keys {
		if one.use == use {
			last = int(one.version) // versions ascend within a use
		}
	}
	if last == versionMax {
		return Keyring{}, &civil.Error{Kind: civil.Conflict, Code: "keys_full", Message: "该用途的密钥已到第255版，版本号用完，请联系系统管理员改用新的密钥环。"}
	}
	secret, err := draw(random, use)
	if err != nil {
		return Keyring{}, err
	}
	return assemble(append(keys, &key{use: use, version: uint8(last + 1), created: day, current: last == 0, secret: secret}))
}

// Promote makes a version the one that is written with. The earlier one stays and
// still opens what it sealed.
func (k Keyring) Promote(use Use, version int) (Keyring, error) {
	keys, err := k.copied(use)
	if err != nil {
		return Keyring{}, err
	}
	found := false
	for _, one := range keys {
		if one.use == use {
			one.current = int(one.version) == version
			found = found || one.current
		}
	}
	if !found {
		return Keyring{}, noVersion(version)
	}
	return assemble(keys)
}

// Rotate adds a version and promotes it at once, which is right when one process
// uses the store. What older keys sealed is sealed again by a job that asks
// [Keyring.NeedsReseal]; index entries likewise with [Keyring.NeedsReindex].
func (k Keyring) Rotate(use Use, day civil.Date, random io.Reader) (Keyring, error) {
	added, err := k.Add(use, day, random)
	if err != nil {
		return Keyring{}, err
	}
	last := 0
	for _, s := range added.States() {
		if s.Use == use {
			last = s.Version
		}
	}
	return added.Promote(use, last)
}

// Drop takes a version out once nothing is left that needs it. It refuses the
// current version, and the newest one because its number would be given again.
func (k Keyring) Drop(use Use, version int) (Keyring, error) {
	keys, err := k.copied(use)
	if err != nil {
		return Keyring{}, err
	}
	newest := 0
	at := -1
	for i, one := range keys {
		if one.use != use {
			continue
		}
		newest = int(one.version)
		if newest == version {
			at = i
		}
	}
	switch {
	case at < 0:
		return Keyring{}, noVersion(version)
	case keys[at].current || version == newest:
		return Keyring{}, &civil.Error{Kind: civil.Conflict, Code: "keys_in_use", Message: "当前版本和最新版本的密钥不能删除，请先启用新的版本。"}
	}
	return assemble(append(keys[:at], keys[at+1:]...))
}

// copied is the ring's keys, free to be changed.
func (k Keyring) copied(use Use) ([]*key, error) {
	if k.held == nil {
		return nil, errNoKeys()
	}
	if use.String() == "" {
		return nil, civil.Refuse("keys_use", "密钥用途无法识别，应为seal、index或sign。")
	}
	keys := make([]*key, len(k.held.keys))
	for i, one := range k.held.keys {
		again := *one
		keys[i] = &again
	}
	return keys, nil
}

func noVersion(version int) error {
	return &civil.Error{Kind: civil.NotFound, Code: "keys_no_version", Message: fmt.Sprintf("密钥环里没有第%d版，请核对版本号。", version)}
}
