-- What a newcomer gives once, and what the program has to remember.
CREATE TABLE settings (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO settings VALUES ('change', '0'), ('identity', lower(hex(randomblob(16))));

-- The blogs that are crawled again without being named.
CREATE TABLE sites (
    url   TEXT PRIMARY KEY,
    added INTEGER NOT NULL
) WITHOUT ROWID;

-- Reports of the last runs, as JSON.
CREATE TABLE runs (
    id     INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    report TEXT NOT NULL
);

CREATE TABLE visits (
    url      TEXT PRIMARY KEY,
    site     TEXT NOT NULL,
    role     TEXT NOT NULL,
    outcome  TEXT NOT NULL,
    status   INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    etag     TEXT NOT NULL,
    modified TEXT NOT NULL,
    hash     TEXT NOT NULL,
    final    TEXT NOT NULL,
    reason   TEXT NOT NULL,
    excluded INTEGER NOT NULL,
    found    TEXT NOT NULL,
    missing  INTEGER NOT NULL,
    page     TEXT NOT NULL -- url of the page it last led to
) WITHOUT ROWID;
CREATE INDEX visits_site ON visits(site, url);
CREATE INDEX visits_page ON visits(page);

-- The body comes last, so that SQLite reads past it only where it is asked for.
CREATE TABLE pages (
    id      INTEGER PRIMARY KEY,
    url     TEXT NOT NULL UNIQUE,
    site    TEXT NOT NULL,
    role    TEXT NOT NULL,
    form    TEXT NOT NULL,
    fetched INTEGER NOT NULL,
    hash    TEXT NOT NULL, -- of form, known and body, before compression
    reader  TEXT,          -- version of the extraction that last read it; NULL when it has to be read
    problem TEXT NOT NULL DEFAULT '', -- why it gave no post
    lost    INTEGER NOT NULL DEFAULT 0, -- whether that is a loss
    known   BLOB NOT NULL, -- JSON, zstd
    body    BLOB NOT NULL  -- zstd
);
CREATE INDEX pages_site ON pages(site, role, url);
CREATE INDEX pages_unread ON pages(id) WHERE reader IS NULL;
CREATE INDEX pages_reader ON pages(role, reader);
CREATE INDEX pages_lost ON pages(url) WHERE lost;

-- Which page holds which post. A post may have several pages, a page several posts.
CREATE TABLE origins (
    page TEXT NOT NULL,
    post TEXT NOT NULL,
    PRIMARY KEY (page, post)
) WITHOUT ROWID;
CREATE INDEX origins_post ON origins(post);

CREATE TABLE posts (
    number  INTEGER PRIMARY KEY,
    id      TEXT NOT NULL UNIQUE,
    site    TEXT NOT NULL,
    url     TEXT NOT NULL,
    page    TEXT NOT NULL,    -- the page it was read from
    fetched INTEGER NOT NULL, -- when that page was captured; 0 lets any other page replace it
    hash    TEXT NOT NULL,
    fields  INTEGER NOT NULL, -- bits: which fields are filled
    gone    INTEGER NOT NULL, -- it is kept, but out of the index
    born    INTEGER NOT NULL, -- the change with which it last came into the index
    change  INTEGER NOT NULL, -- the change that last touched it
    post    BLOB NOT NULL     -- JSON, zstd
);
CREATE INDEX posts_change ON posts(change);
CREATE INDEX posts_site ON posts(site, gone, fields);
CREATE INDEX posts_page ON posts(page);
