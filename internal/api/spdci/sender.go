package spdci

import (
	"net/netip"
	"regexp"
	"slices"

	"lianxin/internal/access"
	"lianxin/internal/api/spdci/signature"
	"lianxin/internal/civil"
	"lianxin/internal/pack"
)

// Key is a public key of a sender, as its operator handed it over.
type Key struct {
	Name string        `json:"name"`
	JWK  signature.JWK `json:"jwk"`
}

// Sender is another system and what it may.
type Sender struct {
	ID         string            `json:"id"`   // ours
	Name       string            `json:"name"` // as it stands in sender_id
	Title      string            `json:"title"`
	Profile    signature.Profile `json:"profile"`
	Keys       []Key             `json:"keys"` // several while one is changed for another
	Registries []string          `json:"registries"`
	Attributes []string          `json:"attributes"`
	Divisions  []string          `json:"divisions"`
	Purpose    access.Purpose    `json:"purpose"`
	Callbacks  []string          `json:"callbacks"`          // beginnings of addresses
	Networks   []string          `json:"networks,omitempty"` // private ones its addresses may lie in
	Minute     int               `json:"minute"`             // requests
	Day        int               `json:"day"`                // people
	Consent    bool              `json:"consent,omitempty"`  // every request must name one
	Test       bool              `json:"test,omitempty"`     // from this machine only

	opened int64
	secret []byte
	public []signature.Public
}

// The usual limits of a sender, and the greatest.
const (
	MinuteUsual = 60
	MinuteMost  = 6000
	DayUsual    = 20_000
	DayMost     = 2_000_000
)

var senderName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{1,98}$`)

// check refuses an entry that is not whole.
func (s *Sender) check(e *pack.Exchange) error {
	switch {
	case !senderName.MatchString(s.Name):
		return civil.Refuse("spdci_sender_name", "发送方标识应为2到99位字母、数字、点、横线或下划线，如 spp.example.org。")
	case s.Profile.Algorithm() == "":
		return civil.Refuse("spdci_profile", "签名方式应为 jcs、openspp 或 sm。")
	case len(s.Keys) == 0:
		return civil.Refuse("spdci_sender_keys", "没有给出发送方的公钥：请用 --key 名称=文件 给出至少一把。")
	case s.Minute < 1 || s.Minute > MinuteMost || s.Day < 1 || s.Day > DayMost:
		return civil.Refuse("spdci_limits", "每分钟请求数应为1到%d，每天人数应为1到%d。", MinuteMost, DayMost)
	}
	if err := s.Purpose.Check(); err != nil {
		return err
	}
	if _, err := s.viewer(); err != nil {
		return err
	}
	for _, name := range s.Registries {
		if r := e.Registry(name); r == nil || !r.Kept {
			return civil.Refuse("spdci_registry", "没有可开放的登记“%s”，请看 packs/base/spdci.yaml。", name)
		}
	}
	for _, name := range s.Attributes {
		if e.Attribute(name) == nil {
			return civil.Refuse("spdci_attribute", "没有可开放的属性“%s”，请看 packs/base/spdci.yaml。", name)
		}
	}
	if len(s.Registries) == 0 || len(s.Attributes) == 0 {
		return civil.Refuse("spdci_nothing", "没有写明开放哪些登记、哪些属性：请用 --registry 和 --attribute 逐个给出。")
	}
	return s.checkAddresses()
}

func (s *Sender) checkAddresses() error {
	for _, text := range s.Callbacks {
		if _, err := callbackURL(text, s.Test); err != nil {
			return err
		}
	}
	for _, text := range s.Networks {
		if _, err := netip.ParsePrefix(text); err != nil {
			return civil.Refuse("spdci_network", "“%s”不是网段，应写成 10.1.0.0/16 这样。", text)
		}
	}
	return s.readKeys()
}

// readKeys makes the keys ready.
func (s *Sender) readKeys() error {
	s.public = nil
	for _, k := range s.Keys {
		key, err := signature.KeyOf(k.Name, k.JWK)
		if err != nil {
			return err
		}
		if key.Algorithm != s.Profile.Algorithm() {
			return civil.Refuse("spdci_key_algorithm", "公钥“%s”不是签名方式 %s 要用的那一种，请换成 %s 公钥。", k.Name, s.Profile, s.Profile.Algorithm())
		}
		s.public = append(s.public, key)
	}
	return nil
}

// viewer is the sender as somebody who looks at people.
func (s *Sender) viewer() (access.Viewer, error) {
	v := access.Viewer{Actor: "spdci:" + s.Name, Purpose: s.Purpose}
	for _, text := range s.Divisions {
		area, err := civil.ParseArea(text)
		if err != nil {
			return v, err
		}
		v.Divisions = append(v.Divisions, area)
	}
	return v, v.Check()
}

// may says whether an attribute is open to the sender.
func (s *Sender) may(attribute string) bool { return slices.Contains(s.Attributes, attribute) }

// asks says whether a registry is.
func (s *Sender) asks(registry string) bool { return slices.Contains(s.Registries, registry) }

// networks are the private networks its addresses may lie in.
func (s *Sender) networks() (list []netip.Prefix) {
	for _, text := range s.Networks {
		if p, err := netip.ParsePrefix(text); err == nil {
			list = append(list, p)
		}
	}
	return list
}
