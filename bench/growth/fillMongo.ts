import { type Model, Mongoose } from "mongoose";
import { createMongoStore } from "../../src/stores/mongo/index.js";
import { createModels } from "../../src/stores/mongo/models.js";
import type { Progress } from "../compare/progress.js";
import { eventsOf } from "./events.js";
import type { Filled } from "./fillSqlite.js";
import type { Population } from "./Population.js";
import { userAt, userCount } from "./people.js";
import { sessionAt } from "./sessions.js";

const BATCH = 1000;

/** Has the product build its indexes, then inserts everybody. */
export async function fillMongo(url: string, population: Population, progress: Progress): Promise<Filled> {
  const store = createMongoStore({ url });
  await store.open();
  await store.close();
  const connection = await new Mongoose().createConnection(url).asPromise();
  const models = createModels(connection, "");
  const [users, { sessions }] = [userCount(population), population];
  let auditEvents = 0;

  progress.begin(`Filling MongoDB, ${sessions} sessions`, Math.ceil(users / BATCH) + Math.ceil(sessions / BATCH));
  for (const numbers of batches(users)) {
    await insert(
      models.users,
      numbers.map((index) => userAt(population, index)),
    );
    progress.step();
  }
  for (const numbers of batches(sessions)) {
    const made = numbers.map((index) => ({ index, session: sessionAt(population, index) }));
    const events = made.flatMap(({ session, index }) => eventsOf(session, index));
    await insert(
      models.sessions,
      made.map(({ session }) => session),
    );
    await insert(models.auditEvents, events);
    auditEvents += events.length;
    progress.step();
  }
  progress.end();
  await connection.destroy();
  return { users, sessions, auditEvents };
}

function* batches(count: number): Generator<number[]> {
  for (let from = 0; from < count; from += BATCH) {
    yield Array.from({ length: Math.min(BATCH, count - from) }, (_, place) => from + place);
  }
}

/** By the driver: Mongoose would make an object with all its checks of every record. */
async function insert<T>(model: Model<T>, records: readonly object[]): Promise<void> {
  await model.collection.insertMany(records.map((record) => ({ ...record })));
}
