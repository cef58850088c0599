import { useEffect, useRef } from "preact/hooks";
import { brand } from "../brand.js";
import { hasNavigated } from "../routing/location.js";

/** The heading of a page, which is also its title. It gets the focus after navigation. */
export function Heading({ text }: { text: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef<string | null>(null);
  useEffect(() => {
    document.title = `${text} – ${brand.name}`;
    const isFirst = shown.current === null && !hasNavigated();
    shown.current = text;
    if (!isFirst) heading.current?.focus();
  }, [text]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {text}
    </h1>
  );
}
