import type { ClientInfo } from "../../http/clientInfo.js";
import type { AuditEvent, AuditStore } from "../../stores/Store.js";
import type { BackgroundTasks } from "../../utils/BackgroundTasks.js";
import type { Clock } from "../../utils/clock.js";
import { newId } from "../../utils/ids.js";
import type { Events } from "../events/index.js";
import { type AuditEventName, TRIM_RANKS } from "./auditEvents.js";
import type { EventDelivery } from "./EventDelivery.js";

interface AuditEntry {
  /** For what may be reported several times and is stored once: the same id for the same thing. */
  readonly _id?: string;
  readonly name: AuditEventName;
  /** `null` when no account is known: then it goes to the program's log only. */
  readonly userId: string | null;
  readonly sessionId: string | null;
  readonly client: ClientInfo;
  readonly detail?: AuditEvent["detail"];
}

interface AuditLogDeps {
  store: AuditStore;
  clock: Clock;
  background: BackgroundTasks;
  events: Events;
  /** Passes what is recorded on to the app. */
  delivery?: EventDelivery | undefined;
}

/** Who did what to which account, from where and when (ASVS 16.3.1). An entry never contains a token or text that was typed. */
export class AuditLog {
  readonly #deps: AuditLogDeps;
  /** Stands in the detail of every entry. */
  readonly #always: AuditEvent["detail"];
  #pending = new Set<Promise<void>>();

  constructor(deps: AuditLogDeps, always: AuditEvent["detail"] = {}) {
    this.#deps = deps;
    this.#always = always;
  }

  /** The same log, for what is done by somebody who sends no request: its entries say by whom. */
  by(actor: "server"): AuditLog {
    const log = new AuditLog(this.#deps, { by: actor });
    log.#pending = this.#pending;
    return log;
  }

  /** Records what has just happened. No answer waits for it or fails with it: a failure goes to the program's log. */
  record({ client, detail = {}, ...entry }: AuditEntry): void {
    const at = this.#deps.clock.now();
    this.#append({ _id: newId(at), ...entry, at, ip: client.ip, userAgent: client.userAgent, detail });
  }

  /** Records the end of a session. */
  append(event: AuditEvent): void {
    this.#deps.events.emit("session.ended", { reason: String(event.detail["reason"]) });
    this.#append(event);
  }

  /** The user's events, newest first, with everything that this process has recorded so far. */
  async listByUser(query: Parameters<AuditStore["listByUser"]>[0]): Promise<AuditEvent[]> {
    await this.settled();
    return this.#deps.store.listByUser(query);
  }

  /** Resolves when everything that this process has recorded so far is written. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#pending);
  }

  #append(entry: AuditEvent): void {
    const event = { ...entry, detail: { ...entry.detail, ...this.#always } };
    const { store, background, events, delivery } = this.#deps;
    events.emit("audit.recorded", event);
    if (event.userId === null) {
      // Nobody could ever read it in the store, and strangers must not be able to fill the database.
      delivery?.deliver(event, Promise.resolve());
      return;
    }
    background.run(async () => {
      const write = appendBounded(store, event);
      this.#pending.add(write);
      delivery?.deliver(event, write);
      await write.finally(() => this.#pending.delete(write));
    });
  }
}

export const MAX_EVENTS = 2000;

/** At most this many are deleted in one step, so that no request waits long for it. */
const TRIM_LIMIT = 500;

/** One event in this many trims the account's events: between two steps they grow by about as many. */
const TRIM_EVERY = 64;

/**
 * Writes an event and keeps the number of the account's events bounded. The random ids decide which events are followed by a
 * trim: no process has to remember whose events have grown, and nobody can write so that they are never trimmed.
 */
export async function appendBounded(
  store: Pick<AuditStore, "append" | "trimByUser">,
  event: AuditEvent,
): Promise<void> {
  await store.append(event);
  const { userId } = event;
  if (userId === null || !isTrimDue(event._id)) return;
  await store.trimByUser({ userId, max: MAX_EVENTS, limit: TRIM_LIMIT, ranks: TRIM_RANKS });
}

function isTrimDue(id: string): boolean {
  return Number.parseInt(id.slice(-2), 16) % TRIM_EVERY === 0;
}
