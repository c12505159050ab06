package register

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/journal"
)

// Person is one version of what the register says about somebody. What nobody
// knows is nil or empty; nothing is guessed.
type Person struct {
	Version
	Name          string // normal form
	OriginalName  string // as it came, where that differs
	Sex           string // "M", "F", or empty
	Birth         *civil.Date
	IDType        string // "resident" and so on, by the pack's code list
	IDNumber      access.Private
	Phone         access.Private
	Address       string
	Division      civil.Area // who is responsible and who may see it
	Nation        string
	Alive         *bool
	Death         *civil.Date
	HukouLocal    *bool
	HukouDivision civil.Area
	FormerName    string
	More          Extra

	idSealed, idIndex, phoneSealed, phoneIndex []byte
}

var personTable = journal.NewTable("person",
	journal.Text("name").Personal(), journal.Text("name_original").Personal(), journal.Text("sex").Personal(),
	journal.Text("birth_date").Personal(), journal.Text("id_type").Personal(),
	journal.Bytes("id_sealed").Personal().Sealed(IDNumberField), journal.Bytes("id_index").Personal(),
	journal.Bytes("phone_sealed").Personal().Sealed(PhoneField), journal.Bytes("phone_index").Personal(),
	journal.Text("address").Personal(), journal.Text("division"), journal.Text("nation").Personal(),
	journal.Bool("alive").Personal(), journal.Text("death_date").Personal(),
	journal.Bool("hukou_local").Personal(), journal.Text("hukou_division").Personal(),
	journal.Text("former_name").Personal(), journal.Text("payload").Personal(), journal.Bytes("sealed").Personal().Sealed("extra"))

const personColumns = versionColumns + `, v.name, v.name_original, v.sex, v.birth_date, v.id_type,
	v.id_sealed, v.id_index, v.phone_sealed, v.phone_index, v.address, v.division, v.nation,
	v.alive, v.death_date, v.hukou_local, v.hukou_division, v.former_name, v.payload, v.sealed`

func scanPerson(row db.Row) (*Person, error) {
	var p Person
	var s versionScan
	var name, original, sex, birth, idType, address, division, nation, death, hukou, former *string
	err := row.Scan(append(s.into(), &name, &original, &sex, &birth, &idType,
		&p.idSealed, &p.idIndex, &p.phoneSealed, &p.phoneIndex, &address, &division, &nation,
		&p.Alive, &death, &p.HukouLocal, &hukou, &former, &p.More.payload, &p.More.sealed)...)
	if err != nil {
		return nil, err
	}
	if p.Version, err = s.version(); err != nil {
		return nil, err
	}
	p.Name, p.OriginalName, p.Sex, p.IDType = textOf(name), textOf(original), textOf(sex), textOf(idType)
	p.Address, p.Nation, p.FormerName = textOf(address), textOf(nation), textOf(former)
	if p.Birth, err = dayOf(birth); err != nil {
		return nil, err
	}
	if p.Death, err = dayOf(death); err != nil {
		return nil, err
	}
	if p.Division, err = areaOf(division); err != nil {
		return nil, err
	}
	p.HukouDivision, err = areaOf(hukou)
	return &p, err
}

// PersonTopic is told when somebody got a record who had none in the county: whoever
// takes a telephone call an hour later must find him. A load tells of all it brought.
const PersonTopic = "register.person"

// PersonOpened is its body.
type PersonOpened struct {
	Person string `json:"person"`
}

// PutPerson opens the record of somebody the county has none of yet, and tells it. It
// refuses one without name or division, and an identity number or telephone that is
// none (Invalid).
func (r *Register) PutPerson(ctx context.Context, w *journal.Write, p Person) (Ref, error) {
	ref, err := r.putPerson(ctx, w, p)
	if err != nil || w.Provisional() {
		return ref, err
	}
	return ref, w.Tell(ctx, PersonTopic, PersonOpened{ref.ID})
}

func (r *Register) putPerson(ctx context.Context, w *journal.Write, p Person) (Ref, error) {
	return put(ctx, w, personTable, p.Valid, func(ref Ref) ([]any, error) { return r.personRow(ref, &p) })
}

// ChangePerson opens the next version of a person. p is the version that was
// read, with its changes; its span says from which day they hold. When another
// act has changed the person meanwhile the error is Stale.
func (r *Register) ChangePerson(ctx context.Context, w *journal.Write, p Person) error {
	return change(ctx, w, personTable, p.Version, p.Valid, func(ref Ref) ([]any, error) { return r.personRow(ref, &p) })
}

// StrikePerson closes a record that was a mistake. Who died or moved away is
// changed instead.
func (r *Register) StrikePerson(ctx context.Context, w *journal.Write, seen Version) error {
	return strike(ctx, w, personTable, seen)
}

// personRow are the values of a person's columns.
func (r *Register) personRow(ref Ref, p *Person) ([]any, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	idSealed, idIndex, err := r.protect(p.IDNumber, personPlace(ref, IDNumberField))
	if err != nil {
		return nil, err
	}
	phoneSealed, phoneIndex, err := r.protect(p.Phone, personPlace(ref, PhoneField))
	if err != nil {
		return nil, err
	}
	if ref == p.Ref { // what was not opened is carried on as it is
		idSealed, idIndex = carried(idSealed, idIndex, p.idSealed, p.idIndex)
		phoneSealed, phoneIndex = carried(phoneSealed, phoneIndex, p.phoneSealed, p.phoneIndex)
	}
	payload, sealed, err := r.extraColumns(PersonKind, ref, &p.More, ref == p.Ref)
	if err != nil {
		return nil, err
	}
	return []any{
		civil.NormalName(p.Name), nothing(p.OriginalName), nothing(p.Sex), pointed(p.Birth), nothing(p.IDType),
		idSealed, idIndex, phoneSealed, phoneIndex, nothing(p.Address), areaText(p.Division), nothing(p.Nation),
		pointed(p.Alive), pointed(p.Death), pointed(p.HukouLocal), areaText(p.HukouDivision),
		nothing(civil.NormalName(p.FormerName)), payload, sealed,
	}, nil
}

