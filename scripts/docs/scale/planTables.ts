import { count } from "../../../proofs/report/count.js";
import { markdownTable } from "../markdownTable.js";
import { type Plan, SUPPOSED } from "./plan.js";

const GIGABYTE = 1e9;

export function rounded(number: number): string {
  return count(Number(number.toPrecision(3)));
}

export function gigabytes(bytes: number): string {
  return `${rounded(bytes / GIGABYTE)} GB`;
}

export function storageTable({ stored, total }: Plan): string {
  const rows = stored.map(({ collection, count, documents, indexes }) => [
    `\`${collection}\``,
    rounded(count),
    gigabytes(documents),
    gigabytes(indexes),
    gigabytes((documents + indexes) / SUPPOSED.shards),
  ]);
  const sum = ["together", "", "", gigabytes(total), gigabytes(total / SUPPOSED.shards)];
  return markdownTable(
    ["collection", "records", "documents", "indexes", `of ${SUPPOSED.shards} shards, each`],
    [...rows, sum],
  );
}

export function rateTable(plan: Plan): string {
  const { shards, readsAPrimary, writesAPrimary } = SUPPOSED;
  const row = (what: string, rate: number, limit: string) => [what, rounded(rate), rounded(rate / shards), limit];
  return markdownTable(
    ["a second, at the peak", "together", `of ${shards} primaries, each`, "supposed limit"],
    [
      row("point reads of `sessions`", plan.sessionReads, ""),
      row("point reads of `users`", plan.userReads, ""),
      row("both", plan.sessionReads + plan.userReads, count(readsAPrimary)),
      row("writes of `sessions`", plan.sessionWrites, ""),
      row("inserts into `auditEvents`", 2 * plan.signIns, ""),
      row("writes, both", plan.sessionWrites + 2 * plan.signIns, count(writesAPrimary)),
    ],
  );
}
