package api

import (
	"encoding/json"
	"net/http"
)

// Document is the OpenAPI document of all routes, as it is served.
func (s *Server) Document() ([]byte, error) {
	return json.MarshalIndent(s.api.OpenAPI(), "", "  ")
}

func (s *Server) serveDocument(w http.ResponseWriter, r *http.Request) {
	text, err := s.Document()
	if err != nil {
		writeProblem(w, s.problem(r.Context(), err))
		return
	}
	w.Header().Set("Content-Type", "application/openapi+json")
	_, _ = w.Write(text) // nobody is there any more to be told
}
