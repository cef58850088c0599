import type { SecondFactorStore, SecondFactors } from "../../../src/stores/Store.js";
import { versionedRecords } from "./versionedRecords.js";

/** The second factors of the memory store. */
export function createSecondFactorStore(assertOpen: () => void): SecondFactorStore {
  const { records, verbs } = versionedRecords<SecondFactors>(assertOpen);

  return {
    ...verbs,
    async delete(userId) {
      assertOpen();
      return records.delete(userId);
    },
  };
}
