-- Puts the audit events into a partition for each month. The events of a month that is over are then dropped at once, instead of
-- being deleted one by one, which leaves dead rows behind:  DROP TABLE latchkey."auditEvents202601";
--
-- Stop the servers, make a backup, and run:  psql --single-transaction -v ON_ERROR_STOP=1 -f partition-events.sql "$DATABASE_URL"
-- With another DATABASE_SCHEMA or DATABASE_PREFIX change the names. Make the partitions of the next year in time: what has none
-- is kept in "auditEventsOther", and its month can then no longer be made.

ALTER TABLE latchkey."auditEvents" RENAME TO "auditEventsBefore";

-- By the id and not by "at": a unique index must have the column, and an id begins with its time.
CREATE TABLE latchkey."auditEvents" (LIKE latchkey."auditEventsBefore" INCLUDING ALL) PARTITION BY RANGE (_id);
CREATE TABLE latchkey."auditEventsOther" PARTITION OF latchkey."auditEvents" DEFAULT;

DO $$
DECLARE
  month timestamp;
  bounds text[];
BEGIN
  -- AUDIT_RETENTION back, and a year ahead.
  FOR month IN SELECT generate_series(
    date_trunc('month', now() AT TIME ZONE 'UTC' - interval '180 days'), now() AT TIME ZONE 'UTC' + interval '1 year', '1 month') LOOP
    -- The first 48 bits of a UUIDv7 are milliseconds: 8 hexadecimal digits, a dash, 4 digits.
    SELECT array_agg(regexp_replace(lpad(to_hex((extract(epoch FROM edge) * 1000)::bigint), 12, '0'), '^.{8}', '\&-') ORDER BY edge)
      INTO bounds FROM unnest(ARRAY[month, month + interval '1 month']) AS edge;
    EXECUTE format('CREATE TABLE latchkey."auditEvents%s" PARTITION OF latchkey."auditEvents" FOR VALUES FROM (%L) TO (%L)',
      to_char(month, 'YYYYMM'), bounds[1], bounds[2]);
  END LOOP;
END $$;

INSERT INTO latchkey."auditEvents" SELECT * FROM latchkey."auditEventsBefore";
DROP TABLE latchkey."auditEventsBefore";
