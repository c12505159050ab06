package register

import (
	"context"

	"lianxin/internal/civil"
	"lianxin/internal/journal"
)

// TransferPerson moves somebody to another county from a day on: the record
// here ends the day before, one there begins, and whoever asks here for that day
// or a later one is led there. The act is in the county that is left; what it
// does in the other one is in that county's chain. seen is the version that was
// read; the division must lie in the other county.
func (r *Register) TransferPerson(ctx context.Context, w *journal.Write, seen Person, division civil.Area, day civil.Date) (Ref, error) {
	county := division.County().String()
	switch {
	case division.Level() < civil.County || county == seen.County:
		return Ref{}, civil.Refuse("transfer_division", "请写明迁入哪个县（市、区）；在本县（市、区）内搬家只需变更所属区划。")
	case day <= seen.Valid.From || day > seen.Valid.To:
		return Ref{}, civil.Refuse("transfer_day", "迁移日期（%s）应晚于现有登记的生效日期，且不晚于它的截止日期，请核对。", day)
	}
	if err := r.unseal(&seen, IDNumberField, PhoneField); err != nil {
		return Ref{}, err
	}
	if err := r.readExtra(PersonKind, seen.Ref, &seen.More); err != nil {
		return Ref{}, err
	}
	moved := seen
	moved.Version = Version{Valid: Span{day, seen.Valid.To}}
	moved.Division = division
	seen.Valid.To = day.AddDays(-1)
	if err := r.ChangePerson(ctx, w, seen); err != nil {
		return Ref{}, err
	}
	if err := w.Tell(ctx, PersonTopic, PersonOpened{seen.ID}); err != nil { // he is no longer found where he was
		return Ref{}, err
	}
	there, err := w.In(ctx, county)
	if err != nil {
		return Ref{}, err
	}
	to, err := r.PutPerson(ctx, there, moved)
	if err != nil {
		return Ref{}, err
	}
	link := Merge{Version: Version{Valid: Since(day)}, Kind: PersonKind, Merged: seen.ID, Survivor: to, Reason: Transferred}
	return to, r.link(ctx, w, link, seen.Ref)
}
