import type { Proof, SecurityOverview, WantedProof } from "@latchkey/client";
import { useEffect, useId, useRef } from "preact/hooks";
import { client } from "../client.js";
import { t } from "../messages/messages.js";
import { LoadProblem } from "../parts/LoadProblem.js";
import { useLoad } from "../parts/useLoad.js";
import { ProofForm, type Way } from "./ProofForm.js";
import { SignInAgain } from "./SignInAgain.js";

interface Props {
  wanted: WantedProof;
  /** Called once, when the dialog has closed. */
  answer(isProved: boolean): void;
}

/** Asks for a proof of the level that a change needs, by what the account has. */
export function ReauthenticationDialog({ wanted, answer }: Props) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const isProved = useRef(false);
  const { data: security, problem, reload } = useLoad(client.security);
  const ways = security === null ? [] : waysOf(security, wanted.level);
  useEffect(() => dialog.current?.showModal(), []);

  const prove = async (proof: Proof): Promise<void> => {
    await client.reauthenticate(proof);
    isProved.current = true;
    dialog.current?.close();
  };

  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={() => answer(isProved.current)}>
      <h2 id={id}>{t("again.title")}</h2>
      <p>{t("again.text")}</p>
      <LoadProblem problem={problem} retry={reload} />
      {ways.length > 0 && <ProofForm ways={ways} prove={prove} />}
      {security !== null && ways.length === 0 && <SignInAgain identities={security.identities} />}
      <div class="actions">
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          {t("common.cancel")}
        </button>
      </div>
    </dialog>
  );
}

/** A password never refreshes level 2, so it is not offered there. */
function waysOf({ methods, hasPassword }: SecurityOverview, level: number | null): readonly Way[] {
  const needsFactor = level === 2 || (level === null && methods.length > 0);
  return needsFactor || !hasPassword ? methods : ["password", ...methods];
}
