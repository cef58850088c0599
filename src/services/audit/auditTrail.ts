import type { ClientInfo } from "../../http/clientInfo.js";
import type { AuditEvent, AuditStore } from "../../stores/Store.js";
import type { Background } from "../../utils/background.js";
import type { Clock } from "../../utils/clock.js";
import { newId } from "../../utils/ids.js";
import type { Events } from "../events/index.js";
import { appendBounded } from "./appendBounded.js";
import type { AuditEventName } from "./auditEvents.js";

export interface AuditEntry {
  /** For what may be reported several times and is kept once: the same id for the same thing. */
  readonly _id?: string;
  readonly name: AuditEventName;
  /** `null` when no account is known: then the log alone hears of it. */
  readonly userId: string | null;
  readonly sessionId: string | null;
  readonly client: ClientInfo;
  readonly detail?: AuditEvent["detail"];
}

export interface AuditTrail {
  /** Notes what has just happened. No answer waits for it and none fails with it: a failure goes to the log. */
  record(entry: AuditEntry): void;
  /** Records the end of a session. */
  append(event: AuditEvent): void;
  /** The user's events, newest first, with all that this process has noted so far. */
  listByUser: AuditStore["listByUser"];
  /** Resolves when all that this process has noted so far is written. */
  settled(): Promise<void>;
}

interface Deps {
  store: AuditStore;
  clock: Clock;
  background: Background;
  events: Events;
}

/** Who did what to which account, from where and when (ASVS 16.3.1). An event never holds a token or a typed name. */
export function createAuditTrail({ store, clock, background, events }: Deps): AuditTrail {
  const pending = new Set<Promise<void>>();

  function append(event: AuditEvent): void {
    events.emit("audit.recorded", event);
    // Nobody could ever read it there, and strangers must not be able to fill the database.
    if (event.userId === null) return;
    background.run(async () => {
      const write = appendBounded(store, event);
      pending.add(write);
      await write.finally(() => pending.delete(write));
    });
  }

  const settled = async (): Promise<void> => {
    await Promise.allSettled(pending);
  };

  return {
    append: (event) => {
      events.emit("session.ended", { reason: String(event.detail["reason"]) });
      append(event);
    },
    record: ({ client, detail = {}, ...entry }) => {
      const at = clock.now();
      append({ _id: newId(at), ...entry, at, ip: client.ip, userAgent: client.userAgent, detail });
    },
    listByUser: async (query) => {
      await settled();
      return store.listByUser(query);
    },
    settled,
  };
}
