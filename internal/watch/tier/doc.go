// Package tier keeps the register of people with a low income: everybody who belongs
// to one of the tiers of the packs, with the tier, and since when.
//
// It keeps a person with his family, tier and what says so, one version for each
// stretch of time.
//
// It promises that a tier comes from what was decided or declared: a benefit in pay,
// a recognition, a list another office keeps; that somebody who belongs to several
// has the one of those most in need; and that the register can be read as it stood
// on any day it was kept.
//
// It refuses to put anybody into a tier by what he might be entitled to: that is a
// lead.
package tier
