package db

import "context"

// MigrateTo brings the tables to an earlier version than what this program needs.
func (d *DB) MigrateTo(ctx context.Context, version int64) error {
	provider, err := d.provider()
	if err == nil {
		_, err = provider.UpTo(ctx, version)
	}
	return err
}
