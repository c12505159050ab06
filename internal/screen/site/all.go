package site

import (
	"slices"

	"lianxin/internal/screen"
	"lianxin/internal/screen/public"
)

// All is every page of the product over its stages.
func All(s *screen.Stages, keeper public.Keeper) []screen.Route {
	return slices.Concat(Table(Pages{Public: public.New(keeper)}))
}

// Gallery is the table of the parts, for who builds pages.
func Gallery() []screen.Route { return public.Gallery() }
