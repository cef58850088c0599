import type { AuditEvent, User } from "../../stores/Store.js";
import { MINUTE } from "../../utils/duration.js";
import type { RegistrationFacts } from "../../utils/failureExtras.js";
import { newId } from "../../utils/ids.js";
import type { AccountDeps } from "./AccountDeps.js";

/** The event is recorded right after the account. */
const RECORDED_WITHIN = MINUTE;
const PAGE_SIZE = 500;

/** Who registered the account, for the owner of the mailbox. From where is known while the audit log has the event. */
export async function registrationFacts(audit: AccountDeps["audit"], user: User): Promise<RegistrationFacts> {
  const { fullName, username, createdAt } = user;
  const { userAgent = null, ip = null } = (await registeredEvent(audit, user)) ?? {};
  return { fullName, username, createdAt, userAgent, ip };
}

/** The registrant may have caused any number of later events. */
async function registeredEvent(audit: AccountDeps["audit"], user: User): Promise<AuditEvent | null> {
  let before = newId(user.createdAt + RECORDED_WITHIN);
  for (;;) {
    const events = await audit.listByUser({ userId: user._id, before, limit: PAGE_SIZE });
    const found = events.find(({ name }) => name === "registered");
    const last = events.at(-1);
    if (found !== undefined || last === undefined || events.length < PAGE_SIZE) return found ?? null;
    before = last._id;
  }
}
