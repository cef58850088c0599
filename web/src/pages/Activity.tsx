import type { ActivityEvent } from "@latchkey/client";
import { useRef, useState } from "preact/hooks";
import { client } from "../client.js";
import { problemOf } from "../forms/problemOf.js";
import { Heading } from "../parts/Heading.js";
import { LoadProblem } from "../parts/LoadProblem.js";
import { Timeline } from "../parts/Timeline.js";
import { useLoad } from "../parts/useLoad.js";

const PAGE_SIZE = 50;

const loadNewest = (): Promise<ActivityEvent[]> => client.activity({ limit: PAGE_SIZE });

/** What happened to the account, newest first, with the cause of each. */
export function Activity() {
  const { data: newest, at, problem, reload } = useLoad(loadNewest);
  const [older, setOlder] = useState<readonly ActivityEvent[]>([]);
  const [atEnd, setAtEnd] = useState(false);
  const [busy, setBusy] = useState(false);
  const [olderProblem, setOlderProblem] = useState<string | null>(null);
  const [told, setTold] = useState("");
  const status = useRef<HTMLParagraphElement>(null);
  const events = [...(newest ?? []), ...older];
  const last = events.at(-1);
  const hasMore = !atEnd && (newest?.length ?? 0) === PAGE_SIZE;

  const loadOlder = async (): Promise<void> => {
    if (busy || last === undefined) return;
    setBusy(true);
    try {
      const page = await client.activity({ limit: PAGE_SIZE, before: last._id });
      setOlder([...older, ...page]);
      setAtEnd(page.length < PAGE_SIZE);
      setOlderProblem(null);
      setTold(page.length < PAGE_SIZE ? "That is everything." : `${page.length} older events are shown.`);
      // The button is about to go, and the focus must not go with it.
      if (page.length < PAGE_SIZE) status.current?.focus();
    } catch (error) {
      const { message, code } = problemOf(error, { known: [] }, Date.now());
      if (code === "PAGE") reportError(error);
      setOlderProblem(message);
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <Heading text="Activity" />
      <p>What happened to your account, and why. Times are those of this device.</p>
      <LoadProblem problem={problem} retry={reload} />
      <Timeline events={events} now={at} />
      <LoadProblem problem={olderProblem} retry={loadOlder} />
      <div class="actions">
        {hasMore && (
          <button type="button" class="button" aria-disabled={busy} onClick={loadOlder}>
            {busy ? "Loading…" : "Show older"}
          </button>
        )}
        <p role="status" ref={status} tabIndex={-1} class="result">
          {told}
        </p>
      </div>
    </>
  );
}
