import type { ComponentChildren, TargetedMouseEvent } from "preact";
import { site } from "../site.js";
import { navigate } from "./location.js";

interface Props {
  /** The path of the page. */
  href: string;
  /** Marks the menu entry of the current page. */
  current?: boolean;
  class?: string;
  /** Called when somebody is about to follow it. */
  onApproach?: (() => unknown) | undefined;
  children: ComponentChildren;
}

/** A link to one of these pages, without loading the document again. */
export function Link({ href, current = false, onApproach, children, ...rest }: Props) {
  const follow = (event: TargetedMouseEvent<HTMLAnchorElement>): void => {
    // The user asks for a new tab or window.
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(href);
  };
  return (
    <a
      {...rest}
      href={site.base + href}
      aria-current={current ? "page" : undefined}
      onClick={follow}
      onPointerEnter={onApproach}
      onFocus={onApproach}
    >
      {children}
    </a>
  );
}
