package web_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/fumikura/fumikura/internal/corpus"
)

// browser starts a Chromium of its own for the test and gives a context that drives one tab of it.
func browser(t testing.TB, options ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	corpus.Slow(t)
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("CI needs chromium: %v", err)
		}
		t.Skipf("no chromium: %v", err)
	}
	options = append([]chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(1280, 900),
		chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck, chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("accept-lang", "ja"), chromedp.Flag("lang", "ja"), chromedp.Flag("hide-scrollbars", true), chromedp.Flag("disable-dev-shm-usage", true),
	}, options...)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx) // waits until the process has ended
		cancel()
		stop()
	})
	err = chromedp.Listen(ctx, func(ev any) {
		if e, ok := ev.(*runtime.EventExceptionThrown); ok {
			t.Errorf("a script failed: %+v", e.ExceptionDetails)
		}
	})
	if err != nil {
		t.Fatalf("start chromium: %v", err)
	}
	return ctx
}

// step is something to do in a browser.
type step = chromedp.Action[chromedp.Void]

// patience is how long a browser may take for one thing: it is against a hang, and long for a machine that does ten other things.
const patience = 5 * time.Minute

// do runs steps in the browser.
func do(t testing.TB, ctx context.Context, steps ...step) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatalf("drive the browser: %v", err)
	}
}

// run gives the value of an action.
func run[T any](t testing.TB, ctx context.Context, action chromedp.Action[T]) T {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, action)
	if err != nil {
		t.Fatalf("drive the browser: %v", err)
	}
	return v
}

// eval gives the value of a JavaScript expression, which may be a promise.
func eval[T any](t testing.TB, ctx context.Context, expression string) T {
	t.Helper()
	return run(t, ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// until waits for a JavaScript expression to be true.
func until(t testing.TB, ctx context.Context, expression string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		if ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("Boolean("+expression+")")); err == nil && ok {
			return
		} else if ctx.Err() != nil { // an error before that may be a page on its way out
			t.Fatalf("waited in vain for %s: %v", expression, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// enter goes to a link or a button by the keyboard and presses it. A click is sent to where the element stood when it was asked, and hits
// beside it where the page is still being laid out.
func enter(t *testing.T, ctx context.Context, selector string) {
	t.Helper()
	do(t, ctx, chromedp.Focus(chromedp.CSS(selector)))
	(&stage{t: t, ctx: ctx}).press("Enter", 0)
}

// call sends a command of the browser's protocol.
func call[P, R any](t *testing.T, ctx context.Context, command cdp.Command[P, R], params P) R {
	t.Helper()
	result, err := chromedp.Call(ctx, command, params)
	if err != nil {
		t.Fatalf("%s: %v", command.Method, err)
	}
	return result
}

// shot keeps a picture of the page in the git-ignored folder of the project, for people to look at.
func shot(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	dir := filepath.Join("..", "shots")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatalf("make the folder of pictures: %v", err)
	}
	png := run(t, ctx, chromedp.CaptureScreenshot())
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		t.Fatalf("keep a picture: %v", err)
	}
}
