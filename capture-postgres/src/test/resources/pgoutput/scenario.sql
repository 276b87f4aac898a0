-- Statements, and below them the changes that the log brings for them ("--> "), in the order of the commits.
-- Blocks are separated by blank lines; the statements of a block are one transaction unless it begins with "-- each".

CREATE TABLE plain (id int PRIMARY KEY, v text, n numeric(10,2), at timestamptz, ok bool);
CREATE TABLE toasted (id int PRIMARY KEY, big text, small int);
CREATE TABLE toasted_full (id int PRIMARY KEY, big text, small int);
ALTER TABLE toasted ALTER big SET STORAGE EXTERNAL;
ALTER TABLE toasted_full ALTER big SET STORAGE EXTERNAL, REPLICA IDENTITY FULL;
CREATE TABLE by_index (a int NOT NULL, "B" text NOT NULL, c int);
CREATE UNIQUE INDEX by_index_key ON by_index ("B", a);
ALTER TABLE by_index REPLICA IDENTITY USING INDEX by_index_key;
CREATE TABLE keyless (x int, y text);
ALTER TABLE keyless REPLICA IDENTITY FULL;
CREATE TABLE parts (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);
CREATE TABLE parts_low PARTITION OF parts FOR VALUES FROM (0) TO (100);
CREATE TABLE parts_high PARTITION OF parts FOR VALUES FROM (100) TO (200);
CREATE TABLE log (message text);
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE moods (id int PRIMARY KEY, m mood);
CREATE PUBLICATION scenario FOR TABLE plain, toasted, toasted_full, by_index, keyless, parts, moods WITH (publish_via_partition_root = true);
SELECT pg_create_logical_replication_slot('scenario', 'pgoutput');

INSERT INTO plain VALUES (1, 'one', 1.50, '2026-11-20 17:28:51.123456+00', true), (2, NULL, NULL, NULL, NULL), (3, '', 0, 'infinity', false);
UPDATE plain SET v = 'uno' WHERE id = 1;
DELETE FROM plain WHERE id = 2;
--> {"op":"insert","table":"public.plain","key":{"id":1},"after":{"id":1,"v":"one","n":1.50,"at":"2026-11-20T17:28:51.123456Z","ok":true},"ordinal":0}
--> {"op":"insert","table":"public.plain","key":{"id":2},"after":{"id":2,"v":null,"n":null,"at":null,"ok":null},"ordinal":1}
--> {"op":"insert","table":"public.plain","key":{"id":3},"after":{"id":3,"v":"","n":0.00,"at":"infinity","ok":false},"ordinal":2}
--> {"op":"update","table":"public.plain","key":{"id":1},"after":{"id":1,"v":"uno","n":1.50,"at":"2026-11-20T17:28:51.123456Z","ok":true},"ordinal":3}
--> {"op":"delete","table":"public.plain","key":{"id":2},"ordinal":4}

-- each
INSERT INTO log VALUES ('of a table that is not published');
SELECT pg_logical_emit_message(true, 'leat', 'a message');
SELECT pg_logical_emit_message(false, 'leat', 'another');
CREATE TABLE unrelated (id int);

-- G10
UPDATE plain SET id = 4 WHERE id = 3;
UPDATE plain SET id = -1 WHERE id = 1;
UPDATE plain SET id = 1 WHERE id = 4;
DELETE FROM plain WHERE id = 1;
INSERT INTO plain VALUES (1, 'again', 2, NULL, NULL);
--> {"op":"delete","table":"public.plain","key":{"id":3},"ordinal":0}
--> {"op":"insert","table":"public.plain","key":{"id":4},"after":{"id":4,"v":"","n":0.00,"at":"infinity","ok":false},"ordinal":1}
--> {"op":"delete","table":"public.plain","key":{"id":1},"ordinal":2}
--> {"op":"insert","table":"public.plain","key":{"id":-1},"after":{"id":-1,"v":"uno","n":1.50,"at":"2026-11-20T17:28:51.123456Z","ok":true},"ordinal":3}
--> {"op":"delete","table":"public.plain","key":{"id":4},"ordinal":4}
--> {"op":"insert","table":"public.plain","key":{"id":1},"after":{"id":1,"v":"","n":0.00,"at":"infinity","ok":false},"ordinal":5}
--> {"op":"delete","table":"public.plain","key":{"id":1},"ordinal":6}
--> {"op":"insert","table":"public.plain","key":{"id":1},"after":{"id":1,"v":"again","n":2.00,"at":null,"ok":null},"ordinal":7}

