import type { SigningKey, SigningKeyStore } from "../Store.js";
import { documentFormats } from "./documents.js";
import { MongoPort } from "./MongoPort.js";
import { createOnce, deleteById, plain, replaceVersion } from "./queries.js";

/** The signing keys of a MongoDB store. */
export class MongoSigningKeys extends MongoPort implements SigningKeyStore {
  list(): Promise<SigningKey[]> {
    return this.connection.read(async ({ signingKeys }) => {
      const found = await plain<SigningKey[]>(signingKeys.find({}).sort({ sequence: 1 }));
      return found.map(documentFormats.signingKeys.fromDocument);
    });
  }

  create(key: SigningKey): ReturnType<SigningKeyStore["create"]> {
    const record = documentFormats.signingKeys.toDocument(key);
    return this.connection.write(({ signingKeys }) => createOnce(new signingKeys(record)));
  }

  compareAndSet(next: SigningKey, expectedVersion: number): ReturnType<SigningKeyStore["compareAndSet"]> {
    const record = documentFormats.signingKeys.toDocument(next);
    return this.connection.write(({ signingKeys }) => replaceVersion(signingKeys, record, expectedVersion));
  }

  delete(id: string): Promise<boolean> {
    return this.connection.write(({ signingKeys }) => deleteById(signingKeys, id));
  }
}
