import { createContext } from "preact";
import { useContext } from "preact/hooks";

/** The errors of the fields of a form, by name. */
export const FieldErrors = createContext<Readonly<Record<string, string>>>({});

export function useFieldError(name: string): string | null {
  return useContext(FieldErrors)[name] ?? null;
}
