package civil

var (
	disabilityEmpty = finding{"disability_empty", "残疾人证号为空。"}
	disabilityForm  = finding{"disability_length", "残疾人证号应为20位（18位身份号码加类别和等级），换领补发的后面另加B和次数，请核对。"}
	disabilityType  = finding{"disability_type", "残疾人证号第19位为残疾类别，应为1至7，请与证件核对。"}
	disabilityGrade = finding{"disability_grade", "残疾人证号第20位为残疾等级，应为1至4，请与证件核对。"}
	disabilityAgain = finding{"disability_reissue", "残疾人证号补发部分应为B加1至9的次数，请与证件核对。"}
)

// DisabilityCheck is what [CheckDisability] found. Type (1–7), Grade (1–4) and
// Reissue (0 for a first card) are set when they could be read.
type DisabilityCheck struct {
	Check
	ID      IDCheck
	Type    int
	Grade   int
	Reissue int
}

// CheckDisability judges the number of a disability certificate: the identity
// number, the type, the grade and, after B, how often it was issued again. An
// identity number that is refused or unsure makes the whole so.
func CheckDisability(s string, regions *RegionHistory, o IDOptions) DisabilityCheck {
	text := upperASCII(plainASCII(s))
	switch {
	case text == "":
		return DisabilityCheck{Check: disabilityEmpty.bad(text)}
	case spreadsheetNumber(text):
		return DisabilityCheck{Check: idSpreadsheet.bad(text)}
	case len(text) != 20 && len(text) != 22:
		return DisabilityCheck{Check: disabilityForm.bad(text)}
	}
	found := DisabilityCheck{ID: CheckID(text[:18], regions, o)}
	kind, grade := text[18]-'0', text[19]-'0'
	switch {
	case found.ID.Verdict == Bad:
		found.Check = finding{found.ID.Code, found.ID.Reason}.bad(text)
		return found
	case kind < 1 || kind > 7:
		found.Check = disabilityType.bad(text)
		return found
	case grade < 1 || grade > 4:
		found.Check = disabilityGrade.bad(text)
		return found
	}
	found.Type, found.Grade = int(kind), int(grade)
	if len(text) == 22 {
		if text[20] != 'B' || text[21] < '1' || text[21] > '9' {
			found.Check = disabilityAgain.bad(text)
			return found
		}
		found.Reissue = int(text[21] - '0')
	}
	found.Check = Check{found.ID.Verdict, text, found.ID.Code, found.ID.Reason}
	return found
}
