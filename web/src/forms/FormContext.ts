import { createContext } from "preact";
import { useContext } from "preact/hooks";

/** What the fields of a form hear from it: their errors, by name. */
export const FieldErrors = createContext<Readonly<Record<string, string>>>({});

export function useFieldError(name: string): string | null {
  return useContext(FieldErrors)[name] ?? null;
}
