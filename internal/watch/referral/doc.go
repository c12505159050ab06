// Package referral keeps what is passed on (转办、转介): a need of a family that another
// department or organisation can meet, what that one was told of the family, by when it
// has to answer, what it answered, and that the family was told.
//
// It promises that a target is told no more than the packs say it needs; that who does
// not answer in time stands on the list; that an answer can be sent back to be done
// again and the file of answers of a department taken in as often as it comes; and that
// a service is written down visit by visit.
//
// It refuses to pass a need to who cannot meet it, to end a referral of which the family
// does not know the answer, and an answer without words.
package referral
