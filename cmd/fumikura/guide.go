package main

import (
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/source/markdown"
	"github.com/fumikura/fumikura/web"
)

// The guide is Markdown files, one for each topic and language: guide/TOPIC.ja.md and guide/TOPIC.en.md. They are printed as they are, and
// served as pages. What they say is held to by guide_test.go, which runs their commands and asks for their addresses.

//go:embed guide/*.md
var guideFiles embed.FS

// Recipes are files that an owner copies: for proxies, timers, containers and blog platforms. They are held to by recipe_test.go.

//go:embed deploy
var recipeFiles embed.FS

// recipesTopic is the one topic that is no text of its own: the recipes with what each is for.
const recipesTopic = "recipes"

// guideTopics are the topics in the order in which a newcomer needs them.
var guideTopics = []string{"start", "search", "platforms", "proxy", "private", "operations", "desk", "privacy", "upgrades", "rules", "api", "cluster", "troubleshooting", recipesTopic}

// guideText is a topic in one language, as Markdown.
func guideText(topic, lang string) (string, error) {
	if topic == recipesTopic {
		return recipesText(lang, false)
	}
	b, err := guideFiles.ReadFile("guide/" + topic + "." + lang + ".md")
	if err != nil {
		return "", fmt.Errorf("read the guide: %w", err)
	}
	return string(b), nil
}

// guideTitle is the first heading of a topic.
func guideTitle(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return strings.TrimPrefix(line, "# ")
}

func (a *app) guideCommand() *cobra.Command {
	var lang string
	c := &cobra.Command{
		Use:   "guide [TOPIC]",
		Short: "Read the guide: from the first hour to troubleshooting, in Japanese and English",
		Long: `Print a topic of the guide, or the list of topics. A running serve shows the same at /guide. The language is that of the
environment (LC_ALL, LC_MESSAGES, LANG): Japanese where it begins with ja, English elsewhere.

Exit codes: 0 printed, 1 it cannot be written, 2 there is no such topic or language.`,
		Example: `  fumikura guide
  fumikura guide proxy
  fumikura guide troubleshooting --lang ja
  fumikura guide recipes/nginx.conf > fumikura.conf`,
		Args:      atMost(1, "one topic"),
		ValidArgs: guideTopics,
	}
	c.Flags().StringVar(&lang, "lang", "", "ja or en (default: that of the environment)")
	c.RunE = func(_ *cobra.Command, args []string) error {
		lang = cmp.Or(lang, a.language())
		if !oneOf(lang, "ja", "en") {
			return fmt.Errorf("%w: --lang is %q; the guide is written in ja and en", blog.ErrUsage, lang)
		}
		if len(args) == 0 {
			return a.listGuide(lang)
		}
		return a.printGuide(args[0], lang)
	}
	return c
}

// language is that of the environment, as far as we write it.
func (a *app) language() string {
	if strings.HasPrefix(cmp.Or(a.getenv("LC_ALL"), a.getenv("LC_MESSAGES"), a.getenv("LANG")), "ja") {
		return "ja"
	}
	return "en"
}

// guideTopic is a topic as --json prints it.
type guideTopic struct {
	Topic    string `json:"topic"`
	Lang     string `json:"lang"`
	Title    string `json:"title"`
	Markdown string `json:"markdown,omitempty"`
}

func (a *app) listGuide(lang string) error {
	all := []guideTopic{}
	for _, topic := range guideTopics {
		text, err := guideText(topic, lang)
		if err != nil {
			return err
		}
		all = append(all, guideTopic{Topic: topic, Lang: lang, Title: guideTitle(text)})
	}
	if a.json {
		return a.printJSON(map[string]any{"topics": all})
	}
	head, foot := "The guide has these topics; read one with fumikura guide TOPIC:", "A running fumikura serve shows them at /guide."
	if lang == "ja" {
		head, foot = "手引きの目次です。fumikura guide TOPIC で読めます。", "fumikura serve を動かしていれば /guide でも読めます。"
	}
	fmt.Fprintf(a.stdout, "%s\n\n", head)
	for _, t := range all {
		fmt.Fprintf(a.stdout, "  %-16s %s\n", t.Topic, t.Title)
	}
	_, err := fmt.Fprintf(a.stdout, "\n%s\n", foot)
	return err
}

func (a *app) printGuide(topic, lang string) error {
	if name, ok := strings.CutPrefix(topic, recipesTopic+"/"); ok {
		return a.printRecipe(name)
	}
	text, err := guideText(topic, lang)
	if err != nil || !oneOf(topic, guideTopics...) {
		return fmt.Errorf("%w: the guide has no topic %q: did you mean %s? fumikura guide lists all", blog.ErrUsage, topic, nearest(topic, guideTopics))
	}
	if a.json {
		return a.printJSON(guideTopic{Topic: topic, Lang: lang, Title: guideTitle(text), Markdown: text})
	}
	_, err = fmt.Fprint(a.stdout, text)
	return err
}

// nearest is the name at the smallest edit distance (Levenshtein) from what was typed; that it is the beginning of a name counts as none.
func nearest(typed string, names []string) string {
	best, least := "", 1<<30
	for _, name := range names {
		d := editDistance(strings.ToLower(typed), strings.ToLower(name))
		if utf8.RuneCountInString(typed) >= 2 && strings.HasPrefix(name, strings.ToLower(typed)) {
			d = 0
		}
		if d < least {
			best, least = name, d
		}
	}
	return best
}

// editDistance counts the letters to insert, delete or replace between two short words.
func editDistance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			cost := diagonal
			if x[i] != y[j] {
				cost = min(diagonal, row[j], row[j+1]) + 1
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(y)]
}

// brokenJapanese is the end of a line within a Japanese sentence, which a browser would show as a space.
var brokenJapanese = regexp.MustCompile(`([^\x00-\x7f])\n([^\x00-\x7f])`)

// guidePages are the topics in both languages as web shows them.
func guidePages() ([]web.Topic, error) {
	var pages []web.Topic
	for _, topic := range guideTopics {
		for _, lang := range []string{"ja", "en"} {
			text, err := guideText(topic, lang)
			if topic == recipesTopic {
				text, err = recipesText(lang, true)
			}
			if err != nil {
				return nil, err
			}
			_, body, _ := strings.Cut(text, "\n")
			html, err := markdown.HTML(brokenJapanese.ReplaceAll([]byte(body), []byte("$1$2")))
			if err != nil {
				return nil, fmt.Errorf("the guide's %s: %w", topic, err)
			}
			pages = append(pages, web.Topic{Name: topic, Lang: lang, Title: guideTitle(text), HTML: template.HTML(html)}) // our own text, and no reader's
		}
	}
	return pages, nil
}

// atMost wants n arguments or fewer.
func atMost(n int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) > n {
			return fmt.Errorf("%w: fumikura %s takes %s at most; see fumikura %s --help", blog.ErrUsage, c.Name(), what, c.Name())
		}
		return nil
	}
}
