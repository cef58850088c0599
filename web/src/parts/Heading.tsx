import { useEffect, useRef } from "preact/hooks";
import { brand } from "../brand.js";
import { hasNavigated } from "../routing/location.js";

interface Props {
  text: string;
  /** It takes the place of a form that had the focus. */
  replaces?: boolean;
}

/** The heading of a page, which is also its title. It gets the focus after navigation. */
export function Heading({ text, replaces = false }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef<string | null>(null);
  useEffect(() => {
    document.title = `${text} – ${brand.name}`;
    const isFirst = shown.current === null && !replaces && !hasNavigated();
    shown.current = text;
    if (!isFirst) heading.current?.focus();
  }, [text, replaces]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {text}
    </h1>
  );
}
