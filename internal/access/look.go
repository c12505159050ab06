package access

import (
	"fmt"
	"log/slog"
	"strings"

	"lianxin/internal/civil"
)

// Limits of a look: the fields of the widest record, and the length of a reason in
// characters.
const (
	fieldsMax = 200
	reasonMax = 500
)

// idLength is the length of a record's id. An identity number has another one, and
// so has nearly every bank card: neither passes for an id.
const idLength = 16

// Subject is the record somebody looks at. It has no name and no number: a list of
// who was looked at must not itself be a register of people.
type Subject struct {
	Kind     string     // "person", "household", or a declared register
	County   string     // six digits, the record's home county
	ID       string     // opaque
	Division civil.Area // responsible for it on the day of the look
}

// Look is one look at one record: what a stage asks for before it answers, and what
// the journal keeps of it. Whoever answers first calls [Look.Check], and writes the
// look in the same step as it hands out the answer.
type Look struct {
	Actor    string
	Scope    Scope
	Purpose  Purpose
	Subject  Subject
	Fields   []string // what was shown
	Revealed []string // of these, what was shown in clear although it has a mask
	Reason   Private  // why it had to be clear; people write names into it
	At       civil.Instant
}

// Check refuses a look that may not be answered: one without actor or purpose
// (Denied, purpose_required), one at a record outside the scope (NotFound, so that
// the answer does not tell that the record exists), one that reveals a field
// without a reason (Denied), and one that is not whole (Invalid).
func (l Look) Check() error {
	if l.Actor == "" {
		return errPurpose()
	}
	if err := l.Purpose.Check(); err != nil {
		return err
	}
	if err := l.Subject.check(); err != nil {
		return err
	}
	if !l.Scope.Covers(l.Subject.Division) {
		return &civil.Error{Kind: civil.NotFound, Code: "look_not_found", Message: "没有找到这条记录，或者它不归您管辖，请核对后重试。"}
	}
	if l.At <= 0 {
		return civil.Refuse("look_instant", "查看记录缺少时间，请联系系统管理员。")
	}
	return l.checkFields()
}

func (l Look) checkFields() error {
	if len(l.Fields) == 0 || len(l.Fields) > fieldsMax {
		return civil.Refuse("look_fields", "查看的字段应为1到%d个，请重新选择。", fieldsMax)
	}
	shown := map[string]bool{}
	for _, f := range l.Fields {
		if !word(f) {
			return civil.Refuse("look_field", "查看的字段名无法识别，请从列出的字段中选择。")
		}
		shown[f] = true
	}
	for _, f := range l.Revealed {
		if !shown[f] {
			return civil.Refuse("look_revealed", "要显示原文的字段不在查看的字段里，请重新选择。")
		}
	}
	reason := []rune(strings.TrimSpace(l.Reason.Reveal()))
	switch {
	case len(l.Revealed) > 0 && len(reason) == 0:
		return &civil.Error{Kind: civil.Denied, Code: "reason_required", Message: "显示证件号、电话、账号或诊断的原文要写明理由，请填写后重试。"}
	case len(reason) > reasonMax:
		return civil.Refuse("look_reason", "理由超过%d个字，请精简。", reasonMax)
	}
	return nil
}

// check refuses a subject that names no record. The county may be a city that has
// none below it, such as 441900.
func (s Subject) check() error {
	county, err := civil.ParseArea(s.County)
	if err != nil || len(s.County) != len("320613") || county.Level() == civil.Province {
		return civil.Refuse("look_county", "记录所在区县无法识别，应为6位区划代码。")
	}
	if !word(s.Kind) || !word(s.ID) || len(s.ID) != idLength {
		return civil.Refuse("look_subject", "没有指明查看哪一条记录，请重新打开后再试。")
	}
	return nil
}

// word says whether a text is a name or an id as this program makes them: short, of
// small letters, digits, underscores and dots. A person's name typed into the wrong
// place does not pass into the journal.
func word(s string) bool {
	if s == "" || len(s) > placeMax {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if c != '_' && c != '.' && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// Format implements fmt.Formatter for every verb, see [Look.LogValue].
func (l Look) Format(s fmt.State, _ rune) {
	fmt.Fprintf(s, "[look %s %s %s/%s/%s]", l.Actor, l.Purpose, l.Subject.Kind, l.Subject.County, l.Subject.ID)
}

// LogValue implements slog.LogValuer: who, what for and which record.
func (l Look) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("actor", l.Actor),
		slog.String("purpose", string(l.Purpose)),
		slog.String("kind", l.Subject.Kind),
		slog.String("county", l.Subject.County),
		slog.String("id", l.Subject.ID),
		slog.Int("fields", len(l.Fields)),
		slog.Int("revealed", len(l.Revealed)),
	)
}
