import type { User } from "@latchkey/client";
import { useState } from "preact/hooks";
import { client } from "../client.js";
import { AuthenticatorApp } from "../factors/AuthenticatorApp.js";
import { Identities } from "../factors/Identities.js";
import { Passkeys } from "../factors/Passkeys.js";
import { RecoveryCodes } from "../factors/RecoveryCodes.js";
import { RecoveryCodesLeft } from "../factors/RecoveryCodesLeft.js";
import { t } from "../messages/messages.js";
import { Heading } from "../parts/Heading.js";
import { LoadProblem } from "../parts/LoadProblem.js";
import { Notice } from "../parts/Notice.js";
import { Rich } from "../parts/Rich.js";
import { useLoad } from "../parts/useLoad.js";
import { Link } from "../routing/Link.js";
import { site } from "../site.js";

/** The second factors and passkeys of the account. */
export function Security({ user }: { user: User }) {
  const { data: security, at, problem, reload } = useLoad(client.security);
  /** New ones, which are shown before anything else can be done. */
  const [codes, setCodes] = useState<readonly string[] | null>(null);

  /** After a change: shows it, and the codes that came with it. */
  const changed = async (newCodes: readonly string[] = []): Promise<void> => {
    if (newCodes.length > 0) setCodes(newCodes);
    await reload();
  };

  if (codes !== null && codes.length > 0) {
    return (
      <section class="card">
        <RecoveryCodes codes={codes} login={user.username ?? user.email} done={() => setCodes([])} />
      </section>
    );
  }
  return (
    <>
      <Heading text={t("security.title")} replaces={codes !== null} />
      <p>{t("security.text")}</p>
      {!user.emailVerified && (
        <Notice tone="warning">
          <p>
            <Rich
              text="security.verifyFirst"
              parts={{ link: <Link href="/account/email">{t("profile.resend")}</Link> }}
            />
          </p>
        </Notice>
      )}
      <LoadProblem problem={problem} retry={reload} />
      {security?.hasPassword === false && (
        <Notice tone="calm">
          <p>
            {t("setPassword.text")} <Link href="/account/password">{t("reset.submit")}</Link>
          </p>
        </Notice>
      )}
      {security !== null && (
        <>
          <AuthenticatorApp security={security} canAdd={user.emailVerified} changed={changed} />
          {security.methods.length > 0 && <RecoveryCodesLeft security={security} changed={changed} />}
          <Passkeys user={user} security={security} canAdd={user.emailVerified} now={at} changed={changed} />
          {(site.providers.length > 0 || security.identities.length > 0) && (
            <Identities security={security} canAdd={user.emailVerified} now={at} changed={changed} />
          )}
        </>
      )}
    </>
  );
}
