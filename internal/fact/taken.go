package fact

import (
	"strconv"

	"lianxin/internal/civil"
	"lianxin/internal/pack"
	"lianxin/internal/rule"
)

// key tells values apart.
func (v Value) key() string { return strconv.FormatInt(v.Number, 10) + " " + v.Text }

// taken makes one value of the records that count; there is at least one.
func (in *ingredient) taken(list []*Record) portion {
	switch in.take {
	case pack.TakeLocal:
		return in.agreed(list, func(r *Record, v Value) int64 {
			if civil.Area(v.Number).County() == r.Home.County() {
				return rule.True
			}
			return rule.False
		})
	case pack.TakeValue, pack.TakeLatest:
		return in.agreed(list, func(_ *Record, v Value) int64 { return in.converted(v.Number) })
	case pack.TakeLeast, pack.TakeGreatest:
		return in.extreme(list)
	}
	return in.summed(list)
}

// converted is a field's value as the fact's column holds it; -1 for a code the
// fact does not have, which its range refuses.
func (in *ingredient) converted(v int64) int64 {
	switch {
	case in.truth && v != 0:
		return rule.True
	case in.codes == nil:
		return v
	case v < 0 || v >= int64(len(in.codes)):
		return -1
	}
	return in.codes[v]
}

// agreed is the value all records give. Where they contradict each other nobody
// can say which of them is right.
func (in *ingredient) agreed(list []*Record, value func(*Record, Value) int64) portion {
	out := portion{}
	for _, r := range list {
		v := r.value(in.field)
		if !v.Known || in.take == pack.TakeLocal && r.Home == 0 {
			return portion{}
		}
		x := value(r, v)
		if out.state == certain && out.value != x {
			return portion{doubt: doubtConflict}
		}
		out = portion{state: certain, value: x}
	}
	return out
}

func (in *ingredient) extreme(list []*Record) portion {
	out := portion{}
	for _, r := range list {
		v := r.value(in.field)
		switch {
		case !v.Known:
			return portion{}
		case out.state != certain:
			out = portion{state: certain, value: v.Number}
		case in.take == pack.TakeLeast:
			out.value = min(out.value, v.Number)
		default:
			out.value = max(out.value, v.Number)
		}
	}
	return out
}

// summed adds the records up; the mean is spread over all months of the window,
// those without a record included.
func (in *ingredient) summed(list []*Record) portion {
	sum := portion{state: certain}
	for _, r := range list {
		v := r.value(in.field)
		if !v.Known {
			return portion{}
		}
		if sum = sum.plus(v.Number); sum.state == beyond {
			return sum
		}
	}
	if in.take != pack.TakeMonthsMean {
		return sum
	}
	mean, err := civil.Fen(sum.value).Div(int64(in.months), in.round)
	if err != nil {
		return portion{state: beyond}
	}
	return portion{state: certain, value: int64(mean)}
}
