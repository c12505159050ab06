// Package verify keeps by which right departments are asked about somebody: the
// letters of authorisation people have signed, for which data, for which
// business and for how long.
//
// It promises that an authorisation counts only for the person who signed it,
// for the data classes and the business it names, from the day it was signed to
// the day it ends or is withdrawn, and that what held on any day can be read
// again as it was known at any instant.
//
// It refuses a letter without a number, a class or a business, one that ends
// before it begins, and every question about somebody that no live
// authorisation covers.
package verify
