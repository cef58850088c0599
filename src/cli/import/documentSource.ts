import type { ForeignCollection } from "../../stores/ForeignCollection.js";
import { printable } from "../../utils/printable.js";
import { CliError } from "../failures.js";
import { accountIn, type Field, type FieldMap } from "./fieldMap.js";
import type { UsersSource } from "./Row.js";

/** Accounts in a collection, which its application may go on using. */
interface DocumentSource extends UsersSource {
  /** The names of fields that were read and belong to no account, the first fifty of them. */
  leftOut(): readonly string[];
}

const MOST_NAMES = 50;

/** Reads a collection as accounts. Throws IMPORT_INVALID when it is empty: that is a wrong name more often than not. */
export async function documentSource(collection: ForeignCollection, map: FieldMap): Promise<DocumentSource> {
  const size = await collection.count();
  if (size === 0) throw await nothingThere(collection);
  const taken = new Set([...map.values()].map((path) => path.split(".")[0] ?? ""));
  const leftOut = new Set<string>();

  return {
    unit: "document",
    size,
    async *rows(report) {
      let done = 0;
      for await (const document of collection.documents()) {
        for (const name of Object.keys(document.fields)) {
          if (!taken.has(name) && leftOut.size < MOST_NAMES) leftOut.add(printable(name));
        }
        yield { place: document.id, fields: accountIn(document, map) };
        done += 1;
        report(Math.min(done, size));
      }
    },
    nameOf: (path) => {
      const [field = "", ...rest] = path.split(".");
      return [map.get(field as Field) ?? field, ...rest].join(".");
    },
    // Its application may write to it; each document is judged again before it is written.
    assertUnchanged: async () => undefined,
    leftOut: () => [...leftOut].toSorted(),
  };
}

async function nothingThere(collection: ForeignCollection): Promise<CliError> {
  const names = (await collection.siblings()).map((name) => printable(name));
  const others = names.length === 0 ? "Its database is empty." : `Its database has: ${names.join(", ")}.`;
  return new CliError("IMPORT_INVALID", `There is nothing in ${collection.name}. ${others}`);
}
