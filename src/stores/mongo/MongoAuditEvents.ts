import { excessEvents } from "../adapterRules.js";
import type { AuditEvent, AuditStore, AuditTrim } from "../Store.js";
import type { MongoConnection } from "./MongoConnection.js";
import { isDuplicateKey } from "./mongoErrors.js";
import { deleteAtMost, deleteOfUser, pageOfUser } from "./queries.js";

/** The audit events of a MongoDB store. */
export class MongoAuditEvents implements AuditStore {
  readonly #connection: MongoConnection;

  constructor(connection: MongoConnection) {
    this.#connection = connection;
  }

  append(event: AuditEvent): Promise<void> {
    const record = copyEvent(event);
    return this.#connection.write(async ({ auditEvents }) => {
      try {
        await new auditEvents(record).save();
      } catch (error) {
        // The only unique key is the id: this event was recorded before.
        if (!isDuplicateKey(error)) throw error;
      }
    });
  }

  list({ before, limit }: Parameters<AuditStore["list"]>[0]): Promise<AuditEvent[]> {
    return this.#connection.read(async ({ auditEvents, trusted }) => {
      const found = await auditEvents
        .find(before === null ? {} : { _id: trusted({ $lt: before }) })
        .sort({ _id: -1 })
        .limit(limit)
        .lean<AuditEvent[]>()
        .exec();
      return found.map(copyEvent);
    });
  }

  listByUser({ userId, before, limit }: Parameters<AuditStore["listByUser"]>[0]): Promise<AuditEvent[]> {
    return this.#connection.read(async (collections) => {
      const found = await collections.auditEvents
        .find(pageOfUser(collections, userId, before))
        .sort({ _id: -1 })
        .limit(limit)
        .lean<AuditEvent[]>()
        .exec();
      return found.map(copyEvent);
    });
  }

  deleteBefore(time: number, limit: number): Promise<number> {
    return this.#connection.write((collections) => {
      const filter = { at: collections.trusted({ $lt: time }) };
      return deleteAtMost(collections, collections.auditEvents, { filter, order: { at: 1 }, limit });
    });
  }

  trimByUser({ userId, max, limit, ranks }: AuditTrim): Promise<number> {
    return this.#connection.write(async ({ auditEvents, trusted }) => {
      // One read: a count beside it could be of another moment, and then too many would be deleted.
      const oldest = await auditEvents
        .find({ userId: { $eq: userId } }, { _id: 1, name: 1 })
        .sort({ _id: 1 })
        .limit(max + limit)
        .lean<Array<Pick<AuditEvent, "_id" | "name">>>()
        .exec();
      const excess = excessEvents(oldest, { max, ranks });
      if (excess.length === 0) return 0;
      return (await auditEvents.deleteMany({ _id: trusted({ $in: excess }) }).exec()).deletedCount;
    });
  }

  deleteByUser(userId: string): Promise<number> {
    return this.#connection.write(({ auditEvents }) => deleteOfUser(auditEvents, userId));
  }
}

export function copyEvent(event: AuditEvent): AuditEvent {
  return {
    _id: event._id,
    userId: event.userId,
    sessionId: event.sessionId,
    name: event.name,
    at: event.at,
    ip: event.ip,
    userAgent: event.userAgent,
    detail: { ...event.detail },
  };
}
