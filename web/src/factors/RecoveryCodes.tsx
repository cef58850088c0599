import { useState } from "preact/hooks";
import { brand } from "../brand.js";
import { t } from "../messages/messages.js";
import { saveAsFile } from "../pages/saveAsFile.js";
import { Heading } from "../parts/Heading.js";
import { CopyButton } from "./CopyButton.js";

interface Props {
  codes: readonly string[];
  /** Whose codes they are, for the file and the paper. */
  login: string;
  done(): void;
}

/** New recovery codes, for once: the server keeps no copy that could be shown again. */
export function RecoveryCodes({ codes, login, done }: Props) {
  const [result, setResult] = useState("");
  const title = t("codes.file", { brand: brand.name, login });
  const asText = `${title}\n\n${codes.join("\n")}\n`;
  return (
    <>
      <Heading text={t("codes.saveTitle")} replaces />
      <p>{t("codes.saveText")}</p>
      <p class="on-paper">{title}</p>
      <ul class="codes" aria-label={t("codes.list")}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div class="actions">
        <CopyButton label={t("common.copy")} text={asText} onResult={setResult} />
        <button
          type="button"
          class="button"
          onClick={() => saveAsFile(asText, `${login}-recovery-codes.txt`, "text/plain")}
        >
          {t("codes.download")}
        </button>
        <button type="button" class="button" onClick={() => window.print()}>
          {t("codes.print")}
        </button>
        <p role="status" class="result">
          {result}
        </p>
      </div>
      <div class="actions">
        <button type="button" class="button primary" onClick={done}>
          {t("codes.saved")}
        </button>
      </div>
    </>
  );
}
