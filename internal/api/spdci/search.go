package spdci

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"lianxin/internal/access"
	"lianxin/internal/api/spdci/signature"
	"lianxin/internal/journal"
	"lianxin/internal/register"
)

// searchAnswer is the message of a response to a search.
type searchAnswer struct {
	Transaction string       `json:"transaction_id"`
	Correlation string       `json:"correlation_id"`
	Items       []itemAnswer `json:"search_response"`
}

type itemAnswer struct {
	Reference  string      `json:"reference_id"`
	Timestamp  string      `json:"timestamp"`
	Status     string      `json:"status"`
	Reason     string      `json:"status_reason_code,omitempty"`
	Text       string      `json:"status_reason_message,omitempty"`
	Data       *itemData   `json:"data,omitempty"`
	Pagination *pagination `json:"pagination,omitempty"`
	Locale     string      `json:"locale"`
}

type itemData struct {
	Version    string   `json:"version"`
	RegType    string   `json:"reg_type"`
	RecordType string   `json:"reg_record_type"`
	Records    []record `json:"reg_records"`
}

// locale is the language of our texts, by ISO 639-3.
const locale = "zho"

// parseSearch reads the message of a search.
func (q *request) parseSearch() (*searchMessage, *refusal) {
	var m searchMessage
	if json.Unmarshal(q.message, &m) != nil {
		return nil, q.reject(errBad, rjctErrors, "message 不是查询请求。")
	}
	if no := q.checkTransaction(m.Transaction); no != nil {
		return nil, no
	}
	return &m, q.checkTotal(len(m.Items))
}

func (q *request) checkTransaction(id string) *refusal {
	if id == "" || len(id) > idMost {
		return q.reject(errBad, rjctErrors, "transaction_id 应为1到99字节。")
	}
	return nil
}

// order is what is kept of a search when it is taken.
func (m *searchMessage) order(uri string) order {
	o := order{transaction: m.Transaction, uri: uri, items: len(m.Items)}
	for _, raw := range m.Items {
		var it searchItem
		if json.Unmarshal(raw, &it) != nil {
			continue
		}
		if it.Reference != "" && len(it.Reference) <= idMost {
			o.references = append(o.references, it.Reference)
		}
		if o.consent == "" {
			if o.consent = it.Criteria.Consent.named(); o.consent == "" {
				o.consent = it.Criteria.Authorize.named()
			}
		}
	}
	return o
}

// searchNow answers a search at once.
func (s *Server) searchNow(w http.ResponseWriter, r *http.Request, q *request) *refusal {
	m, no := q.parseSearch()
	if no != nil {
		return no
	}
	id, no := s.taken(r.Context(), q, m.order(""), nothing)
	if no != nil {
		return no
	}
	raw, o, err := s.search(r.Context(), q, m, id)
	if err != nil {
		return broken(err)
	}
	s.send(w, r, q, http.StatusOK, actOnSearch, o, raw)
	return nil
}

func nothing(*journal.Write, string) error { return nil }

// taken takes a message, or says that it came before.
func (s *Server) taken(ctx context.Context, q *request, o order, then func(w *journal.Write, id string) error) (string, *refusal) {
	id, err := s.take(ctx, q, o, then)
	switch {
	case errors.Is(err, errTaken):
		return "", q.reject(errBad, rjctDuplicate, "这个 message_id 或 transaction_id 已经收过，没有再次办理；要知道结果请用 txn/status 查询。")
	case err != nil:
		return "", broken(err)
	}
	return id, nil
}

// found is an item with what it found.
type found struct {
	*search
	list  []*known
	total int
	err   error
}

// search answers the items of a message, each for itself, and keeps the answer. The
// looks are written before it is given to anybody.
func (s *Server) search(ctx context.Context, q *request, m *searchMessage, id string) (json.RawMessage, outcome, error) {
	viewer, err := q.sender.viewer()
	if err != nil {
		return nil, outcome{}, err
	}
	items, err := s.findItems(ctx, q, m, viewer.Scope())
	if err != nil {
		return nil, outcome{}, err
	}
	answer := &searchAnswer{Transaction: m.Transaction, Correlation: id}
	shown := map[bool][]register.Shown{} // with consent, and without
	rights := map[bool]shows{}
	for _, it := range items {
		one, part, err := s.answerItem(q, it)
		if err != nil {
			return nil, outcome{}, err
		}
		answer.Items = append(answer.Items, one)
		if len(part) > 0 {
			shown[it.v.consent], rights[it.v.consent] = append(shown[it.v.consent], part...), it.v
		}
	}
	for consented, list := range shown {
		if err := s.look(ctx, q.MessageID, viewer, rights[consented], list); err != nil {
			return nil, outcome{}, err
		}
	}
	o := outcome{status: done, total: len(items), completed: len(items)}
	raw, err := encode(answer)
	if err != nil {
		return nil, o, err
	}
	_, err = s.Journal.Do(ctx, s.byHeader(q.sender, "spdci.answered"), func(w *journal.Write) error {
		return s.end(ctx, w, id, done, len(shown[false])+len(shown[true]), raw)
	})
	return raw, o, err
}

// findItems understands and finds everything first, and then reads it together.
func (s *Server) findItems(ctx context.Context, q *request, m *searchMessage, scope access.Scope) ([]*found, error) {
	items := make([]*found, len(m.Items))
	seen := map[string]bool{}
	for i, raw := range m.Items {
		it, err := s.readItem(q, raw, q.now)
		if err == nil && seen[it.Reference] {
			err = &fault{rjctReferences, "reference_id 在这一批里出现了两次。"}
		}
		seen[it.Reference] = true
		items[i] = &found{search: it, err: err}
	}
	if err := s.findByID(ctx, items); err != nil {
		return nil, err
	}
	for _, it := range items {
		if it.err != nil || it.plan == nil {
			continue
		}
		entries, total, err := s.finder.page(ctx, wanted{
			plan: it.plan, home: it.home, scope: scope, key: it.listKey(q.sender, scope),
			size: it.Criteria.Pagination.Size, page: it.Criteria.Pagination.Number,
		})
		if err != nil {
			if it.err = asFault(err, rjctCriteria); refusedBy(err) == nil && !isFault(it.err) {
				return nil, err
			}
			continue
		}
		it.total = total
		for _, e := range entries {
			it.list = append(it.list, &known{entry: e})
		}
	}
	return items, s.readItems(ctx, q, items, scope)
}

func isFault(err error) bool {
	var f *fault
	return errors.As(err, &f)
}

// readItems reads what all items found, those with consent and those without apart.
func (s *Server) readItems(ctx context.Context, q *request, items []*found, scope access.Scope) error {
	for _, consented := range []bool{false, true} {
		var all []*known
		var v shows
		for _, it := range items {
			if it.err == nil && it.v.consent == consented {
				all, v = append(all, it.list...), it.v
			}
		}
		if len(all) == 0 {
			continue
		}
		r := &reading{s: s, v: v, scope: scope, day: q.now.Date()}
		if err := r.read(ctx, all); err != nil {
			return err
		}
	}
	return nil
}

// listKey names the list a query finds, for this sender alone.
func (it *search) listKey(sender *Sender, scope access.Scope) string {
	canonical, err := signature.Canonical(signature.JCS, it.Criteria.Query)
	if err != nil {
		canonical = it.Criteria.Query
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %d %v %v %v %s", sender.Name, sender.ID, it.registry.Name, it.plan.Level(), it.home, it.Criteria.Sort, scope, canonical))
	return hex.EncodeToString(sum[:])
}
