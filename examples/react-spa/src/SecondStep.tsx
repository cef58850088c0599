import type { Challenge } from "@latchkey/client";
import type { FormEvent } from "react";
import { client } from "./client.js";
import { useAttempt } from "./useAttempt.js";

/** The second step of a sign-in. This example has no page that sets up a factor: Latchkey's own have. */
export function SecondStep({ challenge, onCancel }: { challenge: Challenge; onCancel(): void }) {
  const { problem, isBusy, attempt } = useAttempt();

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get("code") ?? "");
    // Six digits come from the app. Everything else can only be a recovery code.
    const proof = /^\d{6}$/.test(code) ? { code } : { recoveryCode: code };
    void attempt(async () => void (await client.secondFactor({ flow: challenge.flow, ...proof })));
  }

  if (challenge.code === "ENROLMENT_REQUIRED")
    return <p role="alert">Set up a second factor on Latchkey's pages first.</p>;
  return (
    <form onSubmit={submit}>
      <h1>Confirm that it is you</h1>
      <label>
        Code of your authenticator app, or a recovery code
        <input name="code" autoComplete="one-time-code" required />
      </label>
      {problem !== "" && <p role="alert">{problem}</p>}
      <button type="submit" disabled={isBusy}>
        Continue
      </button>
      <button type="button" className="quiet" onClick={onCancel}>
        Back
      </button>
    </form>
  );
}
