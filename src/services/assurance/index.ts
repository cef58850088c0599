export type { AuthenticationMethod } from "../../stores/Store.js";
export { type Assurance, type AssuranceLevel, assuranceOf, isFresh, withMethod } from "./assurance.js";
export { type Evidence, passwordMethod, passwordVerified } from "./Evidence.js";
export { type AssuranceClaims, assuranceClaims } from "./tokenClaims.js";
