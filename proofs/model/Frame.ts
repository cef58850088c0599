import type { Session } from "../../src/stores/Store.js";
import type { Model } from "./Model.js";
import { type Flight, presentsToken, type State } from "./State.js";
import { generationOf, NONE, tokenOf, variantOf } from "./tokens.js";

/**
 * From where the times and generations of a state are counted, so that states that cannot be distinguished become equal: times
 * from now, older ones than any rule asks for being one; generations from the oldest that somebody may still present.
 */
export class Frame {
  readonly now: number;
  /** The oldest generation that a record knows. */
  oldest: number;
  /** The lowest generation of the form. */
  base: number;
  readonly #model: Model;
  readonly #current: number;
  /** The oldest generation that a change of the password has left alive. */
  #first: number;

  constructor(model: Model, state: State) {
    this.#model = model;
    this.now = state.now;
    this.#current = state.session.generation;
    this.#first = state.session.firstGeneration;
    this.oldest = this.#current;
    this.base = this.#current;
    this.#include(state.session);
    if (state.backup !== null) this.#include(state.backup.session);
    for (const { snapshot } of state.flights) if (snapshot !== null) this.#include(snapshot);
    this.#lowerBase(this.oldest);
    this.#lowerBaseTo(state.jar.refresh);
    this.#lowerBaseTo(state.thief.stolen);
    this.#lowerBaseTo(state.thief.own);
    for (const flight of state.flights) {
      const { token, answer } = flight;
      if (presentsToken(flight)) this.#lowerBaseTo(token);
      if (answer?.kind === "tokens") this.#lowerBaseTo(answer.refresh);
    }
  }

  #include({ generation, firstGeneration, previous }: Session): void {
    const oldest = previous[0]?.generation ?? generation;
    if (oldest < this.oldest) this.oldest = oldest;
    if (firstGeneration < this.#first) this.#first = firstGeneration;
    // Generation 0 is not like the others.
    this.#lowerBase(Math.max(0, generation - 1));
  }

  #lowerBase(generation: number): void {
    if (generation < this.base) this.base = generation;
  }

  #lowerBaseTo(token: number): void {
    if (token !== NONE) this.#lowerBase(generationOf(this.#known(token)));
  }

  /** Tokens that no record knows any more are all alike, but for being older than a change of the password or not. */
  #known(token: number): number {
    const generation = generationOf(token);
    if (generation < this.#first) return tokenOf(this.#first - 1, 0);
    return generation < this.oldest ? tokenOf(this.oldest - 1, 0) : token;
  }

  /** 0 for no token. */
  token(token: number): number {
    if (token === NONE) return 0;
    const known = this.#known(token);
    return tokenOf(generationOf(known) - this.base, variantOf(known)) + 1;
  }

  /** Of an access token only this matters: is it of an older generation, of the current one, or of one not known yet? */
  access(generation: number): number {
    if (generation < this.#current) return 0;
    return generation === this.#current ? 1 : 2;
  }

  /** 0 for `null`, else the ticks since the oldest time that matters, and one more. */
  time(time: number | null): number {
    if (time === null) return 0;
    const { ticksBack } = this.#model;
    return Math.max((time - this.now) / this.#model.world.tick, -ticksBack) + ticksBack + 1;
  }

  /** How long a request of the owner has been under way, where that is bounded. */
  age({ who, kind, stage, sentAt }: Flight): number {
    const isUnbounded = this.#model.roundTrip === null || who === "thief" || (kind === "use" && stage === "writing");
    return isUnbounded ? 0 : (this.now - sentAt) / this.#model.world.tick;
  }
}
