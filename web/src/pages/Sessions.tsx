import type { SessionInfo } from "@latchkey/client";
import { useEffect, useRef, useState } from "preact/hooks";
import { client } from "../client.js";
import { deviceName } from "../messages/deviceName.js";
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
      session === "others" ? "All other devices are signed out." : `${deviceName(session.userAgent)} is signed out.`,
    );
  };

  useEffect(() => {
    // The dialog restores the focus to a button whose row may be gone.
    if (asked === null && result !== "" && document.activeElement === document.body) status.current?.focus();
  }, [asked, result]);

  return (
    <>
      <Heading text="Sessions" />
      <p>The browsers and apps that are signed in to your account.</p>
      <LoadProblem problem={problem} retry={reload} />
      {data !== null && <SessionTable sessions={data} now={at} onEnd={setAsked} />}
      {data !== null && others.length === 0 && <p class="quiet">You are not signed in on any other device.</p>}
      <div class="actions">
        {others.length > 0 && (
          <button type="button" class="button" onClick={() => setAsked("others")}>
            Sign out all other devices
          </button>
        )}
        <p role="status" ref={status} tabIndex={-1} class="result">
          {result}
        </p>
      </div>
      {asked !== null && (
        <ConfirmDialog
          title={asked === "others" ? "Sign out all other devices?" : "Sign out this device?"}
          label={asked === "others" ? "Sign out all other devices" : "Sign out"}
          busyLabel="Signing out…"
          confirm={() => end(asked)}
          onClose={() => setAsked(null)}
        >
          <p>
            {asked === "others"
              ? describeOthers(others.length)
              : `${deviceName(asked.userAgent)} will need to sign in again.`}
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}

function describeOthers(count: number): string {
  return count === 1
    ? "One other device will need to sign in again. This device stays signed in."
    : `${count} other devices will need to sign in again. This device stays signed in.`;
}
