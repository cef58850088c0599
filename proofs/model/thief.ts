import { confirmed } from "../../src/services/session/rotation.js";
import type { Action, Emit } from "./Action.js";
import { spend } from "./clients.js";
import { isAlive, matters } from "./confirm.js";
import { type Model, NEW_FLIGHT } from "./Model.js";
import type { Flight, Key, State } from "./State.js";
import { store } from "./serve.js";
import { NONE } from "./tokens.js";

type Send = Extract<Action, { kind: "send" }>;

/** A thief copies the jar at any moment, presents any token that it holds as either class of client, and uses what it gets. */
export function emitThief(model: Model, state: State, emit: Emit): void {
  const { thief, jar, left } = state;
  if (left.copies > 0 && jar.refresh !== thief.stolen && jar.refresh !== thief.own) {
    emit({ kind: "copy" }, { ...spend(state, "copies"), thief: { ...thief, stolen: jar.refresh } });
  }
  if (isAlive(state, state.now) && matters(state, thief.access)) {
    emit({ kind: "use", who: "thief" }, used(model, state));
  }
  if (state.flights.some(({ who }) => who === "thief")) return;
  for (const token of new Set([thief.stolen, thief.own])) {
    if (token === NONE || left.sends === 0) continue;
    for (const disguise of disguisesOf(model)) {
      const send: Send = { kind: "send", who: "thief", token, ...disguise };
      const flight: Flight = { ...NEW_FLIGHT, who: "thief", kind: "refresh", token, ...disguise, sentAt: 0 };
      emit(send, { ...spend(state, "sends"), flights: [...state.flights, flight] });
    }
  }
}

function disguisesOf({ world }: Model): { fromCookie: boolean; key: Key }[] {
  const plain = [
    { fromCookie: true, key: 0 as const },
    { fromCookie: false, key: 0 as const },
  ];
  return world.thief?.key ? [...plain, { fromCookie: false, key: 2 }] : plain;
}

/** Read and written at one moment: the owner's uses show what lies between. */
function used(model: Model, state: State): State {
  const next = confirmed(state.session, state.now);
  if (next === null) return state;
  const flight: Flight = { ...NEW_FLIGHT, who: "thief", kind: "use", token: state.thief.access, sentAt: 0 };
  return store(model, state, next, flight);
}
