-- What readers search, counted by the hour. The text of a query is kept only from when enough different readers have asked it; until then
-- only a hash of it under the key of this archive, and which of sixty-four shares its readers fell into. Query 0 stands for those that
-- were dropped because there were too many.
INSERT INTO settings VALUES ('query_key', lower(hex(randomblob(16))));
CREATE TABLE queries (
    id      INTEGER PRIMARY KEY,
    hash    BLOB NOT NULL UNIQUE,
    text    TEXT NOT NULL,    -- empty until enough readers have asked it
    readers INTEGER NOT NULL, -- bits: the shares; 0 once the text is kept
    at      INTEGER NOT NULL  -- the hour in which it was last asked
);
CREATE INDEX queries_at ON queries(at);
CREATE TABLE query_hours (
    query   INTEGER NOT NULL,
    hour    INTEGER NOT NULL,
    times   INTEGER NOT NULL,
    empty   INTEGER NOT NULL, -- how often nothing was found
    PRIMARY KEY (query, hour)
) WITHOUT ROWID;
CREATE INDEX query_hours_hour ON query_hours(hour);
