// Package pricelink keeps the price-linked subsidy (社会救助和保障标准与物价上涨挂钩
// 联动机制): the indices of a region by month, what was decided about each month, the
// joint list of everybody who is paid, and what came of it.
//
// It promises that a month is tested by the profile that applies to it and says how,
// in words; that an index not known yet is never taken for a low one; that a month is
// launched once and paid once whatever is repeated; that on the joint list of all
// groups, departments and counties one person stands once a month, in the group that
// goes before, and everybody struck out with the reason; that our own groups are paid
// through pay and the others by the departments that named them.
//
// It refuses to launch by itself, to decide what has changed since it was shown, to
// change a list that was handed over, and to show the people of a county to those who
// do not cover it.
package pricelink
