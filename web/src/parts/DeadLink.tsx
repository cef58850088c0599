import type { ComponentChildren } from "preact";
import { t } from "../messages/messages.js";
import { Heading } from "./Heading.js";

interface Props {
  /** Whether the page was opened without the token of a link, as after it was loaded again. */
  isMissing: boolean;
  /** The one way on. */
  children: ComponentChildren;
}

/** For a link that leads nowhere: used, expired, replaced, or already taken out of the address bar. */
export function DeadLink({ isMissing, children }: Props) {
  return (
    <>
      <Heading text={t(isMissing ? "deadLink.missingTitle" : "deadLink.invalidTitle")} replaces={!isMissing} />
      <p>{t(isMissing ? "deadLink.missing" : "deadLink.invalid")}</p>
      {children}
    </>
  );
}
