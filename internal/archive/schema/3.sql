-- What the owner had taken out. It does not come back until that is undone. Of a post only its id is kept, for its address may tell
-- what is to be forgotten.
CREATE TABLE forgotten (
    what       TEXT NOT NULL,    -- post or blog
    name       TEXT NOT NULL,    -- the id of a post; of a blog its address, in the form that tells blogs apart
    site       TEXT NOT NULL,    -- the address of a blog as it was remembered
    remembered INTEGER NOT NULL, -- whether the blog was one of those that are crawled without being named
    at         INTEGER NOT NULL,
    PRIMARY KEY (what, name)
) WITHOUT ROWID;
