package verify

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/register"
)

// Grown says from which age somebody signs for himself.
type Grown int

// signedWell says why a letter of somebody born on a day does not count although
// it is live: a child's must be signed by a guardian, and what a guardian signed
// for a child no longer speaks for the grown person.
func (g Grown) signedWell(a *Authorisation, birth, day civil.Date) string {
	if birth == 0 {
		return ""
	}
	minorThen, minorNow := civil.Age(birth, a.Signed) < int(g), civil.Age(birth, day) < int(g)
	guarded := a.Capacity == "guardian" && a.Signer != ""
	switch {
	case minorNow && !guarded:
		return "authorisation_minor"
	case minorThen && !minorNow:
		return "authorisation_grown"
	}
	return ""
}

// refusals are the reasons why a question is not asked, in words.
var refusals = map[string]string{
	"authorisation_missing":   "没有本人对这项数据、这项业务的有效授权，不能查询：请先取得授权书。",
	"authorisation_lapsed":    "授权书已到期，不能查询：请本人重新签署。",
	"authorisation_withdrawn": "本人已撤回授权，不能查询，答复也不留存：请先取得新的授权书。",
	"authorisation_minor":     "未成年人的授权书要由监护人签署，不能查询：请监护人签署。",
	"authorisation_grown":     "授权书是未成年时由监护人签的，本人已成年，不能查询：请本人签署。",
	"person_merged":           "这份档案已并入另一份，不能凭它的授权查询：请按合并后的档案重新签署。",
	"person_unknown":          "登记里没有这个人，不能查询：请先登记。",
	"number_unknown":          "登记里没有这个人的证件号，部门认不出是谁：请先补登证件号。",
}

// RefusalWords says why a question was not asked.
func RefusalWords(code string) string {
	if words, known := refusals[code]; known {
		return words
	}
	return refusals["authorisation_missing"]
}

func barred(code string) *civil.Error {
	return &civil.Error{Kind: civil.Denied, Code: code, Message: RefusalWords(code)}
}

// Cover finds the letter under which a question may be asked on a day, or refuses
// it (Denied) and says why. It is the one gate of every question: planning,
// sending, sending again and keeping the answer each ask it anew.
func Cover(ctx context.Context, q db.Query, r *register.Register, person register.Ref, class, business string, day civil.Date, grown Grown) (*Authorisation, error) {
	asked, err := r.AskedAbout(ctx, q, person)
	if err != nil {
		if refusal := refusalOf(err); refusal != nil && refusal.Kind == civil.NotFound {
			return nil, barred("person_unknown")
		}
		return nil, err
	}
	letters, err := Of(ctx, q, person)
	if err != nil {
		return nil, err
	}
	return cover(&asked, letters, class, business, day, grown)
}

// cover is the gate for somebody whose letters have been read.
func cover(asked *register.Asked, letters []*Authorisation, class, business string, day civil.Date, grown Grown) (*Authorisation, error) {
	if asked.End != asked.Ref {
		return nil, barred("person_merged")
	}
	why := "authorisation_missing"
	for _, a := range letters {
		if !a.names(class, business) || a.Person != asked.Ref {
			continue
		}
		switch {
		case a.holds(day):
			reason := grown.signedWell(a, asked.Birth, day)
			if reason == "" {
				return a, nil
			}
			why = reason
		case a.Withdrawn != 0 && a.Withdrawn <= day:
			why = "authorisation_withdrawn"
		case a.Ends != 0 && a.Ends < day:
			why = "authorisation_lapsed"
		}
	}
	return nil, barred(why)
}
