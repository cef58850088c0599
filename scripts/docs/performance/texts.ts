export const INTRODUCTION = `# Performance

What a request costs beside bare Express and beside other libraries. Every server is a process of its own on one core, the load is on
another, and all sides run in turn and in random order, warmed up for six seconds: what the machine does meanwhile happens to all.
Times of a shared machine swing by a third, so compare the ratios of one run, not the microseconds of two. A lookup of the session
is part of every protected request here: a token whose session has ended is refused at once.`;

export const UNMET = "";

export const MEASURED = `CPU is what the kernel counted for the server's process, in microseconds a request. "times" is against the first line, round by
round. Where a side does other work, its note says so.`;

export const STORMS = `### Many sign-ins at once

All arrive in one moment, on both cores. Beside them somebody asks for a protected route a hundred times a second. At most 256
hashes a core wait; what is beyond is answered 503 with \`Retry-After\`, and not kept waiting.`;

export const STARTS = "### From start to the first answer";

export const AGAIN = `## Measure it yourself

\`\`\`sh
npm ci --prefix bench/peers
npm run bench                      # everything, in about 25 minutes
npm run bench -- --only verify     # one part
npm run bench -- --quick           # Latchkey against bare Express, in a minute
\`\`\``;
