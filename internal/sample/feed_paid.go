package sample

import "lianxin/internal/civil"

// Judged is what the rules say today of one programme and one household or
// person. The sample asks for it only to make up what is in pay: what families
// should get is never taken from here.
type Judged struct {
	Programme string
	Member    int // place in the household; -1 for a household's benefit
	Refused   bool
	Amount    civil.Fen
	Covered   int
}

// payment is a benefit as the bureau has paid it so far, and how it differs from
// what the rules say today.
type payment struct {
	Judged
	before civil.Fen
	change string // empty when nothing changes
	held   bool   // it is in pay
}

// How a benefit in pay differs from what a recheck finds.
const (
	changeGain   = "gain"
	changeAmount = "amount"
	changeLoss   = "loss"
)

// Of a thousand benefits granted today so many are not in pay yet, and so many
// are in pay with an amount of before; of a thousand families refused so many
// are still paid.
const (
	unpaidPart   = 30
	outdatedPart = 50
	overpaidPart = 1
)

// payments makes up what is in pay in a household.
func (d *desk) payments() []payment {
	if d.badID != nil {
		return []payment{{Judged: Judged{Programme: "dibao", Member: -1, Amount: 500 * yuan, Covered: 1}, before: 500 * yuan, held: true}}
	}
	var list []payment
	for _, j := range d.office.paid(d.h.Number - 1) {
		salt := j.Member + 2
		for _, c := range []byte(j.Programme) {
			salt = salt*31 + int(c)
		}
		roll := d.die(saltPay, salt, 1000)
		p := payment{Judged: j, before: j.Amount, held: true}
		switch {
		case !d.numbered(d.beneficiary(j.Member)):
			continue
		case j.Refused && roll >= overpaidPart:
			continue
		case j.Refused:
			p.before, p.change = civil.Fen(200+d.die(saltPay, salt+1, 400))*yuan, changeLoss
		case roll < unpaidPart:
			p.change, p.held, p.before = changeGain, false, 0
		case roll < unpaidPart+outdatedPart && j.Amount > 0:
			p.before, p.change = outdated(j.Amount), changeAmount
		}
		list = append(list, p)
	}
	return list
}

// outdated is about what the benefit was under the standard of before.
func outdated(amount civil.Fen) civil.Fen {
	if old := amount * 96 / 100 / yuan * yuan; old > 0 {
		return old
	}
	return amount + yuan
}

// beneficiary is who receives a benefit: the person, or of a household's benefit
// the first adult who lives in it.
func (d *desk) beneficiary(member int) int {
	if member >= 0 {
		return member
	}
	for m := range d.h.Members {
		if p := &d.h.Members[m]; p.counted() && p.age >= 18 {
			return m
		}
	}
	return 0
}

// programmeWords are how lists of payments call the programmes.
var programmeWords = map[string]string{
	"dibao": "低保", "dibao_single": "单人保", "dibao_edge": "低保边缘家庭", "rigid": "刚性支出困难家庭", "tekun": "特困供养",
	"disability_living": "困难残疾人生活补贴", "disability_care": "重度残疾人护理补贴", "orphan": "孤儿", "unattended": "事实无人抚养儿童", "elder": "尊老金",
}

func paidRows(d *desk, t *tray) {
	for i, p := range d.payments() {
		word := programmeWords[p.Programme]
		if !p.held || word == "" {
			continue
		}
		m := d.beneficiary(p.Member)
		t.cell(word)
		t.bytes(d.number)
		d.who(t, m)
		t.money(p.before)
		t.number(max(p.Covered, 1))
		t.month(d.month.Add(-d.die(saltStart, i, 70)))
		t.cell(banks[d.die(saltBank, m, len(banks))])
		t.open()
		t.text = d.card(t.text, m)
		t.shut()
		t.end()
	}
}

// card is a bank card of a bank that does not exist, with its check digit.
func (d *desk) card(b []byte, m int) []byte {
	start := len(b)
	b = append(b, "6200000000"...)
	b = append(appendPadded(b, d.h.Number), digit(m+1))
	sum := 0
	for i, c := range b[start:] {
		n := int(c - '0')
		if (len(b)-start-i)%2 == 1 {
			n *= 2
		}
		sum += n/10 + n%10
	}
	return append(b, digit(10-sum%10))
}

// paidTruthRows lists what a recheck should find, and nothing that stays.
func paidTruthRows(d *desk, t *tray) {
	for _, p := range d.payments() {
		if p.change == "" || programmeWords[p.Programme] == "" {
			continue
		}
		t.bytes(d.number)
		if p.Member < 0 {
			t.blank()
		} else {
			t.open()
			t.text = appendPersonID(t.text, d.h.Number, p.Member)
			t.shut()
		}
		t.cell(p.Programme)
		t.cell(p.change)
		t.money(p.before)
		if p.change == changeLoss {
			t.blank()
		} else {
			t.money(p.Amount)
		}
		t.end()
	}
}
