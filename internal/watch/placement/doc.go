// Package placement keeps who is placed in a home for the elderly with the support of the
// county (支持困难老人、特殊困境人员入住养老机构): who waits for a bed, who was proposed for one
// and agreed, who lives there, what it costs and who pays what, who was visited when, and
// who left.
//
// It promises that never more people are placed in a home than it has free beds, by its
// filing and by what was written down since, however many clerks act at once; that nobody
// is placed who did not agree, or whose guardian did not; that a step is a version with its
// author; and that who lived where can be told for every day.
//
// It refuses a home of another county, a home whose beds nobody knows, a second placement
// of the same person, an approval by whoever made the proposal, and a month's support
// above the limit of the packs. It pays nothing: the month's statement says what is due to
// a home, and the benefits a person has are paid as they are.
package placement
