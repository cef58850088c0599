-- Puts the sessions into 16 partitions by the hash of their id, so that a VACUUM works on a sixteenth at a time, and several at once.
-- Set DATABASE_PREPARE=off: PostgreSQL picks the partitions of `= ANY ($1)` only while it plans for the values, and would
-- look into all 16 otherwise. The lists of a user's sessions and the cleanup look into all of them in any case.
--
-- Stop the servers, make a backup, and run:  psql --single-transaction -v ON_ERROR_STOP=1 -f partition-sessions.sql "$DATABASE_URL"
-- With another DATABASE_SCHEMA or DATABASE_PREFIX change the names.

ALTER TABLE latchkey.sessions RENAME TO "sessionsBefore";
CREATE TABLE latchkey.sessions (LIKE latchkey."sessionsBefore" INCLUDING ALL) PARTITION BY HASH (_id);

DO $$
BEGIN
  FOR n IN 0..15 LOOP
    -- The room for the next version of a row, as in the table before.
    EXECUTE format('CREATE TABLE latchkey."sessions%s" PARTITION OF latchkey.sessions
      FOR VALUES WITH (MODULUS 16, REMAINDER %s) WITH (fillfactor = 70)', n, n);
  END LOOP;
END $$;

INSERT INTO latchkey.sessions SELECT * FROM latchkey."sessionsBefore";
DROP TABLE latchkey."sessionsBefore";
