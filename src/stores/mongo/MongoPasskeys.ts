import type { Passkey, PasskeyStore } from "../Store.js";
import { documentFormats } from "./documents.js";
import { MongoPort } from "./MongoPort.js";
import { createOnce, deleteOfUser, plain, replaceVersion } from "./queries.js";

/** The passkeys of a MongoDB store. */
export class MongoPasskeys extends MongoPort implements PasskeyStore {
  get(id: string): Promise<Passkey | null> {
    return this.connection.read(async ({ passkeys }) => {
      const found = await plain<Passkey | null>(passkeys.findOne({ _id: { $eq: id } }));
      return found === null ? null : documentFormats.passkeys.fromDocument(found);
    });
  }

  create(passkey: Passkey): ReturnType<PasskeyStore["create"]> {
    const document = documentFormats.passkeys.toDocument(passkey);
    return this.connection.write(({ passkeys }) => createOnce(new passkeys(document)));
  }

  compareAndSet(next: Passkey, expectedVersion: number): ReturnType<PasskeyStore["compareAndSet"]> {
    const record = documentFormats.passkeys.toDocument(next);
    return this.connection.write(({ passkeys }) => replaceVersion(passkeys, record, expectedVersion));
  }

  delete({ id, userId }: Parameters<PasskeyStore["delete"]>[0]): Promise<boolean> {
    return this.connection.write(async ({ passkeys }) => {
      const { deletedCount } = await passkeys.deleteOne({ _id: { $eq: id }, userId: { $eq: userId } }).exec();
      return deletedCount === 1;
    });
  }

  listByUser(userId: string): Promise<Passkey[]> {
    return this.connection.read(({ passkeys }) =>
      allOf(passkeys.find({ userId: { $eq: userId } }).sort({ createdAt: 1, _id: 1 })),
    );
  }

  listCreated({ from, before, limit }: Parameters<PasskeyStore["listCreated"]>[0]): Promise<Passkey[]> {
    return this.connection.read(({ passkeys, trusted }) => {
      const created = passkeys.find({ createdAt: trusted({ $gte: from, $lt: before }) });
      return allOf(created.sort({ createdAt: 1, _id: 1 }).limit(limit));
    });
  }

  deleteByUser(userId: string): Promise<number> {
    return this.connection.write(({ passkeys }) => deleteOfUser(passkeys, userId));
  }
}

async function allOf(query: Parameters<typeof plain>[0]): Promise<Passkey[]> {
  return (await plain<Passkey[]>(query)).map(documentFormats.passkeys.fromDocument);
}
