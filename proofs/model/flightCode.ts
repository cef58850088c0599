import { matters } from "./confirm.js";
import { mayBeServed } from "./copies.js";
import type { Frame } from "./Frame.js";
import type { Model } from "./Model.js";
import { type Flight, presentsToken, type State } from "./State.js";

const WHO = ["owner", "thief"] as const;
const KINDS = ["refresh", "use", "logout", "renew"] as const;
const STAGES = ["sent", "read", "writing", "answered"] as const;
const KEYS = [0, 1, 2] as const;

/** How many values a field of the code may have. */
const SIZE = { flag: 2, kind: 4, stage: 4, key: 3, server: 4, age: 8, time: 32, token: 64, access: 4 } as const;

/** A request as one whole number below 2^48, or -1 when it can have no effect any more. */
export function packFlight(model: Model, frame: Frame, state: State, flight: Flight): number {
  if (hasNoEffect(model, state, flight)) return -1;
  const { kind, stage, answer } = flight;
  let code = flight.snapshot === null ? 0 : 1;
  code = join(code, WHO.indexOf(flight.who), SIZE.flag);
  code = join(code, KINDS.indexOf(kind), SIZE.kind);
  code = join(code, STAGES.indexOf(stage), SIZE.stage);
  code = join(code, flight.key, SIZE.key);
  code = join(code, flight.fromCookie ? 1 : 0, SIZE.flag);
  code = join(code, flight.unsettled ? 1 : 0, SIZE.flag);
  code = join(code, flight.closes ? 1 : 0, SIZE.flag);
  code = join(code, flight.abandoned ? 1 : 0, SIZE.flag);
  code = join(code, flight.server + 1, SIZE.server);
  code = join(code, frame.age(flight), SIZE.age);
  code = join(code, stage === "writing" ? frame.time(flight.decidedAt) : 0, SIZE.time);
  code = join(code, presentedOf(frame, state, flight), SIZE.token);
  code = join(code, frame.token(flight.wrote), SIZE.token);
  if (answer?.kind !== "tokens") return join(join(code, 0, SIZE.token), 0, SIZE.access);
  return join(join(code, frame.token(answer.refresh), SIZE.token), frame.access(answer.access) + 1, SIZE.access);
}

function join(code: number, field: number, size: number): number {
  if (field < 0 || field >= size || !Number.isInteger(field)) throw new Error(`a field of ${size} values is ${field}`);
  return code * size + field;
}

function hasNoEffect(model: Model, state: State, flight: Flight): boolean {
  if (flight.kind === "use") return flight.stage === "answered" || !matters(state, flight.token);
  return flight.abandoned && flight.stage === "sent" && !mayBeServed(model, state, flight);
}

function presentedOf(frame: Frame, state: State, flight: Flight): number {
  const { kind, token } = flight;
  if (presentsToken(flight)) return frame.token(token);
  return kind === "use" ? frame.access(token) : state.userEpoch - token;
}

/** Takes the fields off a code, the last one first. */
class Fields {
  #rest: number;

  constructor(code: number) {
    this.#rest = code;
  }

  take(size: number): number {
    const field = this.#rest % size;
    this.#rest = Math.floor(this.#rest / size);
    return field;
  }
}

/** Where the fields of a code are read from. */
interface Origin {
  readonly generation: number;
  readonly userEpoch: number;
  time(byte: number): number | null;
  readonly tick: number;
}

export function unpackFlight(code: number, origin: Origin): { flight: Flight; hasSnapshot: boolean } {
  const fields = new Fields(code);
  const access = fields.take(SIZE.access);
  const refresh = fields.take(SIZE.token) - 1;
  const wrote = fields.take(SIZE.token) - 1;
  const presented = fields.take(SIZE.token);
  const decidedAt = origin.time(fields.take(SIZE.time)) ?? 0;
  const sentAt = -fields.take(SIZE.age) * origin.tick;
  const server = fields.take(SIZE.server) - 1;
  const abandoned = fields.take(SIZE.flag) === 1;
  const closes = fields.take(SIZE.flag) === 1;
  const unsettled = fields.take(SIZE.flag) === 1;
  const fromCookie = fields.take(SIZE.flag) === 1;
  const key = KEYS[fields.take(SIZE.key)] ?? 0;
  const stage = STAGES[fields.take(SIZE.stage)] ?? "sent";
  const kind = KINDS[fields.take(SIZE.kind)] ?? "refresh";
  const who = WHO[fields.take(SIZE.flag)] ?? "owner";
  const hasSnapshot = fields.take(SIZE.flag) === 1;
  const token = tokenFrom(kind, presented, origin);
  const answer = access === 0 ? null : ({ kind: "tokens", refresh, access: origin.generation - 2 + access } as const);
  const snapshot = null;
  const flight = {
    who,
    kind,
    token,
    fromCookie,
    key,
    stage,
    sentAt,
    server,
    decidedAt,
    wrote,
    unsettled,
    closes,
    abandoned,
    snapshot,
    answer,
  };
  return { flight, hasSnapshot };
}

function tokenFrom(kind: Flight["kind"], presented: number, { generation, userEpoch }: Origin): number {
  if (presentsToken({ kind })) return presented - 1;
  return kind === "use" ? generation - 1 + presented : userEpoch - presented;
}
