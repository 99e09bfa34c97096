package web_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/fumikura/fumikura/web"
)

var update = flag.Bool("update", false, "write the pictures of the pages anew")

// Pictures are kept at half their size in 32 levels a channel. One differs where more than a share of its pixels do by more than a level or
// two: letters are drawn a little otherwise from one machine to the next.
const (
	levels    = 32
	most      = 3 * 256 / levels // difference of one channel that is none
	tolerated = 0.01             // share of pixels
)

// drawnWith names what letters look like here: the browser and the fonts.
func drawnWith(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skipf("no chromium: %v", err)
	}
	version, err := exec.Command(path, "--version").Output()
	if err != nil {
		t.Fatalf("ask chromium for its version: %v", err)
	}
	said := regexp.MustCompile(`\d+`).FindString(string(version))
	for _, family := range []string{"system-ui:lang=ja", "system-ui:lang=en", "monospace"} {
		font, err := exec.Command("fc-match", "-f", "%{file}", family).Output()
		if err != nil {
			t.Skipf("no fc-match: %v", err)
		}
		said += " " + filepath.Base(string(font))
	}
	return said + "\n"
}

// halved shrinks a picture and its colours.
func halved(t *testing.T, shot []byte) *image.NRGBA {
	t.Helper()
	full, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		t.Fatalf("read a picture: %v", err)
	}
	b := full.Bounds()
	out := image.NewNRGBA(image.Rect(0, 0, b.Dx()/2, b.Dy()/2))
	for y := range b.Dy() / 2 {
		for x := range b.Dx() / 2 {
			var sum [3]uint32
			for _, d := range []image.Point{{0, 0}, {1, 0}, {0, 1}, {1, 1}} {
				r, g, bl, _ := full.At(b.Min.X+2*x+d.X, b.Min.Y+2*y+d.Y).RGBA()
				sum[0], sum[1], sum[2] = sum[0]+r>>8, sum[1]+g>>8, sum[2]+bl>>8
			}
			level := func(v uint32) uint8 { return uint8(v / 4 / (256 / levels) * (256 / levels)) }
			out.SetNRGBA(x, y, color.NRGBA{level(sum[0]), level(sum[1]), level(sum[2]), 255})
		}
	}
	return out
}

// apart is the share of pixels in which two pictures differ; 1 where they are not of one size.
func apart(a, b image.Image) float64 {
	if a.Bounds() != b.Bounds() {
		return 1
	}
	n := 0
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			ar, ag, ab, _ := a.At(x, y).RGBA()
			br, bg, bb, _ := b.At(x, y).RGBA()
			for _, d := range []int{int(ar>>8) - int(br>>8), int(ag>>8) - int(bg>>8), int(ab>>8) - int(bb>>8)} {
				if d > most || d < -most {
					n++
					break
				}
			}
		}
	}
	return float64(n) / float64(a.Bounds().Dx()*a.Bounds().Dy())
}

// looks compares what the browser shows with a picture that was looked at, or keeps it as one.
func looks(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	got := halved(t, run(t, ctx, chromedp.CaptureScreenshot()))
	path := filepath.Join("testdata", "looks", name+".png")
	if *update {
		var b bytes.Buffer
		encoder := png.Encoder{CompressionLevel: png.BestCompression}
		if err := encoder.Encode(&b, got); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("no picture to compare with, -update makes one: %v", err)
	}
	want, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if share := apart(got, want); share > tolerated {
		shot(t, ctx, "now-"+name)
		t.Errorf("%s: %.1f %% of it look otherwise than %s; see shots/now-%s.png, and -update if that is meant", name, 100*share, path, name)
	}
}

// sameHands skips where letters are drawn otherwise than in the pictures that are kept.
func sameHands(t *testing.T) {
	t.Helper()
	path := filepath.Join("testdata", "looks", "drawn-with.txt")
	here := drawnWith(t)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(here), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	there, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(there) != here {
		t.Skipf("the pictures were drawn with %s, here is %s", strings.TrimSpace(string(there)), strings.TrimSpace(here))
	}
}

// show sets scheme and size of what the browser shows.
func show(t *testing.T, ctx context.Context, scheme string, width, height int64) {
	t.Helper()
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}
	call(t, ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
	do(t, ctx, chromedp.EmulateViewport(width, height))
}

func TestThePagesLookAsTheyWereLookedAt(t *testing.T) {
	sameHands(t)
	server := serve(t, web.Options{KeptPosts: true, Title: "例のブログ", Clock: func() time.Time { return time.Date(2026, 1, 10, 12, 0, 0, 0, time.UTC) }})
	ctx := browser(t)
	query := url.Values{"q": {"コンテナ"}, "tag": {"Docker", "検索"}}.Encode()
	for _, width := range []int64{320, 390, 768, 1280} {
		for _, scheme := range []string{"light", "dark"} {
			for _, lang := range []string{"ja", "en"} {
				show(t, ctx, scheme, width, 640)
				do(t, ctx, chromedp.Navigate(server.URL+"/search?hl="+lang+"&"+query), chromedp.WaitReady(chromedp.CSS(".sheet")))
				looks(t, ctx, fmt.Sprintf("page-%d-%s-%s", width, scheme, lang))
			}
		}
	}
}

func TestTheBoxLooksAsItWasLookedAt(t *testing.T) {
	sameHands(t)
	s := newStage(t, oneLine)
	for _, width := range []int64{320, 390, 768, 1280} {
		for _, scheme := range []string{"light", "dark"} {
			show(t, s.ctx, scheme, width, 640)
			for _, lang := range []string{"ja", "en"} {
				s.visit()
				eval[string](t, s.ctx, `(document.documentElement.lang = "`+lang+`")`)
				s.open()
				eval[bool](t, s.ctx, `(() => {
					const still = new CSSStyleSheet();
					still.replaceSync("input { caret-color: transparent !important }");
					document.querySelector("fumikura-box").shadowRoot.adoptedStyleSheets.push(still);
					return true;
				})()`)
				s.write("container")
				s.until(in + `querySelector(".hit mark")`)
				looks(t, s.ctx, fmt.Sprintf("box-%d-%s-%s", width, scheme, lang))
			}
		}
	}
}

func TestAPlantedChangeOfLooksIsTold(t *testing.T) {
	sameHands(t)
	file, err := os.ReadFile(filepath.Join("testdata", "looks", "page-390-light-ja.png"))
	if err != nil {
		t.Fatal(err)
	}
	kept, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	moved := image.NewNRGBA(kept.Bounds())
	for y := range kept.Bounds().Dy() {
		for x := range kept.Bounds().Dx() {
			moved.Set(x, y, kept.At(x, max(0, y-4))) // everything stands 8 px lower
		}
	}
	if share := apart(kept, moved); share <= tolerated {
		t.Errorf("what stands 8 px lower differs in %.2f %% only", 100*share)
	}
}
