import type { Contender, Scenario } from "../compare/contenders.js";
import type { Client } from "../compare/load.js";
import { askAsAnybody, refreshAnybody, signInAsAnybody } from "./growthClients.js";
import { type Population, SECRETS } from "./Population.js";
import { PUBLIC_URL, Sample } from "./Sample.js";
import { evict } from "./systemCache.js";

/** A database of one size, and who lives in it. */
export interface Side {
  readonly name: string;
  readonly population: Population;
  readonly databaseUrl: string;
  /** `null` where the database is not one file. */
  readonly file: string | null;
}

const PROFILE = "/api/v1/users/profile";
const SESSIONS = "/api/v1/auth/sessions";

/** The same load on each size: the ratios are against the first. */
export function growthScenarios(sides: readonly Side[]): Scenario[] {
  const all = sides.map((side) => ({ ...side, sample: new Sample(side.population) }));
  type Sampled = (typeof all)[number];
  const scenario = (
    about: Pick<Scenario, "name" | "title" | "connections">,
    makeClient: (side: Sampled) => () => Promise<Client>,
    beforeTurn?: (side: Sampled) => void,
  ): Scenario => ({
    ...about,
    contenders: all.map((side) => ({
      ...serverOf(side),
      makeClient: makeClient(side),
      ...(beforeTurn && { beforeTurn: () => beforeTurn(side) }),
    })),
  });
  const verify = ({ sample }: Sampled) => askAsAnybody(sample, PROFILE);
  const forget = ({ file }: Sampled) => {
    if (file !== null) evict(file);
  };
  return [
    scenario({ name: "verify", title: "A protected route", connections: 8 }, verify),
    scenario({ name: "refresh", title: "A refresh", connections: 32 }, ({ sample }) => refreshAnybody(sample)),
    scenario({ name: "list", title: "The list of sessions", connections: 8 }, ({ sample }) =>
      askAsAnybody(sample, SESSIONS),
    ),
    scenario({ name: "login", title: "A sign-in", connections: 4 }, ({ population }) => signInAsAnybody(population)),
    // The last one: the others are to find the files in memory.
    scenario({ name: "cold", title: "A protected route, from the disk", connections: 1 }, verify, forget),
  ];
}

function serverOf({ name, databaseUrl }: Side): Omit<Contender, "makeClient"> {
  return {
    name,
    note: "",
    program: "dist/index.js",
    ready: "/health/ready",
    environment: {
      ...SECRETS,
      PUBLIC_URL,
      DATABASE_URL: databaseUrl,
      PAGES: "off",
      LOG_LEVEL: "warn",
      RATE_LIMIT: "off",
      // In a small population a session's turn comes again within seconds; within the grace its record would be longer.
      REFRESH_TOKEN_GRACE: "0s",
    },
  };
}
