package rank_test

import (
	"errors"
	"strconv"
	"testing"

	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/rank"
)

// streamOf makes a stream of blocks of words.
func streamOf(blocks ...[]string) *rank.Stream {
	s := &rank.Stream{}
	for _, words := range blocks {
		s.Begin(false)
		for _, w := range words {
			s.Add(w)
		}
	}
	return s
}

func TestAStreamComesBackAsItWasWritten(t *testing.T) {
	var got rank.Stream
	for range 2 { // the memory of the first reading is used again
		if err := got.Decode(streamOf([]string{"京都", "話"}, nil, []string{"話", "した", "話"}).Encode()); err != nil {
			t.Fatal(err)
		}
		if got.Length(3) != 2*3+3 || got.Run([]string{"話", "した", "話"}) != 1 {
			t.Errorf("it comes back as %+v", got)
		}
	}
}

func TestOneWordIsScoredFromTheTitleAndTheLengths(t *testing.T) {
	long := []string{"go"}
	for i := range 300 {
		long = append(long, strconv.Itoa(i), "go")
	}
	b := streamOf([]string{"title", "go"}, long, []string{"go"}, nil, long[:13], []string{"a"}, []string{"b"}).Encode()
	for _, words := range []int{1, 2} {
		concepts := []plan.Concept{{Term: "go"}, {Term: "title"}}[:words]
		p := rank.NewProximity(&plan.Plan{Concepts: concepts}, []float64{1, 2}[:words])
		var whole, part rank.Stream
		if err := errors.Join(whole.Decode(b), p.Decode(&part, b)); err != nil {
			t.Fatal(err)
		}
		if got, want := p.Bonus(&part, 1), p.Bonus(&whole, 1); got != want || want == 0 {
			t.Errorf("%d words: a bonus of %v, from the whole stream %v", words, got, want)
		}
		if got, want := p.Shape(&part), p.Shape(&whole); got != want {
			t.Errorf("%d words: a shape of %v, from the whole stream %v", words, got, want)
		}
		for end := range b {
			if err := p.Decode(&part, b[:end]); err == nil {
				t.Errorf("%d words: %d bytes of %d are taken for whole", words, end, len(b))
			}
		}
	}
}

func TestAHeadingIsOneBlockWithWhatFollowsButNotSideBySide(t *testing.T) {
	var s rank.Stream
	for _, b := range []struct {
		heading bool
		word    string
	}{{false, "title"}, {true, "install"}, {false, "docker"}, {false, "docker"}} {
		s.Begin(b.heading)
		s.Add(b.word)
	}
	if n := s.Run([]string{"install", "docker"}); n != 0 {
		t.Errorf("a heading runs on into its paragraph %d times", n)
	}
	if got := s.Length(3); got != 3+3 {
		t.Errorf("it is %v words long", got)
	}
	concepts := []plan.Concept{{Term: "install"}, {Term: "docker"}}
	p := rank.NewProximity(&plan.Plan{Concepts: concepts}, []float64{1, 1})
	parted := streamOf([]string{"title"}, []string{"install"}, []string{"docker"}, []string{"docker"})
	if headed, plain := p.Bonus(&s, 1), p.Bonus(parted, 1); headed <= plain {
		t.Errorf("a paragraph under a heading that says more adds %v, elsewhere %v", headed, plain)
	}
}

func TestWordsAreFoundSideBySideInOneBlockOnly(t *testing.T) {
	s := streamOf([]string{"a"}, []string{"b", "a", "b", "c", "a", "b"}, []string{"c"})
	for _, c := range []struct {
		terms []string
		want  int
	}{{[]string{"a", "b"}, 2}, {[]string{"b", "c"}, 1}, {[]string{"c", "c"}, 0}, {[]string{"x"}, 0}} {
		if got := s.Run(c.terms); got != c.want {
			t.Errorf("%v stand side by side %d times, want %d", c.terms, got, c.want)
		}
	}
}

// FuzzDecode reads anything as a stream: it may be refused, but what is taken can be used.
func FuzzDecode(f *testing.F) {
	f.Add([]byte("\x01abc\x01\x02\x00\x00"))
	f.Add([]byte("\xff\xff\xff\xff\x0f"))
	f.Add(streamOf([]string{"a"}, []string{"b", "a"}).Encode())
	p := &plan.Plan{Concepts: []plan.Concept{{Term: "a"}, {Term: "b"}}}
	places := rank.NewProximity(p, []float64{1, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		var s rank.Stream
		if err := s.Decode(b); err != nil {
			return
		}
		if sum := places.Bonus(&s, 1); sum < 0 {
			t.Errorf("the places of %x take away %f", b, sum)
		}
		s.Run([]string{"a", "b"})
		if s.Length(3) < 0 {
			t.Errorf("%x has a length below nothing", b)
		}
	})
}
