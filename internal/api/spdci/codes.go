package spdci

import "errors"

// The errors of the transport, a closed list of the standard.
const (
	errBad         = "err.request.bad"
	errUnauthor    = "err.request.unauthorized"
	errForbidden   = "err.request.forbidden"
	errNotFound    = "err.request.not_found"
	errTooMany     = "err.request.too_many_requests"
	errVersion     = "err.version.not_supported"
	errSenderID    = "err.sender_id.invalid"
	errSenderURI   = "err.sender_uri.invalid"
	errReceiverID  = "err.receiver_id.invalid"
	errNoSignature = "err.signature.missing"
	errSignature   = "err.signature.invalid"
	errEncryption  = "err.encryption.invalid"
	errUnavailable = "err.service.unavailable"
)

// The reasons in a header.
const (
	rjctVersion     = "rjct.version.invalid"
	rjctDuplicate   = "rjct.message_id.duplicate"
	rjctMessageTS   = "rjct.message_ts.invalid"
	rjctAction      = "rjct.action.invalid"
	rjctUnsupported = "rjct.action.not_supported"
	rjctTotal       = "rjct.total_count.invalid"
	rjctTotalLimit  = "rjct.total_count.limit_exceeded"
	rjctErrors      = "rjct.errors.too_many"
)

// The reasons of one item.
const (
	rjctReference  = "rjct.reference_id.invalid"
	rjctReferences = "rjct.reference_id.duplicate"
	rjctTimestamp  = "rjct.timestamp.invalid"
	rjctCriteria   = "rjct.search_criteria.invalid"
	rjctFilter     = "rjct.filter.invalid"
	rjctSort       = "rjct.sort.invalid"
	rjctPagination = "rjct.pagination.invalid"
	rjctTooMany    = "rjct.search.too_many_records_found"
	rjctNotify     = "rjct.notify_types.invalid"
	rjctDetails    = "rjct.notify_details.invalid"
	rjctSubscribed = "rjct.event.already_subscribed"
	rjctCode       = "rjct.subscription_code.invalid"
	rjctEnded      = "rjct.event.already_unsubscribed"
)

// The states of a message and of an item.
const (
	received = "rcvd"
	pending  = "pdng"
	done     = "succ"
	rejected = "rjct"
)

// The actions.
const (
	actSearch        = "search"
	actOnSearch      = "on-search"
	actSubscribe     = "subscribe"
	actOnSubscribe   = "on-subscribe"
	actUnsubscribe   = "unsubscribe"
	actOnUnsubscribe = "on-unsubscribe"
	actNotify        = "notify"
	actStatus        = "txn-status"
	actOnStatus      = "txn-on-status"
)

// refusal is why a whole message is not taken.
type refusal struct {
	status int    // of HTTP
	code   string // of the standard
	text   string // one Chinese sentence
	wait   int    // seconds after which to come back; 0: not worth it
	err    error  // for the log
}

func (r *refusal) Error() string { return r.code + ": " + r.text }
func (r *refusal) Unwrap() error { return r.err }

func refuse(status int, code, text string) *refusal {
	return &refusal{status: status, code: code, text: text}
}

// fault is why one item is not answered.
type fault struct {
	code string
	text string
}

func (f *fault) Error() string { return f.code + ": " + f.text }

// faultOf makes any error that is somebody's to mend a fault; what is ours comes
// back as it is.
func faultOf(err error, code string) (*fault, error) {
	var f *fault
	if errors.As(err, &f) {
		return f, nil
	}
	if refused := refusedBy(err); refused != nil {
		return &fault{code, refused.Message}, nil
	}
	return nil, err
}
