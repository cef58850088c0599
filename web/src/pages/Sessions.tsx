import type { SessionInfo } from "@latchkey/client";
import { useEffect, useRef, useState } from "preact/hooks";
import { client } from "../client.js";
import { deviceName } from "../messages/deviceName.js";
import { t } from "../messages/messages.js";
import { ConfirmDialog } from "../parts/ConfirmDialog.js";
import { Heading } from "../parts/Heading.js";
import { LoadProblem } from "../parts/LoadProblem.js";
import { SessionTable } from "../parts/SessionTable.js";
import { useLoad } from "../parts/useLoad.js";

/** Where the account is signed in, with buttons to sign out. */
export function Sessions() {
  const { data, at, problem, reload } = useLoad(client.sessions);
  const [asked, setAsked] = useState<SessionInfo | "others" | null>(null);
  const [result, setResult] = useState("");
  const status = useRef<HTMLParagraphElement>(null);
  const others = (data ?? []).filter((session) => !session.current);

  const end = async (session: SessionInfo | "others"): Promise<void> => {
    if (session === "others") await client.endOtherSessions();
    else await client.endSession(session._id);
    await reload();
    setResult(
      session === "others"
        ? t("sessions.othersDone")
        : t("sessions.oneDone", { device: deviceName(session.userAgent) }),
    );
  };

  useEffect(() => {
    // The dialog restores the focus to a button whose row may be gone.
    if (asked === null && result !== "" && document.activeElement === document.body) status.current?.focus();
  }, [asked, result]);

  return (
    <>
      <Heading text={t("sessions.title")} />
      <p>{t("sessions.text")}</p>
      <LoadProblem problem={problem} retry={reload} />
      {data !== null && <SessionTable sessions={data} now={at} onEnd={setAsked} />}
      {data !== null && others.length === 0 && <p class="quiet">{t("sessions.noOthers")}</p>}
      <div class="actions">
        {others.length > 0 && (
          <button type="button" class="button" onClick={() => setAsked("others")}>
            {t("sessions.signOutOthers")}
          </button>
        )}
        <p role="status" ref={status} tabIndex={-1} class="result">
          {result}
        </p>
      </div>
      {asked !== null && (
        <ConfirmDialog
          title={t(asked === "others" ? "sessions.askOthers" : "sessions.askOne")}
          label={t(asked === "others" ? "sessions.signOutOthers" : "common.signOut")}
          busyLabel={t("sessions.busy")}
          confirm={() => end(asked)}
          onClose={() => setAsked(null)}
        >
          <p>
            {asked === "others"
              ? t("sessions.othersText", { count: others.length })
              : t("sessions.oneText", { device: deviceName(asked.userAgent) })}
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}
