import type { User } from "@latchkey/client";
import { t } from "../messages/messages.js";
import { type NameRule, site } from "../site.js";
import { Field } from "./Field.js";

interface Props {
  /** Whose names they are; absent for a new account. */
  user?: Pick<User, "username" | "fullName">;
  usernameHint: string;
  onUsername?(text: string): void;
}

/** The names that accounts have by the settings of the server. */
export function NameFields({ user, usernameHint, onUsername = () => {} }: Props) {
  return (
    <>
      {site.fullName !== "off" && (
        <Field
          name="fullName"
          {...fieldOf(t("common.fullName"), site.fullName, user?.fullName)}
          autocomplete="name"
          capitalize
        />
      )}
      {site.username !== "off" && (
        <Field
          name="username"
          {...fieldOf(t("common.username"), site.username, user?.username)}
          autocomplete="username"
          hint={usernameHint}
          onInput={onUsername}
        />
      )}
    </>
  );
}

/** Accounts from a time when a name was not required need not get one to change something else. */
function fieldOf(label: string, rule: NameRule, value: string | null | undefined) {
  const required = rule === "required" && value !== null;
  return { label: required ? label : t("common.optional", { label }), required, value: value ?? "" };
}
