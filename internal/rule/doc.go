// Package rule judges families by written rules.
//
// It keeps nothing: a [Policy] (facts, the parameters of one region on one day,
// programmes written in CEL) is compiled once to an immutable [Program], and a
// program reads a [Table] of facts and answers for every person and household
// grant, refuse, or cannot decide.
//
// It promises that there is one evaluator. Expressions become a columnar
// program that runs over blocks of rows on all cores ([Program.Judge]); a
// family at the counter is a block of one with every intermediate value kept
// ([Counter]), so a trace shows what really ran. Missing facts propagate as
// unknowns do in cel-go, which is the oracle of the tests. Arithmetic is in
// 64-bit integers and proven at compile time not to overflow, from the declared
// range of every fact; answers do not depend on the number of cores.
//
// It refuses, when a policy is compiled, everything it could not run exactly:
// floats, division without a named rounding, money mixed with counts, amounts
// written into rules, unknown names, cycles, sums that might overflow, and any
// piece of CEL outside the language described in docs/rules.md.
package rule
