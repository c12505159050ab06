package spdci

import (
	"context"
	"encoding/json"
	"net/http"

	"lianxin/internal/access"
	"lianxin/internal/api/spdci/query"
)

// What we know of a disability is what the certificate says: its type and grade. Why
// somebody is disabled, and what help he uses, no register of ours says.

// disabled says whether somebody is known to have a disability.
func disabled(k *known) bool {
	grade, known := k.facts[disabilityLevel].(int64)
	return known && grade > 0
}

// details are what is told of a disability.
func details(k *known) record {
	out := record{"disability_level": k.facts[disabilityLevel]}
	if kind, known := k.facts[disabilityType]; known {
		out["impairment_type"] = kind
	}
	return out
}

func (v shows) disabledPerson(k *known) record {
	out := v.member(k)
	out["@type"], out["is_disabled"], out["disability_details"] = "DisabledPerson", "yes", []record{details(k)}
	return out
}

// oneMessage is what comes about one person.
type oneMessage struct {
	Transaction string    `json:"transaction_id"`
	Disabled    *criteria `json:"disabled_criteria"`
	Enrolled    *enrolled `json:"enrolled_criteria"`
}

type enrolled struct {
	criteria
	Programme string `json:"programme_identifier"`
}

// identifierOf reads who is meant. The disability registry's example asks with an
// expression of one comparison by number, which is the same.
func identifierOf(c *criteria) (*query.Identifier, error) {
	if c.QueryType == "idtype-value" {
		id, err := query.ParseIdentifier(c.Query)
		if err != nil {
			return nil, asFault(err, rjctCriteria)
		}
		return &id, nil
	}
	n, err := query.ParseConditions(c.Query)
	if err != nil {
		return nil, asFault(err, rjctCriteria)
	}
	switch {
	case n.Join != query.Compare || n.Operator != query.Equal:
	case n.Attribute == "member.member_identifier" || n.Attribute == "member_identifier":
		kind := "UIN"
		if _, ok := parseRef(n.Values[0]); ok {
			kind = "MEMBER_ID"
		}
		return &query.Identifier{Type: kind, Value: n.Values[0]}, nil
	}
	return nil, &fault{rjctCriteria, "这个接口一次问一个人：请用 idtype-value，或 member.member_identifier 等于一个号码。"}
}

// one asks about one person, under the rules of a search by number.
func (s *Server) one(r *http.Request, q *request, registry string, c *criteria, m *oneMessage) (*found, access.Viewer, string, *refusal) {
	viewer, err := q.sender.viewer()
	if err != nil {
		return nil, viewer, "", broken(err)
	}
	if no := q.checkTransaction(m.Transaction); no != nil {
		return nil, viewer, "", no
	}
	if c == nil {
		return nil, viewer, "", q.reject(errBad, rjctErrors, "message 缺少查询条件。")
	}
	named := c.Consent.named()
	id, no := s.taken(r.Context(), q, order{transaction: m.Transaction, items: 1, consent: named}, nothing)
	if no != nil {
		return nil, viewer, "", no
	}
	c.RegType = s.Catalogue().Exchange().Registry(registry).Code
	it := &found{search: &search{searchItem: searchItem{Reference: m.Transaction, Criteria: *c}}}
	if q.registry != nil && q.registry.Name != registry {
		it.err = &fault{rjctCriteria, "这个接口不属于接口地址所说的登记。"}
	}
	if it.err == nil {
		it.err = s.scopeItem(q, it.search)
	}
	if it.err == nil {
		it.byID, it.err = identifierOf(c)
	}
	if it.err == nil {
		it.err = it.paginate()
	}
	return it, viewer, id, s.readOne(r.Context(), q, it, viewer)
}

func (s *Server) readOne(ctx context.Context, q *request, it *found, viewer access.Viewer) *refusal {
	if it.err != nil {
		if !isFault(it.err) {
			return broken(it.err)
		}
		return nil
	}
	if err := s.findByID(ctx, []*found{it}); err != nil {
		return broken(err)
	}
	if err := s.readItems(ctx, q, []*found{it}, viewer.Scope()); err != nil {
		return broken(err)
	}
	return nil
}

// single is the one person an item found; a fault when there is none.
func (it *found) single() (*known, error) {
	if it.err != nil {
		return nil, it.err
	}
	for _, k := range it.list {
		if !k.gone {
			return k, nil
		}
	}
	return nil, &fault{rjctCriteria, "在对您开放的区划里没有查到这个人，不能回答。"}
}

// disabledNow answers whether somebody has a disability.
func (s *Server) disabledNow(w http.ResponseWriter, r *http.Request, q *request) *refusal {
	return s.oneNow(w, r, q, disability, "disabled_response", func(it *found) (record, error) {
		k, err := it.single()
		if err != nil {
			return nil, err
		}
		grade, known := k.facts[disabilityLevel].(int64)
		if !known {
			return nil, &fault{rjctCriteria, "残联的名册还没有覆盖这个人，不知道是否持证。"}
		}
		return record{"disabled_status": yesNo(grade > 0)}, nil
	})
}

func yesNo(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}

// detailsNow answers of which sort and grade a disability is.
func (s *Server) detailsNow(w http.ResponseWriter, r *http.Request, q *request) *refusal {
	return s.oneNow(w, r, q, disability, "search_response", func(it *found) (record, error) {
		k, err := it.single()
		if err != nil {
			return nil, err
		}
		records := []record{}
		if disabled(k) {
			records = append(records, record{"@type": "DisabledPerson", "disability_details": []record{details(k)}})
		}
		return record{"data": itemData{Version: version, RegType: it.registry.Code, RecordType: "DisabledPerson", Records: records}}, nil
	})
}

// supportNow says that no register of ours keeps what help somebody uses.
func (s *Server) supportNow(w http.ResponseWriter, r *http.Request, q *request) *refusal {
	return s.oneNow(w, r, q, disability, "search_response", func(it *found) (record, error) {
		if it.err != nil {
			return nil, it.err
		}
		return nil, &fault{rjctCriteria, "本系统不登记辅助器具、人力协助、住房和医疗支持，不能回答。"}
	})
}

// enrolledNow answers whether somebody has a benefit in pay, or any at all.
func (s *Server) enrolledNow(w http.ResponseWriter, r *http.Request, q *request) *refusal {
	programme := ""
	return s.oneNow(w, r, q, beneficiaries, "enrolled_response", func(it *found) (record, error) {
		var m oneMessage
		if json.Unmarshal(q.message, &m) == nil && m.Enrolled != nil {
			programme = m.Enrolled.Programme
		}
		k, err := it.single()
		if err != nil {
			return nil, err
		}
		if !it.v.core("benefits") {
			return nil, &fault{rjctCriteria, "没有对您开放在享待遇。"}
		}
		is := programme == "" && len(k.programs) > 0
		for _, b := range k.programs {
			is = is || b.name == programme
		}
		return record{"enrolled_status": yesNo(is)}, nil
	})
}
