package spdci

import (
	"context"
	"errors"
	"lianxin/internal/access"
	"lianxin/internal/register"
	"strings"
)

// answerItem writes down the looks of an item and makes its answer.
func (s *Server) answerItem(ctx context.Context, q *request, viewer access.Viewer, it *found) (one itemAnswer, people int, err error) {
	one = itemAnswer{Reference: it.Reference, Timestamp: stamp(s.Now()), Status: rejected, Locale: locale}
	if it.err == nil {
		it.err = s.records(ctx, q, viewer, it, &one, &people)
	}
	if it.err != nil {
		var f *fault
		if !errors.As(it.err, &f) {
			return one, 0, it.err
		}
		one.Reason, one.Text, one.Data, one.Pagination = f.code, short(f.text), nil, nil
		return one, 0, nil
	}
	one.Status = done
	return one, people, nil
}

// records makes the records of an item. An item by identifier has all it found on
// its first page.
func (s *Server) records(ctx context.Context, q *request, viewer access.Viewer, it *found, one *itemAnswer, people *int) error {
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
	*people = len(r.shown)
	if wait := s.limits.people(q.sender, s.Now(), *people); wait > 0 {
		return &fault{rjctTooMany, "今天可以查询的人数已满，请明天再查，或与我们商定更多。"}
	}
	if err := s.look(ctx, q.MessageID, viewer, it.v, r.shown); err != nil {
		return err
	}
	p := *it.Criteria.Pagination
	p.Total = it.total
	one.Data, one.Pagination = data, &p
	return nil
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
