package pack

import (
	"maps"
	"slices"
	"sync"

	"lianxin/internal/civil"
	"lianxin/internal/rule"
)

// Catalogue is everything the packs of one load say. It never changes; what its
// methods return must not be changed either.
type Catalogue struct {
	packs          []Pack
	facts          []Fact
	declarations   []*Declaration
	named          map[string]*Declaration
	registerNamed  map[string]*Register
	values         map[string][]Value // by parameter
	local          map[string][]Value // by parameter and region, by day
	programmes     []*Programme
	definitions    []Definition
	conflicts      []Conflict
	measures       []Measure
	cities         []City
	tests          []TestCase
	registers      []*Register
	classNamed     map[string]*Register // authorised registers by their words in normal form
	feeds          []*Feed
	factSources    []*FactSource
	matters        []*Matter
	questions      []*Question
	bundles        []*Bundle
	guardians      []*Guardian
	entries        []*Entry
	standing       []StandingGroup
	inquiry        Inquiry
	payments       []*Payment
	priceLinks     []*PriceLink
	fundSources    []*FundSource
	fundRules      []*FundRule
	payEvents      []PayEvent
	payLimits      []PayLimit
	cardPaths      []cardPath
	signals        []*Signal
	tiers          []*Tier
	riskLevels     []RiskLevel
	riskConditions []RiskCondition
	callClasses    []*CallClass
	officeHours    []*OfficeHours
	errands        []*Errand
	responses      []ResponseLevel
	handouts       []HandoutKind
	grounds        []PlacementGround
	circles        []Circle
	classes        []Class
	support        Support
	exchange       Exchange
	stationWork    StationWork
	devices        []*Device
	quality        []*QualitySide
	rentGroups     []*RentGroup
	seeds          seeds
	regions        *civil.RegionHistory // nil when no pack brings the table
	hash           string
	computed       sync.Map // results of formulas by formula and inputs; they never change
}

// Packs are the loaded packs, each after those it needs.
func (c *Catalogue) Packs() []Pack { return c.packs }

// Facts are all declared facts, in the order of the packs.
func (c *Catalogue) Facts() []Fact { return c.facts }

// Declarations are all declared parameters, in the order of the packs.
func (c *Catalogue) Declarations() []*Declaration { return c.declarations }

// Values are the values given for a parameter, in the order of the packs.
func (c *Catalogue) Values(parameter string) []Value { return c.values[parameter] }

// Programmes are all programmes, whether in force or not, in the order of the packs.
func (c *Catalogue) Programmes() []*Programme { return c.programmes }

// Definitions are all named expressions, in the order of the packs.
func (c *Catalogue) Definitions() []Definition { return c.definitions }

// Conflicts is the whole table of conflicts, in the order of the packs.
func (c *Catalogue) Conflicts() []Conflict { return c.conflicts }

// Measures are the definitions of indicators, in the order of the packs.
func (c *Catalogue) Measures() []Measure { return c.measures }

// Cities are the cities of the packs, in the order of the packs.
func (c *Catalogue) Cities() []City { return c.cities }

// Tests are the test cases of the packs, in the order of the packs.
func (c *Catalogue) Tests() []TestCase { return c.tests }

// Hash identifies the loaded files: SHA-256, in hexadecimal, over the paths and
// bytes of every YAML and data file, by path. A decision keeps it for replay.
func (c *Catalogue) Hash() string { return c.hash }

// Programme finds a programme by name, or returns nil.
func (c *Catalogue) Programme(name string) *Programme {
	for _, p := range c.programmes {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// Declaration finds a parameter's declaration by name, or returns nil.
func (c *Catalogue) Declaration(name string) *Declaration { return c.named[name] }

// index makes the values quick to find; it runs once, when all are read.
func (c *Catalogue) index() {
	for name, values := range c.values {
		for _, v := range values {
			key := localKey(name, v.Region)
			c.local[key] = append(c.local[key], v)
		}
	}
	for _, values := range c.local {
		slices.SortFunc(values, func(a, b Value) int { return int(a.Since) - int(b.Since) })
	}
}

func localKey(parameter, region string) string { return parameter + " " + region }

// declared lists the names of all parameters.
func (c *Catalogue) declared() []string {
	names := make([]string, len(c.declarations))
	for i, d := range c.declarations {
		names[i] = d.Name
	}
	return names
}

func (c *Catalogue) programmeNames() []string {
	names := make([]string, len(c.programmes))
	for i, p := range c.programmes {
		names[i] = p.Name
	}
	return names
}

// factNames lists the facts of one level that files may carry.
func (c *Catalogue) factNames(level rule.Level) []string {
	var names []string
	for _, f := range c.facts {
		if f.Level == level && !f.Engine {
			names = append(names, f.Name)
		}
	}
	return names
}

// sorted is the members of a set in order.
func sorted(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }
