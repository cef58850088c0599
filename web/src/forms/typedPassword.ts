import { textOf } from "./textOf.js";

export interface TypedPassword {
  readonly password?: string;
}

/** The password that a form has asked for. Not every form asks, and not every account has one. */
export function typedPassword(data: FormData): TypedPassword {
  const password = textOf(data, "password");
  return password === "" ? {} : { password };
}
