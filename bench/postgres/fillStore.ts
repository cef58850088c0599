import type { Store } from "../../src/stores/Store.js";
import { createPopulation } from "../growth/Population.js";
import { userAt, userCount } from "../growth/people.js";
import { sessionAt } from "../growth/sessions.js";
import { SESSIONS } from "./storeScenarios.js";

/** Nobody signs in. */
const A_HASH = `$argon2id$v=19$m=19456,t=2,p=1$${"c".repeat(22)}$${"d".repeat(43)}`;
const POPULATION = createPopulation(SESSIONS, Date.now(), A_HASH);
const AT_ONCE = 500;

export const SESSION_IDS = numbers(SESSIONS).map((index) => sessionAt(POPULATION, index)._id);

/** Puts the same users and sessions into a store, by its own verbs. Closes it. */
export async function fillStore(store: Store): Promise<void> {
  await store.open();
  await inGroups(userCount(POPULATION), async (index) => {
    await store.users.create(userAt(POPULATION, index));
  });
  await inGroups(SESSIONS, (index) => store.sessions.create(sessionAt(POPULATION, index)));
  await store.close();
}

async function inGroups(count: number, insert: (index: number) => Promise<void>): Promise<void> {
  for (let from = 0; from < count; from += AT_ONCE) {
    const group = numbers(Math.min(AT_ONCE, count - from));
    await Promise.all(group.map((place) => insert(from + place)));
  }
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
