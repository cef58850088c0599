import type { SessionInfo } from "@latchkey/client";
import { deviceName } from "../messages/deviceName.js";
import { TimeText } from "./TimeText.js";

interface Props {
  sessions: readonly SessionInfo[];
  /** When the list was made, epoch milliseconds. */
  now: number;
  onEnd(session: SessionInfo): void;
}

/** This device first, then the others, the most recently used first. */
export function SessionTable({ sessions, now, onEnd }: Props) {
  const sorted = sessions.toSorted((a, b) => Number(b.current) - Number(a.current) || b.lastSeenAt - a.lastSeenAt);
  return (
    <div class="card flush">
      <table>
        <caption class="visually-hidden">Where you are signed in</caption>
        <thead>
          <tr>
            <th scope="col">Device</th>
            <th scope="col">Last active</th>
            <th scope="col">Signed in</th>
            <th scope="col">IP address</th>
            <th scope="col">
              <span class="visually-hidden">Sign out</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((session) => (
            <SessionRow key={session._id} session={session} now={now} onEnd={onEnd} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SessionRow({ session, now, onEnd }: Omit<Props, "sessions"> & { session: SessionInfo }) {
  const device = deviceName(session.userAgent);
  return (
    <tr>
      <th scope="row">
        {device}
        {session.current && <span class="tag good">This device</span>}
      </th>
      <td class="labeled" data-label="Last active">
        <TimeText at={session.lastSeenAt} now={now} />
      </td>
      <td class="labeled" data-label="Signed in">
        <TimeText at={session.createdAt} now={now} />
      </td>
      <td class="labeled address" data-label="IP address">
        {session.ip ?? "Unknown"}
      </td>
      <td class="end">
        {!session.current && (
          <button type="button" class="button small" aria-label={`Sign out ${device}`} onClick={() => onEnd(session)}>
            Sign out
          </button>
        )}
      </td>
    </tr>
  );
}
