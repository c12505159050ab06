package fact

import "lianxin/internal/civil"

// checkNumber refuses an identity number that cannot be right, and one that
// contradicts what else the row says of the person. A number that only
// somebody with the paper in hand could judge (unsure) is no reason to refuse.
func (s *schema) checkNumber(r *row, number []byte, birth int64, sex []byte) {
	check := civil.CheckID(string(number), s.regions, s.id)
	if check.Verdict == civil.Bad {
		r.refuse("id_number", civil.Refuse(check.Code, "%s", check.Reason))
		return
	}
	if check.Sex == 0 {
		return // an old form that says nothing of the person
	}
	if birth != unknown && int64(check.Birth) != birth {
		r.refuse("id_number", errNumberBirth)
	}
	if len(sex) == 1 && check.Sex != sex[0] {
		r.refuse("id_number", errNumberSex)
	}
}

var (
	errNumberBirth = civil.Refuse("id_number_birth_date", "身份号码中的出生日期与 birth_date 不一致，请核对后改正其中一个。")
	errNumberSex   = civil.Refuse("id_number_sex", "身份号码中的性别与 sex 不一致，请核对后改正其中一个。")
)
