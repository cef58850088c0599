import type { BenchPostgres } from "../postgres/BenchPostgres.js";
import type { TableSize } from "./postgresGrowth.js";

const PARTS = `
  SELECT c.relname AS "table", c.reltuples::float8 AS rows, pg_table_size(c.oid)::float8 AS heap,
    (SELECT json_object_agg(i.relname, pg_relation_size(i.oid))
      FROM pg_index JOIN pg_class AS i ON i.oid = indexrelid WHERE indrelid = c.oid) AS indexes
  FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE n.nspname = 'latchkey' AND c.relname IN ('users', 'sessions', 'auditEvents') AND c.relkind = 'r'
  ORDER BY array_position(ARRAY['users', 'sessions', 'auditEvents'], c.relname::text)`;

/** What each table and each of its indexes takes, in bytes. */
export function sizesOfPostgres(postgres: BenchPostgres, database: string): Promise<TableSize[]> {
  return postgres.query<TableSize>(PARTS, database);
}
