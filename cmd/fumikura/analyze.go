package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/fumikura/fumikura/index/ja"
)

// analyzed is one token as analyze --json prints it.
type analyzed struct {
	Term     string `json:"term"`
	Kind     string `json:"kind"`
	Position int    `json:"position"`
	Start    int    `json:"start"` // byte offsets in the text
	End      int    `json:"end"`
	Text     string `json:"text"` // the original spelling
	Reading  string `json:"reading,omitempty"`
}

func (a *app) analyzeCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "analyze TEXT",
		Short:   "Show the tokens that the analyzer makes of a text",
		Example: "  fumikura analyze '全文検索ｴﾝｼﾞﾝをDockerで動かす'",
		Args:    atLeast(1, "a text"),
		RunE: func(_ *cobra.Command, args []string) error {
			text := strings.Join(args, " ")
			tokens := analyze(text)
			if asJSON {
				out := json.NewEncoder(a.stdout)
				out.SetEscapeHTML(false)
				return out.Encode(map[string]any{"text": text, "folded": ja.FoldString(text), "analyzer": ja.Version, "tokens": tokens})
			}
			return a.printTokens(text, tokens)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

func analyze(text string) []analyzed {
	kinds := map[ja.Kind]string{ja.Word: "word", ja.Surface: "surface", ja.Part: "part", ja.Whole: "whole", ja.Gram: "gram"}
	an := ja.New()
	out := []analyzed{}
	for _, t := range append(an.Words(text), an.Grams(text)...) {
		out = append(out, analyzed{t.Term, kinds[t.Kind], t.Pos, t.Start, t.End, text[t.Start:t.End], t.Reading})
	}
	return out
}

func (a *app) printTokens(text string, tokens []analyzed) error {
	fmt.Fprintf(a.stdout, "folded: %s\n", ja.FoldString(text))
	w := tabwriter.NewWriter(a.stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "KIND\tPOSITION\tBYTES\tTERM\tTEXT\tREADING")
	for _, t := range tokens {
		fmt.Fprintf(w, "%s\t%d\t%d-%d\t%s\t%s\t%s\n", t.Kind, t.Position, t.Start, t.End, t.Term, t.Text, t.Reading)
	}
	return w.Flush()
}