-- G8: the key moves without the value, which only FULL has; 3000 characters are kept out of line
INSERT INTO toasted VALUES (1, repeat('x', 3000), 1);
UPDATE toasted SET small = 2 WHERE id = 1;
UPDATE toasted SET id = 2 WHERE id = 1;
INSERT INTO toasted_full VALUES (1, repeat('y', 3000), 1);
UPDATE toasted_full SET small = 2 WHERE id = 1;
UPDATE toasted_full SET id = 2 WHERE id = 1;
DELETE FROM toasted_full;
--> {"op":"insert","table":"public.toasted","key":{"id":1},"after":{"id":1,"big":"x*3000","small":1},"ordinal":0}
--> {"op":"update","table":"public.toasted","key":{"id":1},"after":{"id":1,"small":2},"unchanged":["big"],"ordinal":1}
--> {"op":"delete","table":"public.toasted","key":{"id":1},"ordinal":2}
--> {"op":"insert","table":"public.toasted","key":{"id":2},"after":{"id":2,"small":2},"unchanged":["big"],"ordinal":3}
--> {"op":"insert","table":"public.toasted_full","key":{"id":1},"after":{"id":1,"big":"y*3000","small":1},"ordinal":4}
--> {"op":"update","table":"public.toasted_full","key":{"id":1},"before":{"id":1,"big":"y*3000","small":1},"after":{"id":1,"big":"y*3000","small":2},"ordinal":5}
--> {"op":"delete","table":"public.toasted_full","key":{"id":1},"before":{"id":1,"big":"y*3000","small":2},"ordinal":6}
--> {"op":"insert","table":"public.toasted_full","key":{"id":2},"after":{"id":2,"big":"y*3000","small":2},"ordinal":7}
--> {"op":"delete","table":"public.toasted_full","key":{"id":2},"before":{"id":2,"big":"y*3000","small":2},"ordinal":8}

INSERT INTO by_index VALUES (1, 'k', 5);
UPDATE by_index SET c = 6;
UPDATE by_index SET "B" = 'K';
DELETE FROM by_index;
--> {"op":"insert","table":"public.by_index","key":{"a":1,"B":"k"},"after":{"a":1,"B":"k","c":5},"ordinal":0}
--> {"op":"update","table":"public.by_index","key":{"a":1,"B":"k"},"after":{"a":1,"B":"k","c":6},"ordinal":1}
--> {"op":"delete","table":"public.by_index","key":{"a":1,"B":"k"},"ordinal":2}
--> {"op":"insert","table":"public.by_index","key":{"a":1,"B":"K"},"after":{"a":1,"B":"K","c":6},"ordinal":3}
--> {"op":"delete","table":"public.by_index","key":{"a":1,"B":"K"},"ordinal":4}

INSERT INTO keyless VALUES (1, NULL), (1, NULL);
DELETE FROM keyless;
--> {"op":"insert","table":"public.keyless","key":{"x":1,"y":null},"after":{"x":1,"y":null},"ordinal":0}
--> {"op":"insert","table":"public.keyless","key":{"x":1,"y":null},"after":{"x":1,"y":null},"ordinal":1}
--> {"op":"delete","table":"public.keyless","key":{"x":1,"y":null},"before":{"x":1,"y":null},"ordinal":2}
--> {"op":"delete","table":"public.keyless","key":{"x":1,"y":null},"before":{"x":1,"y":null},"ordinal":3}

INSERT INTO parts VALUES (1, 'low'), (150, 'high');
UPDATE parts SET id = 160 WHERE id = 1;
TRUNCATE parts;
--> {"op":"insert","table":"public.parts","key":{"id":1},"after":{"id":1,"v":"low"},"ordinal":0}
--> {"op":"insert","table":"public.parts","key":{"id":150},"after":{"id":150,"v":"high"},"ordinal":1}
--> {"op":"delete","table":"public.parts","key":{"id":1},"ordinal":2}
--> {"op":"insert","table":"public.parts","key":{"id":160},"after":{"id":160,"v":"low"},"ordinal":3}
--> {"op":"truncate","table":"public.parts","ordinal":4}

-- the relation in force governs the rows behind it
INSERT INTO moods VALUES (1, 'sad');
ALTER TABLE moods ADD COLUMN since date DEFAULT '2026-01-01';
INSERT INTO moods VALUES (2, 'ok', NULL);
UPDATE moods SET m = 'ok' WHERE id = 1;
ALTER TABLE moods DROP COLUMN m;
INSERT INTO moods VALUES (3, '0044-03-15 BC');
--> {"op":"insert","table":"public.moods","key":{"id":1},"after":{"id":1,"m":"sad"},"ordinal":0}
--> {"op":"insert","table":"public.moods","key":{"id":2},"after":{"id":2,"m":"ok","since":null},"ordinal":1}
--> {"op":"update","table":"public.moods","key":{"id":1},"after":{"id":1,"m":"ok","since":"2026-01-01"},"ordinal":2}
--> {"op":"insert","table":"public.moods","key":{"id":3},"after":{"id":3,"since":"0044-03-15 BC"},"ordinal":3}

INSERT INTO plain SELECT 10;
SAVEPOINT s;
INSERT INTO plain SELECT 11;
ROLLBACK TO SAVEPOINT s;
INSERT INTO plain SELECT 12;
--> {"op":"insert","table":"public.plain","key":{"id":10},"after":{"id":10,"v":null,"n":null,"at":null,"ok":null},"ordinal":0}
--> {"op":"insert","table":"public.plain","key":{"id":12},"after":{"id":12,"v":null,"n":null,"at":null,"ok":null},"ordinal":1}

TRUNCATE plain, keyless RESTART IDENTITY CASCADE;
--> {"op":"truncate","table":"public.plain","ordinal":0}
--> {"op":"truncate","table":"public.keyless","ordinal":1}

INSERT INTO plain SELECT 1;
--> {"op":"insert","table":"public.plain","key":{"id":1},"after":{"id":1,"v":null,"n":null,"at":null,"ok":null},"ordinal":0}
