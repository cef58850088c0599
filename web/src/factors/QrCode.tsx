import { useEffect, useState } from "preact/hooks";

interface Picture {
  /** In modules, with the quiet zone. */
  readonly size: number;
  /** The dark modules as the path of an SVG. */
  readonly path: string;
}

/** The quiet zone that ISO/IEC 18004 asks for: scanners find no code without it, on a dark page least of all. */
const QUIET_ZONE = 4;

/** A text as a QR code. Its script is loaded when it is shown; where that fails, the text is beside it anyway. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const [picture, setPicture] = useState<Picture | null>(null);
  useEffect(() => {
    draw(text).then(setPicture, reportError);
  }, [text]);
  if (picture === null) return <div class="qr" />;
  return (
    <svg class="qr" role="img" aria-label={label} viewBox={`0 0 ${picture.size} ${picture.size}`}>
      <path d={picture.path} shape-rendering="crispEdges" />
    </svg>
  );
}

async function draw(text: string): Promise<Picture> {
  const { encode } = await import("uqr");
  const { size, data } = encode(text, { ecc: "M", border: QUIET_ZONE });
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return { size, path: dark.join("") };
}
