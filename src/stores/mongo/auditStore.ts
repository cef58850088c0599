import type { AuditEvent, AuditStore } from "../Store.js";
import type { MongoConnection } from "./MongoConnection.js";

function copyEvent(event: AuditEvent): AuditEvent {
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
        await new auditEvents(copyEvent(event)).save();
      });
    },
    listByUser({ userId, limit }) {
      return connection.read(async ({ auditEvents }) => {
        const found = await auditEvents
          .find({ userId: { $eq: userId } })
          .sort({ at: -1, _id: -1 })
          .limit(limit)
          .lean<AuditEvent[]>()
          .exec();
        return found.map(copyEvent);
      });
    },
  };
}
