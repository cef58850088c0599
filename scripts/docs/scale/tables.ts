import type { GrowthResults, SqliteSize } from "../../../bench/growth/growthResults.js";
import { count } from "../../../proofs/report/count.js";
import { markdownTable } from "../markdownTable.js";

const MEGABYTE = 1e6;

export function fileTable({ sizes }: GrowthResults): string {
  const rows = sizes.map(({ name, users, auditEvents, fileBytes, sessions }) => [
    name,
    count(users),
    count(auditEvents),
    count(Math.round(fileBytes / MEGABYTE)),
    count(Math.round(fileBytes / sessions)),
  ]);
  return markdownTable(["sessions", "users", "audit events", "file, MB", "bytes of file a session"], rows);
}

/** Bytes of the file, of each record of the table, at each size. */
export function partTable({ sizes }: GrowthResults): string {
  const largest = sizes.at(-1);
  if (largest === undefined) return "";
  const parts = largest.parts.toSorted(
    (a, b) => a.table.localeCompare(b.table) || Number(a.isIndex) - Number(b.isIndex) || b.bytes - a.bytes,
  );
  const rows = parts.map(({ name, table, isIndex, full }) => [
    isIndex ? `index \`${name}\`` : `table \`${name}\``,
    table,
    ...sizes.map((size) => bytesEach(size, name, table)),
    `${(full * 100).toFixed(0)} %`,
  ]);
  return markdownTable(["", "a record of", ...sizes.map(({ name }) => name), "full"], rows, 2);
}

function bytesEach(size: SqliteSize, name: string, table: string): string {
  const records = { users: size.users, sessions: size.sessions, auditEvents: size.auditEvents }[table] ?? 0;
  const bytes = size.parts.find((part) => part.name === name)?.bytes ?? 0;
  return (bytes / records).toFixed(0);
}

export function loadTable({ scenarios }: GrowthResults): string {
  const rows = scenarios.flatMap(({ title, contenders }) =>
    contenders.map(({ name, cpu, cpuRatio, p50, p99 }) => [
      title,
      name,
      cpu.toFixed(0),
      `${cpuRatio.median.toFixed(2)} (${cpuRatio.low.toFixed(2)} to ${cpuRatio.high.toFixed(2)})`,
      p50.toFixed(2),
      p99.toFixed(1),
    ]),
  );
  return markdownTable(["", "sessions", "CPU µs", "times the smallest", "p50, ms", "p99, ms"], rows);
}

export function memoryTable({ scenarios }: GrowthResults): string {
  const rows = scenarios.flatMap(({ title, contenders }) =>
    contenders.map(({ name, resident, peak }) => [
      title,
      name,
      ...[resident.before, resident.after, peak].map((megabytes) => megabytes.toFixed(0)),
    ]),
  );
  return markdownTable(["", "sessions", "before, MB", "after, MB", "peak, MB"], rows);
}

export function purgeTable(purges: GrowthResults["purges"]): string {
  const rows = purges.map(({ name, sessions, auditEvents }) => [
    name,
    sessions.median.toFixed(0),
    auditEvents.median.toFixed(0),
  ]);
  return markdownTable(["sessions", "1000 sessions, ms", "1000 audit events, ms"], rows);
}

export function waitTable(waits: NonNullable<GrowthResults["mongo"]>["waits"]): string {
  const rows = waits.map((wait) => [
    wait.request,
    wait.name,
    String(wait.count),
    ...(wait.count === 0 ? ["", ""] : [wait.p50.toFixed(0), wait.p99.toFixed(0)]),
    wait.failed === null ? "" : `given up: ${wait.failed}`,
  ]);
  return markdownTable(["", "sessions", "requests", "p50, ms", "p99, ms", ""], rows);
}

export function documentTable({ documents }: GrowthResults): string {
  const rows = documents.map(({ collection, bytes, keyBytes }) => [
    `\`${collection}\``,
    bytes.toFixed(0),
    Object.entries(keyBytes)
      .map(([fields, values]) => `\`${fields}\` ${values.toFixed(0)}`)
      .join("; "),
  ]);
  return markdownTable(["collection", "bytes of a document", "bytes of the values in each index"], rows, 3);
}
