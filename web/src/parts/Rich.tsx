import type { ComponentChildren } from "preact";
import type { en } from "../messages/en.js";
import { pieces } from "../messages/messages.js";

interface Props {
  text: keyof typeof en;
  /** By the name of the placeholder. */
  parts: Readonly<Record<string, ComponentChildren>>;
}

/** A text of the catalogue with elements in the place of its placeholders. */
export function Rich({ text, parts }: Props) {
  return <>{pieces(text).map((piece, at) => (at % 2 === 0 ? piece : parts[piece]))}</>;
}
