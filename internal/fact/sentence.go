package fact

import "lianxin/internal/civil"

const (
	messageDuplicateHousehold = "户编号与前面的一行重复，请核对后只留一行。"
	messageDuplicatePerson    = "人员编号与前面的一行重复，请核对后只留一行，或另编一个编号。"
	messageTooLarge           = "一户最多 1000 人，多出的人没有读入，请核对户编号是否填错。"
)

var errUnknownHousehold = civil.Refuse("unknown_household", "households.csv 中没有这个户编号，请核对编号或补上这一户。")

var (
	errFields = civil.Refuse("csv_fields", "这一行的列数与表头不同，请检查是否多了或少了逗号、引号。")
	errQuotes = civil.Refuse("csv_quotes", "这一行的双引号不成对或位置不对，请检查后重新导出。")
	errLong   = civil.Refuse("csv_too_long", "这一行超过 64 KiB，请检查是否缺少换行。")
)

func faultRefusal(f fault) *civil.Error {
	switch f {
	case faultFields:
		return errFields
	case faultLong:
		return errLong
	default:
		return errQuotes
	}
}
