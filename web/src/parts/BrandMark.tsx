import { brand } from "../brand.js";

/** The logo and name of the operator, or a keyhole in the operator's color. */
export function BrandMark() {
  return (
    <span class="brand">
      {brand.logoUrl === "" ? <Keyhole /> : <img src={brand.logoUrl} alt="" height="32" />}
      <span>{brand.name}</span>
    </span>
  );
}

function Keyhole() {
  return (
    <svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
      <rect class="mark" width="32" height="32" rx="9" />
      <path class="hole" d="M16 7a5.5 5.5 0 0 0-2.6 10.3L12 25h8l-1.4-7.7A5.5 5.5 0 0 0 16 7z" />
    </svg>
  );
}
