import type { User } from "@latchkey/client";
import { client } from "../client.js";
import { Field } from "../forms/Field.js";
import { Form } from "../forms/Form.js";
import { PasswordField } from "../forms/PasswordField.js";
import { textOf } from "../forms/textOf.js";
import { Heading } from "../parts/Heading.js";
import { saveAsFile } from "./saveAsFile.js";

/** Exports the stored data, and deletes the account. */
export function YourData({ user }: { user: User }) {
  const download = async (): Promise<string> => {
    saveAsFile(await client.exportData(), `${user.username}-data.json`);
    return "The file is in your downloads folder.";
  };
  const checkName = (data: FormData): Record<string, string> => {
    const typed = textOf(data, "confirmation").trim().toLowerCase();
    return typed === "" || typed === user.username ? {} : { confirmation: `Type ${user.username} here.` };
  };
  return (
    <>
      <Heading text="Your data" />
      <section class="card" aria-labelledby="download">
        <h2 id="download">Download your data</h2>
        <p>
          A JSON file with everything that is stored about you: profile, sessions and activity. It contains no secrets.
        </p>
        <Form submit={download} label="Download my data" busyLabel="Preparing…" tone="secondary" keep>
          {null}
        </Form>
      </section>
      <section class="card" aria-labelledby="delete">
        <h2 id="delete">Delete your account</h2>
        <p>Your account and all its data are deleted immediately. This cannot be undone.</p>
        <Form
          submit={deleteAccount}
          check={checkName}
          label="Delete my account"
          busyLabel="Deleting…"
          tone="danger"
          passwordField="password"
        >
          <Field name="confirmation" label={`Type your username, ${user.username}, to confirm`} autocomplete="off" />
          <PasswordField name="password" label="Your password" autocomplete="current-password" />
        </Form>
      </section>
    </>
  );
}

async function deleteAccount(data: FormData): Promise<undefined> {
  await client.deleteAccount(textOf(data, "password"));
}
