# The bot with its own Node 24. Data goes to PostgreSQL (DATABASE_URL) or, for a trial, to the volume /data.
FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The image brings Node 24, so the package that installs it is left out with the other dev dependencies.
RUN npm ci --omit=dev --ignore-scripts

FROM node:24-slim
RUN apt-get update && apt-get install -y --no-install-recommends git ca-certificates && rm -rf /var/lib/apt/lists/* \
    && mkdir /data && chown node:node /data
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json manifest.yml ./
COPY prompts ./prompts
COPY src ./src
USER node
ENV NODE_ENV=production REFINERY_DATA=/data PORT=3000
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# What package.json starts it with, too: without it, Node takes twice the memory for what lives only briefly.
CMD ["node", "--max-semi-space-size=16", "src/main.ts"]
