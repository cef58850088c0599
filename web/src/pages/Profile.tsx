import type { User } from "@latchkey/client";
import { useState } from "preact/hooks";
import { client } from "../client.js";
import { AppFields } from "../forms/AppFields.js";
import { Field } from "../forms/Field.js";
import { Form } from "../forms/Form.js";
import { fieldValues } from "../forms/fieldValues.js";
import { PasswordField } from "../forms/PasswordField.js";
import { textOf } from "../forms/textOf.js";
import { exactTime } from "../messages/formatTime.js";
import { Avatar } from "../parts/Avatar.js";
import { Heading } from "../parts/Heading.js";
import { Notice } from "../parts/Notice.js";
import { reloadForPicture } from "../picture.js";
import { Link } from "../routing/Link.js";
import { navigate, takeFlashMessage } from "../routing/location.js";
import { site } from "../site.js";

const SAVED = "Saved.";

/** Name, picture and username. Only a change of the username requires the password. */
export function Profile({ user }: { user: User }) {
  const [wasSaved] = useState(() => takeFlashMessage() === "profile-saved");
  const [username, setUsername] = useState(user.username);
  // The server drops outer spaces and lowers capitals before it compares.
  const isRename = username.trim().toLowerCase() !== user.username;
  return (
    <>
      <Heading text="Profile" />
      {!user.emailVerified && (
        <Notice tone="warning">
          <p>
            <strong>Your email address is not verified yet.</strong> We sent a link to{" "}
            <span class="value">{user.email}</span>. <Link href="/account/email">Resend it</Link>
          </p>
        </Notice>
      )}
      <section class="card">
        <Form
          submit={saveProfile}
          label="Save"
          busyLabel="Saving…"
          passwordField="password"
          result={wasSaved ? SAVED : ""}
          keep
        >
          <Field name="fullName" label="Full name" autocomplete="name" value={user.fullName} capitalize />
          <Field
            name="username"
            label="Username"
            autocomplete="username"
            value={user.username}
            hint="You can also sign in with it."
            onInput={setUsername}
          />
          <div class="picture">
            <Avatar user={user} large />
            <Field
              name="avatarUrl"
              label="Picture address (optional)"
              type="url"
              autocomplete="photo"
              value={user.avatarUrl ?? ""}
              hint="An https address of a picture. Leave it empty to show your initials."
              required={false}
            />
          </div>
          <AppFields values={user} />
          {isRename && (
            <PasswordField
              name="password"
              label="Your password"
              autocomplete="current-password"
              hint="Required to change your username."
            />
          )}
        </Form>
      </section>
      <p class="quiet">Your account was created on {exactTime(user.createdAt)}.</p>
    </>
  );
}

async function saveProfile(data: FormData): Promise<string> {
  const password = textOf(data, "password");
  const avatarUrl = textOf(data, "avatarUrl").trim() || null;
  await client.updateSettings({
    fullName: textOf(data, "fullName"),
    username: textOf(data, "username"),
    avatarUrl,
    ...fieldValues(site.fields, data),
    ...(password !== "" && { password }),
  });
  // The document that is loaded instead of this one says it again.
  if (reloadForPicture(avatarUrl)) navigate("/account", { replace: true, flashMessage: "profile-saved" });
  return SAVED;
}
