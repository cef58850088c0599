import type { AuditEvent, User } from "../../stores/Store.js";
import { MINUTE } from "../../utils/duration.js";
import type { RegistrationFacts } from "../../utils/failureExtras.js";
import { newId } from "../../utils/ids.js";
import type { AccountDeps } from "./AccountDeps.js";
import { newestFirst } from "./newestFirst.js";

/** The event is recorded right after the account. */
const RECORDED_WITHIN = MINUTE;

/** Who registered the account, for the owner of the mailbox. From where is known while the audit log has the event. */
export async function registrationFacts(audit: AccountDeps["audit"], user: User): Promise<RegistrationFacts> {
  const { fullName, username, createdAt } = user;
  const { userAgent = null, ip = null } = (await registeredEvent(audit, user)) ?? {};
  return { fullName, username, createdAt, userAgent, ip };
}

/** The registrant may have caused any number of later events. */
async function registeredEvent(audit: AccountDeps["audit"], user: User): Promise<AuditEvent | null> {
  const read = (page: { before: string | null; limit: number }) => audit.listByUser({ userId: user._id, ...page });
  for await (const event of newestFirst(read, newId(user.createdAt + RECORDED_WITHIN))) {
    if (event.name === "registered") return event;
  }
  return null;
}
