import { trusted } from "mongoose";
import { excessEvents } from "../adapterRules.js";
import type { AuditEvent, AuditStore } from "../Store.js";
import { deleteAtMost } from "./deleteAtMost.js";
import { isDuplicateKey } from "./duplicateKey.js";
import type { MongoConnection } from "./MongoConnection.js";
import { pageOfUser } from "./pageOfUser.js";

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

/** The audit events of a MongoDB store. */
export function createAuditStore(connection: MongoConnection): AuditStore {
  return {
    append(event) {
      return connection.write(async ({ auditEvents }) => {
        try {
          await new auditEvents(copyEvent(event)).save();
        } catch (error) {
          // The only unique key is the id: this event was stored before.
          if (!isDuplicateKey(error)) throw error;
        }
      });
    },
    list({ before, limit }) {
      return connection.read(async ({ auditEvents }) => {
        const found = await auditEvents
          .find(before === null ? {} : { _id: trusted({ $lt: before }) })
          .sort({ _id: -1 })
          .limit(limit)
          .lean<AuditEvent[]>()
          .exec();
        return found.map(copyEvent);
      });
    },
    listByUser({ userId, before, limit }) {
      return connection.read(async ({ auditEvents }) => {
        const found = await auditEvents
          .find(pageOfUser(userId, before))
          .sort({ _id: -1 })
          .limit(limit)
          .lean<AuditEvent[]>()
          .exec();
        return found.map(copyEvent);
      });
    },
    deleteBefore(time, limit) {
      return connection.write(({ auditEvents }) =>
        deleteAtMost(auditEvents, { at: trusted({ $lt: time }) }, { at: 1 }, limit),
      );
    },
    trimByUser({ userId, max, limit, ranks }) {
      return connection.write(async ({ auditEvents }) => {
        // One read: a count beside it could be of another moment, and then too many would go.
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
    },
    deleteByUser(userId) {
      return connection.write(async ({ auditEvents }) => {
        const { deletedCount } = await auditEvents.deleteMany({ userId: { $eq: userId } }).exec();
        return deletedCount;
      });
    },
  };
}
