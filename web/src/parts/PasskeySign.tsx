/** Somebody with a key. */
export function PasskeySign() {
  return (
    <svg class="sign" viewBox="0 0 24 24" aria-hidden="true">
      <circle cx="9" cy="7.5" r="3.75" />
      <path d="M2.5 20c0-4 2.9-6.5 6.5-6.5 1.2 0 2.3.3 3.3.8" />
      <circle cx="17.5" cy="12.5" r="2.75" />
      <path d="M17.5 15.25V21l1.75-1.5M17.5 18l1.5-1.25" />
    </svg>
  );
}
