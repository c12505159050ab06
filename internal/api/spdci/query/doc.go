// Package query understands what SPDCI asks a registry for, and answers it over the
// columns of a county's snapshot.
//
// It keeps three readers, one for each way of asking (an identifier with its value,
// a Mongo-like expression, a list of predicates), one tree they all become, and the
// machine that runs such a tree over columns, in three values: what is not known
// neither matches nor matches the opposite.
//
// It promises that no text of a request becomes part of a program or a statement: a
// name is looked up in a list the caller allows, an operator in a closed one, and a
// value becomes a number of the attribute's own kind before anything runs. A million
// rows take some milliseconds for each condition.
//
// It refuses an attribute that is not on the list, a comparison its kind has not, a
// value that is not exactly of its kind, a tree deeper or wider than anybody needs,
// and a condition about a person where households are asked for, because it does not
// say about which member. The rule engine is not used here: its language compares no
// days and knows no amounts but parameters, and a filter is no judgement.
package query
