package main

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"github.com/fumikura/fumikura/internal/blog"
)

// recipeNames are the names of all recipes below recipes/.
func recipeNames() ([]string, error) {
	var names []string
	err := fs.WalkDir(recipeFiles, "deploy", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, strings.TrimPrefix(name, "deploy/"))
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list the recipes: %w", err)
	}
	return names, nil
}

// recipe is a recipe as --json prints it.
type recipe struct {
	Recipe string `json:"recipe"`
	Text   string `json:"text"`
}

func (a *app) printRecipe(name string) error {
	body, err := recipeFiles.ReadFile(path.Join("deploy", name))
	if err != nil {
		names, err := recipeNames()
		if err != nil {
			return err
		}
		return fmt.Errorf("%w: there is no recipe %q: did you mean %s? fumikura guide recipes lists all", blog.ErrUsage, name, nearest(name, names))
	}
	if a.json {
		return a.printJSON(recipe{Recipe: recipesTopic + "/" + name, Text: string(body)})
	}
	_, err = a.stdout.Write(body)
	return err
}

// recipesText lists the recipes, each with what its first comment says it is for, and with its text where the whole is asked for.
func recipesText(lang string, whole bool) (string, error) {
	names, err := recipeNames()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	if lang == "ja" {
		b.WriteString("# レシピ\n\nそのまま写して使うファイルです。`fumikura guide recipes/NAME` で中身が出ます。`search.example.com` は検索サーバー、`blog.example.com` はブログの名前に読み替えてください。\n")
	} else {
		b.WriteString("# Recipes\n\nFiles to copy; `fumikura guide recipes/NAME` prints one. Read `search.example.com` as the name of your search, and `blog.example.com` as that of your blog.\n")
	}
	for _, name := range names {
		body, err := recipeFiles.ReadFile("deploy/" + name)
		if err != nil {
			return "", fmt.Errorf("read a recipe: %w", err)
		}
		fmt.Fprintf(&b, "\n## recipes/%s\n\n%s\n", name, recipePurpose(name, string(body)))
		if whole {
			fmt.Fprintf(&b, "\n~~~~\n%s~~~~\n", body)
		}
	}
	return b.String(), nil
}

// comment is the beginning of a comment in the languages of the recipes.
var comment = regexp.MustCompile(`^\s*(?:#|//|/\*|\*|<!--|\{\{-? /\*|\{%-? comment -?%\})\s*(\S.*?)(?:\*/ -?\}\}|\*/|-->)?$`)

// recipePurpose is the first line of a recipe's first comment; a file of a kind without comments is told by its name.
func recipePurpose(name, text string) string {
	for line := range strings.Lines(text) {
		if m := comment.FindStringSubmatch(strings.TrimSpace(line)); m != nil && strings.Contains(m[1], " ") {
			return strings.TrimSpace(m[1])
		}
	}
	return name
}
