import type { AuditEvent as StoredEvent } from "../../stores/Store.js";
import { SECOND } from "../../utils/duration.js";
import { frozenCopy } from "../../utils/frozenCopy.js";
import { withTimeout } from "../../utils/withTimeout.js";
import type { Events } from "../events/index.js";
import { type AuditEventName, isAuditEventName } from "./auditEvents.js";

/** What happened to an account, when and from where. Times are epoch milliseconds. */
export interface AuditEvent extends StoredEvent {
  readonly name: AuditEventName;
}

/** The app's function for audit events. */
export type OnEvent = (event: AuditEvent) => void | Promise<void>;

const TIMEOUT = 10 * SECOND;

/** Events that wait for one account, and for all strangers together: a flood of refused sign-ins must not fill the memory. */
const MAX_WAITING = 1000;

interface Lane {
  last: Promise<void>;
  waiting: number;
}

/**
 * Passes audit events on to the app after they are stored, those of an account one after the other. Nothing waits for the app, and
 * an event is lost when the process dies before its turn: the audit log is the record.
 */
export class EventDelivery {
  readonly #onEvent: OnEvent;
  readonly #events: Events;
  readonly #lanes = new Map<string, Lane>();
  #closed = false;

  constructor({ onEvent, events }: { onEvent: OnEvent; events: Events }) {
    this.#onEvent = onEvent;
    this.#events = events;
  }

  /** Queues an event, to be passed on when `stored` has resolved. What could not be stored is not passed on. */
  deliver(event: StoredEvent, stored: Promise<void>): void {
    const account = accountOf(event);
    const lane = this.#lanes.get(account) ?? { last: Promise.resolve(), waiting: 0 };
    if (lane.waiting >= MAX_WAITING) {
      this.#events.emit("onEvent.dropped", { event: event.name });
      return;
    }
    lane.waiting += 1;
    lane.last = lane.last.then(async () => {
      const isStored = await stored.then(
        () => true,
        () => false,
      );
      if (isStored && !this.#closed) await this.#handle(event);
      lane.waiting -= 1;
      if (lane.waiting === 0) this.#lanes.delete(account);
    });
    this.#lanes.set(account, lane);
  }

  /** Resolves when everything that waits was passed on, after ten seconds at most. What waits longer is dropped. */
  async close(): Promise<void> {
    const emptied = (async () => {
      while (this.#lanes.size > 0) await Promise.all([...this.#lanes.values()].map(({ last }) => last));
    })();
    try {
      await withTimeout(emptied, TIMEOUT, () => new Error("onEvent had not ended when Latchkey closed."));
    } catch (error) {
      this.#events.emit("onEvent.failed", { event: null, error });
    } finally {
      this.#closed = true;
    }
  }

  async #handle(event: StoredEvent): Promise<void> {
    const { name } = event;
    if (!isAuditEventName(name)) return;
    const onEvent = this.#onEvent;
    const handling = (async () => onEvent(frozenCopy({ ...event, name })))();
    try {
      await withTimeout(handling, TIMEOUT, () => new Error(`onEvent took longer than ${TIMEOUT / SECOND} seconds.`));
    } catch (error) {
      this.#events.emit("onEvent.failed", { event: name, error });
    }
  }
}

/** The last event of an account has no `userId`, because nothing of it is stored. Strangers share one place. */
function accountOf({ userId, detail }: StoredEvent): string {
  return userId ?? String(detail["userId"] ?? "");
}
