import type { LatchkeyError } from "@latchkey/client";
import { problemOf } from "../forms/problemOf.js";
import { t } from "../messages/messages.js";
import { Heading } from "../parts/Heading.js";
import { Link } from "../routing/Link.js";
import { isFlowMissing, signInByLink } from "../session/mailedCode.js";
import { setSignInStep } from "../session/signInStep.js";

interface Props {
  code: string;
  error: LatchkeyError;
}

/** The link of a mail in a browser that did not request it, or whose code is over: the code, to be entered where it was requested. */
export function MailedCode({ code, error }: Props) {
  const isElsewhere = isFlowMissing(error);
  const isOver = error.code === "CODE_INVALID" || !/^\d{8}$/.test(code);
  const again = (): void => {
    setSignInStep({ kind: "finishing" });
    void signInByLink(code).catch(reportError);
  };
  if (!isElsewhere && !isOver) {
    return (
      <>
        <Heading text={t("provider.failedTitle")} replaces />
        <p>{problemOf(error, { known: [] }, Date.now()).message}</p>
        <div class="actions">
          <button type="button" class="button primary" onClick={again}>
            {t("common.tryAgain")}
          </button>
        </div>
      </>
    );
  }
  return (
    <>
      <Heading text={t(isElsewhere ? "code.elsewhereTitle" : "code.overTitle")} replaces />
      <p>{t(isElsewhere ? "code.elsewhere" : "code.over")}</p>
      {/* Nothing but digits: anybody can write a link. */}
      {/^\d{8}$/.test(code) && (
        <p class="big-code">
          <code dir="ltr">{`${code.slice(0, 4)} ${code.slice(4)}`}</code>
        </p>
      )}
      <div class="actions">
        <Link href="/sign-in" class="button">
          {t("code.here")}
        </Link>
      </div>
    </>
  );
}
