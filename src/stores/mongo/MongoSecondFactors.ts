import type { SecondFactorStore, SecondFactors } from "../Store.js";
import { documentFormats } from "./documents.js";
import { MongoPort } from "./MongoPort.js";
import { createOnce, deleteById, plain, replaceVersion } from "./queries.js";

/** The second factors of a MongoDB store. */
export class MongoSecondFactors extends MongoPort implements SecondFactorStore {
  get(userId: string): Promise<SecondFactors | null> {
    return this.connection.read(async ({ secondFactors }) => {
      const found = await plain<SecondFactors | null>(secondFactors.findOne({ _id: { $eq: userId } }));
      return found === null ? null : documentFormats.secondFactors.fromDocument(found);
    });
  }

  create(record: SecondFactors): ReturnType<SecondFactorStore["create"]> {
    const document = documentFormats.secondFactors.toDocument(record);
    return this.connection.write(({ secondFactors }) => createOnce(new secondFactors(document)));
  }

  compareAndSet(next: SecondFactors, expectedVersion: number): ReturnType<SecondFactorStore["compareAndSet"]> {
    const record = documentFormats.secondFactors.toDocument(next);
    return this.connection.write(({ secondFactors }) => replaceVersion(secondFactors, record, expectedVersion));
  }

  delete(userId: string): Promise<boolean> {
    return this.connection.write(({ secondFactors }) => deleteById(secondFactors, userId));
  }
}
