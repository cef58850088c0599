import type { AdminService } from "../../services/admin/index.js";
import type { AuditEvent } from "../../stores/Store.js";

const PAGE = 200;

interface Query {
  readonly userId: string | null;
  /** Epoch milliseconds: nothing older is wanted. */
  readonly from: number;
  readonly limit: number;
}

/** The latest events, oldest of them first. */
export async function latestEvents(admin: AdminService, { userId, from, limit }: Query): Promise<AuditEvent[]> {
  const found: AuditEvent[] = [];
  let before: string | null = null;
  while (found.length < limit) {
    const page: AuditEvent[] = await admin.events({ userId, before, limit: Math.min(PAGE, limit - found.length) });
    const wanted = page.filter(({ at }) => at >= from);
    found.push(...wanted);
    before = page.at(-1)?._id ?? null;
    // They come in the order of their times, so the first that is too old is followed by older ones.
    if (page.length === 0 || wanted.length < page.length) break;
  }
  return found.reverse();
}
