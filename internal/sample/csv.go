package sample

import (
	"bufio"
	"os"
	"path/filepath"
	"strconv"

	"lianxin/internal/civil"
)

// The headers of the files, in the order of the contract.
const (
	householdHeader = "household_id,division,area_kind,hukou_local,housing_units,vehicles,vehicle_value,financial_assets,rigid_spending_12m\n"
	personHeader    = "person_id,household_id,relation,id_number,name,birth_date,sex,hukou_local,wage,business_income,property_income,pension,transfer_income,excluded_income,labour_ability,student,disability_type,disability_grade,severe_illness,self_care_failed,placement,supporter_unable,guardian_status,in_prison,alive\n"
)

const notice = `这个文件夹里的人都不存在。

households.csv、persons.csv 由 lianxin sample 按随机种子生成，用来试算、演示和测试。
身份证号码的前六位 320699 从未分配给任何县（市、区），任何真人都不会有这样的号码；
姓名由常用字随机组成，与真人同名纯属巧合。村（社区）代码是真实的，住在里面的人不是。

truth.csv 列出埋在其中的已知家庭：应得什么结果、多少钱、为什么，全部由人工推算，不经过规则引擎。
outcome 为 none 表示这个人不在该项目范围内，结果文件里不应有这一行。

Nobody in this folder exists. The county code 320699 was never assigned.
`

// WriteCSV writes households.csv, persons.csv, truth.csv and README.txt into a
// folder, which it makes where needed.
func (c *City) WriteCSV(dir string) (err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return unwritable(dir, err)
	}
	homes, err := create(filepath.Join(dir, "households.csv"), householdHeader)
	if err != nil {
		return err
	}
	defer func() { err = homes.close(err) }()
	folk, err := create(filepath.Join(dir, "persons.csv"), personHeader)
	if err != nil {
		return err
	}
	defer func() { err = folk.close(err) }()
	err = c.run(c.format, func(b *block) error {
		if err := homes.write(b.homes); err != nil {
			return err
		}
		return folk.write(b.folk)
	})
	if err != nil {
		return err
	}
	if c.month == 0 { // what was worked out by hand holds on the first day only
		if err := c.writeTruth(filepath.Join(dir, "truth.csv")); err != nil {
			return err
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "README.txt"), []byte(notice), 0o644); err != nil {
		return unwritable(dir, err)
	}
	return nil
}

// sink is a buffered file that names itself when it fails.
type sink struct {
	path   string
	file   *os.File
	buffer *bufio.Writer
}

func create(path, header string) (*sink, error) {
	file, err := os.Create(path)
	if err != nil {
		return nil, unwritable(path, err)
	}
	s := &sink{path: path, file: file, buffer: bufio.NewWriterSize(file, 1<<20)}
	return s, s.write([]byte(header))
}

func (s *sink) write(b []byte) error {
	if _, err := s.buffer.Write(b); err != nil {
		return unwritable(s.path, err)
	}
	return nil
}

// close flushes and closes; an earlier error wins.
func (s *sink) close(earlier error) error {
	flushed, closed := s.buffer.Flush(), s.file.Close()
	for _, err := range []error{flushed, closed} {
		if earlier == nil && err != nil {
			earlier = unwritable(s.path, err)
		}
	}
	return earlier
}

func unwritable(path string, err error) error {
	return &civil.Error{Kind: civil.Invalid, Code: "sample_unwritable",
		Message: "样例文件" + path + "写不进去，请检查文件夹权限和磁盘空间。", Err: err}
}

// format turns a block into the bytes of both files.
func (c *City) format(b *block) {
	b.homes, b.folk = b.homes[:0], b.folk[:0]
	for i := range b.households {
		h := &b.households[i]
		b.homes = appendHousehold(b.homes, h)
		names := c.kinshipOf(h)
		for m := range h.Members {
			b.folk = appendPerson(b.folk, h, m, &names)
		}
	}
}

// appendHouseholdID writes H and seven digits, enough for the largest city.
func appendHouseholdID(b []byte, number int) []byte {
	return appendPadded(append(b, 'H'), number)
}

// appendPersonID writes P, the household's seven digits and the member's place.
func appendPersonID(b []byte, number, member int) []byte {
	return append(appendPadded(append(b, 'P'), number), digit(member+1))
}

