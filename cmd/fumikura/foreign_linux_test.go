package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestADataFolderOfAnotherUserIsSaidToBe reads a folder that anybody may enter, in which files are another's: what fails for it is no damage.
func TestADataFolderOfAnotherUserIsSaidToBe(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can be another user")
	}
	dir := t.TempDir()
	posts := write(t, dir, "posts.jsonl", `{"url":"https://blog.example.com/1","title":"掃除の当番表","published":"2024-03-01T10:00:00+09:00","text":"金曜の仕事は、くじで当番を決めます。"}`)
	data := filepath.Join(dir, "data")
	run(t, exitDone, "import", posts, "--data", data)
	program, err := os.ReadFile(binary) // lies where no other user may look
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(dir, "fumikura")
	if err := os.WriteFile(other, program, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(data, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"search", "掃除"}, {"check"}, {"status"}, {"serve", "--addr", "127.0.0.1:0"}, {"reindex", "--rebuild"}} {
		cmd := exec.Command(other, append(args, "--data", data)...)
		cmd.Dir = "/"
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65532, Gid: 65532}}
		out, err := cmd.CombinedOutput()
		if exit, ok := err.(*exec.ExitError); !ok || exit.ExitCode() != exitFailed || !strings.Contains(string(out), "belongs to the user root") {
			t.Errorf("%s: %v\n%s", args, err, out)
		}
	}
}
