import type { Work } from "./StoreProcess.js";

/** So many that most of them are not among those whose state a SQLite store keeps. A multiple of every number of clients. */
export const SESSIONS = 20_480;
const FEW_SESSIONS = 1024;

export interface StoreScenario extends Omit<Work, "milliseconds" | "name"> {
  /** As `--only` names it. */
  readonly name: string;
  readonly title: string;
  readonly work: Work["name"];
}

function scenario(work: Work["name"], what: string, clients: number, sessions = SESSIONS): StoreScenario {
  const many = clients === 1 ? "one client" : `${clients} clients`;
  return { name: `${work}-${clients}`, title: `${what}, ${many}`, work, clients, sessions };
}

const MIX = "9 verifies to 1 refresh";

/** A verify is `authState`, a refresh is `authState` and a compare-and-set. */
export const STORE_SCENARIOS: readonly StoreScenario[] = [
  scenario("verify", "verify", 1),
  scenario("verify", "verify", 32),
  scenario("verify", "verify", 128),
  {
    ...scenario("verify", "verify", 32, FEW_SESSIONS),
    name: "verify-kept",
    title: "verify, 32 clients, sessions that SQLite keeps",
  },
  scenario("mix", MIX, 1),
  scenario("mix", MIX, 32),
  scenario("mix", MIX, 128),
  scenario("refresh", "refresh", 32),
];
