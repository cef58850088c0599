import type { GrowthResults } from "../../../bench/growth/growthResults.js";
import { count } from "../../../proofs/report/count.js";
import { markdownTable } from "../markdownTable.js";
import { ASSUMED, type Plan } from "./plan.js";

const MEGABYTE = 1e6;

export function fileTable({ sizes }: GrowthResults): string {
  const rows = sizes.map(({ name, users, auditEvents, fileBytes, sessions }) => [
    name,
    count(users),
    count(auditEvents),
    count(Math.round(fileBytes / MEGABYTE)),
    count(Math.round(fileBytes / sessions)),
  ]);
  return markdownTable(["sessions", "users", "audit events", "file, MB", "bytes of file per session"], rows, 1);
}

interface Named {
  readonly sizes: readonly { readonly name: string }[];
}

/** The largest file, and how little that of a size matters. */
export function fileText({ sizes }: GrowthResults): string {
  const largest = sizes.at(-1);
  if (largest === undefined) throw new Error("bench/growth.json has no sizes.");
  const each = sizes.map(({ fileBytes, sessions }) => count(Math.round(fileBytes / sessions)));
  return `${largest.name} sessions take ${count(Math.round(largest.fileBytes / MEGABYTE))} MB: ${each.join(" / ")} bytes each at the three sizes.`;
}

export function purgeText(purges: GrowthResults["purges"]): string {
  const all = (kind: "sessions" | "auditEvents") => purges.map((purge) => purge[kind].median.toFixed(0)).join(" / ");
  return `At the three sizes a thousand expired sessions took ${all("sessions")} ms, a thousand audit events ${all("auditEvents")} ms.`;
}

/** The ratios of the largest size to the smallest. */
export function growthText({ sizes, scenarios }: Pick<GrowthResults, "scenarios"> & Named): string {
  const ratios = scenarios.map(({ title, contenders }) => {
    const name = title.charAt(0).toLowerCase() + title.slice(1);
    return `${name} ${contenders.at(-1)?.cpuRatio.median.toFixed(2)}×`;
  });
  return `CPU at ${sizes.at(-1)?.name} sessions against ${sizes[0]?.name}: ${ratios.join(", ")}.`;
}

/** A row for each kind of request, whose cells have a number for each size. */
export function loadTable({ sizes, scenarios }: Pick<GrowthResults, "scenarios"> & Named): string {
  const rows = scenarios.map(({ title, contenders }) => {
    const atEachSize = (show: (measured: (typeof contenders)[number]) => string) => contenders.map(show).join(" / ");
    return [
      title,
      atEachSize(({ cpu }) => cpu.toFixed(0)),
      contenders
        .slice(1)
        .map(({ cpuRatio: { median, low, high } }) => `${median.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`)
        .join(", "),
      atEachSize(({ p99 }) => p99.toFixed(1)),
      atEachSize(({ peak }) => peak.toFixed(0)),
    ];
  });
  const head = [
    `sessions: ${sizes.map(({ name }) => name).join(" / ")}`,
    "CPU µs",
    "ratios to the smallest",
    "p99 ms",
    "peak MB",
  ];
  return markdownTable(head, rows, 1);
}

export function purgeTable(purges: GrowthResults["purges"]): string {
  const rows = purges.map(({ name, sessions, auditEvents }) => [
    name,
    sessions.median.toFixed(0),
    auditEvents.median.toFixed(0),
  ]);
  return markdownTable(["sessions", "1000 sessions, ms", "1000 audit events, ms"], rows, 1);
}

export function documentTable({ documents }: GrowthResults): string {
  const rows = documents.map(({ collection, bytes, keyBytes }) => [
    `\`${collection}\``,
    bytes.toFixed(0),
    Object.entries(keyBytes)
      .map(([fields, values]) => `\`${fields}\` ${values.toFixed(0)}`)
      .join("; "),
  ]);
  return markdownTable(["collection", "bytes per document", "bytes of the values in each index"], rows);
}

const GIGABYTE = 1e9;

/** Three digits: the plan is an estimate. */
function rounded(number: number): string {
  return count(Number(number.toPrecision(3)));
}

function gigabytes(bytes: number): string {
  return `${rounded(bytes / GIGABYTE)} GB`;
}

export function storageTable({ stored, total }: Plan): string {
  const rows = stored.map(({ collection, count, documents, indexes }) => [
    `\`${collection}\``,
    rounded(count),
    gigabytes(documents),
    gigabytes(indexes),
    gigabytes((documents + indexes) / ASSUMED.shards),
  ]);
  const sum = ["total", "", "", gigabytes(total), gigabytes(total / ASSUMED.shards)];
  return markdownTable(
    ["collection", "records", "documents", "indexes", `each of ${ASSUMED.shards} shards`],
    [...rows, sum],
    1,
  );
}

export function storageText({ stored, total }: Plan): string {
  const parts = stored.map(
    ({ collection, documents, indexes }) => `\`${collection}\` ${gigabytes(documents + indexes)}`,
  );
  return `With indexes that is ${parts.join(", ")}: ${gigabytes(total / ASSUMED.shards)} on each of ${ASSUMED.shards} shards.`;
}

export function rateTable(plan: Plan): string {
  const { shards, readsAPrimary, writesAPrimary } = ASSUMED;
  const row = (what: string, rate: number, limit: string) => [what, rounded(rate), rounded(rate / shards), limit];
  return markdownTable(
    ["per second, at the peak", "total", `each of ${shards} primaries`, "assumed limit"],
    [
      row("protected requests", plan.verifies, ""),
      row("refreshes", plan.refreshes, ""),
      row("sign-ins", plan.signIns, ""),
      row("point reads of `sessions` and `users`", plan.sessionReads + plan.userReads, count(readsAPrimary)),
      row("writes of `sessions` and `auditEvents`", plan.sessionWrites + 2 * plan.signIns, count(writesAPrimary)),
    ],
    1,
  );
}
