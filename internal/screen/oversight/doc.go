// Package oversight is the pages of those who look at the whole: the city bureau and
// the county with their overview, proposals, what-if and standards, and the auditor
// with decisions judged again, looks and the chain.
//
// It keeps nothing. It promises that every figure leads to its list, that a proposal
// becomes a case and is decided there by a person, that a what-if says on its face
// that it touches nobody, and that a replay shows both judgements side by side.
//
// It refuses to judge and to decide: it asks the stages, and shows what they say.
package oversight
