import { readFileSync } from "node:fs";
import { type ESTree, parseSync, Visitor } from "vite";
import { type Mutant, mutantOf } from "./Mutant.js";

/**
 * What Stryker leaves out: each statement and each field taken away, each number one larger. Without a declaration nothing
 * would compile, and Stryker gives conditions both outcomes: those stay.
 */
export function ownMutantsOf(file: string): Mutant[] {
  const source = readFileSync(file, "utf8");
  const mutants: Mutant[] = [];
  const withoutStatement = ({ start, end }: ESTree.Statement): void => {
    mutants.push(mutantOf(file, source, { start, end, replacement: ";" }));
  };
  const withoutFields = ({ properties }: ESTree.ObjectExpression): void => {
    for (const { start, end } of properties) {
      const comma = source[end] === "," ? 1 : 0;
      mutants.push(mutantOf(file, source, { start, end: end + comma, replacement: "" }));
    }
  };
  const oneLarger = ({ value, start, end }: ESTree.Span & { value: unknown }): void => {
    if (typeof value === "number") mutants.push(mutantOf(file, source, { start, end, replacement: String(value + 1) }));
  };
  const visitor = new Visitor({
    ExpressionStatement: withoutStatement,
    ReturnStatement: withoutStatement,
    ThrowStatement: withoutStatement,
    ContinueStatement: withoutStatement,
    ObjectExpression: withoutFields,
    Literal: oneLarger,
  });
  visitor.visit(parseSync(file, source).program);
  return mutants;
}
