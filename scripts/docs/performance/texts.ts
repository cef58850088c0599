export const INTRODUCTION = `# Performance

What a request costs beside bare Express and beside other libraries. Every server is a process of its own on one core, the load is on
another, and all sides run in turn and in random order, warmed up for six seconds: what the machine does meanwhile happens to all.
Each side has three processes, one after the other, because one may be a tenth slower than the next for all its life.
Times of a shared machine swing by a third, so compare the ratios of one run, not the microseconds of two. A lookup of the session
is part of every protected request here: a token whose session has ended is refused at once.`;

export const UNMET = `## Where the goals are not met

What a CPU profile of the server shows (\`node --cpu-prof\`, 32 clients, the second half of 15 seconds), in shares of all its CPU:

| | Node's HTTP and sockets | Express | SQLite | garbage | cryptography | Latchkey's own code | rest |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
| a protected route | 40 % | 16 % | 15 % | 14 % | 3 % | 6 % | 6 % |
| a refresh | 24 % | 18 % | 23 % | 10 % | 7 % | 9 % | 9 % |

- **A protected route** reads session and user by one statement of a compiled program: 38 columns take 5 µs in the driver alone, and
  the objects that hold them are most of what is collected later. What is left of Latchkey's own code is a few microseconds. The floor
  is the lookup itself, which is the promise: a session that has ended is refused at once. Reading 24 columns instead of 38 made no
  difference beyond the noise.
- **A refresh** shares a core with Express, whose bare JSON route is the first line of its table: that is the ceiling. Half of what
  SQLite takes is the wait for the disk, which blocks the process; everything that arrived meanwhile is written by the next commit.
- **A lone client's refresh** is one wait for the disk, and besides two messages over the network of the machine, which alone take bare
  Express almost as long. SQLite takes and leaves eight locks around it, so that other processes may use the file, and writes two
  pages; and an idle process has to be woken for each step. The floor is about twice the wait.
- **Sign-ins** swing with the neighbours of a virtual machine, because Argon2 fills the caches that everything else needs: of three whole
  runs of two days one had 93 % of bare Argon2 and two about 80 %; side by side the code of those days costs the same. The table has the
  last run.
- **In a storm** all requests arrive in one moment, and reading them comes before everything else: whoever asks in the first tens of
  milliseconds waits for that. Afterwards the hashes and the event loop share the cores, and so does the load itself, which ran on
  them too. Bare Argon2 gets more done because it hashes four at once, one for each of Node's threads, and leaves the rest to wait.
  Latchkey hashes one a core. One more was tried, side by side: no more people got in, and a protected route's p99 was three to ten
  times as long.
- **Growth** was measured on a machine that did other things too: [scale.md](scale.md) has it size by size, and why a refresh in a
  small file is cheaper than it ever is in use. Nothing in memory grows with the number of users.
- **Memory and start**: a start loads some 400 files: zod, better-sqlite3, Argon2, pino, the metrics and Latchkey's own. A hash takes
  19 MB while it runs. Mongoose is read only when the database is MongoDB, which was a third of the time of a start, and nodemailer
  with the first mail, which was a tenth. Alone, express takes 65 ms, zod 42, jsonwebtoken 34, prom-client 33, pino 25, Argon2 24,
  OpenTelemetry's API 20. Latchkey as one file instead of some 350 would start 14 % faster; it is not built so, because what is
  published and what a stack trace names should be what the sources are.`;

export const MEASURED = `CPU is what the kernel counted for the server's process, in microseconds a request. "times" is against the first line, round by
round. Where a side does other work, its note says so.`;

export const STORMS = `### Many sign-ins at once

All arrive in one moment, on both cores. Beside them somebody asks for a protected route a hundred times a second. At most 256
hashes a core wait in a lane; what is beyond is answered 503 with \`Retry-After\`, and not kept waiting.`;

export const STARTS = "### From start to the first answer";

export const AGAIN = `## Measure it yourself

\`\`\`sh
npm ci --prefix bench/peers
npm run bench                      # everything, in about 25 minutes
npm run bench -- --only verify     # one part
npm run bench -- --quick           # Latchkey against bare Express, in a minute
\`\`\``;
