-- Since when asking for an address has had the same result: what has not changed for long is asked for less often.
ALTER TABLE visits ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
UPDATE visits SET since = at;