func appendPadded(b []byte, n int) []byte {
	return append(b, digit(n/1000000), digit(n/100000), digit(n/10000), digit(n/1000), digit(n/100), digit(n/10), digit(n))
}

func appendHousehold(b []byte, h *Household) []byte {
	b = append(appendHouseholdID(b, h.Number), ',')
	b = append(strconv.AppendInt(b, int64(h.Division), 10), ',')
	if h.Gaps&GapAreaKind == 0 {
		kind := "urban"
		if h.Rural {
			kind = "rural"
		}
		b = append(b, kind...)
	}
	b = appendTruth(b, h.HukouLocal, h.Gaps&GapHouseholdHukou)
	b = appendCount(b, h.HousingUnits, h.Gaps&GapHousing)
	b = appendCount(b, h.Vehicles, h.Gaps&GapVehicles)
	b = appendMoney(b, h.VehicleValue, h.Gaps&GapVehicleValue)
	b = appendMoney(b, h.FinancialAssets, h.Gaps&GapAssets)
	b = appendMoney(b, h.RigidSpending12M, h.Gaps&GapRigid)
	return append(b, '\n')
}

func appendPerson(b []byte, h *Household, m int, names *kinship) []byte {
	p := &h.Members[m]
	b = append(appendPersonID(b, h.Number, m), ',')
	b = append(appendHouseholdID(b, h.Number), ',')
	sex, letter := 0, byte('M')
	if p.Female {
		sex, letter = 1, 'F'
	}
	b = append(append(b, relationCode[p.kin][sex]...), ',')
	b = append(appendID(b, p), ',')
	b = append(names.appendName(b, p, &h.Members[0]), ',')
	if p.Gaps&GapBirth == 0 {
		b = p.Birth.AppendTo(b)
	}
	b = append(b, ',', letter)
	b = appendTruth(b, p.HukouLocal, p.Gaps&GapHukou)
	b = appendMoney(b, p.Wage, p.Gaps&GapWage)
	b = appendMoney(b, p.Business, p.Gaps&GapBusiness)
	b = appendMoney(b, p.Property, p.Gaps&GapProperty)
	b = appendMoney(b, p.Pension, p.Gaps&GapPension)
	b = appendMoney(b, p.Transfer, p.Gaps&GapTransfer)
	b = appendMoney(b, p.Excluded, p.Gaps&GapExcluded)
	b = appendCode(b, labourNames[p.Labour], p.Gaps&GapLabour)
	b = appendTruth(b, p.Student, p.Gaps&GapStudent)
	b = appendCode(b, disabilityNames[p.DisabilityType], p.Gaps&GapDisabilityType)
	b = appendCount(b, p.DisabilityGrade, p.Gaps&GapDisabilityGrade)
	b = appendTruth(b, p.SevereIllness, p.Gaps&GapIllness)
	b = appendCount(b, p.SelfCareFailed, p.Gaps&GapSelfCare)
	b = appendCode(b, placementNames[p.Placement], p.Gaps&GapPlacement)
	b = appendTruth(b, p.SupporterUnable, p.Gaps&GapSupporter)
	b = appendCode(b, guardianNames[p.Guardian], p.Gaps&GapGuardian)
	b = appendTruth(b, p.InPrison, p.Gaps&GapPrison)
	b = appendTruth(b, !p.Dead, p.Gaps&GapAlive)
	return append(b, '\n')
}

// The fields below begin with their comma and are empty where there is a gap.

func appendTruth(b []byte, yes bool, gap Gaps) []byte {
	switch {
	case gap != 0:
		return append(b, ',')
	case yes:
		return append(b, ",true"...)
	}
	return append(b, ",false"...)
}

func appendCount(b []byte, n uint8, gap Gaps) []byte {
	if gap != 0 {
		return append(b, ',')
	}
	return strconv.AppendUint(append(b, ','), uint64(n), 10)
}

func appendMoney(b []byte, amount civil.Fen, gap Gaps) []byte {
	switch {
	case gap != 0:
		return append(b, ',')
	case amount == 0:
		return append(b, ",0"...)
	}
	return amount.AppendTo(append(b, ','))
}

func appendCode(b []byte, name string, gap Gaps) []byte {
	b = append(b, ',')
	if gap != 0 {
		return b
	}
	return append(b, name...)
}
