import type { Session, SpentToken } from "../../src/stores/Store.js";
import { FLAGS, FLIGHT_BYTES, OFFSET_ZERO, REASONS, UNBOUNDED } from "./codeForm.js";
import { unpackFlight } from "./flightCode.js";
import { BLANK, type Model } from "./Model.js";
import type { Budget, Flight, State, Witness } from "./State.js";
import { generationOf, symbolOf, tokenOf } from "./tokens.js";

/** Reads what StateWriter wrote: a state that behaves as the one that was written. Its `now` is 0. */
export function readState(model: Model, bytes: Uint8Array): State {
  return new StateReader(model, bytes).read();
}

class StateReader {
  readonly #model: Model;
  readonly #bytes: Uint8Array;
  readonly tick: number;
  generation = 0;
  userEpoch = 0;
  #at = 0;

  constructor(model: Model, bytes: Uint8Array) {
    this.#model = model;
    this.#bytes = bytes;
    this.tick = model.world.tick;
  }

  #next(): number {
    const byte = this.#bytes[this.#at] ?? 0;
    this.#at += 1;
    return byte;
  }

  time(byte: number): number | null {
    return byte === 0 ? null : (byte - 1 - this.#model.ticksBack) * this.tick;
  }

  read(): State {
    const { session, userEpoch } = this.#session();
    this.generation = session.generation;
    this.userEpoch = userEpoch;
    const jar = { refresh: this.#next() - 1, access: this.#access() };
    const thief = { stolen: this.#next() - 1, own: this.#next() - 1, access: this.#access() };
    const left = this.#budget();
    const offsets: number[] = [];
    for (const _ of this.#model.world.servers) offsets.push((this.#next() - OFFSET_ZERO) * this.tick);
    const lostAt: number[] = [];
    for (let count = this.#next(); count > 0; count -= 1) lostAt.push(-this.#next() * this.tick);
    const flags = this.#next();
    const backup = (flags & FLAGS.backup) === 0 ? null : this.#session();
    const witnesses: Witness[] = [];
    for (let count = this.#next(); count > 0; count -= 1) witnesses.push(this.#witness());
    const flights: Flight[] = [];
    for (let count = this.#next(); count > 0; count -= 1) flights.push(this.#flight());
    const ended = (flags & FLAGS.ended) !== 0;
    const restored = (flags & FLAGS.restored) !== 0;
    return {
      now: 0,
      session,
      userEpoch,
      jar,
      thief,
      flights,
      offsets,
      backup,
      left,
      witnesses,
      lostAt,
      ended,
      restored,
    };
  }

  /** In the order of BUDGETS. */
  #budget(): Budget {
    return {
      losses: this.#amount(),
      duplicates: this.#amount(),
      untold: this.#amount(),
      copies: this.#amount(),
      jumps: this.#amount(),
      endings: this.#amount(),
      restores: this.#amount(),
      ticks: this.#amount(),
      sends: this.#amount(),
    };
  }

  #amount(): number {
    const byte = this.#next();
    return byte === UNBOUNDED ? Number.POSITIVE_INFINITY : byte;
  }

  #access(): number {
    return this.generation - 1 + this.#next();
  }

  #session(): { session: Session; userEpoch: number } {
    const token = this.#next() - 1;
    const confirmedAt = this.time(this.#next());
    const previous: SpentToken[] = [];
    for (let count = this.#next(); count > 0; count -= 1) previous.push(this.#spent());
    const { world } = this.#model;
    const lateCount = this.#next();
    const lateSince = world.late === null ? 0 : -this.#next() * this.tick;
    const idleExpiresAt = world.life === null ? BLANK.idleExpiresAt : this.#next() * this.tick;
    const expiresAt = world.life === null ? BLANK.expiresAt : this.#next() * this.tick;
    const revokeReason = REASONS[this.#next()] ?? null;
    const userEpoch = this.#next();
    const session: Session = {
      ...BLANK,
      openedBy: world.openedBy,
      generation: generationOf(token),
      firstGeneration: this.#next(),
      tokenHash: symbolOf(token),
      confirmedAt,
      previous,
      lateCount,
      lateSince,
      idleExpiresAt,
      expiresAt,
      revokedAt: revokeReason === null ? null : 0,
      revokeReason,
    };
    return { session, userEpoch };
  }

  #spent(): SpentToken {
    const token = this.#next() - 1;
    const generation = generationOf(token);
    const salt = symbolOf(tokenOf(generation + 1, this.#next()));
    const supersededAt = this.time(this.#next()) ?? 0;
    const successorConfirmedAt = this.time(this.#next());
    const key = this.#next();
    const retryKey = key === 0 ? null : String(key);
    return {
      generation,
      keyId: BLANK.keyId,
      tokenHash: symbolOf(token),
      salt,
      supersededAt,
      successorConfirmedAt,
      retryKey,
      network: null,
    };
  }

  #witness(): Witness {
    return { generation: this.#next(), usedAt: this.time(this.#next()), confirmedAt: this.time(this.#next()) };
  }

  #flight(): Flight {
    let code = 0;
    for (let byte = 0; byte < FLIGHT_BYTES; byte += 1) code += this.#next() * 256 ** byte;
    const { flight, hasSnapshot } = unpackFlight(code, this);
    return hasSnapshot ? { ...flight, snapshot: this.#session().session } : flight;
  }
}
