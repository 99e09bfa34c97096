-- How many posts and pages there are of a kind. They are counted as they are written, so that a run that brings in ten posts need not
-- count a hundred thousand.
CREATE TABLE post_counts (
    site   TEXT NOT NULL,
    gone   INTEGER NOT NULL,
    fields INTEGER NOT NULL,
    n      INTEGER NOT NULL,
    PRIMARY KEY (site, gone, fields)
) WITHOUT ROWID;
INSERT INTO post_counts SELECT site, gone, fields, count(*) FROM posts GROUP BY 1, 2, 3;
CREATE TRIGGER posts_added AFTER INSERT ON posts BEGIN
    INSERT INTO post_counts VALUES (new.site, new.gone, new.fields, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER posts_removed AFTER DELETE ON posts BEGIN
    UPDATE post_counts SET n = n - 1 WHERE site = old.site AND gone = old.gone AND fields = old.fields;
    DELETE FROM post_counts WHERE site = old.site AND gone = old.gone AND fields = old.fields AND n = 0;
END;
CREATE TRIGGER posts_changed AFTER UPDATE OF site, gone, fields ON posts
WHEN new.site <> old.site OR new.gone <> old.gone OR new.fields <> old.fields BEGIN
    UPDATE post_counts SET n = n - 1 WHERE site = old.site AND gone = old.gone AND fields = old.fields;
    DELETE FROM post_counts WHERE site = old.site AND gone = old.gone AND fields = old.fields AND n = 0;
    INSERT INTO post_counts VALUES (new.site, new.gone, new.fields, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE TABLE page_counts (
    site   TEXT NOT NULL,
    role   TEXT NOT NULL,
    reader TEXT NOT NULL, -- empty where the page has to be read
    n      INTEGER NOT NULL,
    PRIMARY KEY (site, role, reader)
) WITHOUT ROWID;
INSERT INTO page_counts SELECT site, role, coalesce(reader, ''), count(*) FROM pages GROUP BY 1, 2, 3;
CREATE TRIGGER pages_added AFTER INSERT ON pages BEGIN
    INSERT INTO page_counts VALUES (new.site, new.role, coalesce(new.reader, ''), 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER pages_removed AFTER DELETE ON pages BEGIN
    UPDATE page_counts SET n = n - 1 WHERE site = old.site AND role = old.role AND reader = coalesce(old.reader, '');
    DELETE FROM page_counts WHERE site = old.site AND role = old.role AND reader = coalesce(old.reader, '') AND n = 0;
END;
CREATE TRIGGER pages_changed AFTER UPDATE OF site, role, reader ON pages
WHEN new.site <> old.site OR new.role <> old.role OR new.reader IS NOT old.reader BEGIN
    UPDATE page_counts SET n = n - 1 WHERE site = old.site AND role = old.role AND reader = coalesce(old.reader, '');
    DELETE FROM page_counts WHERE site = old.site AND role = old.role AND reader = coalesce(old.reader, '') AND n = 0;
    INSERT INTO page_counts VALUES (new.site, new.role, coalesce(new.reader, ''), 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
DROP INDEX pages_reader;
