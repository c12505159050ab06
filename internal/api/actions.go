package api

import (
	"bytes"
	"context"

	"lianxin/internal/api/token"
	"lianxin/internal/casework"
	"lianxin/internal/civil"
	"lianxin/internal/file"
	"lianxin/internal/register"
)

// Upload is a file that is sent.
type Upload struct {
	Kind    string `json:"kind" enum:"paper,signature,photo" doc:"paper材料，signature签字，photo现场照片。"`
	Name    string `json:"name,omitempty" maxLength:"100" doc:"原来的文件名。"`
	Content []byte `json:"content" doc:"base64。"`
}

// Uploaded is a file that was taken.
type Uploaded struct {
	ID string `json:"id"`
}

type addFileIn struct {
	RefPath
	OnceKey
	Body Upload
}

// mine refuses a case at which the caller has no window: what another unit took in
// and another is responsible for is not there.
func (s *Server) mine(ctx context.Context, c *token.Caller, ref register.Ref) (*casework.File, error) {
	return s.Desk.Open(ctx, c.Who(), ref)
}

func (s *Server) addFile(ctx context.Context, c *token.Caller, in *addFileIn) (Uploaded, error) {
	if _, err := s.mine(ctx, c, in.ref()); err != nil {
		return Uploaded{}, err
	}
	return onlyOnce(ctx, s, c, "addFile "+in.ref().String(), in.Key, in.Body, func() (Uploaded, error) {
		if len(in.Body.Content) == 0 {
			return Uploaded{}, civil.Refuse("file_empty", "文件是空的，请核对后重新上传。")
		}
		id, err := s.Desk.Attach(ctx, c.Who(), in.ref(), bytes.NewReader(in.Body.Content), file.Note{Kind: in.Body.Kind, Name: in.Body.Name})
		return Uploaded{id}, err
	})
}

// Act is an action that is sent.
type Act struct {
	Seen   int64             `json:"seen" minimum:"1" doc:"办的是哪一版：办件的version。别人先办过的会被拒绝。"`
	Values map[string]string `json:"values,omitempty" maxProperties:"200" doc:"环节的表单。"`
	Files  []string          `json:"files,omitempty" maxItems:"20" doc:"先上传的文件。"`
	Person *Ref              `json:"person,omitempty" doc:"说的是哪个成员。"`
	Reason string            `json:"reason,omitempty" maxLength:"1000"`
}

type actionIn struct {
	RefPath
	OnceKey
	Action string `path:"action" pattern:"^(?:[a-z][a-z0-9_]*)$" maxLength:"64"`
	Body   Act
}

func (s *Server) doAction(ctx context.Context, c *token.Caller, in *actionIn) (Receipt, error) {
	if _, err := s.mine(ctx, c, in.ref()); err != nil {
		return Receipt{}, err
	}
	return onlyOnce(ctx, s, c, "doAction "+in.ref().String()+" "+in.Action, in.Key, in.Body, func() (Receipt, error) {
		values := map[string]string{}
		for key, text := range in.Body.Values {
			values[key] = text
		}
		if in.Body.Reason != "" {
			values["reason"] = in.Body.Reason
		}
		input := casework.Input{Case: in.ref(), Action: in.Action, Seen: in.Body.Seen, Once: in.Key, Values: values, Files: in.Body.Files}
		if in.Body.Person != nil {
			input.Person = register.Ref{County: in.Body.Person.County, ID: in.Body.Person.ID}
		}
		done, err := s.Desk.Do(ctx, c.Who(), input)
		return receiptOf(done), err
	})
}
