-- How often results are opened, where the owner has that counted: by the hour, once by the query (which stays a hash until enough readers
-- have asked it), once by the post, and never both together.
ALTER TABLE query_hours ADD COLUMN opened INTEGER NOT NULL DEFAULT 0;
CREATE TABLE openings (
    post    TEXT NOT NULL,
    hour    INTEGER NOT NULL,
    times   INTEGER NOT NULL,
    PRIMARY KEY (post, hour)
) WITHOUT ROWID;
CREATE INDEX openings_hour ON openings(hour);
