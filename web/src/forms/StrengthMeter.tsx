import { t } from "../messages/messages.js";
import { STRENGTHS, type Strength } from "./passwordStrength.js";

/** How hard a password is to guess, in bars and in a word. `null`: nothing is known yet. */
export function StrengthMeter({ strength }: { strength: Strength | null }) {
  const level = strength === null ? 0 : STRENGTHS.indexOf(strength) + 1;
  const label = strength === null ? "" : t(`password.${strength}`);
  return (
    <div class={`strength ${strength ?? ""}`}>
      <meter
        class="visually-hidden"
        min={0}
        max={STRENGTHS.length}
        value={level}
        aria-label={t("password.strength")}
        aria-valuetext={label || t("password.strengthUnknown")}
      />
      <div class="bars" aria-hidden="true">
        {STRENGTHS.map((name, index) => (
          <span key={name} class={index < level ? "full" : undefined} />
        ))}
      </div>
      <strong aria-hidden="true">{label}</strong>
    </div>
  );
}
