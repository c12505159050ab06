package oidc

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"

	"lianxin/internal/civil"
)

// AppsVariable is the environment's name of the file that lists the cities' apps.
// Their secrets lie in files of their own beside it.
const AppsVariable = "LIANXIN_APPS"

// Apps are the apps residents may come from, in the order of the file.
type Apps []*App

// Named finds an app, or returns nil.
func (l Apps) Named(name string) *App {
	for _, a := range l {
		if a.Name == name {
			return a
		}
	}
	return nil
}

// Strong are those that can tell that they have checked somebody by his face.
func (l Apps) Strong() (list Apps) {
	for _, a := range l {
		if a.Level.Known() {
			list = append(list, a)
		}
	}
	return list
}

// AppBack is the page of ours to which an app sends the browser back, under our address.
func AppBack(name string) string { return "/sign-in/app/" + name + "/back" }

// ReadApps reads the apps from a file; without one there are none. address is the one
// under which we are reached, to which browsers come back. client may be nil.
func ReadApps(file, address string, client *http.Client) (list Apps, err error) {
	if file == "" {
		return nil, nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, &civil.Error{Kind: civil.Invalid, Code: "app_file", Err: err, Message: "读不到接入应用的配置文件“" + file + "”，请核对" + AppsVariable + "。"}
	}
	var listed struct {
		Apps []AppConfig `yaml:"apps"`
	}
	if err := yaml.NewDecoder(bytes.NewReader(data), yaml.Strict()).Decode(&listed); err != nil {
		return nil, &civil.Error{Kind: civil.Invalid, Code: "app_file", Err: err, Message: "接入应用的配置文件“" + file + "”写法有误，请对照说明修改：" + yaml.FormatError(err, false, false)}
	}
	for _, c := range listed.Apps {
		if list.Named(c.Name) != nil {
			return nil, civil.Refuse("app_config", "接入应用“%s”写了两次，请删去一处。", c.Name)
		}
		secret, err := secretOf(c, filepath.Dir(file))
		if err != nil {
			return nil, err
		}
		app, err := NewApp(c, secret, strings.TrimSuffix(address, "/")+AppBack(c.Name), client)
		if err != nil {
			return nil, err
		}
		list = append(list, app)
	}
	return list, nil
}

// secretOf reads our secret at an app; its file is named from the folder of the list.
func secretOf(c AppConfig, folder string) (string, error) {
	name := c.SecretFile
	if name != "" && !filepath.IsAbs(name) {
		name = filepath.Join(folder, name)
	}
	data, err := os.ReadFile(name)
	if err != nil || len(bytes.TrimSpace(data)) == 0 {
		return "", &civil.Error{Kind: civil.Invalid, Code: "app_secret", Err: err, Message: "接入应用“" + c.Name + "”的密钥文件（secret_file）读不到或者是空的，请补上。"}
	}
	return string(bytes.TrimSpace(data)), nil
}
