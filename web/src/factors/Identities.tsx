import type { SecurityOverview } from "@latchkey/client";
import { type IdentityInfo, unlinkIdentity } from "@latchkey/client/providers";
import { useEffect, useRef, useState } from "preact/hooks";
import { client } from "../client.js";
import { t } from "../messages/messages.js";
import { ProviderButton } from "../parts/ProviderButton.js";
import { TimeText } from "../parts/TimeText.js";
import { takeFlashMessage } from "../routing/location.js";
import { leaveForProvider } from "../session/withProvider.js";
import { providerLabel, type SiteProvider, site } from "../site.js";
import { PasswordDialog } from "./PasswordDialog.js";

interface Props {
  security: SecurityOverview;
  /** Whether the account may get one. */
  canAdd: boolean;
  /** When the list was loaded, epoch milliseconds. */
  now: number;
  changed(): Promise<void>;
}

/** Links and unlinks accounts at providers. */
export function Identities({ security, canAdd, now, changed }: Props) {
  const [asked, setAsked] = useState<IdentityInfo | null>(null);
  const [linking, setLinking] = useState<SiteProvider | null>(null);
  const [result, setResult] = useState(() => (takeFlashMessage() === "provider-linked" ? t("identities.linked") : ""));
  const status = useRef<HTMLParagraphElement>(null);
  const { identities } = security;
  const others = site.providers.filter(({ name }) => !identities.some(({ provider }) => provider === name));

  useEffect(() => {
    // The dialog gives the focus back to a button that may be gone.
    if (asked === null && result !== "" && document.activeElement === document.body) status.current?.focus();
  }, [asked, result]);

  return (
    <section class="card" aria-labelledby="identities">
      <h2 id="identities">{t("identities.title")}</h2>
      <p>{t("identities.text")}</p>
      {identities.length > 0 ? (
        <ul class="passkeys">
          {identities.map((identity) => (
            <Identity key={identity._id} identity={identity} now={now} onUnlink={setAsked} />
          ))}
        </ul>
      ) : (
        <p class="quiet">{t("identities.none")}</p>
      )}
      <div class="actions">
        {canAdd &&
          others.map((provider) =>
            security.hasPassword ? (
              <button type="button" key={provider.name} class="button secondary" onClick={() => setLinking(provider)}>
                {t("provider.link", { provider: provider.label })}
              </button>
            ) : (
              <ProviderButton key={provider.name} provider={provider} purpose="link" returnTo={null} />
            ),
          )}
        <p role="status" ref={status} tabIndex={-1} class="result">
          {result}
        </p>
      </div>
      {linking !== null && (
        <PasswordDialog
          security={security}
          title={t("provider.link", { provider: linking.label })}
          label={t("common.continue")}
          busyLabel={t("common.waiting")}
          confirm={(permission) => leaveForProvider(linking.name, "link", null, permission)}
          onClose={() => setLinking(null)}
        >
          <p>{t("identities.linkText", { provider: linking.label })}</p>
        </PasswordDialog>
      )}
      {asked !== null && (
        <PasswordDialog
          security={security}
          title={t("identities.unlinkTitle", { provider: providerLabel(asked.provider) })}
          label={t("identities.unlink")}
          busyLabel={t("identities.unlinking")}
          texts={{ LAST_METHOD: "identities.last" }}
          confirm={async (permission) => {
            await unlinkIdentity(client, asked._id, permission);
            setResult(t("identities.unlinked", { provider: providerLabel(asked.provider) }));
            await changed();
          }}
          onClose={() => setAsked(null)}
        >
          <p>{t("identities.unlinkText", { provider: providerLabel(asked.provider) })}</p>
        </PasswordDialog>
      )}
    </section>
  );
}

interface IdentityProps {
  identity: IdentityInfo;
  now: number;
  onUnlink(identity: IdentityInfo): void;
}

function Identity({ identity, now, onUnlink }: IdentityProps) {
  const { email, createdAt, lastUsedAt } = identity;
  const provider = providerLabel(identity.provider);
  return (
    <li>
      <h3>{provider}</h3>
      <dl class="facts">
        {email !== null && (
          <>
            <dt>{t("common.email")}</dt>
            <dd class="value">{email}</dd>
          </>
        )}
        <dt>{t("identities.since")}</dt>
        <dd>
          <TimeText at={createdAt} now={now} />
        </dd>
        <dt>{t("passkeys.lastUsed")}</dt>
        <dd>{lastUsedAt === null ? t("passkeys.never") : <TimeText at={lastUsedAt} now={now} />}</dd>
      </dl>
      <div class="actions">
        <button
          type="button"
          class="button small"
          aria-label={t("identities.unlinkOf", { provider })}
          onClick={() => onUnlink(identity)}
        >
          {t("identities.unlink")}
        </button>
      </div>
    </li>
  );
}
