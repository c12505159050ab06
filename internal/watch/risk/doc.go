// Package risk keeps the register of families whose basic living is at risk (中高风险家庭):
// each with its level, which conditions of the packs hold, since when, and by when it is
// visited next.
//
// It keeps one version of a family for each stretch of time, also of families that have
// left, and how many families the last run could not judge.
//
// It promises that a level comes from conditions a person can read in the packs, or from
// a person who gives a reason and a last day; that a family of which a condition speaks
// and that cannot be judged is kept as unclear with what is missing; that nothing is
// written where nothing has changed; and that the register can be read as it stood on any
// day it was kept.
//
// It refuses to call a family safe: who is not in the register is not in it, no more. No
// benefit is granted, refused or stopped by a level, and it keeps no visits of its own.
package risk
