import type { User } from "@latchkey/client";
import { client } from "../client.js";
import { Field } from "../forms/Field.js";
import { Form } from "../forms/Form.js";
import { textOf } from "../forms/textOf.js";
import { Heading } from "../parts/Heading.js";
import { Notice } from "../parts/Notice.js";
import { Link } from "../routing/Link.js";
import { exactTime } from "../words/timeWords.js";

/** Name and username. */
export function Profile({ user }: { user: User }) {
  return (
    <>
      <Heading text="Profile" />
      {!user.emailVerified && (
        <Notice tone="calm">
          <p>
            <strong>Your e-mail address is not verified yet.</strong> We sent a link to{" "}
            <span class="value">{user.email}</span>. <Link href="/account/email">Send it again</Link>
          </p>
        </Notice>
      )}
      <section class="card">
        <Form submit={saveProfile} label="Save" busyLabel="Saving…" keep>
          <Field name="fullName" label="Your name" autocomplete="name" value={user.fullName} capitalize />
          <Field
            name="username"
            label="Username"
            autocomplete="username"
            value={user.username}
            hint="You can sign in with it too."
          />
        </Form>
      </section>
      <p class="quiet">Your account was created on {exactTime(user.createdAt)}.</p>
    </>
  );
}

async function saveProfile(data: FormData): Promise<string> {
  await client.updateSettings({ fullName: textOf(data, "fullName"), username: textOf(data, "username") });
  return "Saved.";
}
