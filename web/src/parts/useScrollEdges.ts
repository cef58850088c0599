import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/**
 * A row that scrolls sideways: `current` is scrolled into view, and `data-left` and `data-right` say on which side there is more,
 * whichever way people read.
 */
export function useScrollEdges(current: string): RefObject<HTMLUListElement | null> {
  const row = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const element = row.current;
    if (element === null) return;
    const update = (): void => {
      const { left, right } = element.getBoundingClientRect();
      const items = Array.from(element.children, (item) => item.getBoundingClientRect());
      element.toggleAttribute(
        "data-left",
        items.some((item) => item.left < left - 1),
      );
      element.toggleAttribute(
        "data-right",
        items.some((item) => item.right > right + 1),
      );
    };
    const resized = new ResizeObserver(update);
    resized.observe(element);
    element.addEventListener("scroll", update, { passive: true });
    return () => {
      resized.disconnect();
      element.removeEventListener("scroll", update);
    };
  }, []);
  useEffect(() => {
    row.current
      ?.querySelector(`[aria-current][href$="${CSS.escape(current)}"]`)
      ?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [current]);
  return row;
}
