package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/rogpeppe/go-internal/testscript"
)

// Scripts that show what an owner sees drive a browser of the size of a phone. A script asks with [browser] whether there is one.
//
//	browse URL [TEXT]   opens a page, again and again until it shows TEXT
//	fill NAME TEXT      writes into the field of that name
//	press TEXT [BESIDE] presses the first button or link that is seen and whose text begins with TEXT, once it is there; in the line that has BESIDE
//	see TEXT            waits until the page shows TEXT; ! see wants that it does not. A page whose job runs reloads itself.
//	look NAME           keeps a picture in the folder that FUMIKURA_SHOTS names, for people to look at
type scriptBrowser struct {
	ctx context.Context
}

var scriptBrowsers sync.Map // by the script's folder

func hasBrowser() bool {
	_, err := exec.LookPath("chromium")
	return err == nil && os.Getenv("FUMIKURA_NO_BROWSER") == ""
}

func browserOf(ts *testscript.TestScript) *scriptBrowser {
	dir := ts.MkAbs(".")
	if b, ok := scriptBrowsers.Load(dir); ok {
		return b.(*scriptBrowser)
	}
	path, err := exec.LookPath("chromium")
	ts.Check(err)
	profile, err := os.MkdirTemp("", "fumikura-browser-")
	ts.Check(err)
	allocator, stop := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(path), chromedp.UserDataDir(profile), chromedp.WindowSize(390, 844),
		chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck, chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("accept-lang", "ja"), chromedp.Flag("lang", "ja"), chromedp.Flag("hide-scrollbars", true), chromedp.Flag("disable-dev-shm-usage", true))
	ctx, cancel := chromedp.NewContext(allocator)
	b := &scriptBrowser{ctx: ctx}
	scriptBrowsers.Store(dir, b)
	ts.Defer(func() {
		_ = chromedp.Cancel(ctx) // waits until the process has ended
		cancel()
		stop()
		scriptBrowsers.Delete(dir)
		_ = os.RemoveAll(profile) // of the system's folder for such things
	})
	ts.Check(chromedp.Do(ctx, chromedp.EmulateViewport(390, 844))) // it starts the browser, which ends with this context and no other
	return b
}

// do does one thing; the time-out is against a hang.
func (b *scriptBrowser) do(steps ...chromedp.Action[chromedp.Void]) error {
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	return chromedp.Do(ctx, steps...)
}

func (b *scriptBrowser) eval(expression string) (string, error) {
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[string](expression, chromedp.EvalAwaitPromise))
}

// until asks an expression until it gives a text that is wanted. What goes wrong in between may be a page on its way out.
func (b *scriptBrowser) until(ts *testscript.TestScript, what, expression string, wanted func(string) bool) {
	var last string
	for range 2400 {
		text, err := b.eval(expression)
		if last = text; err != nil {
			last = err.Error()
		} else if wanted(text) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	ts.Fatalf("%s: the page has %s", what, last)
}

func scriptBrowse(ts *testscript.TestScript, _ bool, args []string) {
	b := browserOf(ts)
	for range 2400 {
		ts.Check(b.do(chromedp.Navigate(args[0])))
		text, err := b.eval(shownText)
		if len(args) == 1 || err == nil && strings.Contains(text, args[1]) {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	ts.Fatalf("%s does not show %s", args[0], args[1])
}

// shownText is what a page that is there shows.
const shownText = `document.readyState === "complete" ? document.body.innerText + "\n" + [...document.querySelectorAll("textarea")].map((e) => e.value).join("\n") : Promise.reject("loading")`

func scriptFill(ts *testscript.TestScript, _ bool, args []string) {
	const set = `(() => {
		const e = document.querySelector('[name="' + %q + '"]:not([type=hidden])');
		if (!e) return "no field";
		e.value = %q;
		e.dispatchEvent(new Event("input", { bubbles: true }));
		return "done";
	})()`
	browserOf(ts).until(ts, "fill "+args[0], fmt.Sprintf(set, args[0], args[1]), func(s string) bool { return s == "done" })
}

func scriptPress(ts *testscript.TestScript, _ bool, args []string) {
	const press = `(() => {
		for (const e of document.querySelectorAll("summary, button, a")) {
			if (!e.checkVisibility() || !e.innerText.trim().startsWith(%q) || !(e.closest("li")?.innerText ?? "").includes(%q)) continue;
			if (document.readyState !== "complete") return "loading";
			e.scrollIntoView({ block: "center" });
			const r = e.getClientRects()[0], over = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2);
			if (!e.contains(over)) return "covered by " + over?.outerHTML;
			e.click();
			return "done";
		}
		return "no such button in " + document.body.innerText;
	})()`
	beside := append(args, "")[1]
	browserOf(ts).until(ts, "press "+args[0], fmt.Sprintf(press, args[0], beside), func(s string) bool { return s == "done" })
}

func scriptSee(ts *testscript.TestScript, neg bool, args []string) {
	browserOf(ts).until(ts, "see "+args[0], shownText, func(s string) bool { return strings.Contains(s, args[0]) != neg })
}

func scriptLook(ts *testscript.TestScript, _ bool, args []string) {
	dir := os.Getenv("FUMIKURA_SHOTS")
	if dir == "" {
		return
	}
	ctx, cancel := context.WithTimeout(browserOf(ts).ctx, time.Minute)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	ts.Check(err)
	ts.Check(os.WriteFile(filepath.Join(dir, args[0]+".png"), png, 0o644))
}
