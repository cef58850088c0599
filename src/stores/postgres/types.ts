import type { CustomTypesConfig } from "pg";

type Parser = (text: string) => unknown;

const BOOLEAN = 16;
const INT2 = 21;
const INT4 = 23;
const INT8 = 20;

const parsers = new Map<number, Parser>([
  [BOOLEAN, (text) => text === "t"],
  [INT2, Number],
  [INT4, Number],
  // Times and counts are below 2^53.
  [INT8, Number],
]);

const asText: Parser = (text) => text;

/**
 * How values come back. It goes with each query, because `pg.types.setTypeParser` is for every pool of the process, those of an app
 * among them.
 */
export const types: CustomTypesConfig = { getTypeParser: (oid: number) => parsers.get(oid) ?? asText };
