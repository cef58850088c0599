import { readFileSync } from "node:fs";
import { count } from "../../proofs/report/count.js";
import type { Parts } from "./fillPage.js";
import { markdownTable } from "./markdownTable.js";

/** What `npm run faults:storm -- --write` leaves. */
interface StormFigures {
  readonly date: string;
  readonly node: string;
  readonly kills: number;
  readonly browsers: number;
  readonly workers: number;
  readonly refreshes: number;
  readonly retries: number;
  readonly signOuts: number;
  readonly forks: number;
  readonly spentTried: number;
  readonly spentAccepted: number;
  readonly lostWrites: number;
  readonly integrity: string;
  readonly seconds: number;
}

/** The figures of the last full storm. */
export function faultsParts(): Parts {
  const figures: StormFigures = JSON.parse(readFileSync("proofs/storm.json", "utf8"));
  const { date, node, kills, browsers, workers, seconds } = figures;
  const run = `The last full run, on ${date} with Node ${node.slice(1)}, ${browsers} browsers and ${workers} workers, took ${count(seconds)} seconds:`;
  const rows: [string, string][] = [
    ["acknowledged refreshes", count(figures.refreshes)],
    ["requests that failed or got 503, and were repeated", count(figures.retries)],
    ["honest clients signed out", count(figures.signOuts)],
    ["tabs of one browser that got different tokens", count(figures.forks)],
    ["acknowledged refreshes lost", count(figures.lostWrites)],
    ["spent tokens presented by a stranger", count(figures.spentTried)],
    ["spent tokens accepted", count(figures.spentAccepted)],
    ["SQLite's integrity check", figures.integrity],
  ];
  return { storm: `${run}\n\n${markdownTable([`${count(kills)} kills`, ""], rows)}` };
}
