import mongoose, { mongo } from "mongoose";
import { createModels } from "../../src/stores/mongo/models.js";
import { eventsOf } from "./events.js";
import type { DocumentSize } from "./growthResults.js";
import type { Population } from "./Population.js";
import { userAt, userCount } from "./people.js";
import { sessionAt } from "./sessions.js";

const LOOKED_AT = 5000;
/** The head of a document, and the type and the empty name of a field: what BSON puts around a value that is alone. */
const AROUND_VALUE = mongo.BSON.calculateObjectSize({ "": null });

type Document = Readonly<Record<string, unknown>>;

/** How long the documents of a population are, and the keys of the indexes on them. No server is asked. */
export function documentSizes(population: Population): DocumentSize[] {
  const models = createModels(mongoose.createConnection(), "");
  const sessions = spreadOver(population.sessions).map((index) => ({ index, session: sessionAt(population, index) }));
  const documents: Record<"users" | "sessions" | "auditEvents", Document[]> = {
    users: spreadOver(userCount(population)).map((index) => ({ ...userAt(population, index) })),
    sessions: sessions.map(({ session }) => ({ ...session })),
    auditEvents: sessions.flatMap(({ session, index }) => eventsOf(session, index).map((event) => ({ ...event }))),
  };
  return (["users", "sessions", "auditEvents"] as const).map((collection) => {
    const indexes = models[collection].schema.indexes().map(([keys]) => Object.keys(keys));
    return {
      collection,
      bytes: average(documents[collection].map((document) => mongo.BSON.calculateObjectSize(document))),
      keyBytes: Object.fromEntries(
        [["_id"], ...indexes].map((fields) => [
          fields.join(", "),
          average(documents[collection].map((document) => keyBytes(document, fields))),
        ]),
      ),
    };
  });
}

function keyBytes(document: Document, fields: readonly string[]): number {
  const values = fields.map((field) => mongo.BSON.calculateObjectSize({ "": document[field] }) - AROUND_VALUE);
  return values.reduce((sum, bytes) => sum + bytes, 0);
}

function spreadOver(count: number): number[] {
  const looked = Math.min(count, LOOKED_AT);
  return Array.from({ length: looked }, (_, place) => Math.floor((place * count) / looked));
}

function average(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
