const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/**
 * A source map (ECMA-426) without the places of packages and without names. With them it is five times as large, and a server that
 * logs its first error would stand still while it reads the map.
 */
export function withoutPackages({ version, sources, mappings }) {
  const isPackage = sources.map((source) => source.includes("node_modules/"));
  // Each field is the difference to the segment before; only the column begins again with every line.
  const read = [0, 0, 0, 0];
  const written = [0, 0, 0, 0];

  let length = 4;

  function rewrite(segment) {
    const fields = decode(segment).slice(0, 4);
    fields.forEach((delta, field) => {
      read[field] += delta;
    });
    const before = length;
    length = fields.length === 4 && !isPackage[read[1]] ? 4 : 1;
    // A segment of the column alone says that what follows has no source. One is enough.
    if (length === 1 && before === 1) return [];
    const deltas = read.slice(0, length).map((value, field) => value - written[field]);
    written.splice(0, length, ...read.slice(0, length));
    return [encode(deltas)];
  }

  const lines = mappings.split(";").map((line) => {
    read[0] = 0;
    written[0] = 0;
    length = 4;
    return line === "" ? "" : line.split(",").flatMap(rewrite).join(",");
  });
  return { version, sources, names: [], mappings: lines.join(";") };
}

/** Numbers of five bits a digit, the lowest first; the sixth bit says that the number goes on, the first one is the sign. */
function decode(segment) {
  const numbers = [];
  let [number, shift] = [0, 0];
  for (const digit of segment) {
    const bits = DIGITS.indexOf(digit);
    number |= (bits & 31) << shift;
    shift += 5;
    if (bits & 32) continue;
    numbers.push(number & 1 ? -(number >> 1) : number >> 1);
    [number, shift] = [0, 0];
  }
  return numbers;
}

function encode(numbers) {
  let text = "";
  for (const number of numbers) {
    let rest = number < 0 ? (-number << 1) | 1 : number << 1;
    do {
      text += DIGITS[(rest & 31) | (rest > 31 ? 32 : 0)];
      rest >>= 5;
    } while (rest > 0);
  }
  return text;
}
