//go:build unix

package main

import "syscall"

// endSignal is the signal by which a run of reindex is asked to end; it publishes nothing half.
const endSignal = syscall.SIGTERM
