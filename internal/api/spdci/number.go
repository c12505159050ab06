package spdci

import (
	"context"
	"lianxin/internal/access"
	"lianxin/internal/civil"
	"lianxin/internal/db"
	"lianxin/internal/register"
	"strings"
)

// findByID finds what items ask for by a number.
func (s *Server) findByID(ctx context.Context, items []*found) error {
	counties, err := s.Counties(ctx)
	if err != nil {
		return err
	}
	return s.Journal.DB().Read(ctx, func(q db.Query) error {
		people := map[string][]string{}
		for _, it := range items {
			if it.err != nil || it.byID == nil {
				continue
			}
			list, err := s.byNumber(ctx, q, it, counties)
			if err != nil {
				if it.err = asFault(err, rjctCriteria); !isFault(it.err) {
					return err
				}
				continue
			}
			it.list = list
			for _, k := range list {
				if k.entry.person != "" {
					people[k.entry.county] = append(people[k.entry.county], k.entry.person)
				}
			}
		}
		return s.placeAtHome(ctx, q, items, people)
	})
}

// placeAtHome finds the families of people who were asked for by number: the one
// they declared before the one they are registered in.
func (s *Server) placeAtHome(ctx context.Context, q db.Query, items []*found, people map[string][]string) error {
	homes := map[register.Ref]*register.Member{}
	for county, ids := range people {
		members, err := s.Register.HomesOfPeople(ctx, q, county, ids, s.Now().Date())
		if err != nil {
			return err
		}
		for _, m := range members {
			if was := homes[m.Person]; m.Kind == register.Declared || m.Kind == register.Registered && was == nil {
				homes[m.Person] = m
			}
		}
	}
	for _, it := range items {
		if it.byID == nil || it.err != nil {
			continue
		}
		kept := it.list[:0]
		for _, k := range it.list {
			if k.entry.person == "" {
				kept = append(kept, k)
				continue
			}
			m := homes[register.Ref{County: k.entry.county, ID: k.entry.person}]
			switch {
			case m != nil && it.home:
				k.entry = entry{m.County, m.Household, ""}
			case m != nil:
				k.entry = entry{m.County, m.Household, k.entry.person}
			case it.home:
				continue
			}
			kept = append(kept, k)
		}
		it.list = kept
	}
	return nil
}

// byNumber finds people or households by a number.
func (s *Server) byNumber(ctx context.Context, q db.Query, it *found, counties []civil.Area) (list []*known, err error) {
	kind := it.v.of.Identifier(it.byID.Type)
	if kind == nil {
		return nil, &fault{rjctCriteria, "没有“" + cut(it.byID.Type) + "”这种标识类型。"}
	}
	switch kind.Of {
	case "person_number":
		people, err := s.Register.ByNumber(ctx, q, access.NewPrivate(access.IDNumber, it.byID.Value))
		for _, p := range people {
			list = append(list, &known{entry: entry{p.County, "", p.ID}})
		}
		return list, err
	case "household_number":
		for _, county := range counties {
			homes, err := s.Register.HouseholdsByNumber(ctx, q, county.String(), it.byID.Value)
			if err != nil {
				return nil, err
			}
			for _, h := range homes {
				list = append(list, &known{entry: entry{h.County, h.ID, ""}})
			}
		}
		return list, nil
	}
	ref, ok := parseRef(it.byID.Value)
	if !ok {
		return nil, &fault{rjctCriteria, "编号应是本系统给出的“县代码/编号”。"}
	}
	if kind.Of == "household_record" {
		return []*known{{entry: entry{ref.County, ref.ID, ""}}}, nil
	}
	asked, err := s.Register.AskedAbout(ctx, q, ref)
	if refusedBy(err) != nil {
		return nil, nil // nobody has it: nobody is found
	}
	return []*known{{entry: entry{asked.End.County, "", asked.End.ID}}}, err
}

// parseRef reads the name of one of our records.
func parseRef(text string) (ref register.Ref, ok bool) {
	county, id, ok := strings.Cut(text, "/")
	if _, err := civil.ParseArea(county); err != nil || len(county) != 6 || len(id) != db.IDLength {
		return ref, false
	}
	return register.Ref{County: county, ID: id}, ok
}
