import type { User } from "@latchkey/client";
import { useState } from "preact/hooks";
import { client } from "../client.js";
import { AppFields } from "../forms/AppFields.js";
import { Field } from "../forms/Field.js";
import { Form } from "../forms/Form.js";
import { fieldValues } from "../forms/fieldValues.js";
import { LanguageField } from "../forms/LanguageField.js";
import { NameFields } from "../forms/NameFields.js";
import { OwnPasswordField } from "../forms/OwnPasswordField.js";
import { textOf } from "../forms/textOf.js";
import { typedPassword } from "../forms/typedPassword.js";
import { exactTime } from "../messages/formatTime.js";
import { t } from "../messages/messages.js";
import { forgetChoice } from "../messages/startLanguage.js";
import { languageTagOf } from "../messages/useLanguage.js";
import { Avatar } from "../parts/Avatar.js";
import { Heading } from "../parts/Heading.js";
import { Notice } from "../parts/Notice.js";
import { Rich } from "../parts/Rich.js";
import { reportNames } from "../passkeys/reportNames.js";
import { reloadForPicture } from "../picture.js";
import { Link } from "../routing/Link.js";
import { navigate, takeFlashMessage } from "../routing/location.js";
import { type NameRule, site } from "../site.js";

/** An app may ask for the language in a field of its own. */
const hasOwnLanguage = site.fields.some(({ name }) => name === "locale");

/** Name, picture and username. Only a change of the username requires the password. */
export function Profile({ user }: { user: User }) {
  const [wasSaved] = useState(() => takeFlashMessage() === "profile-saved");
  const [username, setUsername] = useState(user.username ?? "");
  // The server drops outer spaces and lowers capitals before it compares.
  const isRename = username.trim().toLowerCase() !== (user.username ?? "");
  return (
    <>
      <Heading text={t("profile.title")} />
      {!user.emailVerified && (
        <Notice tone="warning">
          <p>
            <strong>{t("profile.notVerified")}</strong>{" "}
            <Rich text="profile.linkSent" parts={{ email: <span class="value">{user.email}</span> }} />{" "}
            <Link href="/account/email">{t("profile.resend")}</Link>
          </p>
        </Notice>
      )}
      <section class="card">
        <Form
          submit={saveProfile}
          label={t("profile.save")}
          busyLabel={t("common.saving")}
          passwordField="password"
          result={wasSaved ? t("profile.saved") : ""}
          keep
        >
          <NameFields user={user} usernameHint={t("profile.usernameHint")} onUsername={setUsername} />
          <div class="picture">
            <Avatar user={user} large />
            <Field
              name="avatarUrl"
              label={t("common.optional", { label: t("profile.picture") })}
              type="url"
              autocomplete="photo"
              value={user.avatarUrl ?? ""}
              hint={t("profile.pictureHint")}
              required={false}
            />
          </div>
          {!hasOwnLanguage && <LanguageField tag={languageTagOf(user)} />}
          <AppFields values={user} />
          {isRename && <OwnPasswordField hint={t("profile.passwordHint")} />}
        </Form>
      </section>
      <p class="quiet">{t("profile.created", { time: exactTime(user.createdAt) })}</p>
    </>
  );
}

/** An optional name that was emptied is removed. */
function nameFrom(text: string, rule: NameRule): string | null {
  return rule === "optional" && text.trim() === "" ? null : text;
}

async function saveProfile(data: FormData): Promise<string> {
  const locale = textOf(data, "locale") || null;
  const avatarUrl = textOf(data, "avatarUrl").trim() || null;
  const user = await client.updateSettings({
    fullName: nameFrom(textOf(data, "fullName"), site.fullName),
    username: nameFrom(textOf(data, "username"), site.username),
    avatarUrl,
    ...(!hasOwnLanguage && { locale }),
    ...fieldValues(site.fields, data),
    ...typedPassword(data),
  });
  void reportNames(user);
  if (!hasOwnLanguage) await forgetChoice(locale);
  // The document that is loaded instead of this one says it again.
  if (reloadForPicture(avatarUrl)) navigate("/account", { replace: true, flashMessage: "profile-saved" });
  return t("profile.saved");
}
