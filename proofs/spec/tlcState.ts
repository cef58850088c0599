import { z } from "zod";
import type { Session } from "../../src/stores/Store.js";
import { BLANK, type Model, NEW_FLIGHT } from "../model/Model.js";
import type { Flight, State } from "../model/State.js";
import { NONE, symbolOf, tokenOf } from "../model/tokens.js";
import { readTlaState } from "./tlaValue.js";

const NEVER = -1;

/** The variables of Rotation.tla. */
const variables = z.object({
  now: z.number(),
  session: z.object({
    gen: z.number(),
    version: z.number(),
    confirmed: z.number(),
    previous: z.array(z.object({ gen: z.number(), at: z.number(), confirmed: z.number(), key: z.boolean() })),
    late: z.number(),
    ended: z.boolean(),
  }),
  jar: z.object({ refresh: z.number(), access: z.number() }),
  thief: z.object({ stolen: z.number(), own: z.number(), access: z.number() }),
  flights: z.array(
    z.object({
      who: z.enum(["owner", "thief"]),
      kind: z.enum(["refresh", "use"]),
      token: z.number(),
      cookie: z.boolean(),
      key: z.boolean(),
      abandoned: z.boolean(),
      stage: z.enum(["sent", "writing", "answered"]),
      sentAt: z.number(),
      server: z.boolean(),
      decidedAt: z.number(),
      base: z.number(),
      answer: z.number(),
      access: z.number(),
    }),
  ),
  known: z.array(z.number()),
  left: z.object({
    ticks: z.number(),
    sends: z.number(),
    losses: z.number(),
    copies: z.number(),
    duplicates: z.number(),
  }),
});

type Variables = z.infer<typeof variables>;

/** A state of the specification as the explorer has it. */
export function stateFromTla(model: Model, text: string): State {
  const { now, session, jar, thief, flights, known, left } = variables.parse(readTlaState(text));
  const start = model.start();
  const witnesses = known.flatMap((confirmedAt, generation) =>
    confirmedAt === NEVER ? [] : [{ generation, usedAt: null, confirmedAt }],
  );
  return {
    ...start,
    now,
    session: { ...sessionFrom(session), openedBy: model.world.openedBy },
    jar: { refresh: tokenOf(jar.refresh, 0), access: jar.access },
    thief: { stolen: tokenFrom(thief.stolen), own: tokenFrom(thief.own), access: thief.access },
    flights: flights.flatMap((flight) => flightFrom(session.version, flight)),
    witnesses: model.world.thief === null ? [] : witnesses,
    left: { ...start.left, ...left },
    ended: session.ended,
  };
}

function tokenFrom(generation: number): number {
  return generation === NEVER ? NONE : tokenOf(generation, 0);
}

function timeFrom(time: number): number | null {
  return time === NEVER ? null : time;
}

function sessionFrom({ gen, confirmed, previous, late, ended }: Variables["session"]): Session {
  return {
    ...BLANK,
    generation: gen,
    tokenHash: symbolOf(tokenOf(gen, 0)),
    confirmedAt: timeFrom(confirmed),
    previous: previous.map((spent) => ({
      generation: spent.gen,
      keyId: BLANK.keyId,
      tokenHash: symbolOf(tokenOf(spent.gen, 0)),
      salt: symbolOf(tokenOf(spent.gen + 1, 0)),
      supersededAt: spent.at,
      successorConfirmedAt: timeFrom(spent.confirmed),
      retryKey: spent.key ? "1" : null,
      network: null,
    })),
    lateCount: late,
    revokedAt: ended ? 0 : null,
    revokeReason: ended ? "reuse" : null,
  };
}

/** Whoever has lost the race is, for the explorer, on the way to read again at once; a lost confirmation is gone. */
function flightFrom(version: number, flight: Variables["flights"][number]): Flight[] {
  const { who, kind, token, cookie, key, abandoned, sentAt, server, answer, access } = flight;
  const hasLost = flight.stage === "writing" && flight.base !== version;
  if (hasLost && kind === "use") return [];
  const stage = hasLost ? "sent" : flight.stage;
  return [
    {
      ...NEW_FLIGHT,
      who,
      kind,
      token: kind === "use" ? token : tokenOf(token, 0),
      fromCookie: cookie,
      key: key ? 1 : 0,
      abandoned,
      stage,
      sentAt,
      server: server ? 0 : NONE,
      decidedAt: hasLost ? 0 : flight.decidedAt,
      answer: stage === "answered" ? { kind: "tokens", refresh: tokenFrom(answer), access } : null,
    },
  ];
}
