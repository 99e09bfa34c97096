//go:build ignore

// Pack writes the folder given into an archive whose bytes depend on nothing but the files: names in order, one time, no owner.
//
//	go run .ci/release/pack.go ARCHIVE.tar.gz|ARCHIVE.zip FOLDER
package main

import (
	"archive/tar"
	"archive/zip"
	"cmp"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

func main() {
	if err := pack(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}

func pack(archive, folder string) error {
	epoch, err := strconv.ParseInt(cmp.Or(os.Getenv("SOURCE_DATE_EPOCH"), "0"), 10, 64)
	if err != nil {
		return err
	}
	at := time.Unix(epoch, 0).UTC()
	out, err := os.Create(archive)
	if err != nil {
		return err
	}
	defer out.Close()
	add, end := tarball(out, at)
	if strings.HasSuffix(archive, ".zip") {
		add, end = zipped(out, at)
	}
	err = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(filepath.Dir(folder), path)
		if err != nil {
			return err
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		mode := int64(0o644)
		if strings.HasPrefix(d.Name(), "fumikura") && filepath.Dir(path) == filepath.Clean(folder) {
			mode = 0o755
		}
		return add(filepath.ToSlash(name), mode, body)
	})
	if err != nil {
		return err
	}
	if err := end(); err != nil {
		return err
	}
	return out.Close()
}

type adder func(name string, mode int64, body []byte) error

func tarball(out io.Writer, at time.Time) (adder, func() error) {
	z, err := gzip.NewWriterLevel(out, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is a constant
	}
	w := tar.NewWriter(z)
	add := func(name string, mode int64, body []byte) error {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: mode, Size: int64(len(body)), ModTime: at, Format: tar.FormatPAX}); err != nil {
			return err
		}
		_, err := w.Write(body)
		return err
	}
	return add, func() error { return cmp.Or(w.Close(), z.Close()) }
}

func zipped(out io.Writer, at time.Time) (adder, func() error) {
	w := zip.NewWriter(out)
	add := func(name string, mode int64, body []byte) error {
		h := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at}
		h.SetMode(fs.FileMode(mode))
		f, err := w.CreateHeader(h)
		if err != nil {
			return err
		}
		_, err = f.Write(body)
		return err
	}
	return add, w.Close
}
