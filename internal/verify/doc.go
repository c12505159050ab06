// Package verify asks departments about people, and keeps by which right.
//
// It keeps the letters of authorisation people have signed, for which data, for
// which business and for how long; the inquiries: which department was asked what
// about whom, under which letter, what it answered, what that differs from the
// declaration by, the report that was drawn from it, and what a family had to say
// against it; and what the repeated check of everybody in pay has found.
//
// It promises that a question is sent only under a letter that is live at that
// moment for that very person, that data class and that business; that it is
// looked at again when the answer comes, and an answer that is no longer covered
// is not kept; that what cannot be true is set aside with its reason instead of
// counted; that a silent department is never a zero; that a report is numbered,
// signed and stays as it was drawn, and a check made again is another report; and
// that for every question it can be told who asked, about whom, when, why and by
// which letter.
//
// It refuses a letter without a number, a class or a business, one that ends
// before it begins, one of a child that no guardian signed, every question no
// live letter covers, and to stop or refuse anything for anybody: it tells people
// what it found.
package verify
