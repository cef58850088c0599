import { readFileSync } from "node:fs";
import { type ESTree, parseSync, Visitor } from "vite";
import { type Mutant, mutantOf } from "./Mutant.js";

/** Stryker changes what is there, but takes no single call, assignment or field away: these mutants do. */
export function removalsOf(file: string): Mutant[] {
  const source = readFileSync(file, "utf8");
  const mutants: Mutant[] = [];
  const withoutStatement = ({ start, end }: ESTree.ExpressionStatement): void => {
    mutants.push(mutantOf(file, source, { start, end, replacement: ";" }));
  };
  const withoutFields = ({ properties }: ESTree.ObjectExpression): void => {
    for (const { start, end } of properties) {
      const comma = source[end] === "," ? 1 : 0;
      mutants.push(mutantOf(file, source, { start, end: end + comma, replacement: "" }));
    }
  };
  const visitor = new Visitor({ ExpressionStatement: withoutStatement, ObjectExpression: withoutFields });
  visitor.visit(parseSync(file, source).program);
  return mutants;
}
