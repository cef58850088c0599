import type { ActivityEvent } from "@latchkey/client";
import { useRef, useState } from "preact/hooks";
import { client } from "../client.js";
import { problemOf } from "../forms/problemOf.js";
import { t } from "../messages/messages.js";
import { Heading } from "../parts/Heading.js";
import { LoadProblem } from "../parts/LoadProblem.js";
import { Timeline } from "../parts/Timeline.js";
import { useLoad } from "../parts/useLoad.js";

const PAGE_SIZE = 50;

const loadNewest = (): Promise<ActivityEvent[]> => client.activity({ limit: PAGE_SIZE });

/** What happened to the account, newest first, with reasons. */
export function Activity() {
  const { data: newest, at, problem, reload } = useLoad(loadNewest);
  const [older, setOlder] = useState<readonly ActivityEvent[]>([]);
  const [atEnd, setAtEnd] = useState(false);
  const [busy, setBusy] = useState(false);
  const [olderProblem, setOlderProblem] = useState<string | null>(null);
  const [announcement, setAnnouncement] = useState("");
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
      setAnnouncement(
        page.length < PAGE_SIZE ? t("activity.allShown") : t("activity.moreShown", { count: page.length }),
      );
      // The button is removed, and the focus must not be lost with it.
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
      <Heading text={t("activity.title")} />
      <p>{t("activity.text")}</p>
      <LoadProblem problem={problem} retry={reload} />
      <Timeline events={events} now={at} />
      {newest?.length === 0 && <p class="quiet">{t("activity.none")}</p>}
      <LoadProblem problem={olderProblem} retry={loadOlder} />
      <div class="actions">
        {hasMore && (
          <button type="button" class="button" aria-disabled={busy} onClick={loadOlder}>
            {t(busy ? "activity.loading" : "activity.older")}
          </button>
        )}
        <p role="status" ref={status} tabIndex={-1} class="result">
          {announcement}
        </p>
      </div>
    </>
  );
}
