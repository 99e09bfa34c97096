// Package indextest is the contract that every engine passes.
package indextest
