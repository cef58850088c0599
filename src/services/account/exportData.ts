import type { ClientInfo } from "../../http/clientInfo.js";
import type { AuditEvent, OneTimePurpose } from "../../stores/Store.js";
import type { AccountDeps } from "./AccountDeps.js";
import { accountIsGone } from "./accountIsGone.js";
import { activity } from "./activity.js";
import { EXPORT_HIDES, EXPORT_LEAVES_OUT, EXPORT_RULES, type Rules } from "./exportRules.js";

type Exported = Readonly<Record<string, unknown>>;

export interface ExportedData {
  readonly exportedAt: number;
  readonly user: Exported;
  readonly sessions: readonly Exported[];
  readonly oneTimeTokens: readonly Exported[];
  readonly jobs: readonly Exported[];
  readonly activity: readonly Exported[];
  /** `table.field` or `table`, and why it is not here. */
  readonly leftOut: Readonly<Record<string, string>>;
}

const PAGE = 500;

/**
 * A change of the address that waits: its link and its mail. The times when they were made, sent or put off show whether the new address
 * is somebody's. The activity has the request and the address.
 */
const CHANGE_EMAIL: OneTimePurpose = "change-email";

/** All that is stored about the user, secrets aside. Throws SESSION_REVOKED when the account is gone. */
export async function exportData(deps: AccountDeps, userId: string, client: ClientInfo): Promise<ExportedData> {
  const { store, clock } = deps;
  await deps.limits.consume("export.account", userId);
  const user = (await store.users.byId(userId)) ?? accountIsGone();
  const sessions = await everyPage((before) => store.sessions.listAllByUser({ userId, before, limit: PAGE }));
  const oneTimeTokens = (await store.oneTimeTokens.listByUser(userId)).filter(
    ({ purpose }) => purpose !== CHANGE_EMAIL,
  );
  const jobs = (await store.queue.listByUser(userId)).filter(({ payload }) => payload["mail"] !== CHANGE_EMAIL);
  const events = await everyPage<AuditEvent>((before) => activity(deps, { userId, before, limit: PAGE }));
  deps.audit.record({ name: "data_exported", userId, sessionId: null, client });
  return {
    exportedAt: clock.now(),
    user: pick(user, EXPORT_RULES.users),
    sessions: sessions.map((session) => pick(session, EXPORT_RULES.sessions)),
    oneTimeTokens: oneTimeTokens.map((token) => pick(token, EXPORT_RULES.oneTimeTokens)),
    jobs: jobs.map((job) => pick(job, EXPORT_RULES.jobs)),
    activity: events.map((event) => pick(event, EXPORT_RULES.auditEvents)),
    leftOut: leftOut(),
  };
}

async function everyPage<T extends { _id: string }>(read: (before: string | null) => Promise<T[]>): Promise<T[]> {
  const all: T[] = [];
  let page: T[];
  do {
    page = await read(all.at(-1)?._id ?? null);
    all.push(...page);
  } while (page.length === PAGE);
  return all;
}

function pick<T extends object>(record: T, rules: Rules<T>): Exported {
  const fields = (Object.keys(rules) as (keyof T)[]).flatMap((field) => {
    const rule = rules[field];
    if (typeof rule === "string") return [];
    return [[field, rule === true ? record[field] : rule(record[field])]];
  });
  return Object.fromEntries(fields);
}

function leftOut(): Record<string, string> {
  const fields = Object.entries(EXPORT_RULES).flatMap(([table, rules]) =>
    Object.entries(rules).flatMap(([field, rule]) =>
      typeof rule === "string" ? [[`${table}.${field}`, rule] as const] : [],
    ),
  );
  return { ...Object.fromEntries(fields), ...EXPORT_LEAVES_OUT, ...EXPORT_HIDES };
}
