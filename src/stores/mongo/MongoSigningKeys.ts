import type { SigningKey, SigningKeyStore } from "../Store.js";
import type { MongoConnection } from "./MongoConnection.js";
import { isDuplicateKey } from "./mongoErrors.js";
import { toSetUpdate } from "./queries.js";

/** The signing keys of a MongoDB store. */
export class MongoSigningKeys implements SigningKeyStore {
  readonly #connection: MongoConnection;

  constructor(connection: MongoConnection) {
    this.#connection = connection;
  }

  list(): Promise<SigningKey[]> {
    return this.#connection.read(async ({ signingKeys }) => {
      const found = await signingKeys.find({}).sort({ sequence: 1 }).lean<SigningKey[]>().exec();
      return found.map(copyKey);
    });
  }

  create(key: SigningKey): ReturnType<SigningKeyStore["create"]> {
    const record = copyKey(key);
    return this.#connection.write(async ({ signingKeys }) => {
      try {
        await new signingKeys(record).save();
        return { kind: "created" };
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return { kind: "taken" };
      }
    });
  }

  compareAndSet(next: SigningKey, expectedVersion: number): ReturnType<SigningKeyStore["compareAndSet"]> {
    const record = copyKey(next);
    return this.#connection.write(async ({ signingKeys }) => {
      const expected = { _id: { $eq: record._id }, version: { $eq: expectedVersion } };
      const { matchedCount } = await signingKeys.updateOne(expected, toSetUpdate(record)).exec();
      return { kind: matchedCount === 1 ? "stored" : "conflict" };
    });
  }

  delete(id: string): Promise<boolean> {
    return this.#connection.write(async ({ signingKeys }) => {
      const { deletedCount } = await signingKeys.deleteOne({ _id: { $eq: id } }).exec();
      return deletedCount === 1;
    });
  }
}

export function copyKey(key: SigningKey): SigningKey {
  return {
    _id: key._id,
    sequence: key.sequence,
    version: key.version,
    algorithm: key.algorithm,
    sealedKey: key.sealedKey,
    createdAt: key.createdAt,
    signsFrom: key.signsFrom,
  };
}
