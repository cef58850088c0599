import type { Identity } from "../../stores/Store.js";
import { tableUtc } from "../../utils/utcTime.js";
import { command } from "../command.js";
import { withUser } from "../database.js";
import { USER_ARGUMENT } from "../options.js";
import { renderTable } from "../table.js";

export const identities = command({
  name: "identities",
  summary: "list the accounts at providers with which a user signs in, or remove one",
  description:
    "Lists the linked accounts at providers, the oldest first. With --remove one is unlinked, the sessions that its provider opened end, and the owner gets an email; the last way to sign in stays.",
  arguments: [USER_ARGUMENT],
  options: { remove: ["--remove <id>", "unlink the one with this ID"] },
  run: async (reference, { remove }) => {
    const found = await withUser(reference, async (admin, { _id }) => {
      if (remove !== undefined) await admin.removeIdentity(_id, remove);
      return admin.identities(_id);
    });
    return { data: { identities: found.map(toOperatorView) }, text: tableOf(found) };
  },
});

/** The fields are listed, so that a new secret one does not leak. */
function toOperatorView(identity: Identity) {
  const { _id, provider, issuer, subject, email, emailVerified, createdAt, lastUsedAt } = identity;
  return { _id, provider, issuer, subject, email, emailVerified, createdAt, lastUsedAt };
}

function tableOf(found: readonly Identity[]): string {
  if (found.length === 0) return "No accounts at providers.\n";
  const rows = found.map(({ _id, provider, subject, email, createdAt, lastUsedAt }) => {
    return [_id, provider, subject, email, tableUtc(createdAt), lastUsedAt === null ? null : tableUtc(lastUsedAt)];
  });
  return renderTable(["ID", "PROVIDER", "SUBJECT", "EMAIL", "LINKED (UTC)", "LAST USED (UTC)"], rows);
}
