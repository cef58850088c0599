import type { EmailCodeStore, EmailCodes } from "../Store.js";
import { documentFormats } from "./documents.js";
import { MongoPort } from "./MongoPort.js";
import { createOnce, deleteById, deleteExpired, plain, replaceVersion } from "./queries.js";

/** The mailed codes of a MongoDB store. */
export class MongoEmailCodes extends MongoPort implements EmailCodeStore {
  get(userId: string): Promise<EmailCodes | null> {
    return this.connection.read(async ({ emailCodes }) => {
      const found = await plain<EmailCodes | null>(emailCodes.findOne({ _id: { $eq: userId } }));
      return found === null ? null : documentFormats.emailCodes.fromDocument(found);
    });
  }

  create(record: EmailCodes): ReturnType<EmailCodeStore["create"]> {
    const document = documentFormats.emailCodes.toDocument(record);
    return this.connection.write(({ emailCodes }) => createOnce(new emailCodes(document)));
  }

  compareAndSet(next: EmailCodes, expectedVersion: number): ReturnType<EmailCodeStore["compareAndSet"]> {
    const record = documentFormats.emailCodes.toDocument(next);
    return this.connection.write(({ emailCodes }) => replaceVersion(emailCodes, record, expectedVersion));
  }

  delete(userId: string): Promise<boolean> {
    return this.connection.write(({ emailCodes }) => deleteById(emailCodes, userId));
  }

  deleteExpired(now: number, limit: number): Promise<number> {
    return this.connection.write((collections) => deleteExpired(collections, collections.emailCodes, { now, limit }));
  }
}
