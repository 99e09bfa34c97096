package opensearch

import (
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/fumikura/fumikura/index/rank"
)

// encodeStream writes the words of a post for a binary field.
func encodeStream(s *rank.Stream) string { return base64.StdEncoding.EncodeToString(s.Encode()) }

// decodeStream reads what encodeStream wrote.
func decodeStream(s *rank.Stream, text string) error {
	b, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(text, "=")) // some versions leave the padding out
	if err != nil {
		return fmt.Errorf("%w: %w", rank.ErrStream, err)
	}
	return s.Decode(b)
}
