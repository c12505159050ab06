// Package pricelink keeps the pages of the price-linked subsidy: the indices with
// their chart, the test of a month and its decision, the joint list, and the report.
//
// It promises that a month's page says first what comes next and who does it, that
// every number of people leads to who they are for those who may know, and that an
// auditor sees counts and nobody's name.
//
// It refuses to test, to strike out and to add up anything itself: the stage does.
package pricelink
