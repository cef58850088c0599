import type { Emit } from "./Action.js";
import { emitBackup } from "./backup.js";
import { emitNetwork, emitOwner, spend } from "./clients.js";
import { readUse, writeUse } from "./confirm.js";
import { mayBeServed } from "./copies.js";
import { emitEndings, readEnding, writeEnding } from "./endings.js";
import { type Model, withoutFlight } from "./Model.js";
import type { Flight, State } from "./State.js";
import { decideNow, read, write } from "./serve.js";
import { emitThief } from "./thief.js";
import { emitTime } from "./time.js";
import { NONE } from "./tokens.js";

/** Every step that may come next. */
export function emitSteps(model: Model, state: State, emit: Emit): void {
  state.flights.forEach((flight, index) => {
    if (index > 0 && isSame(flight, state.flights[index - 1])) return;
    emitServer(model, state, index, flight, emit);
    emitNetwork(model, state, index, flight, emit);
  });
  emitOwner(model, state, emit);
  if (model.world.thief !== null) emitThief(model, state, emit);
  emitEndings(model, state, emit);
  emitBackup(state, emit);
  emitTime(model, state, emit);
}

/** Two requests of which everything is the same lead to the same next states. */
function isSame(one: Flight, other: Flight | undefined): boolean {
  return (
    other !== undefined &&
    one.kind === other.kind &&
    one.who === other.who &&
    one.token === other.token &&
    one.stage === other.stage &&
    one.sentAt === other.sentAt &&
    one.server === other.server &&
    one.decidedAt === other.decidedAt &&
    one.wrote === other.wrote &&
    one.unsettled === other.unsettled &&
    one.closes === other.closes &&
    one.abandoned === other.abandoned &&
    one.snapshot === null &&
    other.snapshot === null &&
    one.answer === null &&
    other.answer === null
  );
}

function emitServer(model: Model, state: State, index: number, flight: Flight, emit: Emit): void {
  if (flight.stage === "answered") return;
  if (flight.stage === "sent") emitReads(model, state, index, flight, emit);
  if (flight.stage === "read") emit({ kind: "decide", flight: index }, decideNow(model, state, index));
  if (flight.stage === "writing") emitWrites(model, state, index, flight, emit);
  if (mayFail(model, flight)) emit({ kind: "fail", flight: index }, withoutFlight(state, index));
}

function emitReads(model: Model, state: State, index: number, flight: Flight, emit: Emit): void {
  if (flight.abandoned && !mayBeServed(model, state, flight)) return;
  const servers = flight.server === NONE ? state.offsets.keys() : [flight.server];
  for (const server of servers) {
    emit({ kind: "read", flight: index, server }, readAt(model, state, index, flight, server));
  }
}

function readAt(model: Model, state: State, index: number, flight: Flight, server: number): State {
  if (flight.kind === "refresh") return read(model, state, index, server);
  return flight.kind === "use" ? readUse(model, state, index, server) : readEnding(model, state, index, server);
}

function emitWrites(model: Model, state: State, index: number, flight: Flight, emit: Emit): void {
  emit({ kind: "write", flight: index, outcome: "told" }, writeToldAt(model, state, index, flight));
  if (flight.kind !== "refresh" || state.left.untold === 0) return;
  const left = spend(state, "untold");
  emit({ kind: "write", flight: index, outcome: "stored" }, write(model, left, index, "stored"));
  emit({ kind: "write", flight: index, outcome: "dropped" }, write(model, left, index, "dropped"));
}

function writeToldAt(model: Model, state: State, index: number, { kind }: Flight): State {
  if (kind === "refresh") return write(model, state, index, "told");
  return kind === "use" ? writeUse(model, state, index) : writeEnding(model, state, index);
}

/**
 * A crash of the server, or a 503: the request ends, and nothing is written any more. A strict client whose write was stored
 * untold has no promise after that.
 */
function mayFail({ world }: Model, flight: Flight): boolean {
  if (!world.fails || flight.who === "thief") return false;
  return world.owner !== "strict" || flight.wrote === NONE;
}