// protect seals a text and makes its index; both are NULL when there is none.
func (r *Register) protect(text access.Private, at access.Place) (sealed, index any, err error) {
	if text.Empty() {
		return nil, nil, nil
	}
	cipher, err := r.keys.Seal(at, text.Reveal())
	if err != nil {
		return nil, nil, err
	}
	entry, err := r.keys.AppendIndex(nil, text.Kind(), text.Reveal())
	return cipher, entry, err
}

// carried is the sealed text and the index of the next version: the new ones, or
// those of the version before when nothing new was given.
func carried(sealed, index any, sealedBefore, indexBefore []byte) (any, any) {
	if sealed != nil || sealedBefore == nil {
		return sealed, index
	}
	return sealedBefore, indexBefore
}

// personPlace is where a protected field of a person stands.
func personPlace(ref Ref, field string) access.Place {
	return access.Place{Table: PersonKind, Field: field, County: ref.County, ID: ref.ID}
}

// ForgetNumber takes the identity number out of the next version; a number that
// was merely not opened stays.
func (p *Person) ForgetNumber() { p.IDNumber, p.idSealed, p.idIndex = access.Private{}, nil, nil }

// ForgetPhone takes the telephone out of the next version.
func (p *Person) ForgetPhone() { p.Phone, p.phoneSealed, p.phoneIndex = access.Private{}, nil, nil }

// unseal opens the sealed fields that a reader of one person asked for.
func (r *Register) unseal(p *Person, fields ...string) (err error) {
	for _, field := range fields {
		switch {
		case field == IDNumberField && p.idSealed != nil:
			p.IDNumber, err = r.keys.OpenPrivate(access.IDNumber, personPlace(p.Ref, field), p.idSealed)
		case field == PhoneField && p.phoneSealed != nil:
			p.Phone, err = r.keys.OpenPrivate(access.Phone, personPlace(p.Ref, field), p.phoneSealed)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *Person) check() error {
	switch {
	case civil.NormalName(p.Name) == "":
		return civil.Refuse("person_name", "姓名为空，没有登记：请补填。")
	case p.Division == 0:
		return civil.Refuse("person_division", "没有写明由哪个乡镇（街道）或村（居）负责，没有登记：请补填。")
	case p.Sex != "" && p.Sex != "M" && p.Sex != "F":
		return civil.Refuse("person_sex", "性别应为M（男）或F（女），不清楚时留空。")
	case p.Death != nil && p.Alive != nil && *p.Alive:
		return civil.Refuse("person_death", "已填死亡日期，却写明在世，请核对。")
	case p.Death != nil && p.Birth != nil && *p.Death < *p.Birth:
		return civil.Refuse("person_death_early", "死亡日期早于出生日期，请核对。")
	}
	return nil
}

// Format prints which record it is and nothing of what stands in it.
func (p Person) Format(s fmt.State, _ rune) {
	_, _ = io.WriteString(s, "person "+p.County+"/"+p.ID) // a fmt.State cannot fail
}

// LogValue prints what [Person.Format] does.
func (p Person) LogValue() slog.Value { return slog.StringValue("person " + p.County + "/" + p.ID) }

const selectPerson = `SELECT ` + personColumns + ` FROM person v WHERE v.county = $1 AND v.id = $3 AND ` + seen + ` ORDER BY v.opened`

const selectPersons = `SELECT ` + personColumns + ` FROM person v WHERE v.county = $1 AND ` + seen + ` ORDER BY v.id, v.opened`

// EachPerson calls f for everybody of a county as of a day, by id. Sealed fields
// stay sealed: this is for the stages that compute, not for eyes.
func (r *Register) EachPerson(ctx context.Context, county string, as AsOf, f func(*Person) error) error {
	return r.db.Read(ctx, func(q db.Query) error {
		seq, err := as.seq(ctx, q, county)
		if err != nil {
			return err
		}
		read := func(p *Person) error {
			if err := r.readExtra(PersonKind, p.Ref, &p.More); err != nil {
				return err
			}
			return f(p)
		}
		return eachThing(ctx, q, scanPerson, as.Day, read, selectPersons, county, seq)
	})
}

// eachThing streams versions that come ordered by thing and calls f for each
// thing that is there on a day.
func eachThing[T versioned](ctx context.Context, q db.Query, scan func(db.Row) (T, error), day civil.Date, f func(T) error, statement string, args ...any) error {
	var group []T
	flush := func() error {
		one, found := pick(group, day)
		group = group[:0]
		if !found {
			return nil
		}
		return f(one)
	}
	err := db.Each(ctx, q, func(row db.Row) error {
		one, err := scan(row)
		if err != nil {
			return err
		}
		if len(group) > 0 && group[0].version().Ref != one.version().Ref {
			if err := flush(); err != nil {
				return err
			}
		}
		group = append(group, one)
		return nil
	}, statement, args...)
	if err != nil {
		return err
	}
	return flush()
}
