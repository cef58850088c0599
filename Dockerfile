# The server in a container. docs/guides/deploy/docker.md says how to run it.
FROM node:24-bookworm-slim AS build

# Compilers, for where there is no ready-made binary of better-sqlite3. They stay in this stage.
RUN apt-get update \
  && apt-get install -y --no-install-recommends g++ make python3 \
  && rm -rf /var/lib/apt/lists/*

WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages/client/package.json packages/client/
RUN npm ci

COPY . .
RUN npm run build \
  && npm prune --omit=dev --workspaces=false \
  && rm -rf node_modules/better-sqlite3/deps node_modules/better-sqlite3/build/Release/obj*

FROM node:24-bookworm-slim

ENV NODE_ENV=production \
    HOST=0.0.0.0

COPY --from=build /app/package.json /app/openapi.json /app/LICENSE /app/
COPY --from=build /app/node_modules /app/node_modules
COPY --from=build /app/dist /app/dist

# The program belongs to root, so a hole in it cannot rewrite it. Only data/ below the working directory is the server's.
WORKDIR /var/lib/latchkey
RUN chmod 0755 /app/dist/cli/index.js \
  && ln -s /app/dist/cli/index.js /usr/local/bin/latchkey \
  && install -d -o node -g node -m 0700 data
VOLUME /var/lib/latchkey/data

# The number, not the name: Kubernetes cannot see that a name is not root.
USER 1000:1000
EXPOSE 3000

# Whether the process answers, not whether the database does: a restart mends no database.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 3000}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]

# No shell in between, so SIGTERM reaches the server. Other commands of docs/reference/cli.md take the place of the last line.
ENTRYPOINT ["latchkey"]
CMD ["serve"]
