//go:build ignore

// Image writes a container image as a file: an OCI image layout in a tar archive, which podman, skopeo, crane, containerd and `docker load`
// take. It holds the program and two empty folders. What the image runs stands in one place, the last stage of the Dockerfile, and is read
// from there. The bytes depend on nothing but the program, the Dockerfile, the version and SOURCE_DATE_EPOCH.
//
//	go run .ci/release/image.go OUT.tar ARCHITECTURE VERSION PROGRAM DOCKERFILE
package main

import (
	"archive/tar"
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

func main() {
	if len(os.Args) != 6 {
		fmt.Fprintln(os.Stderr, "usage: image OUT.tar ARCHITECTURE VERSION PROGRAM DOCKERFILE")
		os.Exit(2)
	}
	if err := write(os.Args[1], os.Args[2], os.Args[3], os.Args[4], os.Args[5]); err != nil {
		fmt.Fprintln(os.Stderr, "image:", err)
		os.Exit(1)
	}
}

// owner is who runs the program in the image: nobody of the host.
const owner = 65532

// object is a JSON object whose keys are written in order.
type object = map[string]any

func write(out, arch, version, program, dockerfile string) error {
	epoch, err := strconv.ParseInt(cmp.Or(os.Getenv("SOURCE_DATE_EPOCH"), "0"), 10, 64)
	if err != nil {
		return err
	}
	at := time.Unix(epoch, 0).UTC()
	runs, err := readDockerfile(dockerfile)
	if err != nil {
		return err
	}
	layer, plain, err := pack(program, at)
	if err != nil {
		return err
	}
	runs["Labels"] = object{"org.opencontainers.image.title": "fumikura", "org.opencontainers.image.version": version, "org.opencontainers.image.licenses": "MIT",
		"org.opencontainers.image.source": "https://github.com/fumikura/fumikura"}
	config, err := json.Marshal(object{"architecture": arch, "os": "linux", "created": at.Format(time.RFC3339), "config": runs,
		"rootfs":  object{"type": "layers", "diff_ids": []string{plain}},
		"history": []object{{"created": at.Format(time.RFC3339), "created_by": "fumikura release", "comment": "the program alone"}}})
	if err != nil {
		return err
	}
	manifest, err := json.Marshal(object{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
		"config": blob("application/vnd.oci.image.config.v1+json", config), "layers": []object{blob("application/vnd.oci.image.layer.v1.tar+gzip", layer)}})
	if err != nil {
		return err
	}
	entry := blob("application/vnd.oci.image.manifest.v1+json", manifest)
	entry["platform"] = object{"architecture": arch, "os": "linux"}
	entry["annotations"] = object{"org.opencontainers.image.ref.name": version, "io.containerd.image.name": "docker.io/library/fumikura:" + version}
	index, err := json.Marshal(object{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": []object{entry}})
	if err != nil {
		return err
	}
	loaded, err := json.Marshal([]object{{"Config": path(config), "RepoTags": []string{"fumikura:" + version}, "Layers": []string{path(layer)}}})
	if err != nil {
		return err
	}
	return layout(out, at, map[string][]byte{
		"oci-layout": []byte(`{"imageLayoutVersion":"1.0.0"}`), "index.json": index, "manifest.json": loaded, // the last for docker load
		path(config): config, path(manifest): manifest, path(layer): layer,
	})
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func path(b []byte) string { return "blobs/sha256/" + digest(b) }

func blob(media string, b []byte) object {
	return object{"mediaType": media, "digest": "sha256:" + digest(b), "size": len(b)}
}

// pack gives the one layer of the image, compressed, and the digest of what it is before.
func pack(program string, at time.Time) (layer []byte, plain string, err error) {
	body, err := os.ReadFile(program)
	if err != nil {
		return nil, "", err
	}
	var whole bytes.Buffer
	w := tar.NewWriter(&whole)
	for _, f := range []struct {
		name  string
		mode  int64
		owner int
		body  []byte
	}{{"fumikura", 0o755, 0, body}, {"data/", 0o700, owner, nil}, {"tmp/", 0o1777, 0, nil}} {
		h := &tar.Header{Name: f.name, Mode: f.mode, Uid: f.owner, Gid: f.owner, Size: int64(len(f.body)), ModTime: at, Format: tar.FormatUSTAR, Typeflag: tar.TypeReg}
		if strings.HasSuffix(f.name, "/") {
			h.Typeflag = tar.TypeDir
		}
		if err := w.WriteHeader(h); err != nil {
			return nil, "", err
		}
		if _, err := w.Write(f.body); err != nil {
			return nil, "", err
		}
	}
	if err := w.Close(); err != nil {
		return nil, "", err
	}
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, "", err
	}
	if _, err := io.Copy(z, bytes.NewReader(whole.Bytes())); err != nil {
		return nil, "", err
	}
	if err := z.Close(); err != nil {
		return nil, "", err
	}
	return packed.Bytes(), "sha256:" + digest(whole.Bytes()), nil
}

// layout writes the files in the order of their names.
func layout(out string, at time.Time, files map[string][]byte) error {
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	defer f.Close()
	w := tar.NewWriter(f)
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, dir := range []string{"blobs/", "blobs/sha256/"} {
		if err := w.WriteHeader(&tar.Header{Name: dir, Mode: 0o755, Typeflag: tar.TypeDir, ModTime: at, Format: tar.FormatUSTAR}); err != nil {
			return err
		}
	}
	for _, name := range names {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(files[name])), ModTime: at, Format: tar.FormatUSTAR}); err != nil {
			return err
		}
		if _, err := w.Write(files[name]); err != nil {
			return err
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	return f.Close()
}

// readDockerfile gives what the last stage of a Dockerfile says of running the image. An instruction that it does not know is an error, for the
// image would lack it.
func readDockerfile(name string) (object, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	runs := object{}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		instruction, rest, _ := strings.Cut(line, " ")
		switch instruction {
		case "FROM":
			clear(runs)
		case "COPY", "RUN":
		case "ENV":
			env, _ := runs["Env"].([]string)
			runs["Env"] = append(env, rest)
		case "USER":
			runs["User"] = rest
		case "WORKDIR":
			runs["WorkingDir"] = rest
		case "VOLUME":
			runs["Volumes"] = object{rest: object{}}
		case "EXPOSE":
			runs["ExposedPorts"] = object{rest + "/tcp": object{}}
		case "ENTRYPOINT", "CMD":
			var args []string
			if err := json.Unmarshal([]byte(rest), &args); err != nil {
				return nil, fmt.Errorf("%s: %s is to be a list: %w", name, instruction, err)
			}
			runs[map[string]string{"ENTRYPOINT": "Entrypoint", "CMD": "Cmd"}[instruction]] = args
		case "HEALTHCHECK":
			if runs["Healthcheck"], err = healthcheck(rest); err != nil {
				return nil, fmt.Errorf("%s: HEALTHCHECK: %w", name, err)
			}
		default:
			return nil, fmt.Errorf("%s: the instruction %s is not known here", name, instruction)
		}
	}
	return runs, nil
}

// healthcheck reads --interval=30s … CMD ["…"].
func healthcheck(text string) (object, error) {
	flags, command, found := strings.Cut(text, " CMD ")
	var args []string
	if err := json.Unmarshal([]byte(command), &args); !found || err != nil {
		return nil, fmt.Errorf("it has no list behind CMD: %w", err)
	}
	check := object{"Test": append([]string{"CMD"}, args...)}
	for flag := range strings.FieldsSeq(flags) {
		key, value, _ := strings.Cut(strings.TrimPrefix(flag, "--"), "=")
		if key == "retries" {
			n, err := strconv.Atoi(value)
			if err != nil {
				return nil, err
			}
			check["Retries"] = n
			continue
		}
		name := map[string]string{"interval": "Interval", "timeout": "Timeout", "start-period": "StartPeriod"}[key]
		d, err := time.ParseDuration(value)
		if name == "" || err != nil {
			return nil, fmt.Errorf("%s is not known here: %w", flag, err)
		}
		check[name] = d.Nanoseconds()
	}
	return check, nil
}
