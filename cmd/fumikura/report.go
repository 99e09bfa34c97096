package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/fumikura/fumikura/internal/ingest"
)

// passedShown is how many pages that were passed over are listed; --json has them all.
const passedShown = 20

func (a *app) printJSON(v any) error {
	out := json.NewEncoder(a.stdout)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(v)
}

// printReport tells what a run did.
func (a *app) printReport(r *ingest.Report) {
	for _, s := range r.Sites {
		a.say("%s\n", s.Site)
		for _, w := range s.Warnings {
			a.say("  Warning: %s\n", w)
		}
		for _, n := range s.Notes {
			a.say("  %s\n", n)
		}
		if s.Posts+s.Gone > 0 { // not of a file whose posts belong to other blogs
			a.say("  %s: %d new, %d changed, %d gone\n", counted(s.Posts, "post"), s.New, s.Changed, s.Gone)
		}
		if s.Excluded > 0 {
			a.say("  %s not published, by the rules ([exclude])\n", counted(s.Excluded, "post"))
		}
		if s.Unnamed > 0 {
			a.say("  %s of this blog, as the archive has it, not in this import: kept; --replace takes out what the import lacks\n", counted(s.Unnamed, "post"))
		}
		if s.Discovered+s.Lists > 0 {
			a.say("  %d addresses: %d fetched, %d unchanged, %d left out (no post, or the blog forbids it), %d not there, %d passed over; %d lists, feeds and sitemaps\n",
				s.Discovered, s.Fetched, s.Unchanged, s.Skipped, s.Missing, len(s.Passed), s.Lists)
		}
		if len(s.LeftOut) > 0 {
			fmt.Fprintf(a.stdout, "  left out: %s\n", strings.Map(printable, reasons(s.LeftOut)))
		}
		if s.Posts > 0 {
			a.say("  %s\n", shares(s.Yields))
		}
	}
	a.printSamples(r.Samples)
	a.printGaveWay(r.GaveWay)
	if len(r.Passed) > 0 {
		fmt.Fprintln(a.stdout, "Passed over:")
	}
	for i, p := range r.Passed {
		if i == passedShown {
			a.say("  and %d more; --json lists all\n", len(r.Passed)-i)
			break
		}
		a.say("  %s\n    %s\n", p.URL, strings.TrimPrefix(p.Reason, p.URL+": "))
	}
	a.say("%s\n", ending(r))
}

// printSamples shows posts with every field; what was not found is a dash.
func (a *app) printSamples(samples []ingest.Sample) {
	if len(samples) > 0 {
		fmt.Fprintln(a.stdout, "Some of the posts as they were read:")
	}
	for _, s := range samples {
		fmt.Fprintf(a.stdout, "  %s\n", strings.Map(printable, s.URL))
		for _, f := range [][2]string{{"title", s.Title}, {"author", s.Author}, {"published", s.Published}, {"updated", s.Updated},
			{"tags", strings.Join(s.Tags, ", ")}, {"lang", s.Lang}, {"image", s.Image}, {"translations", strings.Join(s.Translations, ", ")},
			{"text", fmt.Sprintf("%d characters: %s", s.Length, s.Text)}} {
			fmt.Fprintf(a.stdout, "    %-12s %s\n", f[0], strings.Map(printable, cmp.Or(f[1], "–")))
		}
	}
}

// gaveWayShown is how many pages that gave way to another are listed; --json has more.
const gaveWayShown = 5

func (a *app) printGaveWay(list []ingest.GaveWay) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintln(a.stdout, "Left out for another page that is the same:")
	for i, g := range list {
		if i == gaveWayShown {
			a.say("  and %d more; --json names them\n", len(list)-i)
			break
		}
		a.say("  %s → %s\n", strings.Map(printable, g.URL), strings.Map(printable, g.To))
	}
}

// reasons are those for which something was left out, the most frequent first.
func reasons(counts map[string]int) string {
	names := slices.SortedFunc(maps.Keys(counts), func(a, b string) int { return cmp.Or(counts[b]-counts[a], strings.Compare(a, b)) })
	for i, n := range names {
		names[i] = fmt.Sprintf("%s (%d)", n, counts[n])
	}
	return strings.Join(names, "; ")
}

func ending(r *ingest.Report) string {
	switch {
	case r.Error != "" && r.Generation != "":
		return fmt.Sprintf("Nothing was published; generation %s goes on being served.", r.Generation)
	case r.Error != "":
		return "Nothing was published."
	case r.DryRun && r.UpToDate:
		return "The index is up to date; a run would publish nothing."
	case r.DryRun:
		return fmt.Sprintf("A run would publish %s: %d new, %d changed, %d gone. Nothing was changed.", counted(r.Posts, "post"), r.New, r.Changed, r.Gone)
	case r.Held != "":
		return fmt.Sprintf("Built %s as generation %s, which waits for approval (%d new, %d changed, %d gone): fumikura status shows it, fumikura publish publishes it.",
			counted(r.Posts, "post"), r.Held, r.Review.New, r.Review.Changed, r.Review.Gone)
	case r.UpToDate:
		return fmt.Sprintf("The index is up to date: %s, generation %s (%.1f s).", counted(r.Posts, "post"), r.Generation, r.Took)
	default:
		return fmt.Sprintf("Published %s as generation %s in %.1f s.", counted(r.Posts, "post"), r.Generation, r.Took)
	}
}

// shares tells in which part of the posts each field was found.
func shares(y ingest.Yields) string {
	return fmt.Sprintf("with title %s, author %s, date %s, tags %s, body %s", percent(y.Title), percent(y.Author), percent(y.Published), percent(y.Tags), percent(y.Body))
}

func percent(f float64) string { return fmt.Sprintf("%.0f %%", f*100) }
