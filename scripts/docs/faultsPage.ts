import { readFileSync } from "node:fs";
import { count } from "../../proofs/report/count.js";
import type { FailoverFigures as MeasuredFailover } from "../../test/support/faults/failover.js";
import type { Parts } from "./fillPage.js";
import { markdownTable } from "./markdownTable.js";

/** What `npm run faults:storm -- --write` leaves for each store. */
interface StormFigures {
  readonly date: string;
  readonly node: string;
  readonly kills: number;
  /** How often the database server was killed; of old runs on a file it is missing. */
  readonly crashes?: number;
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

/** What `npm run faults:failover -- --write` leaves. */
interface FailoverFigures extends MeasuredFailover {
  readonly date: string;
}

const ROWS: readonly [string, (figures: StormFigures) => string][] = [
  ["kills of a server", ({ kills }) => count(kills)],
  ["kills of the database", ({ crashes = 0 }) => count(crashes)],
  ["acknowledged refreshes", ({ refreshes }) => count(refreshes)],
  ["requests that failed or got 503, and were repeated", ({ retries }) => count(retries)],
  ["honest clients signed out", ({ signOuts }) => count(signOuts)],
  ["tabs of one browser that got different tokens", ({ forks }) => count(forks)],
  ["acknowledged refreshes lost", ({ lostWrites }) => count(lostWrites)],
  ["spent tokens presented by a stranger", ({ spentTried }) => count(spentTried)],
  ["spent tokens accepted", ({ spentAccepted }) => count(spentAccepted)],
  ["integrity check of the database", ({ integrity }) => integrity],
];

/** The figures of the last storms and of the last failover. */
export function faultsParts(): Parts {
  const storms = [stormOn("sqlite"), stormOn("postgres")];
  const [sqlite, postgres] = storms.map(({ date, seconds }) => `${date} in ${count(seconds)} seconds`);
  const { browsers, workers, node } = storms[0] as StormFigures;
  const run = `The last runs, with Node ${node.slice(1)}, ${browsers} browsers and ${workers} workers: SQLite on ${sqlite}, PostgreSQL on ${postgres}.`;
  const rows = ROWS.map(([name, of]) => [name, ...storms.map(of)]);
  const storm = `${run}\n\n${markdownTable(["", "SQLite", "PostgreSQL"], rows)}`;
  return { storm, failover: failover(figuresOf<FailoverFigures>("failover")) };
}

function failover({ date, writers, acknowledged, lost, unavailable, unknown, gapMs }: FailoverFigures): string {
  return `In the last run, on ${date}, ${writers} writers had ${count(acknowledged)} writes acknowledged, of which ${count(lost)} were lost. ${count(unavailable)} writes got 503, ${count(unknown)} of them with an unknown outcome. For ${(gapMs / 1000).toFixed(1)} seconds nothing was written.`;
}

function stormOn(store: "sqlite" | "postgres"): StormFigures {
  return figuresOf<StormFigures>(store);
}

function figuresOf<Figures>(name: string): Figures {
  return JSON.parse(readFileSync(`proofs/storm/${name}.json`, "utf8"));
}
