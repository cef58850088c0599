import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

interface Disclosure {
  readonly isOpen: boolean;
  readonly toggle: () => void;
  /** Around the button and the panel. */
  readonly root: RefObject<HTMLDivElement | null>;
  readonly button: RefObject<HTMLButtonElement | null>;
  readonly panel: RefObject<HTMLDivElement | null>;
}

/** A button that shows a panel. It closes by Escape, by a choice in it, and when the focus or the pointer goes elsewhere. */
export function useDisclosure(): Disclosure {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    const listening = new AbortController();
    const { signal } = listening;
    const close = (): void => {
      // The focus must not stay in what is hidden.
      if (panel.current?.contains(document.activeElement)) button.current?.focus();
      setOpen(false);
    };
    const closeUnlessInside = ({ target }: Event): void => {
      if (!(target instanceof Node && root.current?.contains(target))) setOpen(false);
    };
    document.addEventListener("pointerdown", closeUnlessInside, { signal });
    document.addEventListener("focusin", closeUnlessInside, { signal });
    document.addEventListener("keydown", ({ key }) => key === "Escape" && close(), { signal });
    panel.current?.addEventListener("click", close, { signal });
    return () => listening.abort();
  }, [isOpen]);
  return { isOpen, toggle: () => setOpen(!isOpen), root, button, panel };
}
