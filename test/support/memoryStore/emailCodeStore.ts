import type { EmailCodeStore, EmailCodes } from "../../../src/stores/Store.js";
import { deleteWhere } from "./deleteWhere.js";
import { versionedRecords } from "./versionedRecords.js";

/** The mailed codes of the memory store. */
export function createEmailCodeStore(assertOpen: () => void): EmailCodeStore {
  const { records, verbs } = versionedRecords<EmailCodes>(assertOpen);

  return {
    ...verbs,
    async delete(userId) {
      assertOpen();
      return records.delete(userId);
    },
    async deleteExpired(now, limit) {
      assertOpen();
      return deleteWhere(records, ({ expiresAt }) => expiresAt <= now, limit);
    },
  };
}
