package spdci

import (
	"net/http"

	"lianxin/internal/api/spdci/signature"
)

// serveKeys gives the keys our signatures are checked with.
func (s *Server) serveKeys(w http.ResponseWriter, r *http.Request) {
	keys, err := s.own.shown(r.Context(), s)
	if err != nil {
		s.refuse(w, broken(err))
		return
	}
	list := []signature.JWK{}
	for i := range keys {
		list = append(list, keys[i].JWK(s.ID))
	}
	w.Header().Set("Cache-Control", "public, max-age=300")
	s.plain(w, http.StatusOK, map[string]any{"keys": list})
}

// serveLocations says where which registry is asked.
func (s *Server) serveLocations(w http.ResponseWriter, _ *http.Request) {
	list := []record{}
	e := s.Catalogue().Exchange()
	for i := range e.Registries {
		g := &e.Registries[i]
		if g.Kept {
			list = append(list, record{"reg_type": g.Code, "title": g.Title, "url": s.Address() + Prefix + "/" + g.Path, "reg_record_types": g.Records, "reg_event_types": g.Events})
		}
	}
	s.plain(w, http.StatusOK, map[string]any{"receiver_id": s.ID, "locations": list})
}
