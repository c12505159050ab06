package casework

import "lianxin/internal/journal"

var (
	caseTable = journal.NewTable("casefile",
		journal.Text("number"), journal.Text("matter"), journal.Text("stage"), journal.Text("awaits"),
		journal.Text("applicant_county"), journal.Text("applicant"), journal.Text("name").Personal(), journal.Text("household"),
		journal.Text("division"), journal.Text("intake"), journal.Text("channel"), journal.Text("assignee"), journal.Text("marks"),
		journal.Text("origin"), journal.Int("submitted"), journal.Int("accepted"), journal.Int("since"), journal.Text("due"),
		journal.Bool("paused"), journal.Int("amount"), journal.Int("covered"), journal.Text("effective"))
	formTable  = journal.NewTable("case_form", journal.Bytes("answers").Personal().Sealed("answers"))
	partyTable = journal.NewTable("case_party", journal.Text("casefile"), journal.Text("person_county"), journal.Text("person"),
		journal.Text("role"), journal.Text("name").Personal(), journal.Text("signed"))
	stepTable = journal.NewTable("case_step", journal.Text("casefile"), journal.Int("n"), journal.Text("action"), journal.Text("title"),
		journal.Text("from_stage"), journal.Text("to_stage"), journal.Text("actor_name").Personal(), journal.Text("unit"),
		journal.Text("words").Personal(), journal.Bytes("detail").Personal().Sealed("detail"), journal.Text("once"))
	paperTable = journal.NewTable("case_paper", journal.Text("casefile"), journal.Text("paper"), journal.Text("person"),
		journal.Text("state"), journal.Text("files"), journal.Text("note").Personal())
	clockTable = journal.NewTable("case_clock", journal.Text("casefile"), journal.Text("clock"), journal.Text("started"),
		journal.Text("due"), journal.Bool("sure"), journal.Int("units"), journal.Text("paused"), journal.Text("stopped"))
	surveyTable = journal.NewTable("case_survey", journal.Text("casefile"), journal.Text("kind"), journal.Text("day"),
		journal.Bytes("findings").Personal().Sealed("findings"), journal.Text("surveyors").Personal(), journal.Text("files"))
	judgementTable = journal.NewTable("case_judgement", journal.Text("casefile"), journal.Text("day"), journal.Text("programme"),
		journal.Text("outcome"), journal.Int("amount"), journal.Int("covered"), journal.Text("bundle"), journal.Text("snapshot"),
		journal.Bytes("facts").Personal().Sealed("facts"), journal.Bytes("result").Personal().Sealed("result"))
	noticeTable = journal.NewTable("case_notice", journal.Text("casefile"), journal.Text("kind"), journal.Text("state"),
		journal.Text("village"), journal.Text("body").Personal(), journal.Bytes("digest"), journal.Text("first_day"), journal.Text("last_day"))
	objectionTable = journal.NewTable("case_objection", journal.Text("casefile"), journal.Text("kind"), journal.Text("state"),
		journal.Bytes("words").Personal().Sealed("words"), journal.Text("result").Personal())
	decisionTable = journal.NewTable("case_decision", journal.Text("casefile"), journal.Text("effect"), journal.Text("judgement"),
		journal.Int("amount"), journal.Int("covered"), journal.Text("from_month"), journal.Text("until_month"),
		journal.Text("words").Personal(), journal.Text("decider").Personal(), journal.Text("office"), journal.Text("remedy_until"))
	taperTable  = journal.NewTable("case_taper", journal.Text("casefile"), journal.Text("full_until"), journal.Int("reduced"))
	letterTable = journal.NewTable("case_letter", journal.Text("casefile"), journal.Text("letter"), journal.Text("title"),
		journal.Text("number"), journal.Text("recipient").Personal(), journal.Bytes("body").Personal().Sealed("body"), journal.Bytes("digest"),
		journal.Bytes("signature"), journal.Text("receipt"))
	ratingTable = journal.NewTable("case_rating", journal.Text("casefile"), journal.Text("step"), journal.Int("grade"),
		journal.Text("words").Personal())
	bundleTable = journal.NewTable("case_bundle", journal.Text("bundle"), journal.Text("lead"), journal.Text("parts"), journal.Text("channel"),
		journal.Text("person"), journal.Text("once"))
	guardianTable = journal.NewTable("case_guardian", journal.Text("casefile"), journal.Text("person_county"), journal.Text("person"),
		journal.Text("kind"), journal.Text("state"), journal.Text("name").Personal(), journal.Text("files"), journal.Text("words").Personal())
	drawTable = journal.NewTable("case_draw", journal.Text("day"), journal.Text("seed"), journal.Text("among"), journal.Text("drawn"),
		journal.Text("matter"), journal.Text("share"))
)

// Tables are the tables of versions this package writes, for [journal.New].
func Tables() []*journal.Table {
	return []*journal.Table{
		caseTable, formTable, partyTable, stepTable, paperTable, clockTable, surveyTable, judgementTable,
		noticeTable, objectionTable, decisionTable, letterTable, ratingTable, drawTable,
		bundleTable, guardianTable, taperTable,
	}
}
