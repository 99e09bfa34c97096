-- Since this version a row of posts may be a delta of the body of its page (delta.go), which an older program cannot read. Those that are
-- there stay as they are until their pages are read again.
UPDATE settings SET value = value WHERE key = 'change';
