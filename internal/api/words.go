package api

import "github.com/danielgtaylor/huma/v2/validation"

// chinese puts huma's messages into words its callers' staff can act on.
func chinese() {
	validation.MsgUnexpectedProperty = "没有这一项，请删去或核对名称。"
	validation.MsgExpectedRFC3339DateTime = "应是带时区的时间，如2025-06-30T09:15:00+08:00。"
	validation.MsgExpectedRFC3339Date = "应是日期，如2025-06-30。"
	validation.MsgExpectedRFC3986URI = "应是完整的网址：%v。"
	validation.MsgExpectedBoolean = "应是true或false。"
	validation.MsgExpectedNumber = "应是数字。"
	validation.MsgExpectedInteger = "应是整数。"
	validation.MsgExpectedString = "应是文字。"
	validation.MsgExpectedBase64String = "应是base64编码的内容。"
	validation.MsgExpectedArray = "应是一个列表。"
	validation.MsgExpectedObject = "应是一个对象。"
	validation.MsgExpectedArrayItemsUnique = "列表里有重复的项。"
	validation.MsgExpectedOneOf = "应是以下之一：%s。"
	validation.MsgExpectedMinimumNumber = "不能小于%v。"
	validation.MsgExpectedMaximumNumber = "不能大于%v。"
	validation.MsgExpectedMinLength = "至少%d个字符。"
	validation.MsgExpectedMaxLength = "最多%d个字符。"
	validation.MsgExpectedBePattern = "应为%s。"
	validation.MsgExpectedMatchPattern = "格式应为%s。"
	validation.MsgExpectedMinItems = "至少%d项。"
	validation.MsgExpectedMaxItems = "最多%d项。"
	validation.MsgExpectedMaxProperties = "最多%d项。"
	validation.MsgExpectedRequiredProperty = "缺少必填的%s。"
}

// introduction stands at the head of the document.
const introduction = `连心的开放接口：办事大厅、上级平台和其他部门的系统通过它查登记、递申请、收消息。

- 金额是整数“分”，名称以_fen结尾；日期是北京时间的2025-06-30，月份是2025-06，时刻是RFC 3339。
- 证件号、电话、账号一律脱敏；每次查看个人信息都写入查看记录，写明系统、目的和看了什么。
- 列表按next里的游标往下翻，翻页期间新增的记录不会造成重复或遗漏；游标只对发出它的系统和接口有效。
- 写入请带Idempotency-Key：同一个键、同样的内容只办一次；内容不同会被拒绝。
- 出错时按code判断，detail给人看。`
