import { STRENGTHS, type Strength } from "./passwordStrength.js";

const LABELS: Record<Strength, string> = { weak: "Weak", fair: "Fair", good: "Good", strong: "Strong" };

/** How hard a password is to guess, in bars and in a word. `null`: nothing is known yet. */
export function StrengthMeter({ strength }: { strength: Strength | null }) {
  const level = strength === null ? 0 : STRENGTHS.indexOf(strength) + 1;
  const label = strength === null ? "" : LABELS[strength];
  return (
    <div class={`strength ${strength ?? ""}`}>
      <meter
        class="visually-hidden"
        min={0}
        max={STRENGTHS.length}
        value={level}
        aria-label="Password strength"
        aria-valuetext={label || "Not rated yet"}
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
