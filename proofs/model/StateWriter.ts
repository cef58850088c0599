import type { Session, SpentToken } from "../../src/stores/Store.js";
import { BUDGETS, FLAGS, FLIGHT_BYTES, OFFSET_ZERO, REASONS, UNBOUNDED } from "./codeForm.js";
import { Frame } from "./Frame.js";
import { packFlight } from "./flightCode.js";
import { lateWindow, type Model } from "./Model.js";
import type { Flight, State } from "./State.js";
import { tokenBehind, variantOf } from "./tokens.js";

interface Packed {
  readonly index: number;
  readonly flight: Flight;
  readonly code: number;
}

/** Writes a state as bytes, in the form of {@link Frame}; requests have no order. */
export class StateWriter {
  readonly #model: Model;
  readonly #bytes = new Uint8Array(2048);
  #at = 0;
  /** How the last state was moved: its `now`, its oldest generation, and the order of its requests. */
  shift = { time: 0, generation: 0 };
  order: readonly number[] = [];

  constructor(model: Model) {
    this.#model = model;
  }

  /** The bytes stay valid until the next call. */
  write(state: State): Uint8Array {
    const frame = new Frame(this.#model, state);
    this.shift = { time: state.now, generation: frame.base };
    this.#at = 0;
    this.#session(frame, state, state.session, state.userEpoch);
    this.#rest(frame, state);
    this.#flights(frame, state);
    return this.#bytes.subarray(0, this.#at);
  }

  #put(byte: number): void {
    if (byte < 0 || byte > 255 || !Number.isInteger(byte)) throw new Error(`${byte} is no byte`);
    this.#bytes[this.#at] = byte;
    this.#at += 1;
  }

  #session(frame: Frame, state: State, session: Session, userEpoch: number): void {
    this.#put(frame.token(tokenBehind(session.tokenHash)));
    this.#put(timeIn(session, frame, session.confirmedAt));
    this.#put(session.previous.length);
    for (const spent of session.previous) this.#spent(frame, session, spent);
    this.#late(state.now, session);
    this.#life(state.now, session);
    this.#put(REASONS.indexOf(session.revokeReason));
    this.#put(userEpoch - session.epoch);
    this.#put(Math.max(0, session.firstGeneration - frame.base));
  }

  #spent(frame: Frame, session: Session, spent: SpentToken): void {
    this.#put(frame.token(tokenBehind(spent.tokenHash)));
    this.#put(variantOf(tokenBehind(spent.salt)));
    this.#put(timeIn(session, frame, spent.supersededAt));
    this.#put(timeIn(session, frame, spent.successorConfirmedAt));
    this.#put(Number(spent.retryKey ?? 0));
  }

  #late(now: number, { lateCount, lateSince }: Session): void {
    if (this.#model.world.late === null) {
      this.#put(lateCount);
      return;
    }
    const counts = lateCount > 0 && now - lateSince < lateWindow(this.#model);
    this.#put(counts ? lateCount : 0);
    this.#put(counts ? (now - lateSince) / this.#model.world.tick : 0);
  }

  #life(now: number, { idleExpiresAt, expiresAt }: Session): void {
    if (this.#model.world.life === null) return;
    this.#put(Math.max(0, (idleExpiresAt - now) / this.#model.world.tick));
    this.#put(Math.max(0, (expiresAt - now) / this.#model.world.tick));
  }

  #rest(frame: Frame, state: State): void {
    const { jar, thief, left, backup } = state;
    const { tick } = this.#model.world;
    this.#put(frame.token(jar.refresh));
    this.#put(frame.access(jar.access));
    this.#put(frame.token(thief.stolen));
    this.#put(frame.token(thief.own));
    this.#put(frame.access(thief.access));
    for (const what of BUDGETS) this.#put(Math.min(left[what], UNBOUNDED));
    for (const offset of state.offsets) this.#put(offset / tick + OFFSET_ZERO);
    this.#put(state.lostAt.length);
    for (const at of state.lostAt) this.#put((state.now - at) / tick);
    this.#put(
      (state.ended ? FLAGS.ended : 0) + (state.restored ? FLAGS.restored : 0) + (backup === null ? 0 : FLAGS.backup),
    );
    if (backup !== null) this.#session(frame, state, backup.session, backup.userEpoch);
    this.#witnesses(frame, state);
  }

  #witnesses(frame: Frame, state: State): void {
    const asked = state.ended ? [] : state.witnesses.filter(({ generation }) => generation >= frame.oldest);
    this.#put(asked.length);
    for (const { generation, usedAt, confirmedAt } of asked) {
      this.#put(generation - frame.base);
      this.#put(frame.time(usedAt));
      this.#put(frame.time(confirmedAt));
    }
  }

  #flights(frame: Frame, state: State): void {
    const packed: Packed[] = [];
    for (const [index, flight] of state.flights.entries()) {
      const code = packFlight(this.#model, frame, state, flight);
      if (code >= 0) packed.push({ index, flight, code });
    }
    packed.sort(byCode);
    this.order = packed.map(indexOf);
    this.#put(packed.length);
    for (const { code, flight } of packed) {
      let rest = code;
      for (let byte = 0; byte < FLIGHT_BYTES; byte += 1) {
        this.#put(rest % 256);
        rest = Math.floor(rest / 256);
      }
      if (flight.snapshot !== null) this.#session(frame, state, flight.snapshot, flight.snapshot.epoch);
    }
  }
}

/** Nobody asks any more when something happened in a session that has ended: then it is long ago. */
function timeIn({ revokedAt }: Session, frame: Frame, time: number | null): number {
  if (revokedAt === null) return frame.time(time);
  return time === null ? 0 : 1;
}

function byCode(one: Packed, other: Packed): number {
  return one.code - other.code;
}

function indexOf({ index }: Packed): number {
  return index;
}
