// Package job does work later: durable tasks, and listeners of the journal's news.
//
// It keeps tasks (task) and how far each listener has heard (heard). A task is
// put down in the transaction that makes it necessary, so it is neither lost nor
// done for something that never happened.
//
// It promises that a task is done at least once, by one worker at a time as long
// as its lease lasts; that a task whose worker died is taken again; that one that
// fails is tried again later and later and is kept, with the code of its failure,
// when it is given up; and that news reaches a listener in the order of the acts
// of a county, each piece together with what the listener writes about it, so
// that it is heard neither twice nor not at all.
//
// It refuses nothing itself. What a task may do is for the stage that handles it,
// which must stand being called twice for one task.
package job
