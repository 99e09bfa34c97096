-- The owner's rules, with their history. The last row is what holds; what is undone is written again as a new row.
CREATE TABLE rules (
    id       INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL,
    note     TEXT NOT NULL,    -- why, in the owner's words
    origin   INTEGER NOT NULL, -- the row that brought this text: its own id, or that of the row that an undo went back to; 0 for no rules
    previous INTEGER NOT NULL, -- the origin of what held before that row; 0 for no rules
    text     BLOB NOT NULL     -- TOML, zstd
);
