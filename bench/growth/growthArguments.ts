import { parseArgs } from "node:util";

const DEFAULT_SIZES = "1e3,1e5,1e7";
const POSTGRES_SIZES = "1e5,1e6,1e7";
const REFRESHES = "1e7";
/** A refresh gives each of 32 clients sessions of its own. */
const SMALLEST = 500;
const LARGEST = 1e8;

export const HELP = `Usage: npm run bench:growth -- [--sizes <n>[,<n>...]] [--mongo] [--folder <path>] [--write]
       npm run bench:growth -- --postgres [--sizes <n>[,<n>...] | --sessions <n>] [--refreshes <n>] [--write]

Fills databases with so many sessions, starts a server on each, and puts the same load on all of them in turn: verify,
refresh, list, sign-in and the clearing away of what is over. The ratios are against the first size.
With the default sizes it takes half an hour, 18 GB of disk, and 3 GB of memory beside the disk cache.

  --sizes <n>,…    Sessions, from ${SMALLEST} to ${LARGEST}. ${DEFAULT_SIZES} by default.
  --mongo          Also on a MongoDB-protocol server: that of MONGODB_URI, else mongod from the PATH, with the sizes up
                   to a million; else SecantusDB, which is not MongoDB, with a thousand and ten thousand.
  --postgres       On PostgreSQL instead, started for this: the same, with ${POSTGRES_SIZES} sessions by default, then many refreshes of
                   up to a million sessions, and what they leave behind. It takes an hour, and 40 GB where temporary files are.
  --sessions <n>   One size, for a quick run: 1e5 sessions and 1e5 refreshes take two minutes.
  --refreshes <n>  ${REFRESHES} by default.
  --folder <path>  Where the files are made, and removed at the end. The system's folder for temporary files by default.
  --write          Writes bench/growth.json, with --postgres bench/growthPostgres.json, from which "npm run docs" makes docs/why/scale.md.
  --help           This text.
`;

export interface GrowthArguments {
  readonly help: boolean;
  readonly sizes: readonly number[];
  readonly mongo: boolean;
  readonly postgres: boolean;
  readonly refreshes: number;
  readonly folder: string | null;
  readonly write: boolean;
}

/** @throws a line for the user when an option is unknown or a size cannot be */
export function readGrowthArguments(args: readonly string[]): GrowthArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: "boolean", default: false },
      sizes: { type: "string" },
      sessions: { type: "string" },
      mongo: { type: "boolean", default: false },
      postgres: { type: "boolean", default: false },
      refreshes: { type: "string", default: REFRESHES },
      folder: { type: "string" },
      write: { type: "boolean", default: false },
    },
  });
  const { help, mongo, postgres, write, folder = null } = values;
  if (mongo && postgres) throw new Error("--mongo and --postgres are two runs.");
  if (values.sizes !== undefined && values.sessions !== undefined) throw new Error("--sessions is one of --sizes.");
  const sizes = values.sessions ?? values.sizes ?? (postgres ? POSTGRES_SIZES : DEFAULT_SIZES);
  const refreshes = Number(values.refreshes);
  if (!Number.isInteger(refreshes) || refreshes < 1) throw new Error("--refreshes takes a whole number.");
  return { help, mongo, postgres, refreshes, write, folder, sizes: sizes.split(",").map(readSize) };
}

function readSize(text: string): number {
  const size = Number(text);
  if (Number.isInteger(size) && size >= SMALLEST && size <= LARGEST) return size;
  throw new Error(`--sizes takes whole numbers from ${SMALLEST} to ${LARGEST}, not "${text}".`);
}
