// Package plan keeps the file of each family that is helped (一户一档) and the plan made
// for it (一策): which circle and classes it is in, what it lacks, what is done about it
// by whom and by when, who answers for it, and who went to see how it goes.
//
// It promises that a family has one open file and one running plan; that nothing of a
// plan is overwritten, so that its history is there line by line; that a plan is visited
// and looked at anew within periods the packs set, and stands on the list when it is not;
// and that a form sent twice acts once.
//
// It refuses to let a machine end a plan or open one, a plan without a need, a keeper or
// the family's consent where it says it has it, and every look from outside the division.
package plan
