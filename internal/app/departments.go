package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"lianxin/internal/civil"
	"lianxin/internal/verify/simulator"
)

// departmentsCommand plays the departments, on a port of its own.
type departmentsCommand struct {
	Listen string        `default:"127.0.0.1:8090" help:"监听的地址和端口。" placeholder:"HOST:PORT"`
	World  string        `help:"各部门有什么：JSON列表，每条有 id_number、class、record；缺省为什么都没有。" type:"existingfile" placeholder:"FILE"`
	Slow   time.Duration `default:"0s" help:"每次答复前等多久，如 1s。"`
	Fail   int           `default:"0" help:"每千次询问有几次先报错。"`
	Lie    int           `default:"0" help:"每千次答复有几次答出不可能的内容。"`
	Twice  int           `default:"0" help:"每千次答复有几次把内容重复一遍。"`
	Seed   uint64        `default:"1" help:"随机种子：同样的种子和询问，同样的答复。"`
}

// Run answers until it is interrupted. The token comes from the environment.
func (c *departmentsCommand) Run(s *session) error {
	ctx, stop := interruptible()
	defer stop()
	for _, share := range []int{c.Fail, c.Lie, c.Twice} {
		if share < 0 || share > 1000 {
			return usageError{errors.New("--fail、--lie、--twice 是千分数，应在0到1000之间")}
		}
	}
	world := simulator.NewWorld()
	if c.World != "" {
		file, err := os.Open(c.World)
		if err != nil {
			return &civil.Error{Kind: civil.Unavailable, Code: "world_unreadable", Message: "模拟数据文件打不开，请核对路径和权限。", Err: err}
		}
		defer file.Close()
		if err := world.Read(file); err != nil {
			return err
		}
	}
	manner := simulator.Manner{Seed: c.Seed, Fail: c.Fail, Lie: c.Lie, Twice: c.Twice, Token: os.Getenv(departmentsTokenVariable)}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return &civil.Error{Kind: civil.Unavailable, Code: "port_taken", Message: "“" + c.Listen + "”不能监听：可能被别的程序占用，请换一个端口。", Err: err}
	}
	fmt.Fprintf(s.Out, "模拟部门已打开：http://%s\n", listener.Addr())
	server := &http.Server{Handler: simulator.New(world, manner, c.Slow), ReadHeaderTimeout: readPatience, IdleTimeout: idlePatience}
	go func() {
		<-ctx.Done()
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), endPatience)
		defer cancel()
		_ = server.Shutdown(late)
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
