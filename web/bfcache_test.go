package web_test

import (
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/fumikura/fumikura/web"
)

// returned says whether the page that is shown is the very one that was left: the browser kept it in its back/forward cache.
const returned = `window.left === "here"`

// leave marks the page that is shown, goes to another and waits for that.
func leave(t *testing.T, s *stage, to string) {
	t.Helper()
	eval[string](t, s.ctx, `(window.left = "here")`)
	eval[bool](t, s.ctx, `(location.href = "`+to+`", true)`)
	until(t, s.ctx, `location.href === "`+to+`" && document.readyState === "complete" && !window.left`)
}

func TestAPageThatIsReturnedToIsTheVeryOneThatWasLeft(t *testing.T) {
	s := &stage{t: t, ctx: browser(t)}
	server := serve(t, web.Options{})
	do(t, s.ctx, chromedp.Navigate(server.URL+"/"))
	until(t, s.ctx, `document.activeElement.id === "q"`)
	do(t, s.ctx, chromedp.KeyEvent("container"))
	until(t, s.ctx, `location.search === "?q=container" && document.querySelector(".hits mark")`)
	leave(t, s, server.URL+"/help")
	eval[bool](t, s.ctx, `(history.back(), true)`)
	until(t, s.ctx, returned+` && document.querySelector("#q").value === "container" && document.querySelector(".hits mark")`)
	eval[bool](t, s.ctx, `(document.querySelector("#q").focus(), true)`)
	s.write("s")
	until(t, s.ctx, `location.search === "?q=containers" && document.querySelector("#results:not([aria-busy])")`)
}

func TestWhatWasBeingAskedWhenTheReaderLeftIsAnsweredOnReturn(t *testing.T) {
	s := newStage(t, oneLine)
	do(t, s.ctx, chromedp.Navigate(s.server.URL+"/"))
	until(t, s.ctx, `document.activeElement.id === "q"`)
	release := s.hold("/search")
	s.write("container")
	until(t, s.ctx, `document.querySelector("#results[aria-busy=true]")`)
	leave(t, s, s.server.URL+"/help")
	release()
	eval[bool](t, s.ctx, `(history.back(), true)`)
	until(t, s.ctx, returned+` && location.search === "?q=container" && document.querySelector("#results:not([aria-busy]) .hits mark")`)
}

func TestABlogWithTheBoxIsKeptWhileItsReaderIsAway(t *testing.T) {
	s := newStage(t, oneLine)
	s.open()
	s.write("container")
	s.until(in + `querySelector(".hit mark")`)
	leave(t, s, s.server.URL+"/help")
	eval[bool](t, s.ctx, `(history.back(), true)`)
	s.until(returned + ` && ` + in + `querySelector("input").value === "container"`)
	s.write("s")
	s.until(in + `querySelector("input").value === "containers" && ` + in + `querySelector("[aria-busy=false] .hit, .note")`)
}
