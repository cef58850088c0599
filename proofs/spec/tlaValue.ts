/** What TLC prints: numbers, truth values, texts, sequences and records. */
export type TlaValue = number | boolean | string | TlaValue[] | { [field: string]: TlaValue };

/** Reads the variables of one state, as TLC dumps it: `/\ name = value` again and again. Throws at anything else. */
export function readTlaState(text: string): Record<string, TlaValue> {
  return new Reader(text).state();
}

class Reader {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = text.match(/\/\\|<<|>>|\|->|[[\],=]|-?\d+|"[^"]*"|\w+/g) ?? [];
  }

  state(): Record<string, TlaValue> {
    const state: Record<string, TlaValue> = {};
    while (this.#at < this.#tokens.length) {
      this.#expect("/\\");
      const name = this.#next();
      this.#expect("=");
      state[name] = this.#value();
    }
    return state;
  }

  #value(): TlaValue {
    const token = this.#next();
    if (token === "<<") return this.#sequence();
    if (token === "[") return this.#record();
    if (token === "TRUE" || token === "FALSE") return token === "TRUE";
    if (token.startsWith('"')) return token.slice(1, -1);
    const number = Number(token);
    if (!Number.isInteger(number)) throw new Error(`${token} is no value of TLA+`);
    return number;
  }

  #sequence(): TlaValue[] {
    const items: TlaValue[] = [];
    while (this.#peek() !== ">>") {
      if (items.length > 0) this.#expect(",");
      items.push(this.#value());
    }
    this.#expect(">>");
    return items;
  }

  #record(): Record<string, TlaValue> {
    const fields: Record<string, TlaValue> = {};
    while (this.#peek() !== "]") {
      if (Object.keys(fields).length > 0) this.#expect(",");
      const name = this.#next();
      this.#expect("|->");
      fields[name] = this.#value();
    }
    this.#expect("]");
    return fields;
  }

  #peek(): string {
    return this.#tokens[this.#at] ?? "";
  }

  #next(): string {
    const token = this.#peek();
    this.#at += 1;
    return token;
  }

  #expect(token: string): void {
    const found = this.#next();
    if (found !== token) throw new Error(`${token} was expected, not ${found}`);
  }
}
