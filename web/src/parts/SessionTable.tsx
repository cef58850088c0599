import type { SessionInfo } from "@latchkey/client";
import { deviceName } from "../messages/deviceName.js";
import { t } from "../messages/messages.js";
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
        <caption class="visually-hidden">{t("sessions.caption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("sessions.device")}</th>
            <th scope="col">{t("sessions.lastActive")}</th>
            <th scope="col">{t("sessions.signedIn")}</th>
            <th scope="col">{t("sessions.address")}</th>
            <th scope="col">
              <span class="visually-hidden">{t("common.signOut")}</span>
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
        {session.current && <span class="tag good">{t("sessions.thisDevice")}</span>}
      </th>
      <td class="labeled" data-label={t("sessions.lastActive")}>
        <TimeText at={session.lastSeenAt} now={now} />
      </td>
      <td class="labeled" data-label={t("sessions.signedIn")}>
        <TimeText at={session.createdAt} now={now} />
      </td>
      <td class="labeled address" data-label={t("sessions.address")}>
        {session.ip ?? t("sessions.unknownAddress")}
      </td>
      <td class="end">
        {!session.current && (
          <button
            type="button"
            class="button small"
            aria-label={t("sessions.signOutDevice", { device })}
            onClick={() => onEnd(session)}
          >
            {t("common.signOut")}
          </button>
        )}
      </td>
    </tr>
  );
}
