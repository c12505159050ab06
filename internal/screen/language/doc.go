// Package language shows the pages of residents in English to whoever asked for it.
//
// It keeps one table of phrases, Chinese and English side by side. Pages are written
// in Chinese and translated as they leave, phrase by phrase: a page needs no second
// text, and whoever writes one need not know English.
//
// It promises that every phrase written in the templates of these pages has its
// English (a test reads them), that whatever has none stays as it is and is marked as
// Chinese for those who listen, and that nothing but words changes.
//
// It refuses to translate what binds: letters, names of matters, laws and what people
// have written themselves stay in Chinese, and the page of a letter says so.
package language
