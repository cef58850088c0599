import type { PasskeyInfo } from "@latchkey/client";
import { t } from "../messages/messages.js";
import { TimeText } from "../parts/TimeText.js";

interface Props {
  passkeys: readonly PasskeyInfo[];
  /** When the list was loaded, epoch milliseconds. */
  now: number;
  onRename(passkey: PasskeyInfo): void;
  onRemove(passkey: PasskeyInfo): void;
}

export function PasskeyList({ passkeys, ...rest }: Props) {
  return (
    <ul class="passkeys">
      {passkeys.map((passkey) => (
        <Passkey key={passkey._id} passkey={passkey} {...rest} />
      ))}
    </ul>
  );
}

function Passkey({ passkey, now, onRename, onRemove }: Omit<Props, "passkeys"> & { passkey: PasskeyInfo }) {
  const { name, createdAt, lastUsedAt, backedUp } = passkey;
  return (
    <li>
      <h3>
        {name} <span class="tag">{t(backedUp ? "passkeys.synced" : "passkeys.oneDevice")}</span>
      </h3>
      <dl class="facts">
        <dt>{t("passkeys.added")}</dt>
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
          aria-label={t("passkeys.renameOf", { name })}
          onClick={() => onRename(passkey)}
        >
          {t("passkeys.rename")}
        </button>
        <button
          type="button"
          class="button small"
          aria-label={t("passkeys.removeOf", { name })}
          onClick={() => onRemove(passkey)}
        >
          {t("passkeys.remove")}
        </button>
      </div>
    </li>
  );
}
