package spdci

import (
	"context"
	"errors"
	"lianxin/internal/access"
	"lianxin/internal/register"
	"strings"
)

// answerItem makes the answer of an item, and gives what it shows.
func (s *Server) answerItem(q *request, it *found) (one itemAnswer, shown []register.Shown, err error) {
	one = itemAnswer{Reference: it.Reference, Timestamp: stamp(s.Now()), Status: rejected, Locale: locale}
	if it.err == nil {
		shown, it.err = s.records(q, it, &one)
	}
	if it.err != nil {
		var f *fault
		if !errors.As(it.err, &f) {
			return one, nil, it.err
		}
		one.Reason, one.Text, one.Data, one.Pagination = f.code, short(f.text), nil, nil
		return one, nil, nil
	}
	one.Status = done
	return one, shown, nil
}

// records makes the records of an item. An item by identifier has all it found on
// its first page.
func (s *Server) records(q *request, it *found, one *itemAnswer) ([]register.Shown, error) {
	r := &reading{s: s, v: it.v}
	data := &itemData{Version: version, RegType: it.registry.Code, RecordType: it.recordType(), Records: []record{}}
	for _, k := range it.list {
		if k.gone || it.registry.Name == disability && !disabled(k) {
			continue
		}
		r.note(k)
		data.Records = append(data.Records, it.record(k))
	}
	if it.byID != nil {
		it.total = len(data.Records)
	}
	if wait := s.limits.people(q.sender, s.Now(), len(r.shown)); wait > 0 {
		return nil, &fault{rjctTooMany, "今天可以查询的人数已满，请明天再查，或与我们商定更多。"}
	}
	p := *it.Criteria.Pagination
	p.Total = it.total
	one.Data, one.Pagination = data, &p
	return r.shown, nil
}

// look writes down that a sender was shown people.
func (s *Server) look(ctx context.Context, message string, viewer access.Viewer, v shows, shown []register.Shown) error {
	fields, clear := v.names()
	show := register.Show{Fields: fields, Revealed: clear, Reason: access.NewPrivate(access.Remark, "SPDCI "+message)}
	return s.Register.NoteShown(ctx, viewer, show, shown)
}

// recordType is what sort of record an item is answered with.
func (it *search) recordType() string {
	switch {
	case it.registry.Name == disability:
		return "DisabledPerson"
	case it.registry.Name == beneficiaries:
		return "Beneficiary"
	case it.home:
		return "Group"
	case strings.HasSuffix(it.Criteria.RecordType, "SRPerson"):
		return "SRPerson"
	}
	return "Member"
}

func (it *search) record(k *known) record {
	switch {
	case it.registry.Name == disability:
		return it.v.disabledPerson(k)
	case it.registry.Name == beneficiaries && k.entry.person != "":
		return it.v.beneficiary(k)
	case k.entry.person == "":
		return it.v.group(k)
	}
	return it.v.member(k)
}
