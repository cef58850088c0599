import type { ComponentChildren } from "preact";
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
      <Heading text={isMissing ? "Open the link again" : "This link is no longer valid"} />
      <p>
        {isMissing
          ? "For your safety, this page does not store the link. Open it again in your email, or request a new one."
          : "It was already used, has expired, or was replaced by a newer one. Request a new link to continue."}
      </p>
      {children}
    </>
  );
}
