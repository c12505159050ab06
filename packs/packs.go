// Package packs carries the business lines that ship with Lianxin.
//
// It keeps the folders beside this file as they are: rules in YAML and CEL,
// dated parameters of the cities, test cases, the measures of plans, and the
// tables of divisions and holidays.
//
// It promises nothing about their content; package pack reads them, and a
// folder of the same form may stand in for them.
//
// It refuses to hold code: a business line that needs Go belongs elsewhere.
package packs

import "embed"

// FS is the tree of packs, each in its own folder.
//
//go:embed base verification portal watch assistance disability children elder cities example planning reference
var FS embed.FS
