import type { SessionInfo } from "@latchkey/client";
import { useCallback, useEffect, useState } from "react";
import { client } from "./client.js";
import { useAttempt } from "./useAttempt.js";

export function Sessions() {
  const [sessions, setSessions] = useState<SessionInfo[]>([]);
  const { problem, attempt } = useAttempt();
  const load = useCallback(async () => setSessions(await client.sessions()), []);
  useEffect(() => {
    void attempt(load);
  }, [attempt, load]);

  async function endOthers(): Promise<void> {
    await client.endOtherSessions();
    await load();
  }

  return (
    <section>
      <h2>Where you are signed in</h2>
      {problem !== "" && <p role="alert">{problem}</p>}
      <ul>
        {sessions.map(({ _id, current, userAgent, lastSeenAt }) => (
          <li key={_id}>
            {current ? "This browser" : (userAgent ?? "Another client")}, seen {new Date(lastSeenAt).toLocaleString()}
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <button type="button" onClick={() => attempt(endOthers)}>
          Sign out the others
        </button>
      )}
    </section>
  );
}
