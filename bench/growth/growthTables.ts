import { ms, table } from "../table.js";
import type { PurgeResult, SqliteSize, Wait } from "./growthResults.js";

export function sizeTable(sizes: readonly SqliteSize[]): string {
  const rows = sizes.map(({ name, users, sessions, auditEvents, fileBytes }) => [
    name,
    ...[users, sessions, auditEvents].map(String),
    (fileBytes / 1e6).toFixed(1),
    (fileBytes / sessions).toFixed(0),
  ]);
  return table([["The file", "users", "sessions", "events", "MB", "bytes a session"], ...rows]);
}

export function purgeTable(purges: readonly PurgeResult[]): string {
  const rows = purges.map(({ name, sessions, auditEvents }) => [name, ms(sessions.median), ms(auditEvents.median)]);
  return table([["Clearing away 1000", "sessions", "events"], ...rows]);
}

export function waitTable(waits: readonly Wait[]): string {
  const rows = waits.map(({ request, name, count, failed, p50, p99 }) => [
    request,
    name,
    failed === null ? String(count) : `${count}, then ${failed}`,
    ms(p50),
    ms(p99),
  ]);
  return table([["A lone client", "sessions", "count", "p50", "p99"], ...rows]);
}
