import type { SigningKey, SigningKeyStore } from "../Store.js";
import { assignAll } from "./assignAll.js";
import { isDuplicateKey } from "./duplicateKey.js";
import type { MongoConnection } from "./MongoConnection.js";

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

/** The signing keys of a MongoDB store. */
export function createSigningKeyStore(connection: MongoConnection): SigningKeyStore {
  return {
    list() {
      return connection.read(async ({ signingKeys }) => {
        const found = await signingKeys.find({}).sort({ sequence: 1 }).lean<SigningKey[]>().exec();
        return found.map(copyKey);
      });
    },
    create(key) {
      return connection.write(async ({ signingKeys }) => {
        try {
          await new signingKeys(copyKey(key)).save();
          return { kind: "created" };
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
          return { kind: "taken" };
        }
      });
    },
    compareAndSet(next, expectedVersion) {
      return connection.write(async ({ signingKeys }) => {
        const expected = { _id: { $eq: next._id }, version: { $eq: expectedVersion } };
        const { matchedCount } = await signingKeys.updateOne(expected, assignAll(copyKey(next))).exec();
        return { kind: matchedCount === 1 ? "stored" : "conflict" };
      });
    },
    delete(id) {
      return connection.write(async ({ signingKeys }) => {
        const { deletedCount } = await signingKeys.deleteOne({ _id: { $eq: id } }).exec();
        return deletedCount === 1;
      });
    },
  };
}
