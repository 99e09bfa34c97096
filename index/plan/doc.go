// Package plan says what must match, and with which weight, for a query.
package plan
