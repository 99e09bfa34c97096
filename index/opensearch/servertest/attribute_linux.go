package servertest

import (
	"os"
	"os/exec"
	"syscall"
)

// attribute has a server end with the test that started it, and run as nobody where root starts it: it refuses root.
func attribute(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if os.Getuid() == 0 {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
	}
}
