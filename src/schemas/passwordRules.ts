import type { z } from "zod";

/** The part of the password policy that the schemas ask. */
export interface PasswordRules {
  /** Every rule that the password breaks. `context`: texts about its owner that it must not be made of. */
  unmet(password: string, context: readonly string[]): readonly { readonly message: string }[];
}

/** Lists every broken rule. Who the owner is, is not known here: for those rules the service asks again. */
export function meetsPolicy(rules: PasswordRules) {
  return (password: string, ctx: z.RefinementCtx<string>): void => {
    for (const { message } of rules.unmet(password, [])) ctx.addIssue({ code: "custom", message });
  };
}

interface Registration {
  readonly username: string;
  readonly email: string;
  readonly fullName: string;
  readonly password: string;
}

/**
 * Lists every broken rule of a registration's password, those about its owner too. Made to run beside other failing fields,
 * so each of them may be anything; what is no text tells nothing about the owner.
 */
export function registrationMeetsPolicy(rules: PasswordRules) {
  return ({ password, username, email, fullName }: Registration, ctx: z.RefinementCtx): void => {
    const context = [username, email, fullName].filter((text) => typeof text === "string");
    for (const { message } of rules.unmet(password, context)) {
      ctx.addIssue({ code: "custom", path: ["password"], message });
    }
  };
}

export function hasPassword(body: unknown): boolean {
  return typeof body === "object" && body !== null && "password" in body && typeof body.password === "string";
}
