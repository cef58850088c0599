import type { AdminService } from "../../services/admin/index.js";
import type { AuditEvent } from "../../stores/Store.js";
import type { Clock } from "../../utils/clock.js";
import { MINUTE, SECOND } from "../../utils/duration.js";
import { latestEvents } from "./latestEvents.js";

const PAUSE = SECOND;
/** Events are written after the answer, by several processes with clocks of their own: an older one may come later. */
const OVERLAP = MINUTE;
const MOST_AT_ONCE = 10_000;

interface Following {
  readonly admin: AdminService;
  readonly clock: Clock;
  readonly userId: string | null;
  /** Epoch milliseconds: nothing older is wanted. */
  readonly from: number;
  /** What was shown already, oldest first. What is older than that was not asked for. */
  readonly shown: readonly AuditEvent[];
  readonly show: (event: AuditEvent) => void;
}

/** Shows what happens from now on, each event once, until SIGINT or SIGTERM. */
export async function followEvents({ admin, clock, userId, from, shown, show }: Following): Promise<void> {
  const { isStopped, pause } = createPause();
  const oldest = shown[0]?._id ?? "";
  let seen = new Set(shown.map(({ _id }) => _id));
  while (!isStopped()) {
    const since = Math.max(from, clock.now() - OVERLAP);
    const recent = await latestEvents(admin, { userId, from: since, limit: MOST_AT_ONCE });
    for (const event of recent.filter(({ _id }) => _id > oldest && !seen.has(_id))) show(event);
    seen = new Set(recent.map(({ _id }) => _id));
    await pause();
  }
}

/** Waits a moment at a time, or until a signal asks to stop. */
function createPause() {
  let stopped = false;
  let wake = (): void => undefined;
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.once(signal, () => {
      stopped = true;
      wake();
    });
  }
  return {
    isStopped: () => stopped,
    pause: () =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, PAUSE);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
  };
}
