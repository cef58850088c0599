import { excessEvents } from "../adapterRules.js";
import type { AuditEvent, AuditStore, AuditTrim } from "../Store.js";
import { documentFormats } from "./documents.js";
import { MongoPort } from "./MongoPort.js";
import { isDuplicateKey } from "./mongoErrors.js";
import { deleteAtMost, deleteOfUser, pageOfUser, plain } from "./queries.js";

const { auditEvents } = documentFormats;

/** The audit events of a MongoDB store. */
export class MongoAuditEvents extends MongoPort implements AuditStore {
  append(event: AuditEvent): Promise<void> {
    const record = auditEvents.toDocument(event);
    return this.connection.write(async ({ auditEvents: Event }) => {
      try {
        await new Event(record).save();
      } catch (error) {
        // The only unique key is the id: this event was recorded before.
        if (!isDuplicateKey(error)) throw error;
      }
    });
  }

  list({ before, limit }: Parameters<AuditStore["list"]>[0]): Promise<AuditEvent[]> {
    return this.connection.read(async ({ auditEvents: collection, trusted }) => {
      const filter = before === null ? {} : { _id: trusted({ $lt: before }) };
      const found = await plain<AuditEvent[]>(collection.find(filter).sort({ _id: -1 }).limit(limit));
      return found.map(auditEvents.fromDocument);
    });
  }

  listByUser({ userId, before, limit }: Parameters<AuditStore["listByUser"]>[0]): Promise<AuditEvent[]> {
    return this.connection.read(async (collections) => {
      const filter = pageOfUser(collections, userId, before);
      const query = collections.auditEvents.find(filter).sort({ _id: -1 }).limit(limit);
      return (await plain<AuditEvent[]>(query)).map(auditEvents.fromDocument);
    });
  }

  deleteBefore(time: number, limit: number): Promise<number> {
    return this.connection.write((collections) => {
      const filter = { at: collections.trusted({ $lt: time }) };
      return deleteAtMost(collections, collections.auditEvents, { filter, order: { at: 1 }, limit });
    });
  }

  trimByUser({ userId, max, limit, ranks }: AuditTrim): Promise<number> {
    return this.connection.write(async ({ auditEvents: collection, trusted }) => {
      // One read: a count beside it could be of another moment, and then too many would be deleted.
      const all = collection.find({ userId: { $eq: userId } }, { _id: 1, name: 1 }).sort({ _id: 1 });
      const oldest = await plain<Array<Pick<AuditEvent, "_id" | "name">>>(all.limit(max + limit));
      const excess = excessEvents(oldest, { max, ranks });
      if (excess.length === 0) return 0;
      return (await collection.deleteMany({ _id: trusted({ $in: excess }) }).exec()).deletedCount;
    });
  }

  deleteByUser(userId: string): Promise<number> {
    return this.connection.write((collections) => deleteOfUser(collections.auditEvents, userId));
  }
}
